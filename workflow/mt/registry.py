"""Engines by name. A new engine is one line in `ENGINES` (see `docs/engines.md`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from workflow.mt import deepl, firefox, libretranslate, llm, none, yandex
from workflow.mt.base import Engine, EngineOptions, EngineStatus, MTError, Quota


class DescribeStatus(Protocol):
    """Says whether an engine could translate a pair now; downloads nothing."""

    def __call__(self, options: EngineOptions, *, source: str, target: str) -> EngineStatus: ...


@dataclass(frozen=True, slots=True)
class EngineEntry:
    """How to make an engine and how to ask about it without making it; `read_quota` where its service tells what was used."""

    create: Callable[[EngineOptions], Engine]
    describe_status: DescribeStatus
    read_quota: Callable[[EngineOptions], Quota] | None = None


@dataclass(frozen=True, slots=True)
class ToldQuota:
    """What a service said of its quota, or the code and detail of why it did not."""

    engine: str
    quota: Quota | None
    code: str = ""
    detail: str = ""


ENGINES: dict[str, EngineEntry] = {
    "deepl": EngineEntry(deepl.DeepLEngine, deepl.describe_status, deepl.read_quota),
    "firefox": EngineEntry(firefox.FirefoxEngine, firefox.describe_status),
    "libretranslate": EngineEntry(libretranslate.LibreTranslateEngine, libretranslate.describe_status),
    "llm": EngineEntry(llm.LLMEngine, llm.describe_status),
    "none": EngineEntry(none.NoEngine, none.describe_status),
    "yandex": EngineEntry(yandex.YandexEngine, yandex.describe_status),
}


#: Seconds that somebody waits for a service's own figures.
QUOTA_TIMEOUT = 5.0


def split_names(names: str) -> tuple[str, ...]:
    """The engines of a setting such as `deepl,firefox`, in their order. Raises `MTError("engine_unknown")`."""
    found = tuple(dict.fromkeys(name.strip() for name in names.split(",") if name.strip()))
    for name in found:
        if name not in ENGINES:
            raise MTError("engine_unknown", permanent=True, detail=_name_known(name))
    if not found:
        raise MTError("engine_unknown", permanent=True, detail=_name_known(names))
    return found


def create_engine(name: str, options: EngineOptions) -> Engine:
    """The engine of that name; nothing is loaded or downloaded yet. Raises `MTError("engine_unknown")`."""
    entry = ENGINES.get(name)
    if entry is None:
        raise MTError("engine_unknown", permanent=True, detail=_name_known(name))
    return entry.create(options)


def _name_known(name: str) -> str:
    return f"{name!r} is not one of: {', '.join(sorted(ENGINES))}"


def engine_status(name: str, options: EngineOptions, *, source: str = "ru", target: str = "en") -> EngineStatus:
    """Whether that engine could translate now. Downloads nothing and raises nothing."""
    entry = ENGINES.get(name)
    if entry is None:
        return EngineStatus(False, "engine_unknown", _name_known(name), None)
    try:
        return entry.describe_status(options, source=source, target=target)
    except MTError as error:
        return EngineStatus(False, error.code, error.detail, None)
    except OSError as error:
        return EngineStatus(False, "model_damaged", str(error), None)


def list_with_quota(options: EngineOptions) -> list[str]:
    """The engines that are set up whose services can be asked what was used."""
    return [name for name, entry in ENGINES.items() if entry.read_quota is not None and engine_status(name, options).ready]


def ask_quotas(options: EngineOptions) -> list[ToldQuota]:
    """What those services say. Waits for each a few seconds at most, and raises nothing."""
    hasty = replace(options, call_timeout=min(options.call_timeout, QUOTA_TIMEOUT))
    return [_ask_quota(name, hasty) for name in list_with_quota(options)]


def _ask_quota(name: str, options: EngineOptions) -> ToldQuota:
    read_quota = ENGINES[name].read_quota
    assert read_quota is not None
    try:
        return ToldQuota(name, read_quota(options))
    except MTError as error:
        return ToldQuota(name, None, error.code, error.detail)
