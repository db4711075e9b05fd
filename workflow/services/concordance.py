"""Looking words up in the memory: approved pairs that contain them, in either language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from workflow.core.hashing import normalise
from workflow.db.memory import MemoryEntry, MemoryWord

_WORD = re.compile(r"\w+")
#: Words of a query that are looked at; a longer one is a sentence, which similarity finds.
MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Pair:
    """An approved pair as it was learned, with its placeholders."""

    entry_id: int
    source: str
    target: str
    provenance: str


def find_words(session: Session, q: str, *, source_language: str, target_language: str, limit: int = 20) -> list[Pair]:
    """Pairs whose source has every word of `q` (case, and ё as е, do not matter), or whose target contains `q`; newest first."""
    words = list(dict.fromkeys(_WORD.findall(normalise(q).casefold().replace("ё", "е"))))[:MOST_WORDS]
    if not words:
        return []
    having = (
        select(MemoryWord.entry_id)
        .where(MemoryWord.word.in_(words))
        .group_by(MemoryWord.entry_id)
        .having(func.count() == len(words))
    )
    query = (
        select(MemoryEntry)
        .where(
            MemoryEntry.source_language == source_language,
            MemoryEntry.target_language == target_language,
            or_(MemoryEntry.id.in_(having), MemoryEntry.target.icontains(q.strip(), autoescape=True)),
        )
        .order_by(MemoryEntry.id.desc())
        .limit(limit)
    )
    return [Pair(e.id, e.source, e.target, e.provenance) for e in session.scalars(query)]
