"""What the engines behind a web service have in common: limits, what needs no call, and tokens as tags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from workflow.core.markup_tokens import strip_tokens
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
from workflow.mt.http_client import JsonClient
from workflow.mt.sentences import has_letters
from workflow.mt.tags import from_tags, mend_tokens, to_tags


class ServiceEngine:
    """An engine that sends texts as markup and gets as many back. A service of its own is `ask`."""

    name: ClassVar[str]
    label: ClassVar[str]
    max_batch: int
    max_characters: int
    uses_context: bool = False
    setting: str = ""

    def __init__(self, options: EngineOptions) -> None:
        self.options = options

    @property
    def info(self) -> EngineInfo:
        return EngineInfo(self.name, "", self.label)

    def estimate(self, requests: Sequence[TranslationRequest]) -> Usage:
        """Characters as they are sent, tags included."""
        return Usage(characters=sum(len(to_tags(r.text)) for r in requests if needs_asking(r.text)))

    def translate(self, requests: Sequence[TranslationRequest], *, source: str, target: str) -> Answers:
        """See `Engine.translate`."""
        if len(requests) > self.max_batch:
            raise MTError("wrong_count", permanent=True, detail=f"{len(requests)} texts in one call, at most {self.max_batch}")
        asked = [r for r in requests if needs_asking(r.text) and len(to_tags(r.text)) <= self.max_characters]
        usage = self.estimate(asked)
        if usage.characters > self.max_characters:
            detail = f"{usage.characters} characters in one call, at most {self.max_characters}"
            raise MTError("wrong_count", permanent=True, detail=detail)
        found: dict[int, TranslationResult] = {}
        if asked:
            texts, charged = self.ask(asked, source=source, target=target)
            usage = charged or usage
            if len(texts) != len(asked):
                detail = f"{len(texts)} answers to {len(asked)} texts"
                raise MTError("wrong_count", permanent=True, detail=detail, usage=usage)
            found = {id(r): self.read(r, text) for r, text in zip(asked, texts, strict=True)}
        return Answers([found.get(id(r)) or answer_unasked(r.text) for r in requests], usage=usage)

    def ask(self, requests: Sequence[TranslationRequest], *, source: str, target: str) -> tuple[list[Any], Usage | None]:
        """One call: a text for each request as the service gave it, and what it charged where it says so."""
        raise NotImplementedError

    def read(self, request: TranslationRequest, answer: object) -> TranslationResult:
        """A unit's text out of one answer."""
        if not isinstance(answer, str):
            return TranslationResult(None, "no_answer")
        return mend_tokens(request.text, from_tags(answer))


def needs_asking(text: str) -> bool:
    """Numbers and marks alone are the same in every language, and cost nothing."""
    return has_letters(strip_tokens(text))


def answer_unasked(text: str) -> TranslationResult:
    if not strip_tokens(text).strip():
        return TranslationResult(None, "empty")
    return TranslationResult(None, "too_long") if needs_asking(text) else TranslationResult(text.strip())


def read_items(answer: object, name: str) -> list[Any]:
    """The list called `name` in an answer. Raises `MTError` where the answer has another shape."""
    found = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(found, list):
        raise MTError("answer_damaged", permanent=False, detail=f"the answer has no list “{name}”")
    return found


def tell_ready(info: EngineInfo, base: str, missing: Sequence[str]) -> EngineStatus:
    """Ready, or the settings that are missing. Asks nobody."""
    if missing:
        return EngineStatus(False, "setting_missing", ", ".join(missing), info)
    return EngineStatus(True, "ready", base, info)


def open_client(options: EngineOptions, base: str, *, key: str, headers: dict[str, str] | None = None) -> JsonClient:
    return JsonClient(base, options.call_timeout, headers or {}, secrets=(key,))
