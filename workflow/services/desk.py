"""What the editor's and the reviewer's screens read: everything of an article in one pass, few queries, frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.core.document import Block, Element, block_raw
from workflow.core.errors import Invalid
from workflow.core.markup import source_text
from workflow.core.names import FoundName, new_names
from workflow.core.permissions import Actor, Permission, may_edit_text, may_move
from workflow.core.states import TEXT_EDITORS, Action, Side, State, find_move
from workflow.core.style import HouseStyle, format_dateline
from workflow.core.tables import find_cells
from workflow.core.terms import FoundTerm
from workflow.core.units import UnitStatus, tokens_from_json
from workflow.db.segments import TargetBlock, Unit, UnitVersion
from workflow.db.users import User
from workflow.services import asides, dismissals, glossary, jobs, memory, quality, takeover
from workflow.services.access import ArticleFile, load_units, open_article
from workflow.services.editions import view_edition
from workflow.services.holds import HoldView, standing_holds
from workflow.services.notes import NoteView, Thread, make_threads, newest_notes
from workflow.services.units import VersionView

#: Units whose panel one request may ask for.
MOST_PANELS = 8
#: Notes the grid and its panel show, the newest.
NOTES_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class DeskUnit:
    """A unit as the grid and the review show it. `number` counts from 1; `elements` are raw start tags by placeholder."""

    id: int
    version: int
    number: int
    block_id: int
    block_kind: str
    kind: str
    source: str
    text: str
    status: str
    reason: str
    origin: str
    engine: str
    score: int | None
    machine_text: str | None
    machine_kind: str
    previous_source: str | None
    author: str
    elements: tuple[tuple[int, str], ...]
    findings: tuple[quality.UnitFinding, ...]
    after: str = ""
    as_set: str = ""
    block_key: str = ""
    #: A dateline of the original whole, agency and date included, and whether the house style sets the city in capitals.
    source_as_set: str = ""
    capitals: bool = False
    #: Row and column in a table.
    cell: tuple[int, int] | None = None

    @property
    def untouched(self) -> str:
        """Whose words a person confirmed exactly as they stood: "machine", "memory", or "" where they are a person's own."""
        untouched = self.status == UnitStatus.CONFIRMED and self.machine_text is not None and self.text == self.machine_text
        return self.machine_kind if untouched else ""

    @property
    def as_near(self) -> bool:
        """Confirmed exactly as the memory had it for a source that was only similar."""
        return self.untouched == "memory" and self.score is not None and self.score < 100


@dataclass(frozen=True, slots=True)
class Desk:
    """An article with its units, for one person."""

    id: int
    story_id: int
    edition_id: int
    edition: str
    edition_name: str
    language: str
    source_language: str
    side: str
    title: str
    source_title: str
    source_url: str
    priority: str
    state: str
    assignee: str | None
    structure_version: int
    since: datetime
    units: tuple[DeskUnit, ...]
    holds: tuple[HoldView, ...]
    notes: tuple[NoteView, ...]
    source_change: takeover.SourceChange | None
    job: jobs.JobView | None
    may_edit: bool
    text_role: str | None
    may_submit: bool
    may_review: bool
    may_pretranslate: bool
    may_take_over: bool
    typing: Mapping[str, str | list[str]]

    @property
    def done(self) -> int:
        return sum(u.status in ("confirmed", "omitted", "later") for u in self.units)


@dataclass(frozen=True, slots=True)
class Panel:
    """What helps with one unit: offers from memory, terms of its source, its history and what was said of it."""

    unit_id: int
    version: int
    language: str
    source_language: str
    source: str
    machine: str | None
    machine_label: str
    matches: tuple[memory.Match, ...]
    terms: tuple[FoundTerm, ...]
    versions: tuple[VersionView, ...]
    asides: tuple[asides.AsideView, ...]
    judgements: tuple[dismissals.Judgement, ...]
    threads: tuple[Thread, ...]
    names: tuple[FoundName, ...] = ()
    edition: str = ""
    may_add_terms: bool = False


def read_desk(session: Session, actor: Actor, article_id: int) -> Desk:
    """The article and its units as they stand. `NotFound` where the actor may not know of it."""
    return view_desk(session, actor, open_article(session, actor, article_id))


