"""A language model behind any endpoint that speaks OpenAI's chat completions, one on this machine included.

It gets the whole article with the English that people confirmed, the memory's nearest pairs, the terms and the house
style, and answers for each numbered sentence. Where the endpoint does not know `json_schema`, `json_object` is tried,
then plain words. Nothing in an answer is trusted: a sentence without exactly one answer has none.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from babel import Locale

from workflow.mt.base import (
    Answers,
    EngineInfo,
    EngineOptions,
    EngineStatus,
    MTError,
    TranslationRequest,
    TranslationResult,
    Usage,
)
from workflow.mt.http_client import StatusError
from workflow.mt.llm_prompt import make_prompt
from workflow.mt.service import ServiceEngine, answer_unasked, needs_asking, open_client, tell_ready
from workflow.mt.tags import mend_tokens

NAME = "llm"
OPENAI = "api.openai.com"
#: What the longest answer is called, by newer and by older endpoints.
LIMITS = ("max_completion_tokens", "max_tokens")
#: An answer is at most this long: English, JSON around it, and room for a model that thinks aloud.
TOKENS_PER_CHARACTER, TOKENS_PER_TEXT, SPARE_TOKENS = 1.0, 40, 400
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "translations": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"id": {"type": "integer"}, "text": {"type": "string"}},
                "required": ["id", "text"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["translations"],
    "additionalProperties": False,
}
FORMATS: tuple[dict[str, Any] | None, ...] = (
    {"type": "json_schema", "json_schema": {"name": "translations", "strict": True, "schema": SCHEMA}},
    {"type": "json_object"},
    None,
)
#: The end of what a model thought aloud; its beginning is often the server's and not in the answer.
THOUGHT = "</think>"
#: As many brackets of an answer may be no JSON, or not the one that was asked for.
MOST_BEGINNINGS = 50
_BRACKET = re.compile(r"[{[]")
#: A model's own words in the place of a translation; somebody who is quoted begins with a quotation mark.
_REFUSAL = re.compile(
    r"\A\s*(?:I['’]?m (?:very )?sorry|I am (?:very )?sorry|sorry(?=,)|I cannot|I can['’]t|I['’]?m unable|I am unable|as an AI)\b"
    r".*\b(?:translat\w+|assist with|help with|language model|(?:this|that|your) (?:request|content|text)|guidelines)\b",
    re.IGNORECASE | re.DOTALL,
)


class LLMEngine(ServiceEngine):
    """One model at one endpoint, both from the settings."""

    name, label = NAME, "LLM"
    max_batch = 16
    max_characters = 12_000
    uses_context = True

    def __init__(self, options: EngineOptions) -> None:
        super().__init__(options)
        headers = {"Authorization": f"Bearer {options.llm_key}"} if options.llm_key else {}
        self._client = open_client(options, options.llm_url, key=options.llm_key, headers=headers)
        self._format = 0  # of FORMATS; the first that the endpoint takes
        self._limit = LIMITS[0] if urlsplit(options.llm_url).hostname == OPENAI else LIMITS[1]
        self._swapped = False

    @property
    def info(self) -> EngineInfo:
        return describe_model(self.options)

    def estimate(self, requests: Sequence[TranslationRequest]) -> Usage:
        """At most: a token a character of what is sent, and all the tokens an answer may have."""
        asked = [r for r in requests if needs_asking(r.text)]
        if not asked:
            return Usage()
        system, user = make_prompt(asked, source="Russian", target="English")
        return Usage(
            characters=sum(len(r.text) for r in asked), input_tokens=len(system) + len(user) + 500, output_tokens=_most(asked)
        )

    def translate(self, requests: Sequence[TranslationRequest], *, source: str, target: str) -> Answers:
        """See `Engine.translate`. What the model refused or left out has no text and says why."""
        if len(requests) > self.max_batch:
            raise MTError("wrong_count", permanent=True, detail=f"{len(requests)} texts in one call, at most {self.max_batch}")
        asked = [r for r in requests if needs_asking(r.text) and len(r.text) <= self.max_characters]
        if sum(len(r.text) for r in asked) > self.max_characters:
            raise MTError("wrong_count", permanent=True, detail=f"more than {self.max_characters} characters in one call")
        found, usage = self._ask_model(asked, source=source, target=target) if asked else ({}, Usage())
        results = [found[n] if (n := _index(asked, r)) is not None else answer_unasked(r.text) for r in requests]
        return Answers(results, usage=usage)

    def _ask_model(
        self, asked: Sequence[TranslationRequest], *, source: str, target: str
    ) -> tuple[dict[int, TranslationResult], Usage]:
        system, user = make_prompt(asked, source=_name_language(source), target=_name_language(target))
        answer = self._complete(
            {
                "model": self.options.llm_model,
                "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
            },
            _most(asked),
        )
        usage = _read_usage(answer, asked) or self.estimate(asked)
        choices = answer.get("choices") if isinstance(answer, dict) else None
        choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else None
        if choice is None:
            raise MTError("answer_damaged", permanent=False, detail="the answer has no choices", usage=usage)
        said = choice.get("message")
        message: dict[str, Any] = said if isinstance(said, dict) else {}
        reason, content = choice.get("finish_reason"), message.get("content")
        if message.get("refusal") or reason == "content_filter":
            return _all_left(asked, "refused"), usage
        if reason == "length":
            return _all_left(asked, "cut_off"), usage
        items = read_translations(content)
        if items is None:
            return _all_left(asked, "refused" if content else "no_answer"), usage
        given = Counter(number for number, _ in items)
        texts = dict(items)
        return {
            n: read_text(request.text, texts[n + 1]) if given[n + 1] == 1 else TranslationResult(None, "no_answer")
            for n, request in enumerate(asked)
        }, usage

    def _complete(self, body: dict[str, Any], most: int) -> Any:
        """The endpoint's answer; what it refuses to know is left out, once and for all."""
        while True:
            wanted = FORMATS[self._format]
            sent = {**body, self._limit: most, **({"response_format": wanted} if wanted else {})}
            try:
                return self._client.post("/chat/completions", sent)
            except StatusError as error:
                if error.status == 429 and "quota" in error.said.lower():
                    raise MTError("quota_used_up", permanent=True, detail=error.detail) from None
                if error.status == 404 and "model" in error.said.lower():
                    raise MTError("model_missing", permanent=True, detail=error.detail) from None
                if error.status not in (400, 422):
                    raise
                if not self._swapped and self._limit in error.said:
                    self._limit, self._swapped = LIMITS[self._limit == LIMITS[0]], True
                elif wanted is not None and any(word in error.said for word in ("response_format", "json_schema", "json_object")):
                    self._format += 1
                else:
                    raise


