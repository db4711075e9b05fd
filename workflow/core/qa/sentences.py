"""Advisory: a paragraph that says much less than its source, or more, or one sentence twice.

Judged a paragraph at a time: a sentence may move inside it, be split or joined with its neighbour.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby, pairwise

from workflow.core.markup_tokens import strip_tokens
from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity

CHECK = "sentences"

#: Ends of sentences, abbreviations and initials aside; enough for counting.
_END = re.compile(
    r"(?<![A-ZА-ЯЁ])(?<!\b(?:Mr|Dr|St|им|ул|гг))(?<!\b(?:Mrs|руб))[.!?…]+[”»\"’)]*(?=\s+[“«\"‘(]?[A-ZА-ЯЁ0-9]|\s*\Z)"
)
#: A paragraph of this many characters or more is long enough to judge by its length.
_LEAST = 120
#: English characters to Russian ones. In human translations of paragraphs 99.5 of 100 lie between .62 and 1.6.
_SHORT, _LONG = 0.62, 1.6
_WORD = re.compile(r"\w+")


@lru_cache(maxsize=4096)
def count_sentences(text: str) -> int:
    """Sentences of a text with something in it, roughly."""
    text = text.strip()
    ends = list(_END.finditer(text))
    return max(1, len(ends) + (not ends or ends[-1].end() < len(text)))


def check_sentences(units: Sequence[UnitText], desk: Desk) -> list[tuple[int, Finding]]:
    """Findings by the unit they are shown at: the paragraph's shortest or longest one, the second of two alike."""
    found: list[tuple[int, Finding]] = []
    for _, group in groupby(units, key=lambda u: u.block):
        block = list(group)
        if all(u.compared for u in block) and desk.is_pair("ru", "en"):
            found += _check_block(block)
    return [*found, *_find_twice(units)]


def _check_block(block: list[UnitText]) -> list[tuple[int, Finding]]:
    sources = [strip_tokens(u.source) for u in block]
    targets = [strip_tokens(u.target) for u in block]
    length = sum(map(len, sources))
    if length < _LEAST:
        return []
    ratio = sum(map(len, targets)) / length
    wanted, given = sum(map(count_sentences, sources)), sum(map(count_sentences, targets))
    ratios = [len(t) / max(1, len(s)) for s, t in zip(sources, targets, strict=True)]
    if given < wanted and ratio < _SHORT:
        return [_tell("sentences_fewer", block[ratios.index(min(ratios))], wanted, given)]
    if given > wanted and ratio > _LONG:
        return [_tell("sentences_more", block[ratios.index(max(ratios))], wanted, given)]
    return []


def _find_twice(units: Sequence[UnitText]) -> list[tuple[int, Finding]]:
    """Neighbours that say the same in full though their sources do not: one was filled with the other's text."""
    found = []
    for one, other in pairwise(units):
        if other.block_kind in ("table_cell", "caption", "alt", "credit") or not (one.compared and other.compared):
            continue
        words = _read_words(other.target)
        if len(words) < 5 or words != _read_words(one.target):
            continue
        if _read_words(one.source) != _read_words(other.source):
            found.append((other.unit_id, Finding(CHECK, Severity.ADVISORY, "sentence_twice")))
    return found


@lru_cache(maxsize=4096)
def _read_words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(strip_tokens(text).casefold()))


def _tell(code: str, unit: UnitText, wanted: int, given: int) -> tuple[int, Finding]:
    return unit.unit_id, Finding(CHECK, Severity.ADVISORY, code, params=(("wanted", str(wanted)), ("given", str(given))))
