"""The ledger of engine calls: what was asked, what it cost, and the answers kept so that nothing is paid for twice.

A call that costs is written before it is made, at its dearest, under a lock of its edition: two workers cannot both pass
the cap. Its answers are kept in the transaction that closes it, before any unit is written. A worker that dies in
between leaves the call open; it goes on counting at its dearest, for the service may have charged it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from workflow.core.hashing import digest
from workflow.db.engines import EngineAnswer, EngineCall
from workflow.db.publications import Edition
from workflow.db.work import Work
from workflow.mt.base import EngineInfo, EngineOptions, MTError, TranslationRequest, TranslationResult, Usage, is_metered
from workflow.mt.registry import ENGINES, create_engine
from workflow.services.editions import view_edition

#: Whether the service charged a call that ended so is not known; it counts at its dearest.
UNKNOWN = frozenset({"pending", "timeout", "answer_damaged", "answer_too_large"})
MICRO = 1_000_000
NOTHING = Usage()
Price = tuple[float, ...]
_SAMPLE = (TranslationRequest("Мост", "paragraph"),)


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a call is for."""

    edition_id: int
    article_id: int
    job_id: int


@dataclass(frozen=True, slots=True)
class CallNote:
    """A call that costs nothing, to be written with the chunk it served."""

    info: EngineInfo
    units: int
    hits: int = 0
    usage: Usage = NOTHING
    milliseconds: int = 0
    outcome: str = "ok"
    detail: str = ""


def find_price(prices: Mapping[str, Price], info: EngineInfo) -> Price:
    """The price of a model, else that of its engine; nothing where there is none."""
    return prices.get(f"{info.name}/{info.model}", prices.get(info.name, ()))


def find_unpriced(names: str, options: EngineOptions, prices: Mapping[str, Price]) -> list[str]:
    """Which of these engines (`deepl,firefox`) no cap can stop: their calls are counted, and have no price of their kind."""
    found = []
    for name in (name.strip() for name in names.split(",")):
        engine = create_engine(name, options) if name in ENGINES else None
        if engine is not None and is_metered(engine):
            price = find_price(prices, engine.info)
            if not price or (any(price) and not compute_cost(engine.estimate(_SAMPLE), price)):
                found.append(name)
    return found


def compute_cost(usage: Usage, price: Price) -> int:
    """Millionths of the currency: one figure is for a million characters, two for a million tokens in and out."""
    if len(price) == 1:
        return math.ceil(usage.characters * price[0])
    if len(price) == 2:
        return math.ceil(usage.input_tokens * price[0] + usage.output_tokens * price[1])
    return 0


def answer_key(
    request: TranslationRequest, info: EngineInfo, *, source: str, target: str, in_context: bool, setting: str = ""
) -> tuple[str, str, str, str]:
    """The key of an answer, and the hashes of the source, the terms and the context that it is made of.

    Of the context it is what surrounds the sentence in the source and the house style. What people confirmed meanwhile and
    what the memory learned would help, but a text is not bought again for it.
    """
    source_hash = digest(f"{request.kind}\0{request.text}")
    terms_hash = digest("\0".join(part for term in request.terms for part in term)) if request.terms else ""
    context = ""
    if in_context:
        article = request.article
        around = (request.context_before, request.context_after, *((article.title, article.style) if article else ()))
        context = digest("\0".join(around))
    parts = (source_hash, info.name, info.model, terms_hash, context, source, target, *((setting,) if setting else ()))
    key = digest("\0".join(parts))
    return key, source_hash, terms_hash, context


def find_answers(session: Session, keys: Sequence[str], *, job_id: int) -> dict[str, TranslationResult]:
    """The answers that are there. One without a text counts only for the job that it was given to."""
    rows = session.scalars(select(EngineAnswer).where(EngineAnswer.key.in_(keys)))
    return {
        row.key: TranslationResult(row.text, row.error or None) for row in rows if row.text is not None or row.job_id == job_id
    }


def count_spent(session: Session, edition_id: int, now: datetime) -> int:
    """What an edition spent this month (UTC), in millionths, open calls at their dearest."""
    spent = session.scalar(
        select(func.sum(EngineCall.cost)).where(EngineCall.edition_id == edition_id, EngineCall.at >= month_start(now))
    )
    return int(spent or 0)


