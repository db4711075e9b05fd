"""Every check, in the order findings are shown, and running them.

A check never raises, whatever the texts are. Units that are left out or still to come are asked nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from workflow.core.qa.abbreviations import check_abbreviations
from workflow.core.qa.attribution import check_attribution
from workflow.core.qa.brackets import check_brackets
from workflow.core.qa.consistency import check_consistency
from workflow.core.qa.context import ArticleCheck, Desk, UnitCheck, UnitText
from workflow.core.qa.currency import check_currency
from workflow.core.qa.cyrillic import check_cyrillic
from workflow.core.qa.dashes import check_dashes
from workflow.core.qa.date_order import check_date_order
from workflow.core.qa.dateline import check_dateline
from workflow.core.qa.dates import check_dates
from workflow.core.qa.doubled import check_doubled
from workflow.core.qa.empty import check_empty
from workflow.core.qa.end_mark import check_end_mark
from workflow.core.qa.false_friends import check_false_friends
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.forbidden import check_forbidden
from workflow.core.qa.headline import check_headline
from workflow.core.qa.ise import check_ise
from workflow.core.qa.large_numbers import check_large_numbers
from workflow.core.qa.legal import check_legal
from workflow.core.qa.length import check_length
from workflow.core.qa.links import check_links
from workflow.core.qa.names import check_names
from workflow.core.qa.negation import check_negation
from workflow.core.qa.numbers import check_numbers
from workflow.core.qa.patronymics import check_patronymics
from workflow.core.qa.percent import check_percent
from workflow.core.qa.placeholders import check_placeholders
from workflow.core.qa.quote_marks import check_quote_marks
from workflow.core.qa.quotes import check_quotes
from workflow.core.qa.relative_days import check_relative_days
from workflow.core.qa.russian_links import check_russian_links
from workflow.core.qa.sentences import check_sentences
from workflow.core.qa.spacing import check_spacing
from workflow.core.qa.spelling import check_spelling
from workflow.core.qa.tense import check_tense
from workflow.core.qa.terms import check_terms
from workflow.core.qa.titles import check_titles
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
    ("forbidden", Severity.BLOCKING, check_forbidden),
    ("terms", Severity.ADVISORY, check_terms),
    ("names", Severity.ADVISORY, check_names),
    ("negation", Severity.ADVISORY, check_negation),
    ("false_friends", Severity.ADVISORY, check_false_friends),
    ("tense", Severity.ADVISORY, check_tense),
    ("titles", Severity.ADVISORY, check_titles),
    ("abbreviations", Severity.BLOCKING, check_abbreviations),
    ("patronymics", Severity.ADVISORY, check_patronymics),
    ("relative_days", Severity.ADVISORY, check_relative_days),
    ("headline", Severity.ADVISORY, check_headline),
    ("russian_links", Severity.ADVISORY, check_russian_links),
    ("dateline", Severity.ADVISORY, check_dateline),
    ("quote_marks", Severity.ADVISORY, check_quote_marks),
    ("dashes", Severity.ADVISORY, check_dashes),
    ("large_numbers", Severity.ADVISORY, check_large_numbers),
    ("ise", Severity.ADVISORY, check_ise),
    ("date_order", Severity.ADVISORY, check_date_order),
    ("spelling", Severity.ADVISORY, check_spelling),
)
#: Checks that need the whole article.
ARTICLE_CHECKS: tuple[tuple[str, Severity, ArticleCheck], ...] = (
    ("quotes", Severity.ADVISORY, check_quotes),
    ("sentences", Severity.ADVISORY, check_sentences),
    ("consistency", Severity.ADVISORY, check_consistency),
    ("attribution", Severity.ADVISORY, check_attribution),
    ("legal", Severity.BLOCKING, check_legal),
)
#: What each check is where the edition says nothing.
SEVERITIES: dict[str, Severity] = {name: severity for name, severity, _ in (*UNIT_CHECKS, *ARTICLE_CHECKS)}

_UNASKED = frozenset({"omitted", "later"})


@lru_cache(maxsize=4096)
def run_unit_checks(unit: UnitText, desk: Desk) -> tuple[Finding, ...]:
    """What the checks of one unit find. Remembered: a page shows many units of which one has changed."""
    if unit.status in _UNASKED:
        return ()
    off = _list_off(desk)
    return tuple(
        _grade(_prove(f, check, unit, desk), desk) for name, _, check in UNIT_CHECKS if name not in off for f in check(unit, desk)
    )


@lru_cache(maxsize=64)
def run_article_checks(units: tuple[UnitText, ...], desk: Desk) -> tuple[tuple[int, Finding], ...]:
    """What the checks of whole articles find, by unit."""
    asked = [unit for unit in units if unit.status not in _UNASKED]
    off = _list_off(desk)
    return tuple(
        (unit_id, _grade(f, desk)) for name, _, check in ARTICLE_CHECKS if name not in off for unit_id, f in check(asked, desk)
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


def _list_off(desk: Desk) -> set[str]:
    return {name for name, severity in desk.severities.items() if severity is None}


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
