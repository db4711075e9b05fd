"""Four eyes: who worked on what is about to go out, unit by unit.

For every unit changed since the newest release, the people who wrote it, confirmed it or publish it are at least two
(PRODUCT.md). Two things can change. *Words*: cutting, joining or moving them is not reading them, so a text that was cut or
joined brings along the people who wrote it, and no others. *Shape*: where a sentence stands, in what kind of block, and
whether it is there at all; each operation that changes it is its actor's writing, until it is undone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.core.permissions import Actor
from workflow.core.states import Side
from workflow.core.units import UnitStatus
from workflow.db.articles import Release
from workflow.db.segments import Operation, Unit, UnitVersion
from workflow.db.stories import Revision
from workflow.services.access import ArticleFile, load_units
from workflow.services.content import is_published, newest_release
from workflow.services.takeover import VIA

#: Operations that write no words. `rewrite` and `add` may bring words of their own.
_WORDLESS = (
    "split",
    "merge",
    "omit",
    "put_back",
    "later",
    "remove",
    "move",
    "join_blocks",
    "split_block",
    "retype_block",
    "revert",
)

Authors = dict[int, dict[int, set[int]]]


def people_missing(session: Session, file: ArticleFile, publisher: Actor) -> list[int]:
    """Units (or, in the source, the revision) that the publisher would send out having worked on them alone."""
    since = newest_release(session, file.article.id)
    if file.side is Side.SOURCE:
        if since is not None and file.revision.id == since.revision_id:
            return []
        after = 0 if since is None else since.revision_id
        writers = session.scalars(
            select(Revision.created_by).where(
                Revision.story_id == file.story.id, Revision.id > after, Revision.id <= file.revision.id
            )
        )
        return [] if {w for w in writers if w is not None} - {publisher.id} else [file.revision.id]
    known: dict[int, int] = dict(since.units) if since is not None else {}
    read = {**_read_before(session, file.article.id), **known}
    found = _find_people(session, file.article.id, known, read)
    living = [unit for unit, _ in load_units(session, file.article.id)]
    gone = session.scalars(
        select(Unit).where(
            Unit.article_id == file.article.id, Unit.id.in_(known), Unit.retired.is_(True), Unit.retired_into.is_(None)
        )
    )
    return [unit.id for unit in [*living, *gone] if _is_alone(unit, read, found, publisher)]


def _read_before(session: Session, article_id: int) -> dict[int, int]:
    """Unit → its version in the newest release that had it: what comes back has been read, but not where it comes back."""
    releases = session.scalars(
        select(Release.units).where(Release.article_id == article_id, Release.taken_back_at.is_(None)).order_by(Release.number)
    )
    return {unit: version for units in releases for unit, version in units}


def _is_alone(unit: Unit, read: Mapping[int, int], found: People, publisher: Actor) -> bool:
    if unit.version <= read.get(unit.id, 0):
        return False
    words, shape = found.words.get(unit.id, set()), found.shape.get(unit.id, set())
    if shape and not (shape | words) - {publisher.id}:
        return True
    # Words that are live and that nobody touched since have been read.
    unread = not unit.retired and is_published(unit) and not (unit.id in read and not words)
    return unread and not words - {publisher.id}


@dataclass(frozen=True, slots=True)
class People:
    """For each unit, who wrote or confirmed its words, and who gave it its shape, after a release."""

    words: dict[int, set[int]]
    shape: dict[int, set[int]]


def _find_people(session: Session, article_id: int, known: Mapping[int, int], read: Mapping[int, int]) -> People:
    """Who did what after the versions in `read`; `known` are those of the newest release alone."""
    operations = session.scalars(select(Operation).where(Operation.article_id == article_id).order_by(Operation.id)).all()
    by_id = {operation.id: operation for operation in operations}
    standing = _find_standing(operations, known)
    wordless = {
        (unit, version)
        for operation in operations
        if operation.op in _WORDLESS or operation.id not in standing
        for unit, version in operation.after
    }
    authors, shape = _find_authors(session, article_id, wordless, read)
    for operation in operations:
        for unit, version in operation.after if operation.id in standing else ():
            if version > read.get(unit, 0) and operation.actor_id is not None:
                shape[unit].add(operation.actor_id)

    def people_of(unit: int, up_to: int | None = None) -> set[int]:
        return {
            who
            for version, found in authors.get(unit, {}).items()
            if version > read.get(unit, 0) and (up_to is None or version <= up_to)
            for who in found
        }

    inherited: dict[int, set[int]] = defaultdict(set)
    for operation in operations:
        if _is_undone(operation, by_id) or operation.op not in ("split", "merge", "rewrite"):
            continue
        versions: dict[int, int] = dict(operation.after)
        fresh = [before["id"] for before in operation.before if before.get("new")]
        first, *others = [before["id"] for before in operation.before if not before.get("new")]
        for unit, made_of in [(part, first) for part in fresh] + [(first, other) for other in others]:
            inherited[unit] |= people_of(made_of, versions[made_of]) | inherited[made_of]
    return People({unit: people_of(unit) | inherited[unit] for unit in {*authors, *inherited}}, shape)


def _is_undone(operation: Operation, by_id: Mapping[int, Operation]) -> bool:
    """Undone, and not done again by undoing that."""
    undone = False
    while operation.reverted_by is not None:
        operation, undone = by_id[operation.reverted_by], not undone
    return undone


def _find_standing(operations: Sequence[Operation], known: Mapping[int, int]) -> set[int]:
    """Operations that something is left of. One made after the release and then undone, and its undoing, leave nothing.

    Undoing what is live is a change like any other; so is doing again what was undone, by whoever does it again.
    """
    by_id = {operation.id: operation for operation in operations}
    standing: set[int] = set()
    for operation in operations:
        undoes = by_id.get(operation.params["operation"]) if operation.op == "revert" else None
        if undoes is not None and undoes.id in standing and _is_since(undoes, known, by_id):
            standing.discard(undoes.id)
        else:
            standing.add(operation.id)
    return standing


def _is_since(operation: Operation, known: Mapping[int, int], by_id: Mapping[int, Operation]) -> bool:
    """Whether an operation that is undone right after is certainly newer than the release: in doubt, it is not.

    Nothing touched its units between the two, or it could not have been undone; so a unit it left living was in any
    release made between them.
    """
    released = [version > known[unit] for unit, version in operation.after if unit in known]
    if released:
        return all(released)
    if operation.op == "revert":
        return any(not was.get("new") and not was["retired"] for was in by_id[operation.params["operation"]].before)
    return operation.op != "remove"


def _find_authors(
    session: Session, article_id: int, wordless: set[tuple[int, int]], read: Mapping[int, int]
) -> tuple[Authors, dict[int, set[int]]]:
    """Unit → version → the people who put words into that version or confirmed it; and unit → who set it to "later"."""
    authors: Authors = defaultdict(dict)
    hid: dict[int, set[int]] = defaultdict(set)
    previous: tuple[int, str, str] = (0, "", "")
    for unit, version, text, status, author, via in session.execute(
        select(
            UnitVersion.unit_id, UnitVersion.version, UnitVersion.text, UnitVersion.status, UnitVersion.author_id, UnitVersion.via
        )
        .where(UnitVersion.article_id == article_id)
        .order_by(UnitVersion.unit_id, UnitVersion.version)
    ):
        _, before, was = previous if previous[0] == unit else (unit, "", "")
        previous = (unit, text, status)
        if author is None or via == VIA or (unit, version) in wordless:
            continue
        if (text != before and text.strip()) or (status == UnitStatus.CONFIRMED and was != UnitStatus.CONFIRMED):
            authors[unit][version] = {author}
        if status == UnitStatus.LATER and was != UnitStatus.LATER and version > read.get(unit, 0):
            hid[unit].add(author)
    return authors, hid
