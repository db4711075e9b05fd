"""Part of the numbers check: units and times of the day. What says the same in another unit or zone is no finding, and the
same number in another unit or half of the day is one.
"""

from __future__ import annotations

from workflow.core.qa.clock import find_elsewhere, find_other_half, read_zoned
from workflow.core.qa.context import UnitText
from workflow.core.qa.figures import Figure, Odd, Readings
from workflow.core.qa.figures_en import read_english
from workflow.core.qa.figures_ru import read_russian
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.measures import Measure, is_confused, is_same, is_sum, read_measures
from workflow.core.qa.plain import read_plain


def explain(odd: Odd, source: str, target: str) -> Odd:
    """Without the figures that say the same in another unit or another zone's time."""
    ours, theirs = read_plain(source).text, read_plain(target).text
    lost, found = read_measures(odd.missing, ours, russian=True), read_measures(odd.extra, theirs, russian=False)
    every = read_measures(_first(read_russian(source)), ours, russian=True) if found else []
    known = {m.figure.start for m in found if any(is_same(o, m) for o in every)}
    told = {o.figure.start for o in lost if any(is_same(o, m) for m in found)}
    for dimension in {m.dimension for m in found}:
        parts, whole = [m for m in lost if m.dimension == dimension], [m for m in found if m.dimension == dimension]
        if is_sum(parts, whole):
            told |= {m.figure.start for m in parts}
            known |= {m.figure.start for m in whole}
    times = find_elsewhere(ours, theirs)
    told |= {f.start for f in odd.missing if any(time.start <= f.start < time.end for time, _ in times)}
    known |= {f.start for f in odd.extra if any(time.start <= f.start < time.end for _, time in times)}
    return Odd(tuple(f for f in odd.missing if f.start not in told), tuple(f for f in odd.extra if f.start not in known))


def have_other_units(unit: UnitText, lost: Figure, found: Figure) -> bool:
    """Whether one number cannot be put in the place of the other, for the unit or the zone behind that is another one."""
    ours = read_measures([lost], read_plain(unit.source).text, russian=True)
    theirs = read_measures([found], read_plain(unit.target).text, russian=False)
    if any(time.start <= found.start < time.end for time, _ in read_zoned(read_plain(unit.target).text)):
        return True
    return bool(ours and theirs) and (ours[0].dimension, ours[0].by) != (theirs[0].dimension, theirs[0].by)


def check_measures(unit: UnitText) -> list[Finding]:
    """At most one finding, in a text whose numbers are all there."""
    source, target = read_plain(unit.source), read_plain(unit.target)
    if times := find_other_half(source.text, target.text):
        ours, theirs, half = times
        at = target.span(half, half + 1)[0]
        right = {"a": "p", "p": "a", "A": "P", "P": "A"}[unit.target[at]]
        return [
            Finding(
                "numbers",
                Severity.BLOCKING,
                "number_differs",
                source.span(ours.start, ours.end),
                target.span(theirs.start, theirs.end),
                fix=unit.target[:at] + right + unit.target[at + 1 :],
                params=(("source", source.text[ours.start : ours.end]), ("number", target.text[theirs.start : theirs.end])),
            )
        ]
    there = read_measures(_first(read_english(unit.target)), target.text, russian=False)
    wanted = read_measures(_first(read_russian(unit.source)), source.text, russian=True) if there else []
    for measure in there:
        if is_confused(wanted, measure):
            return [_tell(unit, measure, next(m for m in wanted if m.figure.agrees(measure.figure)))]
    return []


def _tell(unit: UnitText, measure: Measure, wanted: Measure) -> Finding:
    source, target = read_plain(unit.source), read_plain(unit.target)
    spans = (wanted.figure.start, wanted.end), (measure.figure.start, measure.end)
    params = (("source", source.text[slice(*spans[0])]), ("number", target.text[slice(*spans[1])]))
    return Finding("numbers", Severity.BLOCKING, "number_differs", source.span(*spans[0]), target.span(*spans[1]), params=params)


def _first(readings: tuple[Readings, ...]) -> list[Figure]:
    return [figure for ways in readings for figure in ways[0]]
