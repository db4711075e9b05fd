"""The UI's languages: which one a request speaks, its catalog, and how it writes dates and numbers.

Built on Babel alone. Article languages never pass through here: these catalogs hold the interface's own words.
A message is always formatted with ``%``, in templates and in Python alike, so a literal per cent sign is ``%%``.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, current_app, g, has_app_context, request
from markupsafe import Markup

UI_LANGUAGES: tuple[str, ...] = ("ru", "en")
LANGUAGE_NAMES: Mapping[str, str] = {"ru": "Русский", "en": "English"}
DEFAULT_LANGUAGE = "ru"
DEFAULT_TIME_ZONE = "Europe/Moscow"
LANGUAGE_COOKIE = "ui_language"
Theme = Literal["system", "light", "dark"]


@dataclass(frozen=True)
class UiPreferences:
    """What a signed-in person chose for the interface; ``None`` for the language means "not chosen yet"."""

    language: str | None = None
    time_zone: str = DEFAULT_TIME_ZONE
    theme: Theme = "system"
    shortcuts: bool = True
    typing: bool = True


class Catalogs:
    """Every UI catalog, in memory. Reads the .mo when it is at least as new as its .po, else compiles the .po."""

    def __init__(self, locales: Path) -> None:
        started = time.perf_counter()
        self._by_language = {tag: _load_catalog(locales / tag / "LC_MESSAGES") for tag in UI_LANGUAGES}
        self.load_seconds = time.perf_counter() - started

    def for_language(self, tag: str) -> NullTranslations:
        return self._by_language[tag]


def _load_catalog(folder: Path) -> NullTranslations:
    stamps = tuple(f.stat().st_mtime_ns for f in (folder / "messages.po", folder / "messages.mo") if f.is_file())
    return _read_catalog(folder, stamps)


@lru_cache(maxsize=8)
def _read_catalog(folder: Path, stamps: tuple[int, ...]) -> NullTranslations:
    """Read once while the files (`stamps`: their times) stay as they are; nobody changes a catalog in memory."""
    source, compiled = folder / "messages.po", folder / "messages.mo"
    if compiled.is_file() and (not source.is_file() or compiled.stat().st_mtime >= source.stat().st_mtime):
        with compiled.open("rb") as handle:
            return Translations(handle, domain="messages")
    if not source.is_file():
        return NullTranslations()
    buffer = io.BytesIO()
    with source.open("rb") as handle:
        write_mo(buffer, read_po(handle, locale=folder.parent.name))
    buffer.seek(0)
    return Translations(buffer, domain="messages")


# ---- which language -------------------------------------------------------------------------------------------


def negotiate_language(
    *, preferred: str | None, asked: str | None, cookie: str | None, accepted: Callable[[], str | None]
) -> str:
    """``?lang=`` for this request, else the person's choice, else the cookie, else Accept-Language, else Russian."""
    for tag in (asked, preferred, cookie):
        if tag in UI_LANGUAGES:
            return tag
    return accepted() or DEFAULT_LANGUAGE


def get_language() -> str:
    """The language of the current request, or the default outside of one."""
    return str(g.get("ui_language", DEFAULT_LANGUAGE)) if has_app_context() else DEFAULT_LANGUAGE


def get_format_locale() -> str:
    """CLDR locale for dates and numbers. English is British: a 24-hour clock and day before month."""
    return {"en": "en_GB"}.get(get_language(), get_language())


def get_time_zone() -> ZoneInfo:
    name = str(g.get("ui_time_zone", DEFAULT_TIME_ZONE)) if has_app_context() else DEFAULT_TIME_ZONE
    return _find_zone(name)


def _find_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(DEFAULT_TIME_ZONE)


@contextmanager
def use_language(tag: str) -> Iterator[None]:
    """Speak another language for a while (mails, tests). Needs an application context."""
    if tag not in UI_LANGUAGES:
        raise ValueError(f"not a UI language: {tag}")
    before = g.get("ui_language", DEFAULT_LANGUAGE)
    g.ui_language = tag
    try:
        yield
    finally:
        g.ui_language = before


# ---- words ----------------------------------------------------------------------------------------------------


def _catalog() -> NullTranslations:
    """The catalog of the request's language: a page asks for hundreds of words."""
    if not has_app_context():
        return NullTranslations()
    # What `g` stands for, asked for once: going through it costs more than looking a word up.
    held = g._get_current_object()
    catalogs: Catalogs | None = held.get("ui_catalogs")
    if catalogs is None:
        catalogs = cast(Catalogs | None, current_app.extensions.get("workflow-i18n"))
        if catalogs is None:
            return NullTranslations()
        held.ui_catalogs = catalogs
    return catalogs.for_language(held.get("ui_language", DEFAULT_LANGUAGE))


def lookup(message: str) -> str:
    """The translation as it stands in the catalog, not yet formatted."""
    return str(_catalog().ugettext(message))


def lookup_plural(one: str, many: str, num: int) -> str:
    """The plural form for `num`, not yet formatted."""
    return str(_catalog().ungettext(one, many, num))


