"""Every check, in the order findings are shown, and running them.

A check never raises, whatever the texts are. Units that are left out or still to come are asked nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from workflow.core.qa.context import ArticleCheck, Desk, UnitCheck, UnitText
from workflow.core.qa.empty import check_empty
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.placeholders import check_placeholders

#: (name, what it is where the edition says nothing, function). A check of one unit sees nothing else.
UNIT_CHECKS: tuple[tuple[str, Severity, UnitCheck], ...] = (
    ("empty", Severity.BLOCKING, check_empty),
    ("placeholders", Severity.BLOCKING, check_placeholders),
)
#: Checks that need the whole article.
ARTICLE_CHECKS: tuple[tuple[str, Severity, ArticleCheck], ...] = ()
#: What each check is where the edition says nothing.
SEVERITIES: dict[str, Severity] = {name: severity for name, severity, _ in (*UNIT_CHECKS, *ARTICLE_CHECKS)}

_UNASKED = frozenset({"omitted", "later"})


@lru_cache(maxsize=4096)
def run_unit_checks(unit: UnitText, desk: Desk) -> tuple[Finding, ...]:
    """What the checks of one unit find. Remembered: a page shows many units of which one has changed."""
    if unit.status in _UNASKED:
        return ()
    return tuple(
        graded for name, _, check in UNIT_CHECKS if _is_on(name, desk) for f in check(unit, desk) for graded in [_grade(f, desk)]
    )


@lru_cache(maxsize=64)
def run_article_checks(units: tuple[UnitText, ...], desk: Desk) -> tuple[tuple[int, Finding], ...]:
    """What the checks of whole articles find, by unit."""
    asked = [unit for unit in units if unit.status not in _UNASKED]
    return tuple(
        (unit_id, _grade(f, desk)) for name, _, check in ARTICLE_CHECKS if _is_on(name, desk) for unit_id, f in check(asked, desk)
    )


def run_checks(units: Iterable[UnitText], desk: Desk) -> dict[int, list[Finding]]:
    """All findings of an article's units, in page order, by unit; units without one are not in it."""
    in_order: Sequence[UnitText] = tuple(units)
    found: dict[int, list[Finding]] = {}
    for unit in in_order:
        if findings := run_unit_checks(unit, desk):
            found[unit.unit_id] = list(findings)
    for unit_id, finding in run_article_checks(tuple(in_order), desk):
        found.setdefault(unit_id, []).append(finding)
    return found


def _is_on(name: str, desk: Desk) -> bool:
    return desk.severities.get(name, Severity.BLOCKING) is not None


def _grade(finding: Finding, desk: Desk) -> Finding:
    """The finding as grave as the edition takes it."""
    wanted = desk.severities.get(finding.check)
    return finding if wanted is None or wanted is finding.severity else replace(finding, severity=wanted)
