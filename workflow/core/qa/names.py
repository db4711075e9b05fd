"""Advisory: a person's name in the source of which the text has nothing, neither what the glossary calls it nor anything
like its sound."""

from __future__ import annotations

from rapidfuzz import fuzz, process

from workflow.core.markup_tokens import strip_tokens
from workflow.core.names import FoundName, new_names
from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.stems import find_words
from workflow.core.transliteration import transliterate

CHECK = "names"
#: Percent of likeness by letters that a word with a capital must have. On human references (WMT 2021–23) the check fires on
#: 0.7 % of sentences, half of them without the name or with another; it sees four of five names that are taken out.
ALIKE = 45


def check_names(unit: UnitText, desk: Desk) -> list[Finding]:
    """One finding a name. Names that are terms are the terms' matter."""
    if not desk.is_pair("ru", "en") or not unit.compared:
        return []
    terms = desk.terms.find(unit.source) if desk.terms is not None else []
    names = new_names(terms, unit.source, system=desk.transliteration)
    if not names:
        return []
    plain = strip_tokens(unit.target)
    words = [word for start, _, word in find_words(plain) if plain[start].isupper()]
    return [
        Finding(
            CHECK,
            Severity.ADVISORY,
            "name_missing",
            source_range=(name.start, name.end),
            params=(("name", name.nominative), ("proposal", name.proposal)),
        )
        for name in names
        if not _is_there(name, words, desk.transliteration)
    ]


def _is_there(name: FoundName, words: list[str], system: str) -> bool:
    """Whether a word of the text sounds like the surname, or like a name that stands without one."""
    told = [p.text for p in name.parts if p.part == "Surn"] or [p.text for p in name.parts if p.part == "Name"]
    if not told:
        return True
    wanted = name.proposal.split() if _is_chinese(name) else [transliterate(text, system) for text in told]
    return any(process.extractOne(w.casefold(), words, scorer=fuzz.ratio, score_cutoff=ALIKE) is not None for w in wanted)


def _is_chinese(name: FoundName) -> bool:
    """Read as a whole: neither of its words is a surname by the dictionary."""
    return all(part.part == "Name" for part in name.parts) and len(name.parts) == 2
