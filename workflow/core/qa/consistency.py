"""Advisory: the same Russian in two places of an article, and two Englishes for it."""

from __future__ import annotations

from collections.abc import Sequence

from workflow.core.markup_tokens import find_token_damage, strip_tokens
from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity

CHECK = "consistency"

#: A headline may say it its own way.
_APART = frozenset({"headline", "standfirst"})


def check_consistency(units: Sequence[UnitText], desk: Desk) -> list[tuple[int, Finding]]:
    """At each later place, with the first one's wording (a confirmed one's, if there is one) as the fix."""
    places: dict[str, list[UnitText]] = {}
    for unit in units:
        if unit.compared and unit.block_kind not in _APART:
            places.setdefault(_fold(unit.source), []).append(unit)
    found = []
    for same in places.values():
        if len(same) == 1 or len({_fold(u.target) for u in same}) == 1:
            continue
        model = next((u for u in same if u.status == "confirmed"), same[0])
        for unit in same:
            if _fold(unit.target) != _fold(model.target):
                fix = model.target if not find_token_damage(unit.source, model.target) else None
                params = (("other", strip_tokens(model.target)),)
                found.append((unit.unit_id, Finding(CHECK, Severity.ADVISORY, "worded_otherwise", fix=fix, params=params)))
    return found


def _fold(text: str) -> str:
    return " ".join(strip_tokens(text).casefold().split()).rstrip(" .;,:")
