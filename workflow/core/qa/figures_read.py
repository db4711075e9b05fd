"""Reading the numbers of a text in digits: what Russian and English have in common, and what either brings to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from workflow.core.qa.figures import NUMBER, Figure, Readings, Word, join_scaled, read_digits, spread_scales, unique

D = Decimal
_YEARS = range(1000, 2200)
_DATE = re.compile(r"[0-9]{1,2}[./][0-9]{1,2}(?:[./][0-9]{2,4})?")
_YEAR_BEFORE = re.compile(r"([0-9]{4})[-–—/]$")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
#: (what the number may be multiplied by, the likeliest first; where the word for it ends), or None.
Scale = tuple[tuple[Decimal, ...], int] | None


@dataclass(frozen=True, slots=True)
class Digits:
    """How a language writes numbers in digits.

    `comma`: the comma is its decimal sign. `find_scale`: the word that multiplies the number before it. `widen`: what
    else the figures of one number may be called in the other language. `between`: what stands between two numbers that
    share such a word.
    """

    comma: bool
    find_scale: Callable[[str, re.Match[str]], Scale]
    widen: Callable[[list[Figure], str, re.Match[str]], list[Figure]]
    between: re.Pattern[str]


def read_numbers(text: str, digits: Digits) -> tuple[list[Readings], list[tuple[int, int]]]:
    """The numbers in digits in order, and where words stand that belong to them."""
    readings: list[Readings] = []
    taken: list[tuple[int, int]] = []
    for match in NUMBER.finditer(text):
        scales, end = digits.find_scale(text, match) or ((D(1),), match.end())
        if end > match.end():
            taken.append((match.end(), end))
        ways = []
        for way in read_digits(match[0], comma=digits.comma):
            figures = []
            for n, (values, start, stop, loose) in enumerate(way):
                last = n == len(way) - 1
                by = scales if last else (D(1),)
                figures.append(
                    Figure(
                        match.start() + start,
                        end if last else match.start() + stop,
                        unique(v * scale for scale in by for v in values),
                        needed=not loose,
                        scale=by[0],
                        digits=(match.start() + start, match.start() + stop),
                    )
                )
            ways.append(digits.widen(_mark_dates(figures, match[0]), text, match))
        readings.append(ways)
    singles = [r[0][0] for r in readings if len(r) == 1 and len(r[0]) == 1]
    spread = {f.start: f for f in spread_scales(singles, text, digits.between)}
    readings = [[[spread[r[0][0].start]]] if len(r) == 1 and len(r[0]) == 1 else r for r in readings]
    return join_scaled(readings, text), taken


def _mark_dates(figures: list[Figure], written: str) -> list[Figure]:
    """05.02.2026"""
    if len(figures) > 1 and _DATE.fullmatch(written):
        return [replace(f, dated=True) for f in figures[:2]] + figures[2:]
    return figures


def find_century(last: Figure, text: str) -> Decimal | None:
    """The century of the year before a dash or slash that stands right before a figure: 2000 in 2019-20."""
    before = _YEAR_BEFORE.search(text[max(0, last.start - 5) : last.start])
    if before and int(before[1]) in _YEARS and last.scale == 1:
        return D(int(before[1]) // 100 * 100)
    return None


def is_year(value: Decimal) -> bool:
    return value in _YEARS


def loose(start: int, end: int, value: int | Decimal, word: Word = Word.NONE) -> Figure:
    """A figure that may do without a counterpart."""
    return Figure(start, end, (D(value),), needed=False, word=word)


def read_roman(match: re.Match[str]) -> Figure:
    """A lone letter may be anything: `I`, `C`."""
    values = [_ROMAN_VALUES[letter] for letter in match[0].replace("Х", "X")]
    total = sum(-v if n + 1 < len(values) and v < values[n + 1] else v for n, v in enumerate(values))
    return loose(*match.span(), total, Word.ROMAN if len(values) > 1 else Word.NONE)
