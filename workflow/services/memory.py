"""Translation memory: finding the same and similar sources.

The index offers the entries that share most of a query's rarest words (of its letters, where it is short); they are
scored by normalised Levenshtein similarity of the normalised texts, in percent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from workflow.core.document import BlockKind
from workflow.core.facts import find_invented
from workflow.core.hashing import normalise, segment_hash
from workflow.core.invented_names import find_invented_names
from workflow.core.markup_tokens import find_token_damage, parse_tokens, render_tokens, renumber_tokens, token_numbers
from workflow.core.matching import compare, swap_numbers
from workflow.core.memory_terms import SHORT, SHORT_QUERY, length_window, name_space, trigram_terms, word_terms
from workflow.core.qa.context import Desk, UnitCheck, UnitText
from workflow.core.qa.currency import check_currency
from workflow.core.qa.dates import check_dates
from workflow.core.qa.denials import read_russian_denials
from workflow.core.qa.figures_ru import read_russian
from workflow.core.qa.names import check_names
from workflow.core.qa.negation import check_negation
from workflow.core.qa.numbers import check_numbers
from workflow.core.qa.percent import check_percent
from workflow.db.memory import MemoryEntry
from workflow.db.memory_index import MemoryIndex, open_index
from workflow.services.memory_entries import count_entries, forget_release, forget_story, learn_pair, note_uses

__all__ = [
    "Match",
    "MemoryQuery",
    "count_entries",
    "find_matches",
    "forget_release",
    "forget_story",
    "learn_pair",
    "memory_kind",
    "note_uses",
]

#: How many of a query's rarest terms pick its candidates.
RAREST_WORDS = 8
RAREST_TRIGRAMS = 16
#: A term that more entries have says little; it is asked for only where there are no others.
COMMON = 1000
VERY_COMMON = 30 * COMMON
#: Words that are weighed at first, the longest, which are seldom the common ones.
LONGEST_WORDS = 10
CANDIDATES = 200
#: Near matches looked at closely, of the candidates.
BEST = 10
LEAST_SCORE = 70

# Made once: putting a statement together takes as long as running it.
_WITH_HASHES = (
    select(MemoryEntry)
    .where(
        MemoryEntry.source_language == bindparam("source_language"),
        MemoryEntry.target_language == bindparam("target_language"),
        MemoryEntry.source_hash.in_(bindparam("hashes", expanding=True)),
        MemoryEntry.wrong_at.is_(None),
    )
    .order_by(MemoryEntry.id.desc())
)
#: The checks a near match has to pass before it stands in a unit unasked; those of `_FIGURES` say that a number differs.
_DOUBTS: tuple[tuple[str, UnitCheck], ...] = (
    ("numbers", check_numbers), ("percent", check_percent), ("currency", check_currency), ("dates", check_dates),
    ("negation", check_negation), ("names", check_names),
)  # fmt: skip
#: Words, in part or whole, that names, shares, sums and days are told by; numbers and denials have readers of their own.
_TELLING = re.compile(
    r"[A-ZА-ЯЁ0-9%°−+]|тыс|млн|млрд|трлн|миллион|миллиард|триллион|процент|пункт|"
    r"руб|долл|евро|юан|фунт|гривн|тенге|[ий]ен|лир|франк|злот|рупи|крон|лари|драм|манат|"
    r"январ|феврал|март|апрел|ма[йяею]|июн|июл|август|сентябр|октябр|ноябр|декабр|"
    r"понедельник|вторник|сред|четверг|пятниц|суббот|воскресень"
)
_FIGURES = frozenset(["numbers", "percent", "currency", "dates"])
_WITH_IDS = select(MemoryEntry).where(MemoryEntry.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class MemoryQuery:
    """A source to look up, with the hashes of its neighbours for in-context matches. `kind`: headline or text."""

    source: str
    kind: str = "text"
    previous_hash: str = ""
    next_hash: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """An offer from memory. `score`: 101 in context, 100 exact, else similarity by characters; `target` carries the
    query's placeholders.

    `numbers_differ`: numbers of the entry differ from the query's, or its target has one (or a day, a currency, a name) that
    the query lacks. `prefill`: good enough to stand in a unit unasked. `words`: similarity by words, in percent.
    `negation_differs`: one says "not" where the other does not. `numbers_replaced`: the target has the query's numbers
    in the place of the entry's. `invented`: what the target has and the query lacks. `reviewed`: a person stood behind it.
    """

    entry_id: int
    score: int
    source: str
    target: str
    provenance: str
    numbers_differ: bool
    prefill: bool
    words: int = 100
    negation_differs: bool = False
    numbers_replaced: bool = False
    invented: tuple[str, ...] = ()
    reviewed: bool = True


def memory_kind(block_kind: str) -> str:
    """Headlines match headlines; everything else is text."""
    return "headline" if block_kind == BlockKind.HEADLINE else "text"


def find_matches(
    session: Session,
    queries: Sequence[MemoryQuery],
    *,
    source_language: str,
    target_language: str,
    limit: int = 5,
    prefill_fuzzy: int = 80,
    least: int = LEAST_SCORE,
) -> list[list[Match]]:
    """For each query its best matches, best first."""
    hashes = [segment_hash(q.source) for q in queries]
    exact: dict[str, list[MemoryEntry]] = {}
    pair = {"source_language": source_language, "target_language": target_language, "hashes": list(set(hashes))}
    for entry in session.scalars(_WITH_HASHES, pair):
        exact.setdefault(entry.source_hash, []).append(entry)
    index = open_index(session)
    desk = Desk(source_language, target_language)
    firm = [
        [_exact(query, entry) for entry in _leave_out_corrected(exact.get(key, ())) if entry.kind == query.kind]
        for query, key in zip(queries, hashes, strict=True)
    ]
    near: list[dict[int, float]] = []
    for query, key, found in zip(queries, hashes, firm, strict=True):
        if len(found) >= limit:
            near.append({})
            continue
        space = name_space(source_language, target_language, query.kind)
        like = find_near(index, query.source, space, least=least, limit=max(BEST, 2 * limit))
        for entry in exact.get(key, ()):
            like.pop(entry.id, None)
        near.append(like)
    ids = sorted({entry_id for like in near for entry_id in like})
    entries = {entry.id: entry for entry in session.scalars(_WITH_IDS, {"ids": ids})} if ids else {}
    answers: list[list[Match]] = []
    for query, found, like in zip(queries, firm, near, strict=True):
        close = [_near(query, entry, prefill_fuzzy) for entry in _leave_out_corrected([entries[n] for n in like if n in entries])]
        found += sorted(close, key=lambda m: (-like[m.entry_id], -m.entry_id))
        best: dict[str, Match] = {}
        for match in sorted(found, key=lambda m: (-m.score, not m.reviewed)):
            best.setdefault(match.target, match)
        answers.append([_look_again(query, match, desk) for match in list(best.values())[:limit]])
    return answers


def _leave_out_corrected(entries: Sequence[MemoryEntry]) -> list[MemoryEntry]:
    """Without what a sentence said in a release before it was corrected: of its wordings the one learned last stands."""
    last: dict[tuple[int | None, str], MemoryEntry] = {}
    for entry in sorted(entries, key=lambda e: e.id):
        last[entry.unit_id, entry.source_hash] = entry
    return [e for e in entries if e.unit_id is None or last[e.unit_id, e.source_hash].target == e.target]


def find_near(index: MemoryIndex, source: str, space: str, *, least: int, limit: int) -> dict[int, float]:
    """Entries at least `least` percent like a source, with how like they are, the nearest first."""
    wanted = normalise(source)
    window = length_window(len(wanted), least)
    if len(wanted) <= SHORT_QUERY and least >= LEAST_SCORE:
        chosen = choose_terms(index, trigram_terms(wanted, space), window, rarest=RAREST_TRIGRAMS, longest=SHORT)
    else:
        chosen = choose_terms(index, word_terms(wanted, space), window, rarest=RAREST_WORDS, longest=LONGEST_WORDS)
    if not chosen:
        return {}
    # In one order on either database: of equals the first is taken.
    choices = dict(sorted(index.find_texts(chosen, window, most=CANDIDATES).items()))
    best = process.extract(wanted, choices, scorer=Levenshtein.normalized_similarity, score_cutoff=least / 100, limit=limit)
    return {entry_id: score for _, score, entry_id in best}


def choose_terms(index: MemoryIndex, terms: Sequence[str], window: tuple[int, int], *, rarest: int, longest: int) -> list[str]:
    """The rarest of the terms that the index knows, in the window of lengths."""
    ordered = sorted(terms, key=lambda term: (-len(term), term))
    first = ordered[:longest]
    counts = index.count(first, window, most=COMMON)
    rare = [term for term in first if 0 < counts[term] < COMMON]
    if len(rare) < 3:
        counts |= index.count([term for term in ordered if term not in rare], window, most=VERY_COMMON)
        rare = sorted((t for t in ordered if counts[t]), key=lambda t: (counts[t], t))[: max(3, len(rare))]
    return sorted(rare, key=lambda term: (counts[term], term))[:rarest]


def _exact(query: MemoryQuery, entry: MemoryEntry) -> Match:
    in_context = bool(query.previous_hash or query.next_hash) and (entry.previous_hash, entry.next_hash) == (
        query.previous_hash,
        query.next_hash,
    )
    target, whole = _fit_tokens(query.source, entry)
    invented = _invented(query, entry.target)
    sure = whole and not invented and entry.reviewed
    return Match(
        entry.id,
        99 if not sure else 101 if in_context else 100,
        entry.source,
        target,
        entry.provenance,
        bool(invented),
        sure,
        invented=tuple(sorted(invented)),
        reviewed=entry.reviewed,
    )


def _near(query: MemoryQuery, entry: MemoryEntry, prefill: int) -> Match:
    like = compare(query.source, entry.source)
    swapped = swap_numbers(query.source, entry.source, entry.target) if like.numbers_differ else None
    target, whole = _fit_tokens(query.source, entry, swapped)
    invented = _invented(query, target)
    score = min(99, like.characters)
    differ = like.numbers_differ or bool(invented)
    sure = whole and not differ and not like.negation_differs and entry.reviewed
    return Match(
        entry.id,
        score,
        entry.source,
        target,
        entry.provenance,
        differ,
        sure and min(score, like.words) >= prefill,
        words=min(99, like.words),
        negation_differs=like.negation_differs,
        numbers_replaced=swapped is not None,
        invented=tuple(sorted(invented)),
        reviewed=entry.reviewed,
    )


def _look_again(query: MemoryQuery, match: Match, desk: Desk) -> Match:
    """A near match that would stand in a unit unasked, with what the checks would tell of it there."""
    doubts = _doubt(query, match.source, match.target, desk) if match.prefill and match.score < 100 else frozenset()
    if not doubts:
        return match
    differ, denied = bool(doubts & _FIGURES), "negation" in doubts
    return replace(match, prefill=False, numbers_differ=differ, negation_differs=denied)


def _doubt(query: MemoryQuery, source: str, target: str, desk: Desk) -> frozenset[str]:
    """What a near match says otherwise than the query though the letters hardly differ: «млрд» for «млн», six for five, a
    minus, another surname. Asked only of what would stand in a unit unasked, and where a word that differs can say such."""
    differing = " ".join(set(query.source.split()) ^ set(source.split()))
    if not (_TELLING.search(differing) or read_russian(differing) or read_russian_denials(differing)):
        return frozenset()
    unit = UnitText(0, query.source, target)
    return frozenset(name for name, check in _DOUBTS if check(unit, desk))


def _invented(query: MemoryQuery, target: str) -> frozenset[str]:
    """What the English has and the Russian lacks. In a headline every word has a capital, so names are not looked for."""
    found = find_invented(query.source, target)
    return found if query.kind == "headline" else found | find_invented_names(query.source, target)


def _fit_tokens(source: str, entry: MemoryEntry, text: str | None = None) -> tuple[str, bool]:
    """The entry's target (or `text`, made of it) with the query's placeholder numbers, and whether they are all in place."""
    theirs, ours = token_numbers(entry.source), token_numbers(source)
    target = renumber_tokens(entry.target if text is None else text, dict(zip(theirs, ours, strict=False)))
    if not find_token_damage(source, target):
        return target, True
    # What stands for nothing here is only noise; without any placeholder the words are still whole.
    known = set(ours)
    plain = render_tokens(part for part in parse_tokens(target) if isinstance(part, str) or part.number in known)
    return plain, not ours and bool(theirs) and not find_token_damage(source, plain)
