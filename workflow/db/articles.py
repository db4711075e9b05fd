"""Articles (a story in one edition), their holds, notes and releases."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.db.base import Base


class Article(Base):
    """A story in one edition. `structure_version` grows with every change of its units' shape."""

    __tablename__ = "articles"
    __table_args__ = (
        UniqueConstraint("story_id", "edition_id"),
        UniqueConstraint("edition_id", "slug"),
        Index("ix_articles_edition_id_state", "edition_id", "state"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id"))
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    state: Mapped[str] = mapped_column(String(20))
    state_since: Mapped[datetime]
    structure_version: Mapped[int] = mapped_column(default=1)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    slug: Mapped[str | None] = mapped_column(String(200))
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    pending_change: Mapped[str] = mapped_column(String(20), default="")
    correction_note: Mapped[str] = mapped_column(Text, default="")
    #: What other tools left in the article's catalog (`formats.gettext.KeptExtras`), put back at the next export.
    catalog_extras: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime] = mapped_column(index=True)


class Hold(Base):
    """A reason not to publish, open until somebody lifts it."""

    __tablename__ = "holds"
    __table_args__ = (Index("ix_holds_article_id_lifted_at", "article_id", "lifted_at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    reason: Mapped[str] = mapped_column(Text)
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revisions.id"))
    raised_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    raised_at: Mapped[datetime]
    acknowledged_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    acknowledged_at: Mapped[datetime | None]
    lifted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    lifted_at: Mapped[datetime | None]


class Note(Base):
    """What somebody says about an article or one of its units, such as why it was returned.

    `parent_id` names the first note of the thread an answer belongs to; `mentions` are the ids of people named in it.
    """

    __tablename__ = "notes"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("notes.id"))
    mentions: Mapped[list[Any]] = mapped_column(default=list)
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class Presence(Base):
    """Where somebody is in an article now; stale after a while, and nothing depends on it."""

    __tablename__ = "presences"
    __table_args__ = (UniqueConstraint("article_id", "user_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    page: Mapped[str] = mapped_column(String(10))
    seen_at: Mapped[datetime]


class Release(Base):
    """An immutable published version of an article: exactly what was approved.

    `content` is what readers see as JSON (see `services.publishing`); `content_hash` its SHA-256.
    Live is the newest release whose `live_from` has come and that was neither taken back nor withdrawn.
    """

    __tablename__ = "releases"
    __table_args__ = (
        UniqueConstraint("article_id", "number"),
        Index("ix_releases_article_id_live_from", "article_id", "live_from"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    number: Mapped[int]
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    content: Mapped[dict[str, Any]]
    content_hash: Mapped[str] = mapped_column(String(64))
    units: Mapped[list[Any]] = mapped_column(default=list)
    change: Mapped[str] = mapped_column(String(20), default="")
    override_reason: Mapped[str] = mapped_column(Text, default="")
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    live_from: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
