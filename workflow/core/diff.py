"""Word by word: what changed between two texts.

Works on any script: a word is a run of letters and digits, everything else stands alone. A placeholder is one word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_PARTS = re.compile(r"\{/?\d{1,6}\}|\d+(?:[.,:]\d+)*|[\w’']+|\s+|[^\w\s]")


class Change(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class DiffPart:
    """A run of one kind. The SAME and GONE parts joined are the old text, the SAME and NEW ones the new text."""

    change: Change
    text: str


def diff_words(old: str, new: str) -> list[DiffPart]:
    """The way from `old` to `new`, deletions before insertions. White space between two changed words goes with them."""
    if old == new:
        return [DiffPart(Change.SAME, old)] if old else []
    before, after = _PARTS.findall(old), _PARTS.findall(new)
    runs: list[tuple[list[str], list[str], list[str]]] = []  # unchanged, then what replaced what
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            same = before[a:b]
            # A lone space or comma between two changes would only make them harder to read.
            if runs and a and b < len(before) and d < len(after) and c and not any(_is_word(p) for p in same):
                runs[-1][1].extend(same)
                runs[-1][2].extend(same)
            else:
                runs.append((same, [], []))
        elif runs:
            runs[-1][1].extend(before[a:b])
            runs[-1][2].extend(after[c:d])
        else:
            runs.append(([], before[a:b], after[c:d]))
    parts: list[DiffPart] = []
    for same, gone, fresh in runs:
        _add(parts, Change.SAME, same)
        _add(parts, Change.GONE, gone)
        _add(parts, Change.NEW, fresh)
    return parts


def _is_word(part: str) -> bool:
    return part[0].isalnum() or part[0] == "{"


def _add(parts: list[DiffPart], change: Change, texts: Sequence[str]) -> None:
    text = "".join(texts)
    if text:
        parts.append(DiffPart(change, text))
