"""LibreTranslate, one's own or somebody's: `POST /translate` with several texts as HTML.

The protocol is that of LibreTranslate 1.x (`q`, `source`, `target`, `format`, `api_key`; errors as `{"error": …}`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workflow.mt.base import (
    EngineInfo,
    EngineOptions,
    EngineStatus,
    MTError,
    TranslationRequest,
    Usage,
    base_language,
)
from workflow.mt.service import ServiceEngine, open_client, read_items, tell_ready
from workflow.mt.tags import to_tags

NAME, LABEL = "libretranslate", "LibreTranslate"


class LibreTranslateEngine(ServiceEngine):
    """One call takes few texts: a server of one's own translates them one after the other."""

    name, label = NAME, LABEL
    max_batch = 16
    max_characters = 5000

    def __init__(self, options: EngineOptions) -> None:
        super().__init__(options)
        self._client = open_client(options, options.libretranslate_url, key=options.libretranslate_key)

    def ask(self, requests: Sequence[TranslationRequest], *, source: str, target: str) -> tuple[list[Any], Usage | None]:
        body: dict[str, object] = {
            "q": [to_tags(r.text) for r in requests],
            "source": base_language(source),
            "target": base_language(target),
            "format": "html",
        }
        if self.options.libretranslate_key:
            body["api_key"] = self.options.libretranslate_key
        try:
            return read_items(self._client.post("/translate", body), "translatedText"), None
        except MTError as error:
            if "not supported" in error.detail:
                raise MTError("language_unsupported", permanent=True, detail=error.detail) from None
            raise


def describe_status(options: EngineOptions, *, source: str, target: str) -> EngineStatus:
    missing = [] if options.libretranslate_url else ["WORKFLOW_LIBRETRANSLATE_URL"]
    return tell_ready(EngineInfo(NAME, "", LABEL), options.libretranslate_url, missing)
