"""Stories and the immutable revisions of their source text."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.db.base import Base


class Story(Base):
    """One piece of news, whatever its languages, and where it came from."""

    __tablename__ = "stories"
    __table_args__ = (
        Index(
            "uq_stories_source_external_id",
            "source",
            "external_id",
            unique=True,
            sqlite_where=text("external_id != ''"),
            postgresql_where=text("external_id != ''"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publications.id"))
    source: Mapped[str] = mapped_column(String(200), default="")
    external_id: Mapped[str] = mapped_column(String(400), default="")
    url: Mapped[str] = mapped_column(String(2000), default="")
    #: `core.links.page_key` of `url`, by which links to the story are known.
    url_key: Mapped[str] = mapped_column(String(32), default="", index=True)
    title: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(20))
    priority: Mapped[str] = mapped_column(String(10), default="normal")
    archive: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(index=True)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    changed_at: Mapped[datetime] = mapped_column(index=True)


class Revision(Base):
    """An immutable version of a story's source text. `document` is the JSON of `core.document.Document`."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("story_id", "number"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    standfirst: Mapped[str] = mapped_column(Text, default="")
    byline: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text)
    document: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    words: Mapped[int] = mapped_column(default=0)
    change: Mapped[str] = mapped_column(String(20), default="")
    notices: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    via: Mapped[str] = mapped_column(String(20), default="web")
