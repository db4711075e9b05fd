"""The engine that translates nothing and says so: memory matches only."""

from __future__ import annotations

from collections.abc import Sequence

from workflow.mt.base import (
    EngineInfo,
    EngineOptions,
    EngineStatus,
    TranslationRequest,
    TranslationResult,
)

INFO = EngineInfo(name="none", model="", label="No engine")


class NoEngine:
    """Leaves every text for a person, with the code `no_engine`."""

    def __init__(self, options: EngineOptions) -> None:
        self.info = INFO
        self.max_batch = 1000

    def translate(self, requests: Sequence[TranslationRequest], *, source: str, target: str) -> list[TranslationResult]:
        return [TranslationResult(None, "no_engine") for _ in requests]


def describe_status(options: EngineOptions, *, source: str, target: str) -> EngineStatus:
    """It works as meant, and is never ready to translate."""
    return EngineStatus(ready=False, code="no_engine", detail="", info=INFO)
