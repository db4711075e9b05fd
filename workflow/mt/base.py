"""What every translation engine looks like from outside, and the one error they raise."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias, TypeGuard

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

    `code` is stable (`docs/engines.md` lists them); `permanent` is true where trying again changes nothing
    until a person does something; `retry_after` is how many seconds the service asked to be left alone;
    `detail` is for logs and for `workflow doctor`, without secrets; `usage` is what the service charges all
    the same.
    """

    def __init__(
        self, code: str, *, permanent: bool, detail: str = "", retry_after: float | None = None, usage: Usage | None = None
    ) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.permanent = permanent
        self.detail = detail
        self.retry_after = retry_after
        self.usage = usage


@dataclass(frozen=True, slots=True)
class Usage:
    """What a call is charged by: characters of the source, or tokens in and out."""

    characters: int = 0
    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True, slots=True)
class ArticleContext:
    """The article around the texts, for engines that can use it.

    `sentences`: the whole source in order, in plain text, each with its confirmed translation or none.
    `style`: the house style in plain sentences.
    """

    title: str = ""
    sentences: tuple[tuple[str, str | None], ...] = ()
    style: str = ""


@dataclass(frozen=True, slots=True)
class TranslationRequest:
    """One unit's source: its text with `{n}` tokens, its block's kind, and the sentences beside it in plain
    text.

    `terms`: pairs of a lemma and what the edition calls it, of those that stand in the text. `matches`: the nearest pairs of the
    memory, best first. `article`: the article it is from, the same for all requests of a call.
    """

    text: str
    kind: str
    context_before: str = ""
    context_after: str = ""
    terms: tuple[tuple[str, str], ...] = ()
    matches: tuple[tuple[str, str], ...] = ()
    article: ArticleContext | None = None


@dataclass(frozen=True, slots=True)
class TranslationResult:
    """The target text with the source's tokens, or no text and the code of why it is left for a person.

    A text may come with `placeholders_guessed`: the engine lost its tokens, and where they stand now is a guess.
    Other codes: `empty` (nothing to translate, or the engine said nothing), `placeholders_lost`, `too_long`,
    `engine_crashed` (on this text alone), `outside_demo_model`, `no_engine`, `refused`, `cut_off`, `no_answer`.
    """

    text: str | None
    error: str | None = None


#: The code of a text whose tokens are to be looked at.
GUESSED = "placeholders_guessed"


class Answers(list[TranslationResult]):
    """Results with what they were charged by."""

    def __init__(self, results: Iterable[TranslationResult] = (), *, usage: Usage | None = None) -> None:
        super().__init__(results)
        self.usage = usage or Usage()


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


class MeteredEngine(Engine, Protocol):
    """An engine whose calls are charged or leave the house: its answers are kept, its calls are counted."""

    max_characters: int
    """The greatest number of characters one call takes."""

    uses_context: bool
    """Whether the article around a text has a part in its translation."""

    @property
    def setting(self) -> str:
        """What of its settings has a part in its answers, beside the model."""
        ...

    def estimate(self, requests: Sequence[TranslationRequest]) -> Usage:
        """What a call is charged by at most; computed here, not asked of the service."""
        ...


def is_metered(engine: Engine) -> TypeGuard[MeteredEngine]:
    """Asked of the class: `isinstance` with a protocol reads the properties, and an engine's `info` may look at files."""
    return hasattr(type(engine), "estimate")


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """Whether an engine can translate now, for `workflow doctor` and the pages.

    Codes: `ready`, `demo_model` (ready, but only with the demo model), `download_on_first_use` (not ready
    yet), `no_engine`, `setting_missing` (the detail names it), or a code of `MTError`.
    """

    ready: bool
    code: str
    detail: str
    info: EngineInfo | None


@dataclass(frozen=True, slots=True)
class Quota:
    """Characters that a service says were used in its current period, and how many there are (None: no end of them)."""

    used: int
    limit: int | None


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """What engines are made with; each uses the fields that concern it.

    Keys are left out of what is printed. `call_timeout` is the longest call of a service in seconds.
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
    call_timeout: float = 60.0
    libretranslate_url: str = "http://127.0.0.1:5000"
    libretranslate_key: str = field(default="", repr=False)
    deepl_url: str = ""
    deepl_key: str = field(default="", repr=False)
    deepl_glossary: str = ""
    yandex_url: str = "https://translate.api.cloud.yandex.net"
    yandex_key: str = field(default="", repr=False)
    yandex_folder: str = ""
    llm_url: str = "https://api.openai.com/v1"
    llm_key: str = field(default="", repr=False)
    llm_model: str = ""


#: NUL and half a surrogate pair, which no database keeps, and what else no file of ours can carry.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def keep_storable(text: str) -> str:
    """The text with a mark in the place of every character that cannot be stored."""
    return _UNSTORABLE.sub("\ufffd", text)


def base_language(tag: str) -> str:
    """The language of a BCP 47 tag in lower case: `en` of `en-GB`."""
    return tag.replace("_", "-").split("-")[0].lower()
