"""Pre-translation of a chunk of units: memory exact, then memory fuzzy, then an engine.

Three steps, so that no engine is ever called inside a transaction: `plan_chunk` reads, `fill_plan` calls an
engine, `apply_chunk` writes through the function people's edits use and leaves alone what people touched meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.core.document import BlockKind
from workflow.core.markup_tokens import strip_tokens
from workflow.core.permissions import Actor
from workflow.core.qa.context import Desk
from workflow.core.qa.house_marks import to_house_marks
from workflow.core.style import HouseStyle
from workflow.core.terms import TermFinder
from workflow.core.units import UnitKind
from workflow.db.segments import TargetBlock, Unit
from workflow.db.work import Work
from workflow.mt.base import GUESSED, ArticleContext, Engine, MTError, TranslationRequest, TranslationResult
from workflow.mt.tags import to_tags
from workflow.services import engine_context, glossary, jobs, memory, units
from workflow.services.access import open_article
from workflow.services.editions import read_severities, view_edition

#: Makes an engine's calls.
Ask = Callable[[Sequence[TranslationRequest]], Sequence[TranslationResult]]

#: Stands for the unit before the first and behind the last.
_NOTHING = (0, 0, "", "", False, "", "", "", "")

#: Blocks that hold nothing but a name. Engines make names up: a town that does not exist, an author who is not ours.
_NAMES = frozenset({BlockKind.DATELINE, BlockKind.BYLINE})

MACHINE = Actor(id=None, name="Pre-translation", via="job")


@dataclass(frozen=True, slots=True)
class PlannedUnit:
    """A unit of the chunk as it was read, and what memory says of it."""

    unit_id: int
    version: int
    source: str
    block_kind: str
    before: str
    after: str
    matches: tuple[memory.Match, ...]
    terms: tuple[tuple[str, str], ...] = ()
    text: str | None = None
    origin: dict[str, Any] | None = None
    why: str | None = None
    #: What the first engine that failed on it said; another one may still do better.
    failed: str | None = None

    @property
    def needs_engine(self) -> bool:
        return self.text is None and self.why is None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a chunk needs. `engines` are the registry names of those that are to translate the rest, in their order.
    `desk` says which marks the edition writes."""

    units: tuple[PlannedUnit, ...]
    source_language: str
    target_language: str
    engines: tuple[str, ...]
    article: ArticleContext
    edition_id: int
    desk: Desk


def plan_chunk(session: Session, claim: jobs.Claim, *, default_engine: str) -> Plan:
    """Read the chunk's untouched units and look each up in memory."""
    file = open_article(session, MACHINE, claim.article_id)
    edition = view_edition(file.edition)
    rows = session.execute(
        select(
            *(Unit.id, Unit.version, Unit.source, Unit.source_hash, Unit.touched, Unit.kind, TargetBlock.kind),
            *(Unit.status, Unit.text),
        )
        .join(TargetBlock, TargetBlock.id == Unit.block_id)
        .where(Unit.article_id == claim.article_id, Unit.retired.is_(False))
        .order_by(Unit.position, Unit.id)
    ).all()
    wanted = set(claim.unit_ids)
    queries: list[memory.MemoryQuery] = []
    planned: list[PlannedUnit] = []
    for n, (unit_id, version, source, _, touched, unit_kind, block_kind, *_rest) in enumerate(rows):
        if unit_id not in wanted or touched or unit_kind != UnitKind.ALIGNED:
            continue
        _, _, before, before_hash, *_ = rows[n - 1] if n else _NOTHING
        _, _, after, after_hash, *_ = rows[n + 1] if n + 1 < len(rows) else _NOTHING
        queries.append(memory.MemoryQuery(source, memory.memory_kind(block_kind), before_hash, after_hash))
        planned.append(PlannedUnit(unit_id, version, source, block_kind, strip_tokens(before), strip_tokens(after), ()))
    found = memory.find_matches(
        session,
        queries,
        source_language=file.story.language,
        target_language=edition.language,
        prefill_fuzzy=int(edition.policy["prefill_fuzzy"]),
    )
    names = glossary.find_by_lemma(session, edition.id, (strip_tokens(p.source) for p in planned if p.block_kind in _NAMES))
    units_planned = tuple(
        _from_memory(replace(p, matches=tuple(m)), names.get(strip_tokens(p.source))) for p, m in zip(planned, found, strict=True)
    )
    if any(u.needs_engine for u in units_planned):
        finder = glossary.open_finder(session, edition.id)
        units_planned = tuple(replace(u, terms=_name_terms(finder, u.source)) if u.needs_engine else u for u in units_planned)
    return Plan(
        units_planned,
        file.story.language,
        edition.language,
        tuple(name.strip() for name in (claim.engine or edition.engine or default_engine).split(",")),
        engine_context.describe_article(((r[2], r[6], r[7], r[8]) for r in rows), edition.policy),
        edition.id,
        Desk(
            file.story.language,
            edition.language,
            HouseStyle.from_policy(dict(edition.policy)),
            severities=read_severities(edition.policy),
        ),
    )


