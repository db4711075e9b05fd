"""Translation memory: approved pairs, and the postings that find similar ones on any database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.db.base import Base


class MemoryEntry(Base):
    """A source and its approved target, with context and provenance. Hashes are `core.hashing.segment_hash`."""

    __tablename__ = "memory_entries"
    __table_args__ = (
        Index("ix_memory_entries_languages_source_hash", "source_language", "target_language", "source_hash"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source_language: Mapped[str] = mapped_column(String(20))
    target_language: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(Text)
    #: `core.hashing.normalise` of the source, which similarity is measured on; `length` is its length.
    normalised: Mapped[str] = mapped_column(Text)
    target: Mapped[str] = mapped_column(Text)
    source_hash: Mapped[str] = mapped_column(String(40))
    previous_hash: Mapped[str] = mapped_column(String(40), default="")
    next_hash: Mapped[str] = mapped_column(String(40), default="")
    length: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12), default="text")
    provenance: Mapped[str] = mapped_column(String(200), default="")
    story_id: Mapped[int | None] = mapped_column(ForeignKey("stories.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    release_id: Mapped[int | None] = mapped_column(ForeignKey("releases.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    uses: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


class MemoryWord(Base):
    """A word of an entry's source, folded; the rarest words of a query pick its candidates."""

    __tablename__ = "memory_words"
    __table_args__ = (Index("ix_memory_words_word_entry_id", "word", "entry_id"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("memory_entries.id", ondelete="CASCADE"), primary_key=True)
    word: Mapped[str] = mapped_column(String(64), primary_key=True)
