"""Translation memory: approved pairs and where they are from. What finds similar ones is `db.memory_index`."""

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
        Index("ix_memory_entries_story_id", "story_id"),
        Index("ix_memory_entries_import_id_id", "import_id", "id"),
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
    import_id: Mapped[int | None] = mapped_column(ForeignKey("memory_imports.id"))
    #: A person stood behind the pair; what was only aligned or imported as such ranks lower and fills nothing in.
    reviewed: Mapped[bool] = mapped_column(default=True)
    #: Somebody called the pair wrong: it is kept, out of the index, and never offered.
    wrong_at: Mapped[datetime | None]
    wrong_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    wrong_why: Mapped[str] = mapped_column(String(500), default="")
    uses: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


class MemoryImport(Base):
    """A file whose pairs came in together and can go together. `state`: running, done."""

    __tablename__ = "memory_imports"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    format: Mapped[str] = mapped_column(String(12))
    source_language: Mapped[str] = mapped_column(String(20))
    target_language: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12), default="running")
    added: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
