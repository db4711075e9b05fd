"""Counting uses: two workers that take the same entries do not wait for each other for ever, and every use is counted."""

from __future__ import annotations

import random

from sqlalchemy import select

from tests.conftest import Newsroom
from tests.factories import run_together
from workflow.db.memory import MemoryEntry
from workflow.db.work import unit_of_work
from workflow.formats.pairs import Pair
from workflow.services import memory, memory_entries

ENTRIES, TIMES = 40, 15


def test_two_workers_take_the_same_entries(any_newsroom: Newsroom) -> None:
    database = any_newsroom.database
    with unit_of_work(database) as work:
        pairs = [Pair(f"Предложение {n}.", f"Sentence {n}.") for n in range(ENTRIES)]
        memory_entries.add_pairs(work, pairs, source_language="ru", target_language="en")
        ids = list(work.session.scalars(select(MemoryEntry.id)))

    def take(seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(TIMES):
            with unit_of_work(database) as work:
                memory.note_uses(work, chance.sample(ids, len(ids)) + ids[:1])

    run_together([lambda: take(1), lambda: take(2)])
    with database.reading() as session:
        uses = {entry.id: entry.uses for entry in session.scalars(select(MemoryEntry))}
    assert uses == {entry: 2 * TIMES * (2 if entry == ids[0] else 1) for entry in ids}
