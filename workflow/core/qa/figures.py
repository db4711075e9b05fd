"""Numbers of two texts, as far as a translation may write them in another way, and which of them have no counterpart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

SPACES = " \u00a0\u202f\u2009"
#: A number as it is written, groups of three apart by spaces or commas included.
NUMBER = re.compile(
    rf"(?<![0-9])(?:[0-9]+(?:[{SPACES}][1-9]/[1-9][0-9]?(?![0-9/])|[{SPACES}]?[½¼¾⅓⅔])|[½¼¾⅓⅔]|[0-9]{{1,3}}(?:[{SPACES}][0-9]{{3}})+(?:[.,][0-9]{{1,2}})?(?![0-9.,:]?[0-9])|[0-9]+(?:[.,:/][0-9]+)*)"
)


class Word(StrEnum):
    """How a number is written that is not in digits; `vague` ones are more or less so (hundreds), `share` parts and times."""

    NONE = ""
    CARDINAL = "cardinal"
    ORDINAL = "ordinal"
    ROMAN = "roman"
    VAGUE = "vague"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and where it stands. `values`: what it may be read as, the likeliest first; one of them has to agree.

    `needed`: it has to have a counterpart, as all in digits; of words those that are nothing but a number above two.
    `word`: written in words that are a number and no hint of one: it is told where the other text has one too many.
    `month` is a month's name, which is its number only where that stands in a date (`dated`).
    `scale` is what a word behind it multiplies by, `digits` where its digits stand.
    """

    start: int
    end: int
    values: tuple[Decimal, ...]
    needed: bool = True
    month: bool = False
    dated: bool = False
    scale: Decimal = Decimal(1)
    digits: tuple[int, int] = (0, 0)
    word: Word = Word.NONE

    def agrees(self, other: Figure) -> bool:
        if self.month != other.month and not (self.dated or other.dated):
            return False
        return any(value in other.values for value in self.values)


_NEXT = re.compile(rf"\.?[{SPACES}]|, | and ")
FRACTIONS = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3"}
#: One way to read digits: (values, start, end, whether it may be left out) of each number in them.
Way = list[tuple[tuple[Decimal, ...], int, int, bool]]
#: Ways to read one stretch of a text; each is a list of figures.
Readings = list[list[Figure]]


@dataclass(frozen=True, slots=True)
class Odd:
    """What has no counterpart on the other side."""

    missing: tuple[Figure, ...]
    extra: tuple[Figure, ...]


def compare(source: Sequence[Readings], target: Sequence[Readings]) -> Odd:
    """Numbers of the source that the target lacks, and numbers of the target that the source does not have."""
    theirs = _choose(target, [f for readings in source for reading in readings for f in reading])
    ours = _choose(source, theirs)
    free = list(range(len(theirs)))
    missing: list[Figure] = []
    paired: dict[int, int] = {}
    order = sorted(range(len(ours)), key=lambda n: (not ours[n].needed, len(ours[n].values)))
    for n in order:
        figure = ours[n]
        fitting = [m for m in free if figure.agrees(theirs[m])]
        if fitting:
            best = min(
                fitting, key=lambda m: (theirs[m].values[0] != figure.values[0], theirs[m].needed != figure.needed, abs(m - n))
            )
            paired[n] = best
            free.remove(best)
        elif figure.needed and not _rearrange(n, ours, theirs, paired, free):
            missing.append(figure)
    used = [ours[n] for n in paired]
    extra = [
        theirs[m]
        for m in free
        # said twice is no mistake as long as nothing else went missing for it
        if theirs[m].needed and not any(theirs[m].agrees(f) for f in used)
    ]
    # a word that may do without a counterpart, and a number on the other side that nobody knows of
    missing += _unknown(ours, theirs)[: max(0, len(extra) - len(missing))]
    extra += _unknown(theirs, ours)[: max(0, len(missing) - len(extra))]
    if not missing and not extra:
        missing, extra = _unknown(ours, theirs), _unknown(theirs, ours)
        missing, extra = missing[: len(extra)], extra[: len(missing)]
    return Odd(tuple(sorted(missing, key=lambda f: f.start)), tuple(sorted(extra, key=lambda f: f.start)))


def _unknown(figures: Sequence[Figure], others: Sequence[Figure]) -> list[Figure]:
    """Words that are numbers, need no counterpart and have none."""
    return [f for f in figures if f.word and not f.needed and not any(f.agrees(o) for o in others)]


