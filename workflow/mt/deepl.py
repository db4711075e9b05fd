"""DeepL's API v2: `POST /v2/translate` with texts as XML, the neighbours as `context`.

Free keys end in `:fx` and have a host of their own. 456 says that the quota of the month is used up. `context` is not
charged. A glossary lives at DeepL and is named by its id.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workflow.mt.base import (
    EngineInfo,
    EngineOptions,
    EngineStatus,
    MTError,
    Quota,
    TranslationRequest,
    Usage,
    base_language,
)
from workflow.mt.http_client import JsonClient, StatusError
from workflow.mt.service import ServiceEngine, open_client, read_items, tell_ready
from workflow.mt.tags import to_tags

NAME, LABEL = "deepl", "DeepL"
PRO, FREE = "https://api.deepl.com", "https://api-free.deepl.com"
MAX_CONTEXT = 2000
#: What DeepL calls the limit of an account that has none.
NO_LIMIT = 1_000_000_000_000
#: Targets for which DeepL wants to know the variant.
_VARIANTS = {"en": "EN-US", "pt": "PT-PT"}
_KNOWN = frozenset({"EN-US", "EN-GB", "PT-PT", "PT-BR", "ZH-HANS", "ZH-HANT"})


class DeepLEngine(ServiceEngine):
    name, label = NAME, LABEL
    max_batch = 50
    max_characters = 30_000  # a request may have 128 KiB
    uses_context = True

    def __init__(self, options: EngineOptions) -> None:
        super().__init__(options)
        self._client = connect(options)
        self.setting = options.deepl_glossary

    def ask(self, requests: Sequence[TranslationRequest], *, source: str, target: str) -> tuple[list[Any], Usage | None]:
        body: dict[str, object] = {
            "text": [to_tags(r.text) for r in requests],
            "source_lang": base_language(source).upper(),
            "target_lang": name_target(target),
            "tag_handling": "xml",
            "split_sentences": "nonewlines",
            "show_billed_characters": True,
        }
        context = describe_context(requests)
        if context:
            body["context"] = context
        if self.options.deepl_glossary:
            body["glossary_id"] = self.options.deepl_glossary
        try:
            answer = self._client.post("/v2/translate", body)
        except StatusError as error:
            if error.status == 400 and "lang" in error.said and "not supported" in error.said:
                raise MTError("language_unsupported", permanent=True, detail=error.detail) from None
            raise
        items = [item if isinstance(item, dict) else {} for item in read_items(answer, "translations")]
        billed = [n for item in items if isinstance(n := item.get("billed_characters"), int)]
        usage = Usage(characters=sum(billed)) if billed and len(billed) == len(items) else None
        return [item.get("text") for item in items], usage


def connect(options: EngineOptions) -> JsonClient:
    key = options.deepl_key
    return open_client(options, choose_host(options), key=key, headers={"Authorization": f"DeepL-Auth-Key {key}"})


def read_quota(options: EngineOptions) -> Quota:
    """`GET /v2/usage`, which costs nothing. Raises `MTError`."""
    answer = connect(options).get("/v2/usage")
    found = answer if isinstance(answer, dict) else {}
    used, limit = found.get("character_count"), found.get("character_limit")
    if type(used) is not int or used < 0:
        raise MTError("answer_damaged", permanent=False, detail="the answer does not say how many characters were used")
    return Quota(used, limit if type(limit) is int and 0 < limit < NO_LIMIT else None)


def choose_host(options: EngineOptions) -> str:
    """The host a key belongs to, unless the settings name one."""
    return options.deepl_url or (FREE if options.deepl_key.endswith(":fx") else PRO)


def name_target(tag: str) -> str:
    """A BCP 47 tag as DeepL names targets."""
    full = tag.replace("_", "-").upper()
    base = base_language(tag)
    return full if full in _KNOWN else _VARIANTS.get(base, base.upper())


def describe_context(requests: Sequence[TranslationRequest]) -> str:
    """The article's beginning and what stands around the texts; one context serves the whole call."""
    around = [requests[0].article.title if requests[0].article else "", requests[0].context_before, requests[-1].context_after]
    return "\n".join(dict.fromkeys(part for part in around if part))[:MAX_CONTEXT]


def describe_status(options: EngineOptions, *, source: str, target: str) -> EngineStatus:
    missing = [] if options.deepl_key else ["WORKFLOW_DEEPL_KEY"]
    return tell_ready(EngineInfo(NAME, "", LABEL), choose_host(options), missing)
