"""Advisory: "says" in running text for what the Russian says was said."""

from __future__ import annotations

import re

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.prose import narration

CHECK = "tense"

_SAID = re.compile(
    r"\b(?:сказал|заявил|отметил|подчеркнул|сообщил|рассказал|добавил|пояснил|уточнил|заметил|объяснил|указал|признал|"
    r"напомнил|предупредил|утверждал|написал|ответил)(?:а|и|о)?(?:сь|ся)?\b",
    re.IGNORECASE,
)
#: Some of it is said in the present there too: передает ТАСС.
_SAYS_TOO = re.compile(
    r"\b(?:передает|передаёт|сообщает|пишет|говорит|отмечает|рассказывает|уточняет|добавляет|считает|подч[её]ркивает|поясняет)\b",
    re.I,
)
_PAST = {
    "says": "said", "states": "stated", "notes": "noted", "stresses": "stressed", "emphasizes": "emphasized",
    "emphasises": "emphasised", "reports": "reported", "tells": "told", "adds": "added", "explains": "explained",
    "clarifies": "clarified", "remarks": "remarked", "recalls": "recalled", "warns": "warned", "claims": "claimed",
    "writes": "wrote", "answers": "answered", "admits": "admitted", "announces": "announced", "declares": "declared",
}  # fmt: skip
_SAYS = re.compile(rf"(?<![’'])\b(?:{'|'.join(_PAST)})\b")
#: Nouns that look like such verbs: "the reports", "United States", "his claims".
_NOUN_BEFORE = re.compile(
    r"(?:\b(?:the|a|an|his|her|its|their|our|your|my|no|any|some|these|those|such|all|several|many|most|more|other|media|news|"
    r"police|press|of|in|by|from|with|for|to|on|about|and|or|per|united|baltic|member|gulf|arab|new|latest|earlier|false|official|"
    r"two|three|four|five|six|dozens|numerous|previous|first|received|including|between|against|certain|both|northern|southern|eastern|western)\s+)\Z",
    re.IGNORECASE,
)
#: Headlines, captions and such are in the present.
_BODY = frozenset({"lede", "paragraph", "quote", "list_item"})


def check_tense(unit: UnitText, desk: Desk) -> list[Finding]:
    """Each present-tense verb of saying outside quotations; the fix puts all of them in the past."""
    if not unit.compared or unit.block_kind not in _BODY or not desk.is_pair("ru", "en"):
        return []
    if not _SAID.search(unit.source) or _SAYS_TOO.search(unit.source):
        return []
    own = narration(unit.target)
    verbs = [m for m in _SAYS.finditer(own) if not _NOUN_BEFORE.search(own[: m.start()])]
    if not verbs or len(verbs) > len(_SAID.findall(unit.source)):
        return []
    fix = unit.target
    for match in reversed(verbs):
        fix = fix[: match.start()] + _PAST[match[0]] + fix[match.end() :]
    params = (("word", verbs[0][0]), ("right", _PAST[verbs[0][0]]))
    return [Finding(CHECK, Severity.ADVISORY, "says_for_said", target_range=verbs[0].span(), fix=fix, params=params)]
