"""Terms: Russian lemmas and what the edition calls them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.db.base import Base


class Term(Base):
    """A glossary entry of one edition, or (`edition_id` None) of all of a publication's; people, organisations and
    places are terms with a kind. A deleted one stays, so that it can come back and its history is answerable."""

    __tablename__ = "terms"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publications.id"), index=True)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id"), index=True)
    lemma: Mapped[str] = mapped_column(String(300))
    lemma_key: Mapped[str] = mapped_column(String(300), index=True)
    preferred: Mapped[str] = mapped_column(String(300))
    variants: Mapped[list[Any]] = mapped_column(default=list)
    forbidden: Mapped[list[Any]] = mapped_column(default=list)
    kind: Mapped[str] = mapped_column(String(20), default="other")
    part_of_speech: Mapped[str] = mapped_column(String(20), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    #: Stays as it is written in the original.
    keep: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    deleted: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    updated_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    updated_at: Mapped[datetime]


class TermVersion(Base):
    """A term as it was saved, never changed."""

    __tablename__ = "term_versions"
    __table_args__ = (
        Index("ix_term_versions_term_id_version", "term_id", "version", unique=True),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("terms.id"))
    version: Mapped[int]
    deleted: Mapped[bool]
    data: Mapped[dict[str, Any]]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    author_name: Mapped[str] = mapped_column(String(200), default="")
    via: Mapped[str] = mapped_column(String(20), default="")
    created_at: Mapped[datetime]
