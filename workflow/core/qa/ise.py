"""Advisory: *-ize* where the house writes *-ise*, or the other way round. Names keep their own."""

from __future__ import annotations

import re

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.prose import blank_tokens
from workflow.core.spelling import in_dictionary

CHECK = "ise"

_ENDING = r"(?:e|ed|es|er|ers|ing|ation|ations|ational|able)"
_IZE = re.compile(rf"(?<![\w@./-])(?P<stem>[a-z]+)iz(?P<end>{_ENDING})\b")
_ISE = re.compile(rf"(?<![\w@./-])(?P<stem>[a-z]+)is(?P<end>{_ENDING})\b")
_ALWAYS_Z = re.compile(
    r"(?:(?:re|down|over|out|under|mid|king|super)?s|pr|se|caps|ma|assi|bap|gla|bli|ga|fri|fi|a|bree|fre|snee|ba|ama|cra|la|ra)\Z"
)
#: Words that are in -ise wherever English is written.
_ALWAYS_S = re.compile(
    r"(?:adv|ar|chast|circumc|compr|comprom|dem|desp|dev|disgu|enterpr|exc|exerc|franch|gu|improv|inc|merchand|ment|prec|prem|prom|rev|"
    r"superv|surm|surpr|telev|trea|w|r|ra|pra|no|po|bru|cru|an|apprais|adver|para|mal|conc|appr|repr|excis|porpo|tortoi|turquo|chem|dis|"
    r"m|v|ex|pl|fl|cerr|ap|appra|val|hera|lia)\Z"
)


def check_ise(unit: UnitText, desk: Desk) -> list[Finding]:
    """One finding a text, all its words mended. A word changes to *-ize* only if the dictionary has it so."""
    policy = desk.style.ise
    if policy not in ("ise", "ize") or not unit.target.strip() or desk.target_language.partition("-")[0] != "en":
        return []
    text = blank_tokens(unit.target)
    if policy == "ise":
        places = [m for m in _IZE.finditer(text) if not _ALWAYS_Z.fullmatch(m["stem"])]
    else:
        places = [
            m for m in _ISE.finditer(text) if not _ALWAYS_S.fullmatch(m["stem"]) and in_dictionary(f"{m['stem']}iz{m['end']}")
        ]
    if not places:
        return []
    letter = "s" if policy == "ise" else "z"
    fix = unit.target
    for match in places:
        at = match.end("stem") + 1
        fix = fix[:at] + letter + fix[at + 1 :]
    first = places[0]
    params = (("word", first[0]), ("right", f"{first['stem']}i{letter}{first['end']}"))
    return [Finding(CHECK, Severity.ADVISORY, "ise_other", target_range=first.span(), fix=fix, params=params)]