def _rearrange(n: int, ours: Sequence[Figure], theirs: Sequence[Figure], paired: dict[int, int], free: list[int]) -> bool:
    """Whether a figure finds its counterpart when another one moves to a free one that suits it as well."""
    for other, m in list(paired.items()):
        if ours[n].agrees(theirs[m]):
            for instead in free:
                if ours[other].agrees(theirs[instead]):
                    paired[other], paired[n] = instead, m
                    free.remove(instead)
                    return True
            if not ours[other].needed:
                del paired[other]
                paired[n] = m
                return True
    return False


def _choose(given: Sequence[Readings], others: Sequence[Figure]) -> list[Figure]:
    """Of each stretch the reading that the other text knows most of."""
    chosen: list[Figure] = []
    for readings in given:
        if len(readings) == 1:
            chosen += readings[0]
            continue
        chosen += min(readings, key=lambda r: sum(f.needed and not any(f.agrees(o) for o in others) for f in r))
    return chosen


def spread_scales(figures: Sequence[Figure], text: str, between: re.Pattern[str]) -> list[Figure]:
    """In «5–7 млн» and `5 to 7 million` the first number may be meant in millions too."""
    out = list(figures)
    for n in range(len(out) - 2, -1, -1):
        after = out[n + 1]
        scale = next((s for s in (after.scale,) if s != 1), None)
        if scale and out[n].scale == 1 and (out[n].needed or out[n].word) and between.fullmatch(text[out[n].end : after.start]):
            out[n] = replace(out[n], values=(*out[n].values, *(v * scale for v in out[n].values)), scale=scale)
    return out


def join_scaled(readings: Sequence[Readings], text: str) -> list[Readings]:
    """«12 тыс. 345» is also 12,345, `1 million 200 thousand` also 1.2 million."""
    out: list[Readings] = []
    for reading in readings:
        before = out[-1] if out else None
        if before and len(before[0]) == 1 and len(reading) == 1 and len(reading[0]) == 1:
            one, two = before[0][0], reading[0][0]
            smaller = one.scale > two.scale and two.values[0] < one.scale
            if smaller and _NEXT.fullmatch(text[one.end : two.start]):
                total = replace(one, end=two.end, values=(one.values[0] + two.values[0],), scale=two.scale)
                out[-1] = [[total], [*before[-1], two]]
                continue
        out.append(reading)
    return out


def unique(values: Iterable[Decimal]) -> tuple[Decimal, ...]:
    return tuple(dict.fromkeys(values))


def read_digits(written: str, *, comma: bool) -> list[Way]:
    """Ways to read digits with separators: lists of (values, start, end, whether it may be left out).

    `comma`: whether a comma is the decimal sign, as in Russian; a point is one in both.
    """
    whole = (0, len(written))
    if mixed := re.fullmatch(rf"(?:([0-9]+)[{SPACES}]?)?(?:([1-9])/([1-9][0-9]?)|([½¼¾⅓⅔]))", written):
        above, below = FRACTIONS[mixed[4]].split("/") if mixed[4] else (mixed[2], mixed[3])
        share = round(Decimal(above) / Decimal(below), 4)
        way: Way = [((Decimal(mixed[1] or 0) + share,), *whole, bool(mixed[4]) and not mixed[1])]
        return [way] if mixed[4] else [_parts(written), way]
    plain = written
    for space in SPACES:
        plain = plain.replace(space, "")
    if plain.isdigit():
        joined: Way = [((Decimal(plain),), *whole, False)]
        return [joined] if plain == written else [joined, _parts(written)]
    if re.fullmatch(r"[0-9]+[.,][0-9]+", plain):
        mark = "," if "," in plain else "."
        left, right = plain.split(mark)
        decimal = Decimal(f"{left}.{right}")
        grouped = Decimal(left + right)
        if len(right) == 3 and 1 <= len(left) <= 3:
            values: tuple[Decimal, ...]
            if comma:
                values = (decimal, grouped) if mark == "," else (grouped, decimal)
            else:
                values = (grouped if mark == "," else decimal,)
            return [[(values, *whole, False)]]
        ways: list[Way] = [[((decimal,), *whole, False)]]
        if mark == "." and len(right) <= 2:
            ways.append(_parts(written))  # a day and a month, or a time
        return ways
    if re.fullmatch(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", plain):
        return [[((Decimal(plain.replace(",", "")),), *whole, False)]]
    if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?", plain):
        return [[((Decimal(plain.replace(".", "").replace(",", ".")),), *whole, False)], _parts(written)]
    if re.fullmatch(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?", plain):
        return [_parts(written)]
    return [_parts(written)]


def _parts(written: str) -> Way:
    """Each run of digits by itself; minutes of a full hour may be left out."""
    out: Way = []
    for match in re.finditer("[0-9]+", written):
        zeros = bool(out) and match[0] == "00"
        out.append(((Decimal(match[0]),), match.start(), match.end(), zeros))
    return out
