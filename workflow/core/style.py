"""House style of an edition, as far as the program itself needs it: datelines, dates, what typing becomes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from zoneinfo import ZoneInfo

from workflow.core.policies import DEFAULTS

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


#: Quotation marks, outer pair and inner pair, by language; English ones elsewhere.
_QUOTES = {"ru": "«»„“", "uk": "«»„“", "be": "«»„“", "de": "„“‚‘", "es": "«»“”", "it": "«»“”", "pt": "«»“”", "pl": "„”«»"}


@dataclass(frozen=True, slots=True)
class HouseStyle:
    """Choices an edition makes, as `core.policies` has them. `dateline` may name {city}, {CITY}, {agency} and {date}.

    What is for typing: `quotes`: four marks, outer pair and inner pair (empty: the language's own); `dash`: what `--`
    becomes, with its spaces; `ellipsis`: what three dots become; `no_break_after`, `no_break_before`: words apart by spaces
    that a number is held to, the word before it or behind it.

    And for the checks, each empty where the house does not mind. `large_numbers`: bn or billion; `ise`: ise or ize;
    `patronymics`: drop or keep; `accepted_words`: words apart by spaces that are spelt right though no dictionary has them;
    `legal_…`: the wording of a note that Russian law asks for.
    """

    agency: str = DEFAULTS["agency"]
    dateline: str = DEFAULTS["dateline"]
    date_order: str = DEFAULTS["date_order"]
    time_zone: str = DEFAULTS["time_zone"]
    quotes: str = DEFAULTS["quotes"]
    dash: str = DEFAULTS["dash"]
    ellipsis: str = DEFAULTS["ellipsis"]
    no_break_after: str = DEFAULTS["no_break_after"]
    no_break_before: str = DEFAULTS["no_break_before"]
    large_numbers: str = DEFAULTS["large_numbers"]
    ise: str = DEFAULTS["ise"]
    patronymics: str = DEFAULTS["patronymics"]
    accepted_words: str = DEFAULTS["accepted_words"]
    legal_foreign_agent: str = DEFAULTS["legal_foreign_agent"]
    legal_foreign_media: str = DEFAULTS["legal_foreign_media"]
    legal_undesirable: str = DEFAULTS["legal_undesirable"]
    legal_extremist: str = DEFAULTS["legal_extremist"]
    legal_terrorist: str = DEFAULTS["legal_terrorist"]
    legal_banned: str = DEFAULTS["legal_banned"]
    legal_advertising: str = DEFAULTS["legal_advertising"]

    @classmethod
    def from_policy(cls, policy: dict[str, object]) -> HouseStyle:
        return cls(**{f.name: str(policy[f.name]) for f in fields(cls) if f.name in policy})

    def local(self, moment: datetime) -> datetime:
        """A moment by the edition's clock: its day is the one readers are told."""
        return moment.astimezone(ZoneInfo(self.time_zone))

    def quote_pairs(self, language: str) -> tuple[str, str]:
        """The outer and the inner pair of quotation marks."""
        own = self.quotes if len(self.quotes) == 4 else _QUOTES.get(language.partition("-")[0], "“”‘’")
        return own[:2], own[2:]

    def for_typing(self, language: str) -> dict[str, str | list[str]]:
        """The rules that static/js/editor/typing.js follows."""
        return {
            "quotes": "".join(self.quote_pairs(language)),
            "dash": self.dash,
            "ellipsis": self.ellipsis,
            "after": self.no_break_after.split(),
            "before": self.no_break_before.split(),
        }


def format_date(day: date, *, language: str, order: str) -> str:
    """A date as an edition prints it: `February 4, 2026`, `4 February 2026`, or by Babel outside English."""
    if language.startswith("en"):
        month = _MONTHS[day.month - 1]
        return f"{month} {day.day}, {day.year}" if order == "mdy" else f"{day.day} {month} {day.year}"
    from babel.dates import format_date as by_locale

    return by_locale(day, format="long", locale=language.replace("-", "_"))


def format_dateline(style: HouseStyle, *, city: str, day: date | None, language: str) -> str:
    """What stands before the first sentence: `VLADIVOSTOK (Realist English).`"""
    printed = format_date(day, language=language, order=style.date_order) if day else ""
    return style.dateline.format(city=city, CITY=city.upper(), agency=style.agency, date=printed).strip()