def read_translations(content: object) -> list[tuple[int, str]] | None:
    """(number, text) of each item of an answer; None where it is no answer at all.

    Words around the JSON, as models write them where no form can be asked for, are passed over.
    """
    if not isinstance(content, str):
        return None
    items = _find_items(content.rpartition(THOUGHT)[2])
    if items is None:
        return None
    return [
        (item["id"], item["text"])
        for item in items
        if isinstance(item, dict) and type(item.get("id")) is int and isinstance(item.get("text"), str)
    ]


def _find_items(said: str) -> list[Any] | None:
    """The first list of translations in an answer; brackets of its prose (“sentence [1]”) are none."""
    decoder, at = json.JSONDecoder(), 0
    for _ in range(MOST_BEGINNINGS):
        begins = _BRACKET.search(said, at)
        if begins is None:
            break
        try:
            found, at = decoder.raw_decode(said, begins.start())
        except RecursionError:
            break
        except ValueError:
            at = begins.end()
            continue
        items = found.get("translations") if isinstance(found, dict) else found
        if isinstance(items, list) and (isinstance(found, dict) or any(isinstance(item, dict) for item in items)):
            return items
    return None


def read_text(source: str, text: str) -> TranslationResult:
    """A sentence's text, unless it is a refusal in its place."""
    return TranslationResult(None, "refused") if _REFUSAL.match(text) else mend_tokens(source, text)


def describe_model(options: EngineOptions) -> EngineInfo:
    return EngineInfo(NAME, options.llm_model, options.llm_model or "LLM")


def describe_status(options: EngineOptions, *, source: str, target: str) -> EngineStatus:
    missing = [] if options.llm_model else ["WORKFLOW_LLM_MODEL"]
    if not options.llm_key and urlsplit(options.llm_url).hostname == OPENAI:
        missing.append("WORKFLOW_LLM_KEY")
    return tell_ready(describe_model(options), options.llm_url, missing)


def _most(asked: Sequence[TranslationRequest]) -> int:
    """Tokens an answer may have."""
    return int(sum(len(r.text) for r in asked) * TOKENS_PER_CHARACTER) + TOKENS_PER_TEXT * len(asked) + SPARE_TOKENS


def _read_usage(answer: object, asked: Sequence[TranslationRequest]) -> Usage | None:
    """What the endpoint says was used; None where it does not."""
    said = answer.get("usage") if isinstance(answer, dict) else None
    said = said if isinstance(said, dict) else {}
    tokens = [n for name in ("prompt_tokens", "completion_tokens") if type(n := said.get(name)) is int and n >= 0]
    return Usage(sum(len(r.text) for r in asked), *tokens) if len(tokens) == 2 else None


def _index(asked: Sequence[TranslationRequest], request: TranslationRequest) -> int | None:
    return next((n for n, one in enumerate(asked) if one is request), None)


def _all_left(asked: Sequence[TranslationRequest], code: str) -> dict[int, TranslationResult]:
    return {n: TranslationResult(None, code) for n in range(len(asked))}


def _name_language(tag: str) -> str:
    return Locale.parse(tag, sep="-").get_display_name("en") or tag
