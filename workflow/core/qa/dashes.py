"""Advisory: dashes that are not the house's: between parts of a sentence, from one number to another, between two countries."""

from __future__ import annotations

import re

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.prose import blank_tokens

CHECK = "dashes"

_NUMBERS = re.compile(
    r"(?<![\w.,:/+-])(?P<a>[$€£]?\d[\d.,]*)(?P<dash>-| - | – )(?P<b>\d[\d.,]*\d|\d)(?![\w/:-]|[.,]\d)(?!\s?(?:\(|\d{3}))"
)
#: What has a model behind it, not a range: a Boeing 737-800.
_AIRCRAFT = re.compile(r"\b(?:Boeing|Airbus|Superjet|Embraer|Bombardier|ATR|Cessna|Gulfstream|Falcon)[ \u00a0]\Z")
_PLACES = (
    "Russia|Ukraine|Belarus|Kazakhstan|China|India|Iran|Iraq|Israel|Palestine|Turkey|Syria|Egypt|Japan|Germany|France|Italy|Spain|Poland|"
    "Britain|UK|US|USA|EU|NATO|ASEAN|Armenia|Azerbaijan|Georgia|Moldova|Serbia|Kosovo|Hungary|Finland|Sweden|Norway|Mongolia|Pakistan|"
    "Afghanistan|Brazil|Mexico|Cuba|Canada|Australia|Africa|Europe|Asia|Moscow|Beijing|Washington|Kiev|Kyiv|Minsk|Ankara|Tehran|Delhi|"
    "Berlin|Paris|London|Tokyo|Petersburg|Vladivostok|Kazan|Astana|Baku|Yerevan"
)
_PAIR = re.compile(rf"\b(?P<a>{_PLACES})-(?P<b>{_PLACES})\b(?!-)")


def check_dashes(unit: UnitText, desk: Desk) -> list[Finding]:
    """A finding a kind, each with all its places mended."""
    if not unit.target.strip() or desk.target_language.partition("-")[0] != "en":
        return []
    return [*_between(unit, desk.style.dash), *_ranges(unit), *_pairs(unit)]


def _between(unit: UnitText, house: str) -> list[Finding]:
    """A spaced hyphen, two hyphens or another dash than the house's, between words."""
    if not house.strip():
        return []
    text = blank_tokens(unit.target)
    places = []
    for match in re.finditer(r"(?P<left>[ \u00a0]*)(?P<mark>--|[-–—])(?P<right>[ \u00a0]*)", text):
        mark, left, right = match["mark"], match["left"], match["right"]
        if match.start() == 0 or match.end() == len(text) or "-" in (text[match.start() - 1], text[match.end()]):
            continue
        spaced = bool(left) and bool(right)
        if mark in "-–" and not spaced:  # a hyphen or a range; one half of a gap is somebody else's to tell
            continue
        if text[match.start() - 1].isdigit() and text[match.end()].isdigit():
            continue
        if match[0].replace("\u00a0", " ") != house.replace("\u00a0", " "):
            places.append(match)
    return _mend(unit, "dash_other", [(m.start(), m.end(), house) for m in places], right=house.strip())


def _ranges(unit: UnitText) -> list[Finding]:
    text = blank_tokens(unit.target)
    places = [(m.start("dash"), m.end("dash"), "–") for m in _NUMBERS.finditer(text) if not _AIRCRAFT.search(text[: m.start()])]
    return _mend(unit, "dash_in_range", places, right="–")


def _pairs(unit: UnitText) -> list[Finding]:
    places = [(m.end("a"), m.start("b"), "–") for m in _PAIR.finditer(blank_tokens(unit.target))]
    return _mend(unit, "dash_in_pair", places, right="–")


def _mend(unit: UnitText, code: str, places: list[tuple[int, int, str]], *, right: str) -> list[Finding]:
    if not places:
        return []
    fix = unit.target
    for start, end, new in reversed(places):
        fix = fix[:start] + new + fix[end:]
    start, end, _ = places[0]
    return [Finding(CHECK, Severity.ADVISORY, code, target_range=(start, end), fix=fix, params=(("right", right),))]
