"""Firefox Translations on this machine: Mozilla's models through the `fxtranslate` wheel.

Where the model comes from, in this order: the directory a person named (then nothing else is tried); the
cache in the data directory; a download on first use, where that is allowed; the small demo model, where that
is allowed. What it knows of the engine: one sentence at a time, no tags, no context, and silence about
whatever is beyond its context, so texts are split before (`sentences`) and tokens put back after
(`placeholders`).
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

from fxtranslate import Translator

from workflow.mt.base import (
    EngineInfo,
    EngineOptions,
    EngineStatus,
    MTError,
    TranslationRequest,
    TranslationResult,
    base_language,
)
from workflow.mt.engine_thread import EngineThread, is_panic
from workflow.mt.model_download import discard_model, download_model
from workflow.mt.model_files import ModelBytes, ModelPaths, find_model, read_model
from workflow.mt.placeholders import translate_with_tokens
from workflow.mt.projection import Translated
from workflow.mt.sentences import translate_text

NAME = "firefox"
DEMO_MODEL = Path(__file__).parent / "demo_model"
DEMO_PAIR = ("ru", "en")
MAX_BATCH = 64
# A model was trained on sentences of at most some 128 pieces; Russian has about 3.5 letters a piece in the
# worst case.
MAX_CHARACTERS = 420
RETRY_DOWNLOAD_AFTER = 600.0  # seconds that the demo model stands in before a failed download is tried again
MAX_CRASHES = 3  # with nothing translated in between, the engine itself is broken
BAD_FILES = ("model_damaged", "model_missing", "model_wrong_pair")

Pair: TypeAlias = tuple[str, str]
_DEMO_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Choice:
    """The model chosen for a pair; `expires` (monotonic seconds) is when a better one is looked for again."""

    paths: ModelPaths
    demo: bool
    expires: float = float("inf")

    @property
    def info(self) -> EngineInfo:
        label = "Firefox (demo model)" if self.demo else "Firefox"
        return EngineInfo(NAME, self.paths.model_name, label, self.demo)


class FirefoxEngine:
    """The engine. Made at no cost; the first translation of a pair finds (or downloads) and loads its
    model."""

    def __init__(self, options: EngineOptions) -> None:
        self._options = options
        self._choices: dict[Pair, Choice] = {}
        self._last: Choice | None = None
        self._thread: EngineThread[_Models] = EngineThread(_Models, name="firefox-translations")
        self.max_batch = MAX_BATCH

    @property
    def info(self) -> EngineInfo:
        """Which model wrote the last batch; before the first one, what the options promise for the demo's
        pair, be it no model."""
        if self._last is not None:
            return self._last.info
        try:
            promised = describe_status(self._options, source=DEMO_PAIR[0], target=DEMO_PAIR[1]).info
        except (MTError, OSError):
            promised = None
        return promised or EngineInfo(NAME, "", "Firefox")

    def translate(self, requests: Sequence[TranslationRequest], *, source: str, target: str) -> list[TranslationResult]:
        """See `Engine.translate`. May take minutes when it has to download; the progress is reported from
        here."""
        if not requests:
            return []
        if len(requests) > self.max_batch:
            detail = f"{len(requests)} texts in one call, at most {self.max_batch}"
            raise MTError("wrong_count", permanent=True, detail=detail)
        pair = (base_language(source), base_language(target))
        texts = [request.text for request in requests]
        try:
            return self._translate(pair, texts)
        except MTError as error:
            if error.code not in BAD_FILES or not self._may_download_again(pair):
                raise
        discard_model(self._options, source=pair[0], target=pair[1])
        self._choices.pop(pair, None)
        return self._translate(pair, texts)

    def _translate(self, pair: Pair, texts: Sequence[str]) -> list[TranslationResult]:
        choice = self._choose_model(pair)
        results = self._thread.run(lambda models: models.translate_batch(pair, choice, texts))
        self._last = choice
        return results

    def _may_download_again(self, pair: Pair) -> bool:
        """Whether the files that turned out bad are a download of ours (and not a person's own directory)."""
        options = self._options
        in_cache = options.cache_dir / f"{pair[0]}-{pair[1]}"
        return options.model_dir is None and options.allow_download and in_cache.is_dir()

    def _choose_model(self, pair: Pair) -> Choice:
        known = self._choices.get(pair)
        if known is not None and time.monotonic() < known.expires and known.paths.model.exists():
            return known
        choice = self._find_model(pair)
        self._choices[pair] = choice
        return choice

    def _find_model(self, pair: Pair) -> Choice:
        local = find_local_model(self._options, pair)
        if local is not None and not local.demo:
            return local
        if not self._options.allow_download:
            return local or _raise_missing(self._options, pair)
        try:
            return Choice(download_model(self._options, source=pair[0], target=pair[1]), demo=False)
        except MTError:
            if local is None:
                raise
            return Choice(local.paths, demo=True, expires=time.monotonic() + RETRY_DOWNLOAD_AFTER)


def find_local_model(options: EngineOptions, pair: Pair) -> Choice | None:
    """The model that is on this machine for a pair, the demo's last; None where there is none.

    Raises `MTError` for a directory that a person named and that does not serve, and for a damaged cache.
    """
    source, target = pair
    if options.model_dir is not None:
        return Choice(find_model(options.model_dir, source=source, target=target), demo=False)
    if (options.cache_dir / f"{source}-{target}").is_dir():
        return Choice(find_model(options.cache_dir, source=source, target=target), demo=False)
    if options.allow_demo_model and pair == DEMO_PAIR:
        return Choice(find_model(DEMO_MODEL, source=source, target=target), demo=True)
    return None


def _raise_missing(options: EngineOptions, pair: Pair) -> Choice:
    detail = f"no model for {pair[0]}-{pair[1]} in {options.cache_dir}, and downloading is switched off"
    raise MTError("model_missing", permanent=True, detail=detail)


def describe_status(options: EngineOptions, *, source: str, target: str) -> EngineStatus:
    """Whether a pair can be translated now, and with which model. Downloads and loads nothing.

    Raises `MTError` where the files are wrong (`registry.engine_status` turns that into a status).
    """
    pair = (base_language(source), base_language(target))
    local = find_local_model(options, pair)
    if local is not None and not local.demo:
        return EngineStatus(True, "ready", str(local.paths.directory), local.info)
    coming = EngineInfo(NAME, f"{pair[0]}-{pair[1]}", "Firefox")
    if local is not None:
        return EngineStatus(True, "demo_model", str(local.paths.directory), local.info)
    if options.allow_download:
        return EngineStatus(False, "download_on_first_use", str(options.cache_dir), coming)
    detail = f"no model for {pair[0]}-{pair[1]} in {options.cache_dir}"
    return EngineStatus(False, "model_missing", detail, None)


@cache
def load_demo_words() -> frozenset[str]:
    """The Russian words the demo model was trained on, in lower case."""
    return frozenset((DEMO_MODEL / "known_words.txt").read_text(encoding="utf-8").split())


def is_known_to_demo(text: str) -> bool:
    """Whether the demo model has met every word: for others it makes up a sentence, and nothing here
    pretends."""
    return all(word.lower() in load_demo_words() for word in _DEMO_WORD.findall(text))


class _Models:
    """The loaded translators. Lives on the engine's thread and nowhere else."""

    def __init__(self) -> None:
        self._translators: dict[Pair, tuple[Path, Translator]] = {}

    def translate_batch(self, pair: Pair, choice: Choice, texts: Sequence[str]) -> list[TranslationResult]:
        """Each text's translation. A text the engine crashes on is left out; an engine that only crashes is
        an error."""
        results: list[TranslationResult] = []
        crashes = translated = 0
        for text in texts:
            try:
                result = self._translate_one(pair, choice, text)
                translated += result.text is not None
            except _Panic as panic:
                self._translators.pop(pair, None)
                result = TranslationResult(None, "engine_crashed")
                crashes += 1
                if not translated and crashes == min(MAX_CRASHES, len(texts)):
                    raise MTError("engine_crashed", permanent=True, detail=str(panic)) from None
            results.append(result)
        return results

    def _translate_one(self, pair: Pair, choice: Choice, text: str) -> TranslationResult:
        translator = self._load(pair, choice)

        def translate(plain: str) -> Translated:
            if choice.demo and not is_known_to_demo(plain):
                return None, "outside_demo_model"
            return translate_text(plain, lambda part: _call(translator, part), limit=MAX_CHARACTERS)

        translated, code = translate_with_tokens(text, translate)
        return TranslationResult(translated, code)

    def _load(self, pair: Pair, choice: Choice) -> Translator:
        loaded = self._translators.get(pair)
        if loaded is None or loaded[0] != choice.paths.model:
            content = read_model(choice.paths)
            loaded = (choice.paths.model, _make_translator(content))
            self._translators[pair] = loaded
        return loaded[1]


class _Panic(Exception):
    """The engine's Rust code panicked on a text."""


def _call(translator: Translator, text: str) -> str:
    try:
        return translator.translate(text)
    except BaseException as error:  # PanicException is no Exception
        if not is_panic(error):
            raise
        raise _Panic(str(error)) from None


def _make_translator(content: ModelBytes) -> Translator:
    try:
        return Translator(content.model, content.source_vocabulary, content.target_vocabulary)
    except BaseException as error:
        if not isinstance(error, ValueError) and not is_panic(error):
            raise
        raise MTError("model_damaged", permanent=True, detail=str(error)) from None
