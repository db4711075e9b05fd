"""Yandex Translate v2: `POST /translate/v2/translate` with an API key and the folder it belongs to.

A call takes 10,000 characters. Terms go along with it as `glossaryConfig`, 50 pairs at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workflow.mt.base import EngineInfo, EngineOptions, EngineStatus, MTError, TranslationRequest, Usage, base_language
from workflow.mt.http_client import StatusError
from workflow.mt.service import ServiceEngine, open_client, read_items, tell_ready
from workflow.mt.tags import to_tags

NAME, LABEL = "yandex", "Yandex Translate"
MAX_TERMS = 50


class YandexEngine(ServiceEngine):
    name, label = NAME, LABEL
    max_batch = 64
    max_characters = 10_000

    def __init__(self, options: EngineOptions) -> None:
        super().__init__(options)
        key = options.yandex_key
        self._client = open_client(options, options.yandex_url, key=key, headers={"Authorization": f"Api-Key {key}"})

    def ask(self, requests: Sequence[TranslationRequest], *, source: str, target: str) -> tuple[list[Any], Usage | None]:
        body: dict[str, object] = {
            "texts": [to_tags(r.text) for r in requests],
            "sourceLanguageCode": base_language(source),
            "targetLanguageCode": base_language(target),
            "format": "HTML",
        }
        if self.options.yandex_folder:
            body["folderId"] = self.options.yandex_folder
        terms = list(dict.fromkeys(term for r in requests for term in r.terms))[:MAX_TERMS]
        if terms:
            pairs = [{"sourceText": lemma, "translatedText": preferred} for lemma, preferred in terms]
            body["glossaryConfig"] = {"glossaryData": {"glossaryPairs": pairs}}
        try:
            answer = self._client.post("/translate/v2/translate", body)
        except StatusError as error:
            if error.status == 400 and "language" in error.said.lower() and "unsupported" in error.said.lower():
                raise MTError("language_unsupported", permanent=True, detail=error.detail) from None
            raise
        items = read_items(answer, "translations")
        return [item.get("text") if isinstance(item, dict) else None for item in items], None


def describe_status(options: EngineOptions, *, source: str, target: str) -> EngineStatus:
    missing = [
        name
        for name, value in (("WORKFLOW_YANDEX_KEY", options.yandex_key), ("WORKFLOW_YANDEX_FOLDER", options.yandex_folder))
        if not value
    ]
    return tell_ready(EngineInfo(NAME, "", LABEL), options.yandex_url, missing)
