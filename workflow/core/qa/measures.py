"""Numbers with units: the same measure in another unit («180 см» is 1.8 metres, 100 km/h are 62 mph, three decades 30 years),
and the same number with a unit that makes it another one (12 km are no 12 miles).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from workflow.core.qa.figures import SPACES, Figure

#: What is measured, the Russian and the English word, and how many of the first unit it makes. Longer words go before
#: those they begin with.
_TABLE: tuple[tuple[str, str, str, float], ...] = (
    ("speed", r"км/ч\w*|километр\w* в час", r"km/?h|kph|kilomet(?:re|er)s? (?:an|per) hour", 1),
    ("speed", r"миль в час|мил[ия] в час", r"mph|miles? (?:an|per) hour", 1.609344),
    ("speed", r"м/с\w*|метр\w* в секунду", r"m/s|met(?:re|er)s? (?:a|per) second", 3.6),
    ("area", r"кв\.? ?км|квадратн\w+ километр\w*|км²", r"sq\.? ?km|square kilomet(?:re|er)s?|km²", 1e6),
    ("area", r"кв\.? ?м|квадратн\w+ метр\w*|м²", r"sq\.? ?m|sqm|square met(?:re|er)s?|m²", 1),
    ("area", r"га|гектар\w*", r"hectares?|ha", 1e4),
    ("area", r"акр\w*", r"acres?", 4046.86),
    ("area", r"квадратн\w+ мил\w+", r"sq\.? ?mi(?:les?)?|square miles?", 2.59e6),
    ("area", r"квадратн\w+ фут\w*", r"sq\.? ?ft|square f(?:ee|oo)t", 0.092903),
    ("length", r"км|километр\w*", r"km|kilomet(?:re|er)s?", 1000),
    ("length", r"см|сантиметр\w*", r"cm|centimet(?:re|er)s?", 0.01),
    ("length", r"мм|миллиметр\w*", r"mm|millimet(?:re|er)s?", 0.001),
    ("length", r"м|метр(?:а|ов|ы|ах|ам|ами|е|у|ом|овый|овая|овое|овые|овой|ового|овую|овых)?", r"m|met(?:re|er)s?", 1),
    ("length", r"морск\w+ мил\w+", r"nautical miles?", 1852),
    ("length", r"мил[яиюьй]|миль", r"miles?", 1609.344),
    ("length", r"фут(?:а|ов|ы)?", r"f(?:ee|oo)t|ft", 0.3048),
    ("length", r"дюйм\w*", r"inch(?:es)?", 0.0254),
    ("length", r"ярд\w*", r"yards?", 0.9144),
    ("mass", r"кг|килограмм\w*", r"kg|kilos?|kilograms?", 1),
    ("mass", r"г|гр|грамм\w*", r"g|grams?|grammes?", 0.001),
    ("mass", r"т|тонн\w*", r"t|(?:metric )?tons?|tonnes?", 1000),
    ("mass", r"центнер\w*", r"quintals?", 100),
    ("mass", r"унци\w+", r"ounces?|oz", 0.0283495),
    ("mass", r"английск\w+ фунт\w*", r"pounds?|lbs?", 0.45359237),
    ("warmth", r"(?:[°º]|градус\w*) ?[FФ]\w*", r"[°º] ?F|degrees? Fahrenheit|F", 5 / 9),
    ("warmth", r"[°º] ?[СC]?|градус\w*(?: Цельсия)?", r"[°º] ?C|degrees? (?:Celsius|centigrade)|degrees?|C", 1),
    ("hours", r"минут\w*|мин", r"minutes?|mins?", 1 / 60),
    ("hours", r"час(?:а|ов|ы|ам|ами|ах|у)?|ч", r"hours?|hrs?|h", 1),
    ("hours", r"сут(?:ок|ки|кам|ках)|дн(?:я|ей|и|ям|ях)|день", r"days?", 24),
    ("hours", r"недел\w+", r"weeks?", 168),
    ("years", r"месяц\w*|мес", r"months?", 1 / 12),
    ("years", r"год(?:а|у|ов|ы)?|лет\w*", r"years?", 1),
    ("years", r"десятилети\w+", r"decades?", 10),
    ("years", r"столети\w+|век(?:а|ов|у|е|ам|ах)?", r"centur(?:y|ies)", 100),
    ("points", r"процентн\w+ пункт\w*|п\. ?п|%", r"percentage points?|pp|p\.p|%|percent|per cent", 1),
    ("points", r"базисн\w+ пункт\w*|б\. ?п", r"basis points?|bps?", 0.01),
)
#: A unit that came in the place of another is a mistake only where it can be nothing else.
_CONFUSED = frozenset(["speed", "area", "length", "mass", "warmth"])
#: What stands between a number and its unit: a word that multiplies it, the other end of a range.
_UP_TO = (
    rf"(?:[{SPACES}]?(?:-|–|—|до|и|или|to|and|or)[{SPACES}]?[−-]?[0-9][0-9.,]*)?[{SPACES}-]?"
    r"(?:(?:тыс\w*\.?|млн\.?|млрд\.?|миллион\w*|миллиард\w*|thousand|million|billion|mln|bn)[ \u00a0])?"
)


def _join(column: int) -> re.Pattern[str]:
    return re.compile(_UP_TO + "(?:" + "|".join(f"({row[column]})" for row in _TABLE) + r")(?![\w°/²])", re.IGNORECASE)


_RUSSIAN, _ENGLISH = _join(1), _join(2)


@dataclass(frozen=True, slots=True)
class Measure:
    """`unit` is a row of the table, `end` where its word ends."""

    figure: Figure
    unit: int
    end: int

    @property
    def dimension(self) -> str:
        return _TABLE[self.unit][0]

    @property
    def by(self) -> float:
        return _TABLE[self.unit][3]

    def amounts(self) -> Iterator[float]:
        """A minus is no part of a figure: degrees may be below zero."""
        for value in self.figure.values:
            if self.dimension != "warmth":
                yield float(value) * self.by
                continue
            for degrees in (float(value), -float(value)):
                yield degrees if self.by == 1 else (degrees - 32) * self.by


def read_measures(figures: Sequence[Figure], text: str, *, russian: bool) -> list[Measure]:
    """Those of the figures that have a unit behind them."""
    pattern = _RUSSIAN if russian else _ENGLISH
    found = []
    for figure in figures:
        match = pattern.match(text, figure.digits[1] or figure.end)
        if match is not None and not figure.month:
            found.append(Measure(figure, (match.lastindex or 1) - 1, match.end()))
    return found


def is_same(ours: Measure, theirs: Measure) -> bool:
    """Whether one measure is told in two units, as exactly as one rounds."""
    if ours.dimension != theirs.dimension or ours.by == theirs.by:
        return False
    return any(_near(a, b, ours, theirs) for a, b in product(ours.amounts(), theirs.amounts()))


def is_sum(ours: Sequence[Measure], theirs: Sequence[Measure]) -> bool:
    """Whether several of one dimension make one: «42 км 195 м» and 42.195 kilometres."""
    measures = (*ours, *theirs)
    if not ours or not theirs or measures[0].dimension == "warmth" or len({m.by for m in measures}) == 1:
        return False
    one, other = (sum(next(m.amounts()) for m in side) for side in (ours, theirs))
    return _near(one, other, ours[0], theirs[0])


def is_confused(ours: Sequence[Measure], theirs: Measure) -> bool:
    """Whether a number stands there with a unit that makes it another one, and with the original's nowhere."""
    same = [m for m in ours if m.dimension == theirs.dimension and m.figure.agrees(theirs.figure)]
    return theirs.dimension in _CONFUSED and bool(same) and all(not 0.8 < m.by / theirs.by < 1.25 for m in same)


def _near(one: float, other: float, ours: Measure, theirs: Measure) -> bool:
    if ours.dimension == "warmth":
        return abs(one - other) <= 1.5
    ratio = ours.by / theirs.by if ours.by > theirs.by else theirs.by / ours.by
    metric = abs(ratio - round(ratio)) < 1e-6
    return abs(one - other) <= (0.01 if metric else 0.1) * max(abs(one), abs(other))
