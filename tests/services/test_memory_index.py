"""The memory's index: it always holds what the table holds, it finds what brute force finds, and both databases agree."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tests.conftest import Newsroom
from workflow.core.hashing import normalise
from workflow.core.memory_terms import index_terms, name_space
from workflow.db.memory import MemoryEntry
from workflow.db.memory_index import MAPPED, MOST_ID, MOST_LENGTH, Indexed, open_index
from workflow.db.session import Database
from workflow.db.work import Work, unit_of_work
from workflow.formats.pairs import Pair
from workflow.services import memory, memory_entries, memory_imports, memory_upkeep
from workflow.services.memory import MemoryQuery

WORDS = (
    "порт",
    "мост",
    "паром",
    "ёлка",
    "в",
    "на",
    "и",
    "не",
    "снег",
    "ветер",
    "город",
    "река",
    "5",
    "12",
    "2024",
    "«Мир»",
    "Выборг",
    "открыли",
    "закрыли",
    "сегодня",
    "a-b",
    "x_y",
)
sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join) | st.text(min_size=1, max_size=60)
steps = st.lists(
    st.tuples(
        st.sampled_from(
            ("learn", "learn", "learn", "import", "forget", "release", "remove_import", "delete", "wrong", "right", "merge")
        ),
        sentences,
        st.integers(0, 5),
    ),
    max_size=25,
)


def expected(database: Database) -> dict[int, tuple[int, frozenset[str]]]:
    with database.reading() as session:
        rows = session.scalars(select(MemoryEntry).where(MemoryEntry.wrong_at.is_(None)))
        return {
            r.id: (r.length, frozenset(terms))
            for r in rows
            if (terms := index_terms(r.normalised, name_space(r.source_language, r.target_language, r.kind)))
        }


def dump(database: Database) -> dict[int, tuple[int, frozenset[str]]]:
    with database.reading() as session:
        return open_index(session).dump()


def empty(newsroom: Newsroom) -> None:
    with newsroom.work() as work:
        memory_entries.remove_entries(work)


def test_a_lookup_maps_the_file_and_taking_in_does_not(newsroom: Newsroom) -> None:
    """What is mapped counts as memory: an import of a million pairs would need as much as the database is large."""

    def mapped(session: Session) -> int:
        return int(session.connection().exec_driver_sql("PRAGMA mmap_size").scalar_one())

    query = MemoryQuery("Паром вернулся в порт.")
    with newsroom.work() as work:
        memory_entries.add_pairs(work, [Pair(query.source, "The ferry is back.")], source_language="ru", target_language="en")
        assert mapped(work.session) == 0
        assert memory.find_matches(work.session, [query], source_language="ru", target_language="en")[0]
        assert mapped(work.session) == MAPPED


@given(steps=steps)
@settings(max_examples=25)
def test_the_index_holds_what_the_table_holds(any_newsroom: Newsroom, steps: list[tuple[str, str, int]]) -> None:
    newsroom, admin = any_newsroom, any_newsroom.actor("admin")
    empty(newsroom)
    if not (stories := getattr(newsroom, "_stories", [])):
        stories = [newsroom.add_story().story for _ in range(2)]
        newsroom._stories = stories  # type: ignore[attr-defined]
    for step, sentence, n in steps:
        with newsroom.work() as work:
            _take(work, admin, step, sentence, n, stories)
    assert dump(newsroom.database) == expected(newsroom.database)
    with newsroom.work() as work:
        memory_entries.rebuild_index(work)
    assert dump(newsroom.database) == expected(newsroom.database)


def _take(work: Work, admin: Any, step: str, sentence: str, n: int, stories: Sequence[int]) -> None:
    ids = list(work.session.scalars(select(MemoryEntry.id).order_by(MemoryEntry.id)))
    chosen = ids[n % len(ids)] if ids else None
    if step == "learn":
        memory.learn_pair(
            work, source=sentence, target="A bridge.", source_language="ru", target_language=("en", "de")[n % 2],
            kind=("text", "headline")[n // 2 % 2], previous_hash=str(n % 3), links={"story_id": stories[n % 2]},
        )  # fmt: skip
    elif step == "forget":
        memory.forget_story(work, stories[n % 2])
    elif step == "release":
        memory.forget_release(work, n, story_id=stories[n % 2])
    elif step == "import":
        batch = memory_imports.begin_import(work, admin, name="x.tmx", form="tmx", source_language="ru", target_language="en")
        memory_imports.add_to_import(work, batch, [Pair(sentence, f"Pair {k}.") for k in range(n)])
        memory_imports.finish_import(work, admin, batch)
    elif step == "remove_import":
        for found in memory_imports.list_imports(work.session)[:1]:
            memory_imports.remove_import(work, admin, found.id)
    elif step == "merge":
        memory_upkeep.merge_duplicates(work, admin)
    elif chosen is not None:
        if step == "delete":
            memory_upkeep.delete_entry(work, admin, chosen)
        elif step == "wrong":
            memory_upkeep.call_wrong(work, admin, chosen, why="no")
        else:
            memory_upkeep.call_right(work, admin, chosen)


def grow(count: int) -> list[str]:
    """Sentences of made-up words that are like one another in every degree, short and long ones."""
    chance = random.Random(5)
    vocabulary = ["".join(chance.choices("авдеиклмнопрст", k=chance.randrange(2, 9))) for _ in range(400)]
    found = [" ".join(chance.choices(vocabulary, k=chance.randrange(2, 22))).capitalize() + "." for _ in range(count // 2)]
    while len(found) < count:
        words = chance.choice(found).split(" ")
        for _ in range(chance.randrange(1, 3)):
            at = chance.randrange(len(words))
            words[at] = chance.choice((chance.choice(vocabulary), words[at][:-1] + "ы", "не " + words[at]))
        found.append(" ".join(words))
    return found


@pytest.mark.postgres
def test_both_databases_find_what_brute_force_finds(database: Database, postgres_database: Database) -> None:
    texts = list(dict.fromkeys(grow(1500)))
    answers = []
    queries = texts[::7]
    for each in (database, postgres_database):
        with unit_of_work(each) as work:
            memory_entries.add_pairs(
                work, [Pair(t, f"Sentence {n}.") for n, t in enumerate(texts)], source_language="ru", target_language="en"
            )
        with each.reading() as session:
            index = open_index(session)
            answers.append([memory.find_near(index, q, "ru>en>t", least=70, limit=5) for q in queries])
    assert answers[0] == answers[1]
    known = {n: normalise(t) for n, t in enumerate(texts, start=1)}
    wanted = found = 0
    for query, answer in zip(queries, answers[0], strict=True):
        scores = sorted((Levenshtein.normalized_similarity(normalise(query), t) for t in known.values()), reverse=True)
        truth = [s for s in scores[:5] if s >= 0.7]
        wanted += len(truth)
        found += sum(1 for ours, theirs in zip(answer.values(), truth, strict=False) if ours == pytest.approx(theirs))
    assert found / wanted >= 0.998, (found, wanted)


@pytest.mark.parametrize("beyond", [1 << 24, (1 << 32) + 5, MOST_ID - 3])
def test_ids_and_lengths_do_not_run_into_each_other(newsroom: Newsroom, beyond: int) -> None:
    """A row of the SQLite index is a length and an id in one number."""
    with newsroom.work() as work:
        work.session.execute(text("DELETE FROM sqlite_sequence WHERE name = 'memory_entries'"))
        work.session.execute(text("INSERT INTO sqlite_sequence(name, seq) VALUES ('memory_entries', :n)"), {"n": beyond})
        for source in ("Мост открыт для всех жителей города и гостей области сегодня.", "Мост", "Мост " * 3000):
            memory.learn_pair(work, source=source, target="A bridge.", source_language="ru", target_language="en")
    assert dump(newsroom.database) == expected(newsroom.database)
    with newsroom.database.reading() as session:
        for source in ("Мост открыт для всех жителей города и гостей области вчера.", "Мосты", "Мост " * 2999):
            (match,) = memory.find_matches(session, [MemoryQuery(source)], source_language="ru", target_language="en")[0]
            assert match.entry_id > beyond
            assert abs(len(match.source) - len(source)) < 10, "whole, however long"


def test_what_the_index_cannot_hold_is_said(newsroom: Newsroom) -> None:
    with newsroom.work() as work:
        index = open_index(work.session)
        with pytest.raises(OverflowError):
            index.add([Indexed(MOST_ID + 1, 10, ["x"])])
        index.add([Indexed(MOST_ID, MOST_LENGTH + 99, ["endless"])])
        assert index.find(["endless"], (1, MOST_LENGTH * 2), most=5) == [MOST_ID]


def test_a_word_as_long_as_an_address_is_whole(any_newsroom: Newsroom) -> None:
    one = "Подробности: " + "слово" * 60
    other = one + "я"
    with any_newsroom.work() as work:
        for source in (one, other):
            memory.learn_pair(
                work, source=source, target="Words of " + "x" * len(source), source_language="ru", target_language="en"
            )
    with any_newsroom.database.reading() as session:
        found = memory.find_matches(session, [MemoryQuery(one)], source_language="ru", target_language="en")[0]
    assert [m.score for m in found] == [100, 99]
