"""A worker with two engines that answer at once, `instant` and the same one charged for, `metered`; else as it comes."""

from __future__ import annotations

from collections.abc import Sequence

from bench.newsroom import InstantEngine
from workflow.cli import main
from workflow.mt.base import Answers, EngineInfo, EngineStatus, TranslationRequest, Usage
from workflow.mt.registry import ENGINES, EngineEntry


class MeteredInstantEngine(InstantEngine):
    """Its calls are written down before and after, and its answers kept, as those of a service are."""

    info = EngineInfo(name="metered", model="bench", label="Metered")
    max_characters = 30_000
    uses_context = True
    setting = ""

    def estimate(self, requests: Sequence[TranslationRequest]) -> Usage:
        return Usage(characters=sum(len(r.text) for r in requests))

    def translate(self, requests: Sequence[TranslationRequest], *, source: str, target: str) -> Answers:
        return Answers(super().translate(requests, source=source, target=target), usage=self.estimate(requests))


if __name__ == "__main__":
    for made in (InstantEngine, MeteredInstantEngine):
        status = EngineStatus(True, "ready", "", made.info)
        ENGINES[made.info.name] = EngineEntry(
            lambda options, made=made: made(),  # type: ignore[misc]  # a lambda's default
            lambda options, status=status, **pair: status,
        )
    main()
