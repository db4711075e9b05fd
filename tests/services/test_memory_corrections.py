"""What was corrected is not offered again: of a sentence's wordings in the memory the one approved last stands."""

from __future__ import annotations

import pytest

from tests.conftest import Newsroom
from tests.factories import operate, save
from workflow.core.hashing import segment_hash
from workflow.services import memory, publishing
from workflow.services.memory import Match, MemoryQuery

BEFORE, SOURCE, AFTER = "Мост открыли вечером.", "Паром вмещает сорок машин.", "Он ходит каждый час. Билеты продают на пристани."
NEAR = "Новый паром вмещает сорок машин."
OLD, NEW = "The ferry takes forty lorries.", "The ferry takes forty cars."


def look(n: Newsroom, source: str = SOURCE) -> list[Match]:
    query = MemoryQuery(source, previous_hash=segment_hash(BEFORE), next_hash=segment_hash(AFTER.partition(" Билеты")[0]))
    with n.database.reading() as session:
        return memory.find_matches(session, [query], source_language="ru", target_language="en")[0]


def targets(n: Newsroom, source: str = SOURCE) -> list[str]:
    return [match.target for match in look(n, source)]


def correct(n: Newsroom, article: int, text: str, *, grace: int = 0, reshape: bool = False) -> None:
    """The sentence becomes `text` in a correction; reshaped, what stands beside it is another sentence than it was."""
    n.clock.advance(60)
    n.move(article, "correct", reason="Cars, not lorries.")
    if reshape:
        operate(n, article, "merge", [u for u in n.units(article) if u.source in AFTER])
        save(n, next(u for u in n.units(article) if u.source == AFTER), "It runs hourly; tickets are sold at the pier.")
    save(n, next(u for u in n.units(article) if u.source == SOURCE), text)
    n.move(article, "submit", who="translator")
    n.move(article, "publish", grace_seconds=grace)


@pytest.fixture
def article(any_newsroom: Newsroom) -> int:
    """Published with the old wording."""
    ids = any_newsroom.add_story(title="Паром", html=f"<p>{BEFORE} {SOURCE} {AFTER}</p>")
    any_newsroom.translate(ids["en"])
    save(any_newsroom, next(u for u in any_newsroom.units(ids["en"]) if u.source == SOURCE), OLD)
    any_newsroom.move(ids["en"], "submit", who="translator")
    any_newsroom.move(ids["en"], "publish")
    assert targets(any_newsroom)[0] == OLD
    return ids["en"]


@pytest.mark.parametrize("reshape", [False, True])
def test_the_corrected_wording_alone_is_offered(any_newsroom: Newsroom, article: int, reshape: bool) -> None:
    correct(any_newsroom, article, NEW, reshape=reshape)
    assert targets(any_newsroom)[0] == NEW
    assert OLD not in targets(any_newsroom)
    assert OLD not in targets(any_newsroom, NEAR)
    assert NEW in targets(any_newsroom, NEAR)


def test_taking_the_correction_back_brings_the_old_one_back(any_newsroom: Newsroom, article: int) -> None:
    correct(any_newsroom, article, NEW, grace=10)
    assert OLD not in targets(any_newsroom)
    with any_newsroom.work() as work:
        publishing.take_back(work, any_newsroom.actor("editor"), article)
    assert targets(any_newsroom)[0] == OLD
    assert NEW not in targets(any_newsroom)


def test_what_is_said_again_after_all_is_offered_again(any_newsroom: Newsroom, article: int) -> None:
    correct(any_newsroom, article, NEW)
    correct(any_newsroom, article, OLD)
    assert targets(any_newsroom)[0] == OLD
    assert NEW not in targets(any_newsroom)


def test_another_story_keeps_its_own_wording(any_newsroom: Newsroom, article: int) -> None:
    other = any_newsroom.add_story(title="Ещё паром", html=f"<p>Погода ясная. {SOURCE}</p>")["en"]
    any_newsroom.translate(other)
    save(any_newsroom, next(u for u in any_newsroom.units(other) if u.source == SOURCE), OLD)
    any_newsroom.move(other, "submit", who="translator")
    any_newsroom.move(other, "publish")
    correct(any_newsroom, article, NEW)
    assert {NEW, OLD} <= set(targets(any_newsroom))
