"""Terms: Russian lemmas and what the edition calls them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.db.base import Base


class Term(Base):
    """A glossary entry of one edition; people, organisations and places are terms with a kind."""

    __tablename__ = "terms"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    lemma: Mapped[str] = mapped_column(String(300))
    lemma_key: Mapped[str] = mapped_column(String(300), index=True)
    preferred: Mapped[str] = mapped_column(String(300))
    forbidden: Mapped[list[Any]] = mapped_column(default=list)
    kind: Mapped[str] = mapped_column(String(20), default="other")
    note: Mapped[str] = mapped_column(Text, default="")
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
