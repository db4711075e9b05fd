"""The header entry of a catalog: names and values, languages, dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from babel import Locale, UnknownLocaleError
from babel.messages.plurals import get_plural

from workflow.formats.gettext.catalog import CatalogHead
from workflow.formats.gettext.text import join_lines

# Written from the data on every export; the rest of a file's headers is kept.
OURS = (
    "Project-Id-Version",
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Language",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Plural-Forms",
    "X-Generator",
    "X-Source-Language",
)
# gettext's names for a language written in more than one script (GNU manual, "Locale Names").
_SCRIPTS = {
    "zh-Hans": "zh_CN",
    "zh-Hant": "zh_TW",
    "sr-Latn": "sr@latin",
    "sr-Cyrl": "sr",
    "uz-Cyrl": "uz@cyrillic",
    "uz-Latn": "uz",
}
# msgfmt looks for these words anywhere in the header, so a project's name must not contain them.
_WORDS = re.compile(r"(charset|n?plurals?)=", re.IGNORECASE)
_NAME = re.compile(r"[!-9;-~]+")  # RFC 822: printable ASCII without a colon
_UNKNOWN_LANGUAGE_PLURALS = "nplurals=2; plural=(n != 1);"


def gettext_language(tag: str) -> str:
    """A BCP 47 tag as gettext writes it: en-GB → en_GB, sr-Latn → sr@latin."""
    return _SCRIPTS.get(tag, tag.replace("-", "_"))


def language_tag(headers: Mapping[str, str]) -> str:
    """The BCP 47 tag of a catalog's `Language` header; "" where it has none."""
    name = headers.get("Language", "").strip()
    for tag, written in _SCRIPTS.items():
        if written == name and "@" in name:
            return tag
    return name.partition("@")[0].partition(".")[0].replace("_", "-")


def plural_forms(tag: str) -> str:
    """The `Plural-Forms` value for a language, by Babel's table; two forms where Babel knows nothing."""
    try:
        locale = Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return _UNKNOWN_LANGUAGE_PLURALS
    return str(get_plural(locale).plural_forms)


def format_date(when: datetime) -> str:
    """`when` as gettext writes dates: 2024-05-01 12:00+0300. A date without a zone is taken for UTC."""
    aware = when if when.tzinfo is not None else when.replace(tzinfo=UTC)
    return f"{aware.year:04d}-{aware:%m-%d %H:%M%z}"[:21]


def build_header(head: CatalogHead, *, kept: Mapping[str, str], template: bool) -> str:
    """The msgstr of the header entry. Ours first, in gettext's usual order, then kept and extra ones."""
    more = {**kept, **head.extra}
    fields = {
        "Project-Id-Version": head.project,
        "Report-Msgid-Bugs-To": more.pop("Report-Msgid-Bugs-To", ""),
        "POT-Creation-Date": format_date(head.created),
        "PO-Revision-Date": "YEAR-MO-DA HO:MI+ZONE" if template else format_date(head.revised),
        "Last-Translator": head.last_translator or more.get("Last-Translator", ""),
        "Language-Team": more.pop("Language-Team", ""),
        "Language": "" if template else gettext_language(head.language),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural_forms(head.language),
        "X-Generator": head.generator,
        "X-Source-Language": head.source_language,
    }
    if template:  # a template belongs to no language: msginit and msgmerge fill this in
        del fields["Plural-Forms"]
    for name, value in fields.items():
        if name not in ("Content-Type", "Plural-Forms"):
            fields[name] = clean_value(value)
    for name, value in more.items():
        if _NAME.fullmatch(name) and name not in OURS and name not in fields:
            fields[name] = clean_value(value)
    return "".join(f"{name}: {value}\n" for name, value in fields.items())


def build_mo_header(head: CatalogHead) -> str:
    """The same for an MO file, without the template's date: msgfmt leaves it out as well."""
    lines = build_header(head, kept={}, template=False).splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("POT-Creation-Date:"))


def clean_value(value: str) -> str:
    """A header value on one line, without the words msgfmt would take for its own."""
    return _WORDS.sub(r"\1 =", join_lines(value))


def parse_header(text: str) -> dict[str, str]:
    """Names and values of a header's msgstr. The first of two equal names counts, as for gettext."""
    headers: dict[str, str] = {}
    for line in text.split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            headers.setdefault(name.strip(), value.strip())
    return headers


def unknown_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers to keep for the next export: those that are not written from our own data."""
    return {name: value for name, value in headers.items() if name not in OURS and _NAME.fullmatch(name)}


def declared_charset(lines: Iterable[str]) -> str:
    """The charset a header's text declares; "" where it declares none or still has gettext's CHARSET."""
    found = re.search(r"charset=([^\s;\\\"]+)", "".join(lines))
    name = found.group(1) if found else ""
    return "" if name == "CHARSET" else name
