"""Target blocks, units, every version of every unit, and the operations that shaped them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.db.base import Base


class TargetBlock(Base):
    """A block of a target article. `source_key` is the block of the pinned revision it stands for, if any."""

    __tablename__ = "target_blocks"
    __table_args__ = (Index("ix_target_blocks_article_id_position", "article_id", "position"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    source_key: Mapped[str | None] = mapped_column(String(40))


class Unit(Base):
    """What the translator edits. Shapes of the JSON columns are those of `core.units`.

    `cover`: list of [segment key, start, end] in the pinned revision, offsets in code points of the segment's text.
    `tokens`: {number: [block key, element number]}. A retired unit names in `retired_into` where its text went.
    """

    __tablename__ = "units"
    __table_args__ = (
        Index("ix_units_article_id_retired_position", "article_id", "retired", "position"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    block_id: Mapped[int] = mapped_column(ForeignKey("target_blocks.id"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12), default="aligned")
    cover: Mapped[list[Any]] = mapped_column(default=list)
    tokens: Mapped[dict[str, Any]] = mapped_column(default=dict)
    source: Mapped[str] = mapped_column(Text, default="")
    source_hash: Mapped[str] = mapped_column(String(40), default="")
    previous_source: Mapped[str | None] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(String(12), default="empty")
    reason: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    origin: Mapped[dict[str, Any]] = mapped_column(default=dict)
    machine: Mapped[dict[str, Any] | None]
    touched: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    retired: Mapped[bool] = mapped_column(default=False)
    retired_into: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    changed_at: Mapped[datetime]


class UnitVersion(Base):
    """One saved state of a unit; none is ever changed or deleted."""

    __tablename__ = "unit_versions"
    __table_args__ = (UniqueConstraint("unit_id", "version"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    version: Mapped[int]
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    text: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(12))
    cover: Mapped[list[Any]]
    tokens: Mapped[dict[str, Any]]
    origin: Mapped[dict[str, Any]]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    via: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]


class Operation(Base):
    """A change of shape, with what it took to undo it. `before` holds the affected units whole."""

    __tablename__ = "operations"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    #: The revision the covers in `before` speak of; they mean nothing in another one.
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    op: Mapped[str] = mapped_column(String(20))
    params: Mapped[dict[str, Any]]
    before: Mapped[list[Any]]
    after: Mapped[list[Any]]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    reverted_by: Mapped[int | None] = mapped_column(ForeignKey("operations.id"))


class Dismissal(Base):
    """A finding somebody judged to be no error, for one text; a changed text brings it back.

    `finding` is the key of what the check says and `occurrences` how often it said so: once more brings it back too.
    A row from before findings had keys has "" and is about all that its check says of the text.
    """

    __tablename__ = "dismissals"
    __table_args__ = (UniqueConstraint("unit_id", "check", "text_hash", "finding"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    check: Mapped[str] = mapped_column(String(60))
    finding: Mapped[str] = mapped_column(String(40))
    occurrences: Mapped[int]
    text_hash: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