def _name_terms(finder: TermFinder, source: str) -> tuple[tuple[str, str], ...]:
    return tuple((found.term.lemma, found.target) for found in finder.find(source))


@dataclass(frozen=True, slots=True)
class Filled:
    """A plan after an engine was asked: what is to be said about it, and the error that stopped it, if one did."""

    plan: Plan
    findings: tuple[dict[str, Any], ...] = ()
    error: MTError | None = None


def fill_plan(plan: Plan, engine: Engine, *, ask: Ask | None = None) -> Filled:
    """Fill what is open by an engine, as far as it gets. `ask` makes its calls (None: calls it)."""
    waiting = [u for u in plan.units if u.needs_engine]
    ask = ask or (lambda requests: engine.translate(requests, source=plan.source_language, target=plan.target_language))
    filled: dict[int, PlannedUnit] = {}
    findings: list[dict[str, Any]] = []
    error: MTError | None = None
    try:
        for batch in cut_batches(waiting, engine):
            requests = [_make_request(u, plan.article) for u in batch]
            answers = ask(requests)
            if len(answers) != len(batch):
                raise MTError("wrong_count", permanent=True, detail=f"{len(answers)} answers to {len(batch)} requests")
            info = engine.info
            origin = {"kind": "machine", "engine": info.name, "model": info.model, "label": info.label}
            for unit, answer in zip(batch, answers, strict=True):
                text = to_house_marks(unit.source, (answer.text or "").strip(), plan.desk)
                said = {**origin, "guessed": True} if answer.error == GUESSED else origin
                filled[unit.unit_id] = (
                    replace(unit, text=text, origin=said)
                    if text
                    else replace(unit, failed=unit.failed or answer.error or "empty")
                )
            if info.demo and not findings:
                findings.append({"code": "demo_model", "engine": info.name})
    except MTError as raised:
        error = raised
    return Filled(replace(plan, units=tuple(filled.get(u.unit_id, u) for u in plan.units)), tuple(findings), error)


def cut_batches(units_waiting: Sequence[PlannedUnit], engine: Engine) -> Iterator[list[PlannedUnit]]:
    """Batches of as many units and characters as one call takes; a unit too long for any is one by itself."""
    most = getattr(engine, "max_characters", None)
    batch: list[PlannedUnit] = []
    length = 0
    for unit in units_waiting:
        size = len(to_tags(unit.source)) if most is not None else 0
        if batch and (len(batch) == engine.max_batch or (most is not None and length + size > most)):
            yield batch
            batch, length = [], 0
        batch.append(unit)
        length += size
    if batch:
        yield batch


def _make_request(unit: PlannedUnit, article: ArticleContext) -> TranslationRequest:
    near = tuple((m.source, m.target) for m in unit.matches[:3])
    return TranslationRequest(
        unit.source, unit.block_kind, unit.before, unit.after, terms=unit.terms, matches=near, article=article
    )


