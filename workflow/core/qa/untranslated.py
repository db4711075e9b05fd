"""Blocking: a text that is still the original."""

from __future__ import annotations

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.cyrillic import CYRILLIC_LANGUAGES, is_russian
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.plain import read_plain

CHECK = "untranslated"


def check_untranslated(unit: UnitText, desk: Desk) -> list[Finding]:
    """The original as it stands, or a text most of whose letters are Russian."""
    if not unit.target.strip() or desk.target_language.partition("-")[0] in CYRILLIC_LANGUAGES:
        return []
    text = read_plain(unit.target).text.strip()
    if is_russian(text):
        return [Finding(CHECK, Severity.BLOCKING, "untranslated", target_range=(0, len(unit.target)))]
    return []
