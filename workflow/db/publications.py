"""The outlet and its editions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from workflow.db.base import Base


class Publication(Base):
    """An outlet with one source language."""

    __tablename__ = "publications"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    source_language: Mapped[str] = mapped_column(String(20))
    #: Another one after every change of a term: what was built of the terms is good while it stays.
    glossary_version: Mapped[str] = mapped_column(String(32), default="")


class Edition(Base):
    """The publication in one language. `policy` holds house style, engine, four eyes and the like as plain JSON."""

    __tablename__ = "editions"

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publications.id"))
    tag: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(20))
    is_source: Mapped[bool] = mapped_column(default=False)
    wants_stories: Mapped[bool] = mapped_column(default=True)
    engine: Mapped[str | None] = mapped_column(String(40))
    policy: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