def month_start(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def read_cap(edition: Edition) -> int | None:
    """An edition's cap of a month in millionths; None where it has none."""
    cap = float(view_edition(edition).policy["mt_monthly_cap"])
    return round(cap * MICRO) if cap > 0 else None


def open_call(work: Work, purpose: Purpose, info: EngineInfo, *, estimate: Usage, price: Price, units: int, hits: int = 0) -> int:
    """Write down a call that is about to be made; returns its id. Raises `MTError("cap_reached")` where it would not fit."""
    edition = work.session.get_one(Edition, purpose.edition_id, with_for_update={"key_share": True})
    cost, cap = compute_cost(estimate, price), read_cap(edition)
    if cost and cap is not None and count_spent(work.session, edition.id, work.now) + cost > cap:
        raise MTError("cap_reached", permanent=True, detail=f"the month's cap of {edition.tag} is {cap / MICRO:g}")
    call = _new_call(work, purpose, info, units=units, hits=hits)
    call.cost, call.characters = cost, estimate.characters
    call.input_tokens, call.output_tokens = estimate.input_tokens, estimate.output_tokens
    work.session.flush()
    return call.id


def close_call(
    work: Work,
    call_id: int,
    *,
    usage: Usage | None,
    price: Price,
    milliseconds: int,
    outcome: str = "ok",
    detail: str = "",
    answers: Sequence[tuple[tuple[str, str, str, str], TranslationResult]] = (),
) -> None:
    """Write down what came of a call, and keep its answers."""
    call = work.session.get_one(EngineCall, call_id)
    call.outcome, call.detail, call.milliseconds = outcome[:40], detail[:300], milliseconds
    if usage is not None or outcome not in UNKNOWN:
        charged = usage or Usage()
        call.cost = compute_cost(charged, price)
        call.characters, call.input_tokens, call.output_tokens = (
            charged.characters,
            charged.input_tokens,
            charged.output_tokens,
        )
    if answers:
        _keep_answers(work, call, answers)


def _keep_answers(work: Work, call: EngineCall, answers: Sequence[tuple[tuple[str, str, str, str], TranslationResult]]) -> None:
    """Two workers may keep one answer at once: the first text stays, a reason gives way to a text."""
    rows: dict[str, dict[str, object]] = {}
    for (key, source_hash, terms_hash, context_hash), result in answers:
        rows[key] = {
            "key": key, "engine": call.engine, "model": call.model, "source_hash": source_hash, "terms_hash": terms_hash,
            "context_hash": context_hash, "text": result.text, "error": result.error or "", "job_id": call.job_id,
            "created_at": work.now,
        }  # fmt: skip
    insert = sqlite.insert if work.session.get_bind().dialect.name == "sqlite" else postgresql.insert
    table = cast("Table", EngineAnswer.__table__)
    statement = insert(table)  # without its values: it is compiled once for any number of them
    new = statement.excluded
    statement = statement.on_conflict_do_update(
        index_elements=["key"],
        set_={"text": new.text, "error": new.error, "job_id": new.job_id},
        where=table.c.text.is_(None),
    )
    work.session.execute(statement, [rows[key] for key in sorted(rows)])


def note_calls(work: Work, purpose: Purpose, notes: Sequence[CallNote]) -> None:
    """Write down calls that cost nothing."""
    for note in notes:
        call = _new_call(work, purpose, note.info, units=note.units, hits=note.hits)
        call.outcome, call.detail, call.milliseconds = note.outcome[:40], note.detail[:300], note.milliseconds
        call.characters = note.usage.characters


def _new_call(work: Work, purpose: Purpose, info: EngineInfo, *, units: int, hits: int) -> EngineCall:
    call = EngineCall(
        at=work.now, engine=info.name, model=info.model[:120], edition_id=purpose.edition_id, article_id=purpose.article_id,
        job_id=purpose.job_id, units=units, hits=hits, characters=0, input_tokens=0, output_tokens=0, cost=0, milliseconds=0,
        outcome="pending", detail="",
    )  # fmt: skip
    work.session.add(call)
    return call
