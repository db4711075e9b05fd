"""Advisory: "according to" for every «по словам», where English would say who said it.

The first one in a story is as good as any; "according to him" never is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.prose import blank_tokens, like, narration

CHECK = "attribution"

_BY_WORDS = re.compile(r"\bпо\s+(?:\w+\s+){0,3}?(?:словам|мнению|утверждению|заявлению)\b", re.IGNORECASE)
_ACCORDING = re.compile(r"\baccording to\b", re.IGNORECASE)
_PRONOUNS = {"him": "he", "her": "she", "them": "they", "me": "I", "us": "we"}
_WHO = r"(?P<who>[^,.;:!?“”\"()—–]{2,70})"
#: "According to the mayor, the bridge will open." and "The bridge will open, according to the mayor."
_FIRST = re.compile(rf"\s*According to {_WHO}, (?P<rest>[^“”\"]+?)(?P<end>[.!]?)\s*\Z")
_LAST = re.compile(rf"\s*(?P<rest>[^“”\"]+?),? according to {_WHO}(?P<end>[.!]?)\s*\Z")
#: "According to his lawyer, attorney Ivan Sidorov, the case…": the speaker is not done yet.
_MORE_OF_WHO = re.compile(r"(?:[\w’'-]+ ){0,5}[A-Z][\w’'-]*, ")
_VERBS = ("said", "says", "added")


def check_attribution(units: Sequence[UnitText], desk: Desk) -> list[tuple[int, Finding]]:
    """From the second "according to" on that stands for somebody's words; each with the sentence turned round, if it can be."""
    if not desk.is_pair("ru", "en"):
        return []
    found = []
    seen = 0
    for unit in units:
        if not unit.compared or not _BY_WORDS.search(unit.source):
            continue
        match = _ACCORDING.search(narration(unit.target))
        if match is None:
            continue
        seen += 1
        pronoun = re.match(r"\s+(him|her|them|me|us)\b(?!\s+\w)", unit.target[match.end() :])
        if seen < 2 and pronoun is None:
            continue
        variants = tuple(("variant", text) for text in turn_round(unit.target))
        span = (0, len(unit.target)) if variants else match.span()
        code = "according_to" if pronoun is None else "according_to_him"
        finding = Finding(CHECK, Severity.ADVISORY, code, target_range=span, params=variants)
        found.append((unit.unit_id, finding))
    return found


def turn_round(text: str) -> list[str]:
    """The sentence with its speaker at the end, a verb each: said, says, added. None where it is not that plain."""
    match = _FIRST.fullmatch(text) or _LAST.fullmatch(text)
    if match is None or "{" in match["who"] or _ACCORDING.search(match["rest"]) or blank_tokens(text) != text:
        return []
    who, rest = match["who"], match["rest"]
    if _MORE_OF_WHO.match(rest):
        return []
    who = _PRONOUNS.get(who, who)
    first, _, tail = rest.partition(" ")
    if rest[:1].islower():
        rest = like("A", first) + (f" {tail}" if tail else "")
    return [f"{rest}, {who} {verb}{match['end'] or '.'}" for verb in _VERBS]
