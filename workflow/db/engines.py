"""What engines were asked, what it cost, and the answers that were paid for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.db.base import Base


class EngineCall(Base):
    """One call of an engine. It is written before the call at its dearest, and again when its answer is there.

    `outcome`: `pending` (asked, and no answer was kept: the worker died), `ok`, `cached` (nothing had to be asked), or
    the code of the error. `cost` counts millionths of the currency in the settings.
    """

    __tablename__ = "engine_calls"
    __table_args__ = (Index("ix_engine_calls_edition_id_at", "edition_id", "at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    engine: Mapped[str] = mapped_column(String(40))
    model: Mapped[str] = mapped_column(String(120), default="")
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("jobs.id"), index=True)
    units: Mapped[int] = mapped_column(default=0)
    hits: Mapped[int] = mapped_column(default=0)
    characters: Mapped[int] = mapped_column(default=0)
    input_tokens: Mapped[int] = mapped_column(default=0)
    output_tokens: Mapped[int] = mapped_column(default=0)
    cost: Mapped[int] = mapped_column(default=0)
    milliseconds: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[str] = mapped_column(String(40), default="pending")
    detail: Mapped[str] = mapped_column(Text, default="")


class EngineAnswer(Base):
    """An answer that was paid for. `key` is of everything that shaped it (`services.engine_calls.answer_key`).

    Without a text it says why there is none, and counts only for its own job: another try may do better.
    """

    __tablename__ = "engine_answers"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    engine: Mapped[str] = mapped_column(String(40))
    model: Mapped[str] = mapped_column(String(120), default="")
    source_hash: Mapped[str] = mapped_column(String(40), index=True)
    terms_hash: Mapped[str] = mapped_column(String(40))
    context_hash: Mapped[str] = mapped_column(String(40))
    text: Mapped[str | None] = mapped_column(Text)
    error: Mapped[str] = mapped_column(String(40), default="")
    job_id: Mapped[int | None] = mapped_column(ForeignKey("jobs.id"))
    created_at: Mapped[datetime]
