"""Dates, times and numbers in the UI's language and the person's time zone. All moments are aware datetimes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from babel import dates, numbers
from flask import Flask

from workflow.http.i18n import get_format_locale, get_time_zone, gettext

# Above this age a relative time ("3 weeks ago") helps nobody; the date is shown.
RELATIVE_DAYS = 7


def format_time(moment: datetime) -> str:
    """Hours and minutes: 14:20."""
    return str(dates.format_datetime(moment, "HH:mm", tzinfo=get_time_zone(), locale=get_format_locale()))


def format_date(moment: datetime | date) -> str:
    """Day, month and year: 22 Nov 2026, 22 нояб. 2026 г."""
    if isinstance(moment, datetime):
        moment = moment.astimezone(get_time_zone()).date()
    return str(dates.format_date(moment, "medium", locale=get_format_locale()))


def format_datetime(moment: datetime) -> str:
    """Date and time: 22 Nov 2026, 14:20."""
    return f"{format_date(moment)}, {format_time(moment)}"


def format_number(value: float) -> str:
    return str(numbers.format_decimal(value, locale=get_format_locale()))


def format_percent(part: float) -> str:
    """A share from 0 to 1 as whole per cents. Rounds down: 99.6 % done is not done."""
    return str(numbers.format_percent(int(part * 100 + 1e-9) / 100, format="#,##0%", locale="en_GB"))


def format_duration(length: timedelta | float) -> str:
    """A length as people say it on the desk: 4 min, 1 h 20 min, 2 d 3 h. A number is seconds."""
    seconds = length.total_seconds() if isinstance(length, timedelta) else float(length)
    minutes = max(0, int(seconds // 60))
    hours, days = minutes // 60, minutes // 1440
    if minutes < 1:
        return gettext("under a minute")
    if hours < 1:
        return gettext("%(minutes)s min", minutes=minutes)
    if days < 1:
        return gettext("%(hours)s h %(minutes)s min", hours=hours, minutes=f"{minutes % 60:02d}")
    return gettext("%(days)s d %(hours)s h", days=days, hours=hours % 24)


def format_ago(moment: datetime, *, now: datetime) -> str:
    """How long ago, in whole units rounded down: "4 minutes ago". From a week on, the date and time."""
    seconds = (now - moment).total_seconds()
    past = seconds >= 0
    seconds = abs(seconds)
    if seconds < 60:
        return gettext("just now") if past else gettext("in a moment")
    if seconds >= RELATIVE_DAYS * 86_400:
        return format_datetime(moment)
    whole = next(timedelta(seconds=seconds // size * size) for size in (86_400, 3_600, 60) if seconds >= size)
    # A threshold of one keeps 36 hours in hours out of it: the length is already one whole unit.
    return str(dates.format_timedelta(whole if not past else -whole, threshold=1, add_direction=True, locale=get_format_locale()))


def to_iso(moment: datetime) -> str:
    """RFC 3339 in UTC, for the datetime attribute of <time>."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def install(app: Flask, *, clock: Callable[[], datetime]) -> None:
    """Register the filters: date, clock, datetime, number, percent, duration, ago, since, iso."""

    def ago(moment: datetime) -> str:
        return format_ago(moment, now=clock())

    def since(moment: datetime) -> str:
        return format_duration(clock() - moment)

    app.jinja_env.filters.update(
        date=format_date,
        clock=format_time,
        datetime=format_datetime,
        number=format_number,
        percent=format_percent,
        duration=format_duration,
        ago=ago,
        since=since,
        iso=to_iso,
    )
