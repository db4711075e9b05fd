"""The memory: what is offered, how good it is called, and what may stand in a unit unasked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Newsroom
from workflow.formats.pairs import Pair
from workflow.services import memory, memory_entries, memory_imports, memory_upkeep
from workflow.services.memory import Match, MemoryQuery


def learn(newsroom: Newsroom, source: str, target: str, **more: Any) -> None:
    with newsroom.work() as work:
        memory.learn_pair(work, source=source, target=target, source_language="ru", target_language="en", **more)


def find(newsroom: Newsroom, source: str, **more: Any) -> list[Match]:
    with newsroom.database.reading() as session:
        return memory.find_matches(session, [MemoryQuery(source, **more)], source_language="ru", target_language="en")[0]


def test_the_same_sentence_is_exact_and_in_its_place_better(newsroom: Newsroom) -> None:
    learn(newsroom, "Мост открыт для всех.", "The bridge is open to all.", previous_hash="a", next_hash="b")
    (match,) = find(newsroom, "Мост открыт для всех.")
    assert (match.score, match.prefill, match.target) == (100, True, "The bridge is open to all.")
    assert find(newsroom, "Мост открыт для всех.", previous_hash="a", next_hash="b")[0].score == 101
    assert find(newsroom, "Мост открыт для всех.", previous_hash="a", next_hash="c")[0].score == 100


def test_typography_is_no_difference_and_case_is(newsroom: Newsroom) -> None:
    learn(newsroom, 'Мост "Мир" — открыт.', "The Mir bridge is open.")
    assert find(newsroom, "Мост «Мир» – открыт.")[0].score == 100
    assert find(newsroom, "мост «мир» – открыт.")[0].score < 100


def test_a_similar_sentence_is_scored_and_filled_in_only_from_eighty(newsroom: Newsroom) -> None:
    learn(newsroom, "Новый мост через реку открыт для машин и людей.", "The new bridge is open.")
    (near,) = find(newsroom, "Новый мост через реку открыт для машин и детей.")
    assert 80 <= near.score < 100
    assert near.prefill
    (far,) = find(newsroom, "Старый мост через реку закрыт для всех людей.")
    assert 70 <= far.score < 80
    assert not far.prefill
    assert find(newsroom, "Совсем другое предложение о погоде.") == []


def test_a_similar_sentence_with_another_number_is_never_filled_in(newsroom: Newsroom) -> None:
    learn(newsroom, "На открытие моста пришли 40 человек из города.", "Forty people from town came.")
    (match,) = find(newsroom, "На открытие моста пришли 50 человек из города.")
    assert match.numbers_differ
    assert not match.prefill


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("На мост пришли 12 человек и 34 гостя.", "23 people came to the bridge."),
        ("Мост открыли вчера утром.", "The bridge opened on Wednesday morning."),
        ("Мост стоит сто рублей.", "The bridge costs a hundred dollars."),
        ("Мост открыли недавно.", "The bridge opened in 2024."),
        ("Мост открыл министр Петров.", "The bridge was opened by Dmitry Petrov."),
        ("Мост открыли в столице.", "The bridge was opened in Moscow."),
    ],
)
def test_an_invented_fact_is_never_exact_and_never_filled_in(newsroom: Newsroom, source: str, target: str) -> None:
    learn(newsroom, source, target)
    (match,) = find(newsroom, source)
    assert (match.score, match.prefill, match.numbers_differ) == (99, False, True)
    for near in find(newsroom, source.replace("мост", "Мост").replace("Мост", "Новый мост", 1)):
        assert (near.prefill, near.numbers_differ) == (False, True)


@pytest.mark.parametrize(
    ("learned", "asked", "expected", "prefill"),
    [
        (("{3}Мост{/3} открыт.", "The {3}bridge{/3} is open."), "{1}Мост{/1} открыт.", "The {1}bridge{/1} is open.", True),
        (
            ("{1}Мост{/1} {2}открыт{/2}.", "The {1}bridge{/1} is {2}open{/2}."),
            "{2}Мост{/2} {1}открыт{/1}.",
            "The {2}bridge{/2} is {1}open{/1}.",
            True,
        ),
        (("{1}Мост{/1} открыт.", "The {1}bridge{/1} is open."), "Мост открыт.", "The bridge is open.", True),
        (("Мост открыт.", "The bridge is open."), "{1}Мост{/1} открыт.", "The bridge is open.", False),
        (
            ("{1}Мост{/1} {2}открыт{/2}.", "The {1}bridge{/1} is {2}open{/2}."),
            "{1}Мост{/1} открыт.",
            "The {1}bridge{/1} is open.",
            False,
        ),
        (("Мост{1} открыт.", "The bridge is{1} open."), "{1}Мост{/1} открыт.", "The bridge is{1} open.", False),
    ],
)
def test_placeholders_are_fitted_or_the_match_is_not_exact(
    newsroom: Newsroom, learned: tuple[str, str], asked: str, expected: str, prefill: bool
) -> None:
    learn(newsroom, *learned)
    (match,) = find(newsroom, asked)
    assert (match.target, match.prefill, match.score == 100) == (expected, prefill, prefill)


def test_headlines_match_headlines(newsroom: Newsroom) -> None:
    learn(newsroom, "Мост открыт", "Bridge Opens", kind="headline")
    assert find(newsroom, "Мост открыт") == []
    assert find(newsroom, "Мост открыт", kind="headline")[0].target == "Bridge Opens"


def test_other_languages_are_not_asked(newsroom: Newsroom) -> None:
    with newsroom.work() as work:
        memory.learn_pair(work, source="Мост открыт.", target="Die Brücke ist offen.", source_language="ru", target_language="de")
    assert find(newsroom, "Мост открыт.") == []


def test_a_pair_learned_twice_is_one_and_stays_with_what_taught_it_first(newsroom: Newsroom) -> None:
    learn(newsroom, "Мост открыт.", "The bridge is open.", provenance="house memory")
    story = newsroom.add_story(html="<p>Мост открыт.</p>")
    learn(newsroom, "Мост открыт.", "The bridge is open.", provenance="story", links={"story_id": story.story})
    with newsroom.work() as work:
        memory.forget_story(work, story.story)
    (match,) = find(newsroom, "Мост открыт.")
    assert match.provenance == "house memory", "withdrawing a story must not take what the house knew before it"


def test_of_two_translations_the_newest_comes_first(newsroom: Newsroom) -> None:
    learn(newsroom, "Мост открыт.", "The bridge has opened.")
    learn(newsroom, "Мост открыт.", "The bridge is open.")
    assert [m.target for m in find(newsroom, "Мост открыт.")] == ["The bridge is open.", "The bridge has opened."]


@pytest.mark.parametrize(("source", "target"), [("{1}{/1}", "{1}{/1}"), ("Мост.", " "), ("", "Bridge.")])
def test_nothing_is_learned_from_nothing(newsroom: Newsroom, source: str, target: str) -> None:
    learn(newsroom, source, target)
    with newsroom.database.reading() as session:
        assert memory.count_entries(session) == 0


def test_numbers_alone_are_replaced_and_told_and_never_filled_in(newsroom: Newsroom) -> None:
    learn(newsroom, "На {1}мост{/1} пришли 40 человек из города.", "Some 40 people from town came to the {1}bridge{/1}.")
    (match,) = find(newsroom, "На {3}мост{/3} пришли 12 500 человек из города.")
    assert match.target == "Some 12,500 people from town came to the {3}bridge{/3}."
    assert (match.numbers_replaced, match.numbers_differ, match.prefill) == (True, True, False)
    (other,) = find(newsroom, "На {3}мост{/3} пришли 50 жителей из города.")
    assert (other.numbers_replaced, other.target) == (False, "Some 40 people from town came to the {3}bridge{/3}.")


def test_a_lost_not_is_told_and_never_filled_in(newsroom: Newsroom) -> None:
    learn(newsroom, "Министр сообщил, что новый мост через реку не откроют для машин.", "The bridge will not open to cars.")
    (match,) = find(newsroom, "Министр сообщил, что новый мост через реку откроют для машин.")
    assert match.score > 90
    assert (match.negation_differs, match.prefill) == (True, False)


def test_what_nobody_reviewed_ranks_lower_and_is_never_exact(newsroom: Newsroom) -> None:
    with newsroom.work() as work:
        memory_entries.add_pairs(
            work, [Pair("Мост открыт.", "Bridge is opened.")], source_language="ru", target_language="en", reviewed=False
        )
    (match,) = find(newsroom, "Мост открыт.")
    assert (match.score, match.prefill, match.reviewed) == (99, False, False)
    learn(newsroom, "Мост открыт.", "The bridge is open.")
    assert [m.target for m in find(newsroom, "Мост открыт.")] == ["The bridge is open.", "Bridge is opened."]


def test_a_wrong_pair_is_not_offered_nor_learned_again(newsroom: Newsroom) -> None:
    admin = newsroom.actor("admin")
    learn(newsroom, "Мост открыт.", "The bridge is shut.")
    (match,) = find(newsroom, "Мост открыт.")
    with newsroom.work() as work:
        memory_upkeep.call_wrong(work, admin, match.entry_id, why="the opposite")
    learn(newsroom, "Мост открыт.", "The bridge is shut.")
    assert find(newsroom, "Мост открыт.") == find(newsroom, "Мост открыта.") == []
    with newsroom.work() as work:
        memory_upkeep.call_right(work, admin, match.entry_id)
    assert [m.score for m in find(newsroom, "Мост открыт.")] == [100]


def test_a_wrong_pair_is_wrong_between_all_neighbours(any_newsroom: Newsroom) -> None:
    newsroom = any_newsroom
    admin = newsroom.actor("admin")
    pair = ("Мост открыт.", "The bridge is shut.")
    for previous in ("a", "b"):
        learn(newsroom, *pair, previous_hash=previous)
    (match,) = find(newsroom, pair[0])
    with newsroom.work() as work:
        memory_upkeep.call_wrong(work, admin, match.entry_id, why="the opposite")
    assert find(newsroom, pair[0]) == []
    learn(newsroom, *pair, previous_hash="c")
    assert find(newsroom, pair[0]) == []
    with newsroom.work() as work:
        (told,) = memory_upkeep.list_wrong(work.session)
        memory_upkeep.call_right(work, admin, told.id)
    assert find(newsroom, pair[0], previous_hash="a")[0].score == 101
    with newsroom.database.reading() as session:
        assert memory.count_entries(session) == 2 and memory_upkeep.list_wrong(session) == []


@pytest.mark.parametrize("merged", [False, True])
def test_what_a_story_taught_outlives_the_import_that_knew_it_and_its_doubts(any_newsroom: Newsroom, merged: bool) -> None:
    newsroom = any_newsroom
    admin, pair = newsroom.actor("admin"), ("Мост открыт.", "The bridge is open.")
    with newsroom.work() as work:
        languages = {"source_language": "ru", "target_language": "en"}
        opened = memory_imports.begin_import(work, admin, name="old.tmx", form="tmx", **languages)
        memory_imports.add_to_import(work, opened, [Pair(*pair)], reviewed=merged)
    story = newsroom.add_story(html="<p>Мост открыт.</p>")
    for _ in range(2):
        learn(newsroom, *pair, links={"story_id": story.story})
    with newsroom.database.reading() as session:
        assert memory.count_entries(session) == 2
    assert find(newsroom, pair[0])[0].prefill, "somebody approved it"
    with newsroom.work() as work:
        assert not merged or memory_upkeep.merge_duplicates(work, admin) == 1
        memory_imports.remove_import(work, admin, opened)
    assert [(m.score, m.prefill) for m in find(newsroom, pair[0])] == [(100, True)]


@pytest.mark.parametrize(
    ("learned", "translation", "asked", "told"),
    [
        ("Ночью в Москве будет около 5 градусов.", "Overnight it will be about 5 degrees in Moscow.", "Ночью в Москве будет около −5 градусов.", "numbers"),
        ("Экспорт вырос до 5 млн тонн, сообщило министерство.", "Exports rose to 5 million tonnes.", "Экспорт вырос до 5 млрд тонн, сообщило министерство.", "numbers"),
        ("В аварии на трассе погибли пять человек.", "Five people died on the highway.", "В аварии на трассе погибли шесть человек.", "numbers"),
        ("Ставка выросла на 2% по итогам заседания банка.", "The rate rose by 2% after the meeting.", "Ставка выросла на 2 п.п. по итогам заседания банка.", "numbers"),
        ("Число жителей выросло вдвое за десять лет.", "The population doubled in ten years.", "Число жителей выросло втрое за десять лет.", "numbers"),
        ("Завод построили в девяностых годах на окраине.", "The plant was built in the nineties.", "Завод построили в семидесятых годах на окраине.", "numbers"),
        ("Президент подписал закон о защите прав.", "The president signed the rights law.", "Президент отклонил закон о защите прав.", "negation"),
        ("Мэр города Сергей Иванов сообщил о пожаре на складе.", "Mayor Sergei Ivanov reported a fire.", "Мэр города Сергей Петров сообщил о пожаре на складе.", "name"),
    ],
)  # fmt: skip
def test_a_near_match_that_says_something_else_is_never_filled_in(
    newsroom: Newsroom, learned: str, translation: str, asked: str, told: str
) -> None:
    learn(newsroom, learned, translation)
    (match,) = find(newsroom, asked)
    assert min(match.score, match.words) >= 80
    assert (match.prefill, match.numbers_differ, match.negation_differs) == (False, told == "numbers", told == "negation")


def test_duplicates_merge_into_the_oldest_that_somebody_reviewed(newsroom: Newsroom) -> None:
    for previous, nxt in (("", ""), ("a", "b"), ("c", "d")):
        learn(newsroom, "Мост открыт.", "The bridge is open.", previous_hash=previous, next_hash=nxt)
    learn(newsroom, "Мост открыт", "The bridge is open.")
    with newsroom.work() as work:
        assert memory_upkeep.merge_duplicates(work, newsroom.actor("editor")) == 1, "what has a context of its own stays"
        assert memory_upkeep.merge_duplicates(work, newsroom.actor("editor")) == 0
    assert find(newsroom, "Мост открыт.", previous_hash="c", next_hash="d")[0].score == 101
