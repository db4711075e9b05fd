"""An engine's text with the house's quotation marks and dashes, so that nobody has to mend them one sentence after another."""

from __future__ import annotations

from dataclasses import replace

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.dashes import check_dashes
from workflow.core.qa.quote_marks import check_quote_marks

_CHECKS = {"quote_marks": check_quote_marks, "dashes": check_dashes}
#: Kinds of marks a text can have wrong, one mended a time.
_MOST = 8


def to_house_marks(source: str, text: str, desk: Desk) -> str:
    """The text as the checks of marks would mend it; one the edition has switched off mends nothing."""
    unit = UnitText(0, source, text)
    on = [check for name, check in _CHECKS.items() if desk.severities.get(name, ...) is not None]
    for _ in range(_MOST):
        fix = next((f.fix for check in on for f in check(unit, desk) if f.fix and f.fix != unit.target), None)
        if fix is None:
            break
        unit = replace(unit, target=fix)
    return unit.target