def gettext(message: str, /, **values: object) -> str:
    return lookup(message) % values


def ngettext(one: str, many: str, num: int, /, **values: object) -> str:
    """The plural form for `num`; ``%(num)s`` is filled in by itself."""
    return lookup_plural(one, many, num) % {"num": num, **values}


def pgettext(context: str, message: str, /, **values: object) -> str:
    return str(_catalog().upgettext(context, message)) % values


# What templates call. Jinja's own extension does the same, several times slower; a page asks for hundreds of words.


def _fill(message: str, values: Mapping[str, object]) -> Markup:
    """A message of ours as HTML; what is filled in is escaped."""
    return Markup(message) % values  # noqa: S704  # the catalogs are part of the program


@lru_cache(maxsize=8192)
def _as_is(catalog: NullTranslations, message: str) -> Markup:
    return _fill(catalog.ugettext(message), {})


@lru_cache(maxsize=8192)
def _as_is_in_context(catalog: NullTranslations, context: str, message: str) -> Markup:
    return _fill(catalog.upgettext(context, message), {})


def _tell(message: str, /, **values: object) -> Markup:
    return _fill(lookup(message), values) if values else _as_is(_catalog(), message)


def _tell_in_context(context: str, message: str, /, **values: object) -> Markup:
    catalog = _catalog()
    return _fill(catalog.upgettext(context, message), values) if values else _as_is_in_context(catalog, context, message)


def _tell_number(one: str, many: str, num: int, /, **values: object) -> Markup:
    return _fill(lookup_plural(one, many, num), {"num": num, **values})


class LazyText:
    """A message translated when it is shown: for constants built before a request, such as form labels."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[], str]) -> None:
        self._make = make

    def __str__(self) -> str:
        return self._make()

    def __repr__(self) -> str:
        return f"LazyText({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other) if isinstance(other, (str, LazyText)) else NotImplemented

    def __hash__(self) -> int:
        return id(self)

    def __mod__(self, values: Any) -> str:
        return str(str(self) % values)


def lazy_gettext(message: str, /, **values: object) -> LazyText:
    return LazyText(lambda: gettext(message, **values))


def lazy_pgettext(context: str, message: str, /, **values: object) -> LazyText:
    return LazyText(lambda: pgettext(context, message, **values))


def plural_forms(one: str, many: str) -> dict[str, str]:
    """Both msgids translated for every plural category of the language, unformatted, for scripts.

    Shape: ``{"one": "%(num)s word", "few": …, "other": …}`` with the keys of JavaScript's ``Intl.PluralRules``.
    """
    samples = {"ru": {"one": 1, "few": 2, "many": 5, "other": 5}, "en": {"one": 1, "other": 2}}[get_language()]
    return {category: lookup_plural(one, many, number) for category, number in samples.items()}


# ---- installation ---------------------------------------------------------------------------------------------


def install(
    app: Flask,
    locales_dir: Path,
    *,
    preferences: Callable[[], UiPreferences | None] = lambda: None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Catalogs:
    """Give the app its catalogs, and Jinja their words and the formatting filters.

    `preferences` is asked once a request and returns the signed-in person's choices, or None. `clock` is the
    time that "4 minutes ago" is measured from. Install it after whatever loads the session's user.
    """
    from workflow.http import formatting

    catalogs = Catalogs(locales_dir)
    app.extensions["workflow-i18n"] = catalogs
    app.jinja_env.globals.update(_=_tell, gettext=_tell, pgettext=_tell_in_context, ngettext=_tell_number)
    formatting.install(app, clock=clock)
    app.jinja_env.globals["plural_forms"] = plural_forms

    @app.before_request
    def choose_language() -> None:
        chosen = preferences() or UiPreferences()
        g.ui_preferences = chosen
        g.ui_time_zone = chosen.time_zone
        g.ui_language = negotiate_language(
            preferred=chosen.language,
            asked=request.args.get("lang"),
            cookie=request.cookies.get(LANGUAGE_COOKIE),
            accepted=lambda: request.accept_languages.best_match(UI_LANGUAGES),
        )

    @app.after_request
    def remember_language(response: Response) -> Response:
        """Keep the language for the pages where nobody is signed in, an expired sign-in's above all."""
        asked = request.args.get("lang")
        wanted = asked if asked in UI_LANGUAGES else (g.get("ui_preferences") or UiPreferences()).language
        news = wanted != request.cookies.get(LANGUAGE_COOKIE) and not response.cache_control.public
        if wanted and news and response.status_code < 400:
            response.set_cookie(
                LANGUAGE_COOKIE,
                wanted,
                max_age=31_536_000,
                samesite="Lax",
                httponly=True,
                secure=request.is_secure,
            )
        return response

    @app.context_processor
    def give_language() -> dict[str, object]:
        return {
            "ui_language": get_language(),
            "ui_languages": [(tag, LANGUAGE_NAMES[tag]) for tag in UI_LANGUAGES],
            "ui_preferences": g.get("ui_preferences") or UiPreferences(),
        }

    return catalogs
