"""Every check, in the order findings are shown."""

from __future__ import annotations

from workflow.core.qa.empty import check_empty
from workflow.core.qa.finding import Finding
from workflow.core.qa.placeholders import check_placeholders


def run_checks(*, source: str, target: str, status: str) -> list[Finding]:
    """All findings for one unit's source and text; omitted and later units are not asked anything."""
    if status in ("omitted", "later"):
        return []
    return [*check_empty(source, target, status=status), *check_placeholders(source, target)]
