"""What engines did and cost this month, and how much of their English people keep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rapidfuzz.distance import Levenshtein
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from workflow.core.errors import Forbidden
from workflow.core.markup_tokens import strip_tokens
from workflow.core.permissions import Actor, Permission
from workflow.core.units import UnitStatus
from workflow.db.articles import Article
from workflow.db.engines import EngineCall
from workflow.db.publications import Edition
from workflow.db.segments import Unit
from workflow.services.engine_calls import MICRO, month_start, read_cap

ERRORS = 10
#: Endings of a call that are no error.
FINE = ("ok", "cached", "pending")


@dataclass(frozen=True, slots=True)
class EngineUse:
    """An engine's month in an edition. `cost` and the rest are sums; `open` calls count at their dearest."""

    edition: str
    engine: str
    model: str
    calls: int
    units: int
    hits: int
    characters: int
    input_tokens: int
    output_tokens: int
    cost: float
    milliseconds: int
    errors: int
    open: int


@dataclass(frozen=True, slots=True)
class EditionSpending:
    """What an edition spent this month, and its cap (None: it has none), in the currency of the settings."""

    tag: str
    name: str
    spent: float
    cap: float | None


@dataclass(frozen=True, slots=True)
class EngineError:
    at: datetime
    engine: str
    code: str
    detail: str
    article_id: int


@dataclass(frozen=True, slots=True)
class Effort:
    """How far people went from an engine's words in a month: `edits` words put in, taken out or changed, of `words` kept.

    `month` is the first day; `unchanged` units were confirmed as the engine wrote them.
    """

    month: str
    engine: str
    model: str
    units: int
    unchanged: int
    words: int
    edits: int

    @property
    def rate(self) -> float:
        """The word edit rate: 0 for nothing changed."""
        return self.edits / self.words if self.words else 0.0


def read_use(session: Session, actor: Actor, now: datetime) -> list[EngineUse]:
    """This month (UTC) by edition and engine."""
    _require(actor)
    sums = [func.sum(c) for c in (
        EngineCall.units, EngineCall.hits, EngineCall.characters, EngineCall.input_tokens, EngineCall.output_tokens,
        EngineCall.cost, EngineCall.milliseconds,
        case((EngineCall.outcome.not_in(FINE), 1), else_=0), case((EngineCall.outcome == "pending", 1), else_=0),
    )]  # fmt: skip
    asked = func.sum(case((EngineCall.outcome == "cached", 0), else_=1))
    rows = session.execute(
        select(Edition.tag, EngineCall.engine, EngineCall.model, asked, *sums)
        .join(Edition, Edition.id == EngineCall.edition_id)
        .where(EngineCall.at >= month_start(now))
        .group_by(Edition.tag, EngineCall.engine, EngineCall.model)
        .order_by(Edition.tag, EngineCall.engine, EngineCall.model)
    ).all()
    return [
        EngineUse(
            tag, engine, model, int(calls), int(units), int(hits), int(characters), int(tokens_in), int(tokens_out),
            int(cost) / MICRO, int(took), int(errors), int(pending),
        )
        for tag, engine, model, calls, units, hits, characters, tokens_in, tokens_out, cost, took, errors, pending in rows
    ]  # fmt: skip


def count_characters(use: Iterable[EngineUse]) -> dict[str, int]:
    """Characters of all editions together, by engine."""
    counted: dict[str, int] = {}
    for row in use:
        counted[row.engine] = counted.get(row.engine, 0) + row.characters
    return counted


def read_spending(session: Session, actor: Actor, now: datetime) -> list[EditionSpending]:
    """Every target edition with its month's sum and cap."""
    _require(actor)
    spent = {
        edition_id: int(cost or 0)
        for edition_id, cost in session.execute(
            select(EngineCall.edition_id, func.sum(EngineCall.cost))
            .where(EngineCall.at >= month_start(now))
            .group_by(EngineCall.edition_id)
        )
    }
    editions = session.scalars(select(Edition).where(Edition.is_source.is_(False)).order_by(Edition.id))
    return [
        EditionSpending(e.tag, e.name, spent.get(e.id, 0) / MICRO, None if (cap := read_cap(e)) is None else cap / MICRO)
        for e in editions
    ]


def list_errors(session: Session, actor: Actor) -> list[EngineError]:
    """The newest errors of calls, newest first."""
    _require(actor)
    rows = session.scalars(select(EngineCall).where(EngineCall.outcome.not_in(FINE)).order_by(EngineCall.id.desc()).limit(ERRORS))
    return [EngineError(c.at, c.engine, c.outcome, c.detail, c.article_id) for c in rows]


def read_effort(session: Session, actor: Actor, *, since: datetime, edition: str | None = None) -> list[Effort]:
    """By month, engine and model, the newest month first. Computed from the texts themselves: nothing is kept for it."""
    _require(actor)
    sums: dict[tuple[str, str, str], list[int]] = {}
    for month, engine, model, machine, final in iter_pairs(session, since=since, edition=edition):
        edits, words = count_edits(machine, final)
        row = sums.setdefault((month, engine, model), [0, 0, 0, 0])
        for n, value in enumerate((1, int(machine == final), words, edits)):
            row[n] += value
    return [Effort(*key, *row) for key, row in sorted(sums.items(), key=lambda item: (item[0][0], item[0][1:]), reverse=True)]


def iter_pairs(session: Session, *, since: datetime, edition: str | None = None) -> Iterator[tuple[str, str, str, str, str]]:
    """(month, engine, model, the engine's text, the confirmed text) of every confirmed unit that an engine had written."""
    query = (
        select(Unit.changed_at, Unit.machine, Unit.text)
        .where(Unit.status == UnitStatus.CONFIRMED.value, Unit.retired.is_(False), Unit.changed_at >= since)
        .where(Unit.machine.is_not(None))
        .execution_options(yield_per=1000)
    )
    if edition is not None:
        query = query.join(Article, Article.id == Unit.article_id).join(Edition, Edition.id == Article.edition_id)
        query = query.where(Edition.tag == edition)
    rows: Iterable[Any] = session.execute(query)
    for changed_at, machine, text in rows:
        if machine and machine.get("kind") == "machine" and machine.get("text"):
            yield f"{changed_at:%Y-%m}", machine.get("engine", ""), machine.get("model", ""), machine["text"], text


def count_edits(machine: str, final: str) -> tuple[int, int]:
    """Words put in, taken out or changed from the machine's text to the final one, and the words of the final one."""
    kept = strip_tokens(final).split()
    return Levenshtein.distance(strip_tokens(machine).split(), kept), len(kept)


def _require(actor: Actor) -> None:
    if actor.is_person and not actor.may(Permission.EDITIONS_MANAGE):
        raise Forbidden("not_yours")