def view_desk(session: Session, actor: Actor, file: ArticleFile) -> Desk:
    """`read_desk` for an article's file at hand."""
    article, edition = file.article, file.edition
    rows = load_units(session, article.id) if file.side is Side.TARGET else []
    names = _names(session, rows, article.assignee_id)
    units = _view_units(session, file, rows, names)
    headline = next((u.text for u in units if u.block_kind == "headline" and u.text), "")
    role = TEXT_EDITORS.get((file.side, file.state))
    roles = actor.roles_in(edition.id)
    return Desk(
        id=article.id,
        story_id=file.story.id,
        edition_id=edition.id,
        edition=edition.tag,
        edition_name=edition.name,
        language=edition.language,
        source_language=file.story.language,
        side=file.side.value,
        title=headline or file.revision.title,
        source_title=file.revision.title,
        source_url=file.story.url,
        priority=file.story.priority,
        state=article.state,
        assignee=names.get(article.assignee_id) if article.assignee_id else None,
        structure_version=article.structure_version,
        since=file.story.published_at or file.story.created_at,
        units=tuple(units),
        holds=tuple(standing_holds(session, article.id)),
        notes=tuple(newest_notes(session, article.id, limit=NOTES_AT_ONCE, open_only=True)),
        source_change=takeover.newest_source(session, file) if file.side is Side.TARGET else None,
        job=jobs.latest_job(session, article.id),
        may_edit=may_edit_text(actor, side=file.side, state=file.state, edition=edition.id),
        text_role=role.value if role else None,
        may_submit=_may_submit(actor, file),
        may_review="editor" in roles,
        may_pretranslate=actor.may(Permission.PRETRANSLATE, edition.id),
        may_take_over=actor.may(Permission.TAKEOVER, edition.id),
        typing=HouseStyle.from_policy(dict(view_edition(edition).policy)).for_typing(edition.language),
    )


def read_panels(session: Session, actor: Actor, article_id: int, unit_ids: Sequence[int]) -> list[Panel]:
    """Helps for some units of an article, in the order asked for; ids of units that are gone are left out."""
    if len(unit_ids) > MOST_PANELS:
        raise Invalid("parameter_bad", name="unit")
    file = open_article(session, actor, article_id)
    rows = load_units(session, article_id)
    wanted = set(unit_ids)
    at = {unit.id: n for n, (unit, _) in enumerate(rows)}
    chosen = [rows[at[u]] for u in unit_ids if u in at]
    queries = [_query(rows, at[unit.id]) for unit, _ in chosen]
    policy = view_edition(file.edition).policy
    matches = memory.find_matches(
        session,
        queries,
        source_language=file.story.language,
        target_language=file.edition.language,
        prefill_fuzzy=int(policy["prefill_fuzzy"]),
    )
    finder = glossary.open_finder(session, file.edition.id)
    history = _histories(session, wanted)
    lost = asides.find_asides(session, article_id, wanted)
    judged = dismissals.find_judgements(session, article_id, wanted)
    threads = make_threads(newest_notes(session, article_id, limit=NOTES_AT_ONCE))
    panels = []
    system = str(policy["transliteration"])
    may_add = glossary.may_write(actor, file.edition.id)
    for (unit, _), found in zip(chosen, matches, strict=True):
        found_terms = finder.find(unit.source)
        engine = unit.machine if unit.machine and unit.machine.get("kind") == "machine" else None
        panels.append(
            Panel(
                unit.id,
                unit.version,
                file.edition.language,
                file.story.language,
                unit.source,
                engine["text"] if engine else None,
                str(engine.get("label") or engine.get("engine") or "") if engine else "",
                tuple(found),
                tuple(found_terms),
                tuple(history.get(unit.id, ())),
                tuple(lost.get(unit.id, ())),
                tuple(judged.get(unit.id, ())),
                tuple(t for t in threads if t.first.unit_id == unit.id),
                names=tuple(new_names(found_terms, unit.source, system=system)),
                edition=file.edition.tag,
                may_add_terms=may_add,
            )
        )
    return panels


