"""Advisory: a term of the source of which nothing that may stand for it is in the text.

Advisory, for people say `he` and `the ministry`: of the WMT references every sixth occurrence of news terms has none of
their usual forms.
"""

from __future__ import annotations

import re

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.forbidden import find_forbidden
from workflow.core.terms import FoundTerm, TermKind, find_phrase

CHECK = "terms"
_PRONOUN = re.compile(r"\b(?:he|him|his|she|hers?)\b", re.IGNORECASE)


def check_terms(unit: UnitText, desk: Desk) -> list[Finding]:
    """One finding a term, however often it stands in the source; none where what stands instead is forbidden anyway."""
    if desk.terms is None or not unit.compared:
        return []
    findings: dict[int, Finding] = {}
    for found in desk.terms.find(unit.source):
        if found.term.id not in findings and not is_there(found, unit.target) and not find_forbidden(found, unit.target):
            params = (("term", found.term.lemma), ("preferred", found.target))
            at = (found.start, found.end)
            findings[found.term.id] = Finding(CHECK, Severity.ADVISORY, "term_missing", source_range=at, params=params)
    return list(findings.values())


def is_there(found: FoundTerm, target: str) -> bool:
    """Whether something that may stand for the term is in the text: for a surname alone a pronoun is enough."""
    if any(find_phrase(word, target) is not None for word in found.accepted):
        return True
    return found.term.kind == TermKind.PERSON and found.target not in found.term.accepted and bool(_PRONOUN.search(target))
