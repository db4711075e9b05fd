"""Four eyes: who worked on what is about to go out, unit by unit.

For every unit changed since the newest release, the people who wrote it, confirmed it or publish it are at least two
(PRODUCT.md). Cutting, joining, leaving out or taking over a revision is not writing; but a text that was cut or joined
brings along the people who wrote it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.core.permissions import Actor
from workflow.core.states import Side
from workflow.core.units import UnitStatus
from workflow.db.segments import Operation, UnitVersion
from workflow.db.stories import Revision
from workflow.services.access import ArticleFile, load_units
from workflow.services.content import is_published, newest_release
from workflow.services.takeover import VIA

#: Operations that move words without writing any. `rewrite` and `add` may bring words of their own.
_MOVES = (
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
    people = _find_people(session, file.article.id, known)
    return [
        unit.id
        for unit, _ in load_units(session, file.article.id)
        if is_published(unit)
        and unit.version > known.get(unit.id, 0)
        and not people.get(unit.id, set()) - {publisher.id}
        # What is live and was only moved since has been read.
        and not (unit.id in known and not people.get(unit.id))
    ]


def _find_people(session: Session, article_id: int, known: Mapping[int, int]) -> dict[int, set[int]]:
    """For each unit the people who wrote or confirmed it after the version in `known`, or what it was made of."""
    operations = session.scalars(select(Operation).where(Operation.article_id == article_id).order_by(Operation.id)).all()
    moved = {(unit, version) for operation in operations if operation.op in _MOVES for unit, version in operation.after}
    authors = _find_authors(session, article_id, moved)

    def people_of(unit: int, up_to: int | None = None) -> set[int]:
        return {
            who
            for version, found in authors.get(unit, {}).items()
            if version > known.get(unit, 0) and (up_to is None or version <= up_to)
            for who in found
        }

    inherited: dict[int, set[int]] = defaultdict(set)
    for operation in operations:
        if operation.reverted_by is not None or operation.op not in ("split", "merge", "rewrite"):
            continue
        versions: dict[int, int] = dict(operation.after)
        fresh = [before["id"] for before in operation.before if before.get("new")]
        first, *others = [before["id"] for before in operation.before if not before.get("new")]
        for unit, made_of in [(part, first) for part in fresh] + [(first, other) for other in others]:
            inherited[unit] |= people_of(made_of, versions[made_of]) | inherited[made_of]
    return {unit: people_of(unit) | inherited[unit] for unit in {*authors, *inherited}}


def _find_authors(session: Session, article_id: int, moved: set[tuple[int, int]]) -> Authors:
    """Unit → version → the people who put words into that version or confirmed it."""
    authors: Authors = defaultdict(dict)
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
        if author is None or via == VIA or (unit, version) in moved:
            continue
        if (text != before and text.strip()) or (status == UnitStatus.CONFIRMED and was != UnitStatus.CONFIRMED):
            authors[unit][version] = {author}
    return authors
