"""Advisory: a word in small letters that no dictionary has. Names, terms and the source's own words are not judged."""

from __future__ import annotations

import re

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.prose import blank_tokens
from workflow.core.spelling import is_word, suggest

CHECK = "spelling"

_WORD = re.compile(r"(?<![\w@./’'&#+-])[a-z]+(?:[’'][a-z]+)?(?:-[a-z]+)*(?![\w@/&+]|[’'-]\w|\.\w)")
_ENDS = re.compile(r"[’'](?:s|ll|ve|re|d|m)?\Z|n[’']t\Z")


def check_spelling(unit: UnitText, desk: Desk) -> list[Finding]:
    """One finding a word, with what may have been meant to pick from."""
    if not unit.target.strip() or desk.target_language.partition("-")[0] != "en":
        return []
    accepted = desk.style.accepted_words.lower()
    found = []
    told: set[str] = set()
    for match in _WORD.finditer(blank_tokens(unit.target)):
        for part in _ENDS.sub("", match[0]).split("-"):
            if part in told or len(part) < 3 or is_word(part):
                continue
            told.add(part)
            if re.search(rf"\b{part}\b", accepted) or re.search(rf"\b{part}", unit.source, re.IGNORECASE):
                continue
            start = match.start() + match[0].index(part)
            params = (("word", part), *(("variant", s) for s in suggest(part)))
            found.append(
                Finding(CHECK, Severity.ADVISORY, "word_unknown", target_range=(start, start + len(part)), params=params)
            )
    return found
