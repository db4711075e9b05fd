"""Short ways for tests of services: the rows behind an article, what must hold of them at any moment, and threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import select

from tests.conftest import Newsroom
from workflow.core.document import Document, iter_blocks
from workflow.core.units import cover_from_json, find_cover_problems
from workflow.db.articles import Article
from workflow.db.publications import Edition
from workflow.db.segments import TargetBlock, Unit, UnitVersion
from workflow.db.stories import Revision
from workflow.services import operations, units
from workflow.services.operations import OperationResult, UnitRef
from workflow.services.units import UnitView

#: What an operation or a save may change of a unit, and what a version keeps of it.
KEPT = ("text", "source", "status", "kind", "cover", "tokens", "origin")


def save(
    newsroom: Newsroom,
    unit: UnitView,
    text: str,
    *,
    who: str = "translator",
    status: str = "confirmed",
    version: int | None = None,
) -> UnitView:
    with newsroom.work() as work:
        return units.save_unit(
            work, newsroom.actor(who), unit.id, version=unit.version if version is None else version, text=text, status=status
        )


def machine_writes(newsroom: Newsroom, unit: UnitView, text: str) -> UnitView:
    """A draft as pre-translation leaves it."""
    from workflow.services.pretranslation import MACHINE

    with newsroom.work() as work:
        return units.save_unit(
            work, MACHINE, unit.id, version=unit.version, text=text, status="draft",
            origin={"kind": "machine", "engine": "firefox", "model": "m1", "label": "Firefox"},
        )  # fmt: skip


def operate(
    newsroom: Newsroom,
    article: int,
    op: str,
    chosen: Sequence[UnitView] = (),
    *,
    who: str = "translator",
    structure: int | None = None,
    **params: Any,
) -> OperationResult:
    if structure is None:
        structure = structure_of(newsroom, article)
    refs = [UnitRef(u.id, u.version) for u in chosen]
    with newsroom.work() as work:
        return operations.apply_operation(
            work, newsroom.actor(who), article, op=op, units=refs, structure_version=structure, params=params
        )


def structure_of(newsroom: Newsroom, article: int) -> int:
    with newsroom.database.reading() as session:
        return session.get_one(Article, article).structure_version


def all_units(newsroom: Newsroom, article: int) -> list[Unit]:
    """Rows of every unit, retired ones included, in order."""
    with newsroom.database.reading() as session:
        return list(session.scalars(select(Unit).where(Unit.article_id == article).order_by(Unit.position, Unit.id)))


def all_versions(newsroom: Newsroom, article: int) -> list[UnitVersion]:
    with newsroom.database.reading() as session:
        return list(
            session.scalars(
                select(UnitVersion).where(UnitVersion.article_id == article).order_by(UnitVersion.unit_id, UnitVersion.version)
            )
        )


def read_document(newsroom: Newsroom, article: int) -> Document:
    with newsroom.database.reading() as session:
        row = session.get_one(Article, article)
        return Document.from_json(session.get_one(Revision, row.revision_id).document)


def check_article(newsroom: Newsroom, article: int) -> None:
    """The unit model's invariants, read from the rows (PRODUCT.md)."""
    rows = all_units(newsroom, article)
    by_id = {unit.id: unit for unit in rows}
    living = [unit for unit in rows if not unit.retired]
    problems = find_cover_problems(read_document(newsroom, article), [cover_from_json(u.cover) for u in living])
    assert problems == []
    for unit in living:
        assert (unit.kind == "added") == (not unit.cover), "only added units cover nothing"
        if unit.kind == "added":
            assert (unit.source, unit.tokens) == ("", {}) or unit.source == ""
    blocks = [block for block, _ in groupby(unit.block_id for unit in living)]
    assert len(set(blocks)) == len(blocks), "a block's units stand apart"
    with newsroom.database.reading() as session:
        keys = {b.id: b.source_key for b in session.scalars(select(TargetBlock).where(TargetBlock.article_id == article))}
    order = [block.key for block in iter_blocks(read_document(newsroom, article))]
    kept_order = [order.index(key) for block in blocks if (key := keys[block]) is not None]
    assert kept_order == sorted(kept_order), "blocks of the source stand in another order than there"
    places = [unit.position for unit in living]
    assert len(set(places)) == len(places), "two units in one place"
    for unit in rows:
        seen = {unit.id}
        while unit.retired and unit.retired_into is not None:
            assert unit.retired_into not in seen, "the chain of a retired unit runs in a circle"
            seen.add(unit.retired_into)
            unit = by_id[unit.retired_into]
    histories: dict[int, list[UnitVersion]] = {}
    for version in all_versions(newsroom, article):
        histories.setdefault(version.unit_id, []).append(version)
    for unit in rows:
        kept = histories[unit.id]
        assert [v.version for v in kept] == list(range(1, unit.version + 1)), "a version is missing or doubled"
        assert (kept[-1].text, kept[-1].status, kept[-1].origin) == (unit.text, unit.status, unit.origin)


def turn_on(newsroom: Newsroom, *checks: str) -> None:
    """Let the newsroom's editions ask these checks too, as grave as they are where nobody says otherwise."""
    with newsroom.work() as work:
        for edition in work.session.scalars(select(Edition)):
            asked = {name: how for name, how in edition.policy["checks"].items() if name not in checks}
            edition.policy = {**edition.policy, "checks": asked}


def run_together(jobs: Iterable[Callable[[], None]], *, seconds: float = 60) -> None:
    """Run each in a thread of its own, all begun at once; the first error is raised here."""
    errors: list[BaseException] = []
    todo = list(jobs)
    gate = threading.Barrier(len(todo))

    def run(job: Callable[[], None]) -> None:
        try:
            gate.wait()
            job()
        except BaseException as error:  # raised again below, in the test's own thread
            errors.append(error)

    threads = [threading.Thread(target=run, args=(job,), daemon=True) for job in todo]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds)
        assert not thread.is_alive(), "a thread hangs"
    if errors:
        raise errors[0]
