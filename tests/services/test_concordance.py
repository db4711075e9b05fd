"""Looking words up in what was published and in the memory, on both databases."""

from __future__ import annotations

import pytest

from tests.conftest import Newsroom
from workflow.core.errors import Forbidden, NotFound
from workflow.services import concordance, memory, operations, units
from workflow.services.concordance import Concordance

STORY = (
    "<p>МУРМАНСК (Реалист). Ёлку привезли в порт на ледоколе. Ледокол ушёл в море.</p>\n"
    '<p>На борту было 40 человек. <a href="https://example.org/p">Портовый</a> кран сломан.</p>'
)
TEXTS = (
    "A tree comes by icebreaker",
    "Murmansk",
    "The tree came to the port on an icebreaker.",
    "The icebreaker went to sea.",
    "Forty people were on board.",
    "The {1}port{/1} crane is broken.",
)


def publish(newsroom: Newsroom, texts: tuple[str, ...] = TEXTS) -> int:
    story = newsroom.add_story(title="Ёлка приехала на ледоколе", html=STORY)
    for unit, text in zip(newsroom.units(story["en"]), texts, strict=True):
        with newsroom.work() as work:
            units.save_unit(work, newsroom.actor("translator"), unit.id, version=unit.version, text=text, status="confirmed")
    newsroom.move(story["en"], "submit", who="translator")
    newsroom.move(story["en"], "publish")
    newsroom.clock.advance(60)
    return story["en"]


def look(newsroom: Newsroom, q: str, *, who: str = "translator", edition: str = "en", limit: int = 20) -> Concordance:
    with newsroom.database.reading() as session:
        return concordance.look_up(session, newsroom.actor(who), q, edition=edition, now=newsroom.clock(), limit=limit)


def marked(text: str, spans: tuple[tuple[int, int], ...]) -> list[str]:
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("q", "sentences", "words"),
    [
        ("ледоколом", {0, 2, 3}, {"ледоколе", "Ледокол"}),
        ("ЕЛКА", {0, 2}, {"Ёлку", "Ёлка"}),
        ("елку в порту", {2}, {"Ёлку", "порт"}),
        ("мурманск", {1}, {"МУРМАНСК"}),
        ("порт*", {2, 5}, {"порт", "Портовый"}),
        ("icebreakers", {0, 2, 3}, set()),
        ("SEA icebreaker", {3}, set()),
        ("40", {4}, {"40"}),
        ("кран на кране", set(), set()),
        ("%", set(), set()),
        ("_", set(), set()),
        ("*", set(), set()),
        ("'; DROP TABLE units", set(), set()),
        ("ледокол паром", set(), set()),
    ],
)
def test_published_sentences(any_newsroom: Newsroom, q: str, sentences: set[int], words: set[str]) -> None:
    publish(any_newsroom)
    found = look(any_newsroom, q)
    plain = [text.replace("{1}", "").replace("{/1}", "") for text in TEXTS]
    assert {plain.index(hit.target) for hit in found.hits} == sentences
    assert {hit.kind for hit in found.hits} <= {"published"}, "what the memory learned from it is not told twice"
    assert not found.more
    if words:
        assert {word for hit in found.hits for word in marked(hit.source, hit.source_marks)} == words
    for hit in found.hits:
        assert hit.url.startswith("/en/")
        assert (hit.story_id, hit.title) == (1, TEXTS[0])


def test_only_what_is_out_counts_and_as_it_went_out(any_newsroom: Newsroom) -> None:
    newsroom = any_newsroom
    article = publish(newsroom)
    newsroom.move(article, "update", who="translator")
    sea = newsroom.units(article)[3]
    with newsroom.work() as work:
        units.save_unit(
            work, newsroom.actor("translator"), sea.id, version=sea.version, text="The icebreaker sailed.", status="confirmed"
        )
    assert {h.target for h in look(newsroom, "icebreaker").hits if h.kind == "published"} == {TEXTS[0], TEXTS[2], TEXTS[3]}
    assert not look(newsroom, "sailed").hits
    newsroom.move(article, "withdraw", reason="wrong")
    assert {h.kind for h in look(newsroom, "ледокол").hits} == {"source"}, "the Russian is still out"


def test_a_sentence_of_the_editions_own_and_a_story_in_russian_alone(any_newsroom: Newsroom) -> None:
    newsroom = any_newsroom
    story = newsroom.add_story(title="Паром вернулся", html="<p>Паром стоит у причала. Погода ясная.</p>")
    hit = look(newsroom, "паромом").hits[0]
    assert (hit.kind, hit.source, hit.target) == ("source", "Паром вернулся", "")
    assert hit.url.startswith("/ru/")
    unit = newsroom.units(story["en"])[0]
    with newsroom.work() as work:
        operations.apply_operation(
            work,
            newsroom.actor("translator"),
            story["en"],
            op="add",
            structure_version=1,
            params={"text": "Beryozovy has 400 residents."},
            units=[operations.UnitRef(unit.id, unit.version)],
        )
    added = next(u for u in newsroom.units(story["en"]) if u.kind == "added")
    with newsroom.work() as work:
        units.save_unit(work, newsroom.actor("translator"), added.id, version=added.version, text=added.text, status="confirmed")
    assert not look(newsroom, "Beryozovy").hits, "a draft is nobody's example"
    newsroom.bring_to(story["en"], "publish")
    newsroom.clock.advance(60)
    assert [(h.kind, h.source, h.target) for h in look(newsroom, "resident").hits] == [
        ("published", "", "Beryozovy has 400 residents.")
    ]


def test_memory_stands_after_what_was_published(any_newsroom: Newsroom) -> None:
    newsroom = any_newsroom
    publish(newsroom)
    with newsroom.work() as work:
        for n in range(5):
            memory.learn_pair(
                work,
                source=f"Ледокол номер {n} стоит в порту.",
                target=f"Icebreaker {n} is in port.",
                source_language="ru",
                target_language="en",
                provenance="demo",
            )
    found = look(newsroom, "ледоколы")
    assert [h.kind for h in found.hits] == ["published"] * 3 + ["memory"] * 5
    assert found.hits[-1].provenance == "demo"
    few = look(newsroom, "ледоколы", limit=4)
    assert (len(few.hits), few.more) == (4, True)


def test_who_may_not_read_the_edition_finds_nothing(newsroom: Newsroom) -> None:
    with pytest.raises(Forbidden):
        look(newsroom, "мост", who="nobody")
    for edition in ("ru", "de"):
        with pytest.raises(NotFound):
            look(newsroom, "мост", edition=edition)
