"""Every check, in the order findings are shown, and running them.

A check never raises, whatever the texts are. Units that are left out or still to come are asked nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from workflow.core.qa.brackets import check_brackets
from workflow.core.qa.context import ArticleCheck, Desk, UnitCheck, UnitText
from workflow.core.qa.currency import check_currency
from workflow.core.qa.cyrillic import check_cyrillic
from workflow.core.qa.dates import check_dates
from workflow.core.qa.doubled import check_doubled
from workflow.core.qa.empty import check_empty
from workflow.core.qa.end_mark import check_end_mark
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.length import check_length
from workflow.core.qa.links import check_links
from workflow.core.qa.numbers import check_numbers
from workflow.core.qa.percent import check_percent
from workflow.core.qa.placeholders import check_placeholders
from workflow.core.qa.spacing import check_spacing
from workflow.core.qa.untranslated import check_untranslated

#: (name, what it is where the edition says nothing, function). A check of one unit sees nothing else.
UNIT_CHECKS: tuple[tuple[str, Severity, UnitCheck], ...] = (
    ("empty", Severity.BLOCKING, check_empty),
    ("placeholders", Severity.BLOCKING, check_placeholders),
    ("numbers", Severity.BLOCKING, check_numbers),
    ("percent", Severity.BLOCKING, check_percent),
    ("dates", Severity.BLOCKING, check_dates),
    ("currency", Severity.BLOCKING, check_currency),
    ("cyrillic", Severity.BLOCKING, check_cyrillic),
    ("untranslated", Severity.BLOCKING, check_untranslated),
    ("links", Severity.BLOCKING, check_links),
    ("brackets", Severity.ADVISORY, check_brackets),
    ("end_mark", Severity.ADVISORY, check_end_mark),
    ("doubled", Severity.ADVISORY, check_doubled),
    ("spacing", Severity.ADVISORY, check_spacing),
    ("length", Severity.ADVISORY, check_length),
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
        _grade(_prove(f, check, unit, desk), desk)
        for name, _, check in UNIT_CHECKS
        if _is_on(name, desk)
        for f in check(unit, desk)
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


def _prove(finding: Finding, check: UnitCheck, unit: UnitText, desk: Desk) -> Finding:
    """What is proposed passes the check that proposes it, or is not proposed."""
    if finding.fix is None:
        return finding
    again = check(replace(unit, target=finding.fix), desk)
    return replace(finding, fix=None) if any(f.code == finding.code for f in again) else finding


def _grade(finding: Finding, desk: Desk) -> Finding:
    """The finding as grave as the edition takes it."""
    wanted = desk.severities.get(finding.check)
    return finding if wanted is None or wanted is finding.severity else replace(finding, severity=wanted)