def _query(rows: Sequence[tuple[Unit, TargetBlock]], n: int) -> memory.MemoryQuery:
    unit, block = rows[n]
    before = rows[n - 1][0].source_hash if n else ""
    after = rows[n + 1][0].source_hash if n + 1 < len(rows) else ""
    return memory.MemoryQuery(unit.source, memory.memory_kind(block.kind), before, after)


def _view_units(
    session: Session, file: ArticleFile, rows: Sequence[tuple[Unit, TargetBlock]], names: dict[int, str]
) -> list[DeskUnit]:
    found = quality.find_by_unit(session, file, rows)
    blocks = file.blocks if rows else {}
    cells = find_cells(file.document) if any(block.kind == "table_cell" for _, block in rows) else {}
    units = []
    for number, (unit, block) in enumerate(rows, start=1):
        origin = unit.origin
        machine: dict[str, Any] = unit.machine or {}
        dated = block.kind == "dateline" and block.source_key in blocks
        units.append(
            DeskUnit(
                id=unit.id,
                version=unit.version,
                number=number,
                block_id=block.id,
                block_kind=block.kind,
                kind=unit.kind,
                source=unit.source,
                text=unit.text,
                status=unit.status,
                reason=unit.reason,
                origin=str(origin.get("kind", "")),
                engine=str(origin.get("label") or origin.get("engine") or ""),
                score=origin.get("score"),
                machine_text=machine.get("text"),
                machine_kind=str(machine.get("kind", "")),
                previous_source=unit.previous_source,
                author=names.get(unit.author_id, "") if unit.author_id else "",
                elements=_elements(unit, blocks),
                findings=tuple(found.get(unit.id, ())),
                after=_set_dateline(file, "\0").partition("\0")[2].strip() if dated else "",
                as_set=_set_dateline(file, unit.text) if dated and unit.text else "",
                block_key=block.source_key or "",
                source_as_set=source_text(block_raw(blocks[block.source_key])).strip() if dated and block.source_key else "",
                capitals=dated and _set_dateline(file, "a\0").startswith("A"),
                cell=(cell.line, cell.column) if (cell := cells.get(block.source_key or "")) and cell.column else None,
            )
        )
    return units


def _elements(unit: Unit, blocks: dict[str, Block]) -> tuple[tuple[int, str], ...]:
    if not unit.tokens:
        return ()
    found: list[tuple[int, Element]] = []
    for number, (key, at) in tokens_from_json(unit.tokens).items():
        block = blocks.get(key)
        if block is not None and 1 <= at <= len(block.elements):
            found.append((number, block.elements[at - 1]))
    return tuple((number, element.open) for number, element in sorted(found, key=lambda pair: pair[0]))


def _set_dateline(file: ArticleFile, city: str) -> str:
    """A dateline as the house style prints it."""
    style = HouseStyle.from_policy(dict(view_edition(file.edition).policy))
    day = style.local(file.story.published_at or file.story.created_at).date()
    printed_day = day if "{date}" in style.dateline else None
    return format_dateline(style, city=city, day=printed_day, language=file.edition.language)


def _may_submit(actor: Actor, file: ArticleFile) -> bool:
    if file.state not in (State.TRANSLATE, State.DRAFT) or file.side is not Side.TARGET:
        return False
    return may_move(actor, find_move(Action.SUBMIT, side=Side.TARGET, state=State.TRANSLATE), edition=file.edition.id)


def _names(session: Session, rows: Sequence[tuple[Unit, TargetBlock]], assignee: int | None) -> dict[int, str]:
    ids = {unit.author_id for unit, _ in rows if unit.author_id} | ({assignee} if assignee else set())
    if not ids:
        return {}
    found = session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return {row.id: row.name for row in found}


def _histories(session: Session, unit_ids: set[int]) -> dict[int, list[VersionView]]:
    found = session.execute(
        select(UnitVersion, User.name)
        .outerjoin(User, User.id == UnitVersion.author_id)
        .where(UnitVersion.unit_id.in_(unit_ids))
        .order_by(UnitVersion.version.desc())
    ).all()
    histories: dict[int, list[VersionView]] = {}
    for v, name in found:
        histories.setdefault(v.unit_id, []).append(
            VersionView(v.version, v.text, v.source, v.status, v.origin, name, v.via, v.created_at)
        )
    return histories
