"""Advisory: the Russian denies something and the English does not, or the other way round."""

from __future__ import annotations

from collections.abc import Sequence

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.denials import Denial, Kind, read_english_denials, read_russian_denials
from workflow.core.qa.finding import Finding, Severity

CHECK = "negation"


def check_negation(unit: UnitText, desk: Desk) -> list[Finding]:
    """One finding: a denial for which nothing in the other text can stand. They are counted, for their order changes."""
    if not unit.compared or not desk.is_pair("ru", "en"):
        return []
    russian, english = read_russian_denials(unit.source), read_english_denials(unit.target)
    plain = [d for d in russian if d.kind is Kind.PLAIN]
    if len(plain) > len(english) - min(_count_words(russian), _count_words(english)):
        at = _loneliest(plain, english, len(unit.source), len(unit.target))
        words = unit.source[at.start : at.end]
        return [Finding(CHECK, Severity.ADVISORY, "negation_lost", source_range=(at.start, at.end), params=(("words", words),))]
    plain = [d for d in english if d.kind is Kind.PLAIN]
    if len(plain) > len(russian) - min(_count_words(russian), _count_words(english)):
        at = _loneliest(plain, russian, len(unit.target), len(unit.source))
        words = unit.target[at.start : at.end]
        return [Finding(CHECK, Severity.ADVISORY, "negation_added", target_range=(at.start, at.end), params=(("words", words),))]
    return []


def _count_words(denials: Sequence[Denial]) -> int:
    return sum(d.kind is Kind.WORD for d in denials)


def _loneliest(ours: Sequence[Denial], theirs: Sequence[Denial], length: int, other: int) -> Denial:
    """The one that stands farthest from any of the other text, each by its share of the way."""
    return max(ours, key=lambda d: min((abs(d.start / length - t.start / other) for t in theirs), default=1.0))
