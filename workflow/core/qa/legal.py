"""A legal note of the Russian that the English leaves out (blocking), or words in another way than the edition does (advisory).

The law names what must be said of whom; how it is worded is the edition's, and one that does without a note leaves its
wording empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from workflow.core.names import find_names
from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.prose import blank_tokens
from workflow.core.terms import find_phrase

CHECK = "legal"


@dataclass(frozen=True, slots=True)
class Formula:
    """`key`: the policy with the edition's wording. `russian` is the note, `english` what stands for it."""

    key: str
    russian: re.Pattern[str]
    english: re.Pattern[str]


def _formula(key: str, russian: str, english: str) -> Formula:
    return Formula(key, re.compile(russian, re.IGNORECASE), re.compile(english, re.IGNORECASE))


_BY = r"(?: (?:Минюстом|Министерством юстиции|Генпрокуратурой)(?: РФ| России)?| судом| РФ| (?:в|на территории) (?:России|РФ))*"
_WHO = r"(?: СМИ| физлицом| лицом| НКО| организаци\w+| сообществом)?"
#: The longer note first: where it is told, what it contains is not told again.
FORMULAS: tuple[Formula, ...] = (
    _formula(
        "legal_foreign_media",
        r"(?:сообщение|материал)\W+(?:\(материал\)|\(сообщение\))?\s*создан\w* и ?(?:\(или\)|/или|или)? ?распространен\w*",
        r"foreign[- ]agents?",
    ),
    _formula(
        "legal_foreign_agent",
        rf"\(\s*(?:СМИ-|физлицо-)?ин(?:оагент|остранн\w+ агент)|выполня\w+ функции (?:иностранного агента|иноагента)|"
        rf"признан\w*{_BY}{_WHO},? (?:выполня\w+ функции )?ин(?:оагентом|остранным агентом)|"
        rf"вн(?:ес[её]н\w*|если|ес) (?:Минюстом )?в (?:реестр|список|перечень) ин(?:оагентов|остранных агентов)|"
        rf"(?:включ[её]н\w*|состоит) в (?:реестр\w*|спис\w+) ин(?:оагентов|остранных агентов)",
        r"foreign[- ]agents?",
    ),
    _formula(
        "legal_extremist",
        rf"признан\w*{_BY} экстремистск|\(\s*экстремистск\w+ организаци|"
        r"(?:внес[её]н\w*|включ[её]н\w*) в (?:перечень|список|реестр) (?:террористов и )?экстремист",
        r"extremis[mt]",
    ),
    _formula(
        "legal_terrorist",
        rf"признан\w*{_BY} террористическ|\(\s*террористическ\w+ организаци|"
        r"(?:внес[её]н\w*|включ[её]н\w*) в (?:перечень|список|реестр) террорист",
        r"terroris[mt]",
    ),
    _formula(
        "legal_undesirable",
        rf"признан\w*{_BY}{_WHO} нежелательн|\(\s*нежелательн\w+ организаци|"
        rf"деятельность\s+(?:\w+\s+){{0,3}}признана{_BY} нежелательной",
        r"undesirable|unwanted",
    ),
    _formula(
        "legal_banned",
        r"запрещ[её]н\w*(?: и \w+)? (?:в|на территории) (?:России|РФ|Российской Федерации)|"
        r"деятельность\s+(?:\w+\s+){0,3}запрещена|\(\s*запрещ[её]н\w*\s*[,)]",
        r"\bban|outlaw|prohibit|forbid|illegal",
    ),
    _formula(
        "legal_advertising",
        r"\A\W*реклама\s*[.:]|\bна правах рекламы\b|\berid\b|\bпартн[её]рский материал\b|\bрекламодатель\s*:",
        r"\badvert|\bads?\b|sponsor|\bpaid|promot|\bpartner",
    ),
)
_ANY_NOTE = re.compile("|".join(f"(?:{formula.russian.pattern})" for formula in FORMULAS), re.IGNORECASE)
_STAR = re.compile(r"(?<=[\w»”\"}])\*+(?![\w*])")
_BRACKETS = re.compile(r"\(([^()]*)\)")