def fail_plan(plan: Plan, code: str) -> Plan:
    """The plan with `code` as the reason of what is open, where no earlier engine gave one."""
    return replace(plan, units=tuple(replace(u, failed=u.failed or code) if u.needs_engine else u for u in plan.units))


def close_plan(plan: Plan) -> Plan:
    """The plan when nobody else is to be asked: what is open is left to people."""
    return replace(plan, units=tuple(replace(u, why=u.failed or "empty") if u.needs_engine else u for u in plan.units))


def apply_chunk(work: Work, claim: jobs.Claim, plan: Plan, *, findings: Sequence[dict[str, Any]] = ()) -> None:
    """Write the texts, and close the chunk in the same transaction. Raises `jobs.LeaseLost` where it is not ours."""
    file = open_article(work.session, MACHINE, claim.article_id, lock=True)
    results: list[dict[str, Any]] = []
    used: list[int] = []
    known = {u.unit_id for u in plan.units}
    results += [{"unit": u, "did": "skipped", "why": "touched"} for u in claim.unit_ids if u not in known]
    closed = file.article.state not in jobs.WRITABLE
    chosen = [_fuzzy_fallback(unit) for unit in plan.units]
    texts = [
        (u.unit_id, u.version, u.text, u.origin) for u, _ in chosen if u.text is not None and u.origin is not None and not closed
    ]
    written = units.save_machine_units(work, MACHINE, file, texts)
    for unit, fallback in chosen:
        if closed:
            results.append({"unit": unit.unit_id, "did": "skipped", "why": "text_closed"})
        elif unit.text is None or unit.origin is None:
            results.append({"unit": unit.unit_id, "did": "left", "why": unit.why or "empty"})
        elif not written[unit.unit_id]:
            results.append({"unit": unit.unit_id, "did": "skipped", "why": "touched"})
        else:
            results.append({"unit": unit.unit_id, **_describe(unit.origin), **({"why": unit.why} if fallback else {})})
            if "entry" in unit.origin:
                used.append(unit.origin["entry"])
    memory.note_uses(work, used)
    jobs.finish_chunk(work, claim, results=results, findings=findings)


def _describe(origin: Mapping[str, Any]) -> dict[str, Any]:
    """What was done to a unit, for the job's results."""
    if origin["kind"] == "machine":
        return {"did": "machine"}
    return {"did": "exact" if origin["score"] >= 100 else "fuzzy", "score": origin["score"]}


def _from_memory(unit: PlannedUnit, name: glossary.TermView | None = None) -> PlannedUnit:
    """Take an exact or near match that may stand unasked; a unit with no words has nothing to translate.

    A name comes from the glossary (`name`) or exactly from memory, or it is left to a person.
    """
    if not strip_tokens(unit.source).strip():
        return replace(unit, why="empty")
    if unit.block_kind == BlockKind.LEGAL and not any(m.score >= 100 for m in unit.matches):
        return replace(unit, why="legal_note")
    if unit.block_kind in _NAMES:
        if name is not None:
            return replace(unit, text=name.preferred, origin={"kind": "memory", "score": 100, "provenance": "glossary"})
        if not any(m.prefill and m.score >= 100 for m in unit.matches):
            return replace(unit, why="name")
    best = next((m for m in unit.matches if m.prefill), None)
    return unit if best is None else replace(unit, text=best.target, origin=_memory_origin(best))


def _fuzzy_fallback(unit: PlannedUnit) -> tuple[PlannedUnit, bool]:
    """Where the engine gave nothing, a weaker match is still a help, unless its numbers differ."""
    if unit.text is not None or unit.why in ("legal_note", "name"):
        return unit, False
    best = next((m for m in unit.matches if not m.numbers_differ), None)
    if best is None:
        return unit, False
    return replace(unit, text=best.target, origin=_memory_origin(best)), True


def _memory_origin(match: memory.Match) -> dict[str, Any]:
    return {"kind": "memory", "score": match.score, "entry": match.entry_id, "provenance": match.provenance}
