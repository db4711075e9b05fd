"""House style of an edition, as far as publishing itself needs it: datelines, dates, slugs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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


@dataclass(frozen=True, slots=True)
class HouseStyle:
    """Choices an edition makes. `dateline` may name {city}, {CITY}, {agency} and {date}; `date_order` is mdy or dmy."""

    agency: str = ""
    dateline: str = "{CITY} ({agency})."
    date_order: str = "mdy"

    @classmethod
    def from_policy(cls, policy: dict[str, object]) -> HouseStyle:
        known = {k: str(v) for k, v in policy.items() if k in ("agency", "dateline", "date_order")}
        return cls(**known)


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