def check_legal(units: Sequence[UnitText], desk: Desk) -> list[tuple[int, Finding]]:
    """A finding a note. A paragraph with a sentence still to be written is not judged."""
    found: list[tuple[int, Finding]] = []
    if not desk.is_pair("ru", "en"):
        return found
    for _, group in groupby(units, key=lambda u: u.block):
        block = list(group)
        if all(u.target.strip() for u in block):
            target = " ".join(blank_tokens(u.target) for u in block)
            for unit in block if any(u.compared for u in block) else ():
                found += ((unit.unit_id, finding) for finding in _check_unit(unit, target, desk))
    return found


@lru_cache(maxsize=4096)
def _read_source(source: str) -> tuple[bool, re.Match[str] | None]:
    """Whether a source has any note, and its first star: asked of a whole article at every save, and of few is there one."""
    return _ANY_NOTE.search(source) is not None, _STAR.search(source)


def _check_unit(unit: UnitText, target: str, desk: Desk) -> Iterator[Finding]:
    """`target` is the whole paragraph: a note may stand in another sentence of it."""
    told: list[tuple[int, int]] = []
    noted, lost = _read_source(unit.source)
    for formula in FORMULAS if noted else ():
        wording = str(getattr(desk.style, formula.key))
        match = formula.russian.search(unit.source) if wording else None
        if match is None:
            continue
        note = _find_brackets(unit.source, match.start())
        if any(a < note[1] and note[0] < b for a, b in told):
            continue
        words = match[0].strip("(* ").rstrip()
        if not formula.english.search(target):
            told.append(note)
            params = (("words", words), ("wording", wording))
            fix = _insert(unit, note, wording, desk)
            yield Finding(CHECK, Severity.BLOCKING, "legal_note_lost", source_range=match.span(), fix=fix, params=params)
        elif unit.source[note[0]] == "(" and wording.casefold() not in target.casefold():
            told.append(note)
            yield from _reword(unit, formula, wording, match)
        else:
            told.append(note)
    if lost and "*" not in target and not told:
        span = lost.span()
        yield Finding(CHECK, Severity.ADVISORY, "legal_star_lost", source_range=span, params=(("words", lost[0]),))


def _find_brackets(source: str, at: int) -> tuple[int, int]:
    """The brackets a note stands in; without them the note reaches to the end."""
    return next((m.span() for m in _BRACKETS.finditer(source) if m.start() <= at < m.end()), (at, len(source)))


def _reword(unit: UnitText, formula: Formula, wording: str, match: re.Match[str]) -> Iterator[Finding]:
    """A note in brackets that is not the edition's: the brackets are what is to be replaced."""
    for brackets in _BRACKETS.finditer(unit.target):
        if formula.english.search(brackets[1]) and "{" not in brackets[1]:
            fix = f"{unit.target[: brackets.start()]}({wording}){unit.target[brackets.end() :]}"
            params = (("words", brackets[1]), ("wording", wording))
            yield Finding(CHECK, Severity.ADVISORY, "legal_note_other", match.span(), brackets.span(), fix, params)
            return


def _insert(unit: UnitText, note: tuple[int, int], wording: str, desk: Desk) -> str | None:
    """The note behind the English of what it stands behind in the Russian; None where that is not plain."""
    if unit.source[note[0]] != "(":
        return None
    for name in _names_before(unit.source[: note[0]], desk):
        place = find_phrase(name, unit.target)
        if place is None:
            continue
        end = place[1] + len((re.match(r"(?:\{/[0-9]+\}|[”»\"])*", unit.target[place[1] :]) or [""])[0])
        if not unit.target[end : end + 1] or unit.target[end] not in "’'(":
            return f"{unit.target[:end]} ({wording}){unit.target[end:]}"
    return None


def _names_before(source: str, desk: Desk) -> Iterator[str]:
    """What the last words of a Russian text may be called: by the glossary, by transliteration, or as they stand in Latin."""
    before = re.sub(r"(?:[\s»”\"*\u2060]|\{/[0-9]+\})+\Z", "", source)
    for term in desk.terms.find(before) if desk.terms is not None else ():
        if term.end == len(before):
            yield from term.accepted
    for name in find_names(before, system=desk.transliteration):
        if name.end == len(before):
            yield name.proposal
            yield name.proposal.split()[-1]
    words = before.split()
    if words and re.fullmatch(r"[\W_]*[A-Za-z][\w.&-]*", words[-1]):
        yield words[-1].strip('«“"(')
