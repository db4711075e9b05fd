"""Reading and saving units: the one write path of people, imports and machines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Table, bindparam, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from workflow.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from workflow.core.permissions import Actor, may_edit_text
from workflow.core.states import TEXT_EDITORS, Side, State
from workflow.core.units import UnitStatus
from workflow.db.articles import Article
from workflow.db.segments import TargetBlock, Unit, UnitVersion
from workflow.db.users import User
from workflow.db.work import Work
from workflow.services import asides, quality
from workflow.services.access import ArticleFile, load_units, open_article
from workflow.services.events import record_event

HUMAN: dict[str, Any] = {"kind": "human"}
#: What a person may set a unit to by saving it; omitting and putting back are operations.
SETTABLE = frozenset({UnitStatus.EMPTY, UnitStatus.DRAFT, UnitStatus.CONFIRMED, UnitStatus.LATER})

_UNITS = cast("Table", Unit.__table__)
#: Of the table, not of the class: made and compiled once, where a machine writes hundreds. What is set are the parameters.
_UPDATE = update(_UNITS).where(_UNITS.c.id == bindparam("unit_id"), _UNITS.c.version == bindparam("expected"))


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit as screens and scripts see it. `elements` says what each placeholder is, by its number."""

    id: int
    article_id: int
    version: int
    position: int
    block_id: int
    block_kind: str
    block_key: str | None
    kind: str
    source: str
    text: str
    status: str
    reason: str
    origin: Mapping[str, Any]
    machine_text: str | None
    previous_source: str | None
    author_id: int | None
    confirmed_by: int | None
    touched: bool
    as_machine: bool
    elements: Mapping[int, str]
    changed_at: datetime
    findings: tuple[quality.UnitFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class VersionView:
    version: int
    text: str
    source: str
    status: str
    origin: Mapping[str, Any]
    author: str | None
    via: str
    at: datetime


def list_units(session: Session, actor: Actor, article_id: int) -> list[UnitView]:
    """The article's units with their findings, in order."""
    file = open_article(session, actor, article_id)
    rows = load_units(session, article_id)
    found = quality.find_by_unit(session, file, rows)
    return [
        view_unit(unit, block, file, position=n, findings=found.get(unit.id, ())) for n, (unit, block) in enumerate(rows, start=1)
    ]


def get_unit(session: Session, actor: Actor, unit_id: int) -> UnitView:
    """One unit, a retired one not included: that is a conflict which names where its text went."""
    unit, file = _open_unit(session, actor, unit_id)
    return _view_one(session, file, unit)


def list_versions(session: Session, actor: Actor, unit_id: int) -> list[VersionView]:
    """Every saved version of a unit, newest first; retired units keep theirs."""
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFound("unit")
    open_article(session, actor, unit.article_id)
    rows = session.execute(
        select(UnitVersion, User.name)
        .outerjoin(User, User.id == UnitVersion.author_id)
        .where(UnitVersion.unit_id == unit_id)
        .order_by(UnitVersion.version.desc())
    ).all()
    return [VersionView(v.version, v.text, v.source, v.status, v.origin, name, v.via, v.created_at) for v, name in rows]


def save_unit(
    work: Work,
    actor: Actor,
    unit_id: int,
    *,
    version: int,
    text: str,
    status: str,
    origin: Mapping[str, Any] | None = None,
) -> UnitView:
    """`save_text`, and the unit as it is then."""
    unit, file = save_text(work, actor, unit_id, version=version, text=text, status=status, origin=origin)
    return _view_one(work.session, file, unit)


def save_text(
    work: Work,
    actor: Actor,
    unit_id: int,
    *,
    version: int,
    text: str,
    status: str,
    origin: Mapping[str, Any] | None = None,
    file: ArticleFile | None = None,
) -> tuple[Unit, ArticleFile]:
    """Save a unit's text and status if its version is still `version`; everybody's writes come through here.

    A person's first edit of a draft article starts it. An unchanged save changes nothing, not even the version.
    Raises `Conflict` (with the unit as it stands) where somebody was faster or the unit was merged away, `Refused`
    where the article's state closes the text, `Invalid` for a status that saving cannot set. What a person offered in
    a conflict stays in the unit's history (`services.asides`).
    """
    try:
        unit, file = _open_unit(work.session, actor, unit_id, file=file, lock=True)
        _save(work, actor, unit, file, version=version, text=text, status=status, origin=origin)
    except Conflict:
        keep_in_conflict(work, actor, unit_id, text=text, version=version)
        raise
    return unit, file


def keep_in_conflict(work: Work, actor: Actor, unit_id: int, *, text: str, version: int) -> None:
    """What a person offered is kept even though its transaction comes to nothing."""
    if actor.is_person:
        work.leave_behind(lambda later: asides.keep_offered(later, actor, unit_id, text=text, version=version))


def save_machine_units(
    work: Work, actor: Actor, file: ArticleFile, texts: Sequence[tuple[int, int, str, Mapping[str, Any]]]
) -> dict[int, bool]:
    """Save what a machine wrote to several units of a locked article: (unit id, version, text, origin) each.

    Says for each unit whether it was written; one that a person touched or that changed meanwhile is left alone.
    """
    wanted = [unit_id for unit_id, *_ in texts]
    found = work.session.scalars(
        select(Unit)
        .where(Unit.id.in_(wanted), Unit.article_id == file.article.id, Unit.retired.is_(False))
        .execution_options(populate_existing=True)
    )
    rows = {unit.id: unit for unit in found}
    written: dict[int, bool] = {}
    with work.session.no_autoflush:  # their versions go into the history together
        for unit_id, version, text, origin in texts:
            unit = rows.get(unit_id)
            try:
                if unit is not None:
                    _save(work, actor, unit, file, version=version, text=text, status=UnitStatus.DRAFT.value, origin=origin)
                written[unit_id] = unit is not None
            except (Conflict, Refused, Invalid):  # Invalid: a text that cannot be stored is not worth the whole chunk
                written[unit_id] = False
    return written


def _save(
    work: Work,
    actor: Actor,
    unit: Unit,
    file: ArticleFile,
    *,
    version: int,
    text: str,
    status: str,
    origin: Mapping[str, Any] | None,
) -> None:
    _check_text(text)
    wanted = _status(status, text)
    by_person = actor.is_person
    if by_person:
        require_open_text(actor, file)
    elif unit.touched:
        raise Refused("touched_by_people")
    if unit.status == UnitStatus.OMITTED:
        raise Conflict("unit_omitted", data=_conflict_data(work.session, file, unit))
    if unit.version != version:
        raise Conflict("unit_changed", data=_conflict_data(work.session, file, unit, base=version))
    if unit.text == text and unit.status == wanted and (not by_person or unit.touched or wanted != UnitStatus.CONFIRMED):
        return
    if by_person:
        start_if_draft(work, actor, file)
    made = dict(origin or HUMAN)
    machine = unit.machine
    if made.get("kind") in ("machine", "memory"):
        machine = {**made, "text": text}
    elif text == unit.text and unit.text:
        made = dict(unit.origin)  # confirming a suggestion as it stands does not make it one's own words
    write_unit(
        work,
        actor,
        unit,
        file,
        text=text,
        status=wanted,
        origin=made,
        machine=machine,
        touched=unit.touched or by_person,
        author_id=actor.id if by_person else unit.author_id,
        confirmed_by=actor.id if wanted == UnitStatus.CONFIRMED else None,
        previous_source=None if wanted == UnitStatus.CONFIRMED else unit.previous_source,
    )


def write_unit(work: Work, actor: Actor, unit: Unit, file: ArticleFile, **changes: Any) -> None:
    """The only UPDATE of a unit: it grows the version by one if nobody else did, and keeps the version it makes."""
    expected = unit.version
    values = {**changes, "version": expected + 1, "changed_at": work.now}
    if work.session.autoflush:  # a statement of the table does not do it by itself
        work.session.flush()
    result: CursorResult[Any] = work.session.execute(  # type: ignore[assignment]  # an UPDATE always gives a CursorResult
        _UPDATE, {**values, "unit_id": unit.id, "expected": expected}
    )
    if result.rowcount != 1:
        work.session.refresh(unit)
        raise Conflict("unit_changed", data=_conflict_data(work.session, file, unit))
    for name, value in values.items():
        set_committed_value(unit, name, value)
    keep_version(work, actor, unit, file.article)
    file.article.changed_at = work.now


def keep_version(work: Work, actor: Actor, unit: Unit, article: Article) -> None:
    """Append the unit as it stands to its history."""
    work.session.add(
        UnitVersion(
            unit_id=unit.id,
            article_id=unit.article_id,
            version=unit.version,
            revision_id=article.revision_id,
            text=unit.text,
            source=unit.source,
            status=unit.status,
            kind=unit.kind,
            cover=unit.cover,
            tokens=unit.tokens,
            origin=unit.origin,
            author_id=actor.id,
            via=actor.via,
            created_at=work.now,
        )
    )


def require_open_text(actor: Actor, file: ArticleFile) -> None:
    """Raises where the table of states closes the text to everybody (`Refused`) or to this actor (`Forbidden`)."""
    if may_edit_text(actor, side=file.side, state=file.state, edition=file.edition.id):
        return
    if (file.side, file.state) not in TEXT_EDITORS:
        raise Refused("text_closed", state=file.state.value)
    raise Forbidden("text_not_yours", state=file.state.value, role=TEXT_EDITORS[(file.side, file.state)].value)


def start_if_draft(work: Work, actor: Actor, file: ArticleFile) -> None:
    """The first edit of a target article in draft takes it to translate."""
    if file.side is not Side.TARGET or file.state is not State.DRAFT:
        return
    if may_edit_text(actor, side=file.side, state=file.state, edition=file.edition.id):
        start_article(work, actor, file)


def start_article(work: Work, actor: Actor, file: ArticleFile) -> None:
    """Draft → translate, and the article is with the actor unless it is with somebody already."""
    file.article.state = State.TRANSLATE.value
    file.article.state_since = work.now
    file.article.changed_at = work.now
    if file.article.assignee_id is None:
        file.article.assignee_id = actor.id
    record_event(work, actor, "article.start", story_id=file.story.id, article_id=file.article.id)


def view_unit(
    unit: Unit, block: TargetBlock, file: ArticleFile, *, position: int, findings: Iterable[quality.UnitFinding] = ()
) -> UnitView:
    machine_text = unit.machine["text"] if unit.machine else None
    return UnitView(
        id=unit.id,
        article_id=unit.article_id,
        version=unit.version,
        position=position,
        block_id=block.id,
        block_kind=block.kind,
        block_key=block.source_key,
        kind=unit.kind,
        source=unit.source,
        text=unit.text,
        status=unit.status,
        reason=unit.reason,
        origin=unit.origin,
        machine_text=machine_text,
        previous_source=unit.previous_source,
        author_id=unit.author_id,
        confirmed_by=unit.confirmed_by,
        touched=unit.touched,
        as_machine=unit.status == UnitStatus.CONFIRMED
        and unit.machine is not None
        and unit.machine.get("kind") == "machine"
        and unit.text == machine_text,
        elements=describe_elements(unit.tokens, file),
        changed_at=unit.changed_at,
        findings=tuple(findings),
    )


def view_some(session: Session, file: ArticleFile, units: Iterable[Unit]) -> list[UnitView]:
    """Living units of an article with their findings, those included that only the whole article shows."""
    texts = quality.load_texts(session, file)
    found = quality.find_in_texts(session, file, texts)
    at = {text.unit_id: n for n, text in enumerate(texts, start=1)}
    return [
        view_unit(unit, session.get_one(TargetBlock, unit.block_id), file, position=at[unit.id], findings=found.get(unit.id, ()))
        for unit in units
    ]


def describe_elements(tokens: Mapping[str, Sequence[Any]], file: ArticleFile) -> dict[int, str]:
    """What each placeholder of a unit stands for, as its raw start tag."""
    out: dict[int, str] = {}
    for number, (key, element) in tokens.items():
        block = file.blocks.get(key)
        if block is not None and 1 <= element <= len(block.elements):
            out[int(number)] = block.elements[element - 1].open
    return out


def _open_unit(
    session: Session, actor: Actor, unit_id: int, *, file: ArticleFile | None = None, lock: bool = False
) -> tuple[Unit, ArticleFile]:
    if file is None:
        article_id = session.scalar(select(Unit.article_id).where(Unit.id == unit_id))
        if article_id is None:
            raise NotFound("unit")
        file = open_article(session, actor, article_id, lock=lock)
    found = session.get(Unit, unit_id, populate_existing=lock)  # locked: what it is now that the article is ours
    if found is None:
        raise NotFound("unit")
    if found.retired:
        into = find_living(session, found)
        data = _conflict_data(session, file, into) if into is not None else {}
        where = found.retired_into if into is None else into.id
        raise Conflict("unit_retired", data={**data, "retired_into": where}, into=where)
    return found, file


def _view_one(session: Session, file: ArticleFile, unit: Unit) -> UnitView:
    return view_some(session, file, [unit])[0]


def _conflict_data(session: Session, file: ArticleFile, unit: Unit, *, base: int | None = None) -> dict[str, Any]:
    """The unit as it stands and, for a merge, the text of the version the save was made against."""
    data: dict[str, Any] = {"current": _view_one(session, file, unit)}
    if base is not None:
        query = select(UnitVersion.text).where(UnitVersion.unit_id == unit.id, UnitVersion.version == base)
        data["base"] = session.scalar(query)
    return data


def _status(status: str, text: str) -> UnitStatus:
    try:
        wanted = UnitStatus(status)
    except ValueError:
        raise Invalid("status_unknown", status=status) from None
    if wanted not in SETTABLE:
        raise Invalid("status_by_operation", status=status)
    if wanted in (UnitStatus.DRAFT, UnitStatus.EMPTY):
        return UnitStatus.DRAFT if text.strip() else UnitStatus.EMPTY
    if wanted is UnitStatus.CONFIRMED and not text.strip():
        raise Invalid("confirm_empty")
    return wanted


_check_text = asides.check_text
find_living = asides.find_living
