"""What every translation engine looks like from outside, and the one error they raise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

Progress: TypeAlias = Callable[[int, int], None]
"""Called with bytes done and bytes in all while a model is downloaded, on the thread that asked for a
translation."""


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """Which engine wrote a text: kept as the text's origin and shown to people.

    `name` is the registry's, `model` tells one version of a model from another, `label` is what a screen
    says; `demo` marks the small model of the demo, which knows only a few hundred words.
    """

    name: str
    model: str
    label: str
    demo: bool = False


class MTError(Exception):
    """An engine could not translate a batch; nothing of the batch was translated.

    `code` is stable (`model_missing`, `model_damaged`, `model_wrong_pair`, `download_failed`, `timeout`,
    `engine_crashed`, `wrong_count`, `language_unsupported`, `engine_unknown`); `permanent` is true where
    trying again changes nothing until a person does something; `detail` is for logs and for `workflow
    doctor`.
    """

    def __init__(self, code: str, *, permanent: bool, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.permanent = permanent
        self.detail = detail


@dataclass(frozen=True, slots=True)
class TranslationRequest:
    """One unit's source: its text with `{n}` tokens, its block's kind, and the sentences beside it in plain
    text. `terms` are pairs of a lemma and what the edition calls it, of those that stand in the text."""

    text: str
    kind: str
    context_before: str = ""
    context_after: str = ""
    terms: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TranslationResult:
    """The target text with the source's tokens, or no text and the code of why it is left for a person.

    Codes: `empty` (nothing to translate, or the engine said nothing), `placeholders_lost`, `too_long`,
    `engine_crashed` (on this text alone), `outside_demo_model`, `no_engine`.
    """

    text: str | None
    error: str | None = None


class Engine(Protocol):
    """A way to translate. An engine may be used from any thread and in a child of the process that made
    it."""

    @property
    def info(self) -> EngineInfo:
        """What writes the texts. Read it after `translate`: only then a model is certain."""
        ...

    @property
    def max_batch(self) -> int:
        """The greatest number of requests one call takes."""
        ...

    def translate(self, requests: Sequence[TranslationRequest], *, source: str, target: str) -> list[TranslationResult]:
        """One result for each request, in order. Languages are BCP 47 tags. Raises `MTError` for all of
        them."""
        ...


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """Whether an engine can translate now, for `workflow doctor` and the pages.

    Codes: `ready`, `demo_model` (ready, but only with the demo model), `download_on_first_use` (not ready
    yet), `no_engine`, or a code of `MTError`.
    """

    ready: bool
    code: str
    detail: str
    info: EngineInfo | None


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """What engines are made with; each uses the fields that concern it.

    `cache_dir` keeps downloaded models. `model_dir` holds a model a person put there; then nothing is
    downloaded. `records_url` and `attachments_url` name a mirror of Mozilla's model list and files (empty:
    Mozilla's own). `timeout` is the longest silence of a download in seconds, `deadline` the longest
    download.
    """

    cache_dir: Path
    model_dir: Path | None = None
    allow_download: bool = False
    allow_demo_model: bool = False
    progress: Progress | None = None
    records_url: str = ""
    attachments_url: str = ""
    timeout: float = 20.0
    deadline: float = 900.0


def base_language(tag: str) -> str:
    """The language of a BCP 47 tag in lower case: `en` of `en-GB`."""
    return tag.replace("_", "-").split("-")[0].lower()
