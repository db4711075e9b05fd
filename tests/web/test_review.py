"""The review page as the server writes it: the list before it goes out, marks on sentences, both languages beside each other."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from tests.conftest import ClientAs, Newsroom, StoryIds
from workflow.db.publications import Edition
from workflow.services import holds, operations, quality, units
from workflow.services.pretranslation import MACHINE


@pytest.fixture
def story(newsroom: Newsroom) -> StoryIds:
    return newsroom.add_story()


def read(client_as: ClientAs, story: StoryIds, who: str = "editor", edition: str = "en") -> str:
    answer = client_as(who, by="session").get(f"/articles/{story[edition]}/review?lang=en")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def checks(html: str) -> list[str]:
    """The list, a line each: grade and words."""
    found = html.split('<ul id="checks">')[1].split("</ul>")[0]
    lines = re.findall(r'<li class="([\w ]+)">(.*?)</li>', found, re.DOTALL)
    return [f"{grade}: {' '.join(re.sub(r'<[^>]+>', '', words).split())}" for grade, words in lines]


def test_machine_sentences_stay_marked_until_somebody_changes_them(
    client_as: ClientAs, newsroom: Newsroom, story: StoryIds
) -> None:
    rows = newsroom.units(story["en"])
    for number, mended in ((2, None), (4, "The bridge opened on Tuesday.")):
        with newsroom.work() as work:
            view = units.save_unit(
                work,
                MACHINE,
                rows[number].id,
                version=1,
                text="Bridge was opened in Tuesday.",
                status="draft",
                origin={"kind": "machine", "engine": "x"},
            )
            units.save_unit(
                work, newsroom.actor("translator"), view.id, version=view.version, text=mended or view.text, status="confirmed"
            )
    newsroom.translate(story["en"])
    newsroom.move(story["en"], "submit", who="translator")
    html = read(client_as, story)
    assert html.count('class="sentence machine') == 1
    assert "exactly as the machine wrote it" in html
    assert any("1 exactly as the machine wrote it" in line for line in checks(html))
    assert "<ins>on</ins>" in html
    assert "VYBORG" not in html or "(Realist English)." in html


def test_the_list_says_what_stands_in_the_way_first(client_as: ClientAs, newsroom: Newsroom, story: StoryIds) -> None:
    newsroom.bring_to(story["en"], "review")
    with newsroom.work() as work:
        holds.raise_hold(work, newsroom.actor("editor2"), story["en"], reason="ask the mayor")
    unit = newsroom.units(story["en"])[3]
    with newsroom.work() as work:
        units.save_unit(work, newsroom.actor("editor"), unit.id, version=unit.version, text="No mark here", status="confirmed")
    lines = checks(read(client_as, story))
    grades = [line.split(":")[0] for line in lines]
    assert grades == sorted(grades, key=["ask dismissed", "stop", "ask", "ok", "info"].index)
    assert any("ask the mayor" in line and line.startswith("stop") for line in lines)
    assert any("Sentence 4" in line and line.startswith("stop") for line in lines)
    with newsroom.work() as work:
        quality.dismiss_finding(work, newsroom.actor("editor"), unit_id=unit.id, check="placeholders", reason="meant so")
    lines = checks(read(client_as, story))
    assert lines[0].startswith("ask dismissed")
    assert "meant so" in lines[0]
    assert "I accept that" in lines[0]
    assert "I accept that" not in " ".join(checks(read(client_as, story, "translator")))


def test_what_is_left_out_later_and_added_is_told(client_as: ClientAs, newsroom: Newsroom, story: StoryIds) -> None:
    rows = newsroom.units(story["en"])
    translator = newsroom.actor("translator")
    with newsroom.work() as work:
        operations.apply_operation(
            work,
            translator,
            story["en"],
            op="omit",
            structure_version=1,
            params={"reason": "said already"},
            units=[operations.UnitRef(rows[-1].id, 1)],
        )
    with newsroom.work() as work:
        units.save_unit(work, translator, rows[-2].id, version=1, text="", status="later")
    html = read(client_as, story)
    lines = checks(html)
    assert any("1 sentence left out" in line for line in lines)
    assert any("1 sentence comes later" in line for line in lines)
    assert "left out: said already" in html
    assert 'class="left-out"' in html


def test_a_picture_without_words_is_told(client_as: ClientAs, newsroom: Newsroom) -> None:
    story = newsroom.add_story(html='<p>Первое предложение.</p><figure><img src="https://example.org/a.jpg"></figure>')
    newsroom.bring_to(story["en"], "review")
    lines = checks(read(client_as, story))
    assert "ask: A picture has no alt text" in lines
    assert "ask: A picture has no caption" in lines


def test_the_hash_on_the_page_is_the_one_that_publishes(client_as: ClientAs, newsroom: Newsroom, story: StoryIds) -> None:
    newsroom.bring_to(story["en"], "review")
    found = re.search(r'data-hash="([0-9a-f]{64})"', read(client_as, story))
    assert found is not None
    assert found[1] == newsroom.article(story["en"]).content_hash
    part = client_as("editor", by="session").get(f"/articles/{story['en']}/review/text").get_data(as_text=True)
    assert found[1] in part


@pytest.mark.parametrize(("who", "decides"), [("editor", True), ("admin", True), ("translator", False), ("author", False)])
def test_only_editors_decide(client_as: ClientAs, newsroom: Newsroom, story: StoryIds, who: str, decides: bool) -> None:
    newsroom.bring_to(story["en"], "review")
    html = read(client_as, story, who)
    assert ('id="publish"' in html) is decides
    assert ('id="return"' in html) is decides


def test_outside_review_there_is_nothing_to_decide(client_as: ClientAs, newsroom: Newsroom, story: StoryIds) -> None:
    html = read(client_as, story)
    assert 'id="publish"' not in html
    assert "not in review" in html
    newsroom.bring_to(story["en"], "publish")
    html = read(client_as, story)
    assert 'id="publish"' not in html


def test_the_original_stands_alone(client_as: ClientAs, newsroom: Newsroom) -> None:
    story = newsroom.add_story(who="author", draft=True, external_id="")
    newsroom.move(story["ru"], "submit", who="author")
    html = read(client_as, story, edition="ru")
    assert 'class="pairs alone"' in html
    assert 'class="source"' not in html
    assert 'id="publish"' in html
    assert 'data-edit="0"' in html


def test_a_near_match_confirmed_as_it_stood_is_asked_about(client_as: ClientAs, newsroom: Newsroom, story: StoryIds) -> None:
    unit = newsroom.units(story["en"])[2]
    origin = {"kind": "memory", "score": 86, "entry": 1}
    with newsroom.work() as work:
        filled = units.save_unit(work, MACHINE, unit.id, version=1, text="Buses will run.", status="draft", origin=origin)
        units.save_unit(work, newsroom.actor("translator"), unit.id, version=filled.version, text=filled.text, status="confirmed")
    newsroom.translate(story["en"])
    newsroom.move(story["en"], "submit", who="translator")
    page = read(client_as, story)
    assert "ask: Sentence 3: Confirmed as the memory had it for a similar sentence (86 of 100)" in checks(page)
    mended = newsroom.units(story["en"])[2]
    with newsroom.work() as work:
        units.save_unit(
            work, newsroom.actor("editor"), unit.id, version=mended.version, text="Trams will run.", status="confirmed"
        )
    assert not any("similar sentence" in line for line in checks(read(client_as, story)))


def test_a_refusal_names_what_was_found(client_as: ClientAs, newsroom: Newsroom, story: StoryIds) -> None:
    newsroom.translate(story["en"])
    marked = next(u for u in newsroom.units(story["en"]) if u.elements)
    with newsroom.work() as work:
        units.save_unit(
            work, newsroom.actor("translator"), marked.id, version=marked.version, text="Marks gone.", status="confirmed"
        )
    answer = client_as("translator").post(f"/api/v1/articles/{story['en']}/transitions", json={"action": "submit"})
    assert answer.status_code == 409
    assert "{1}" in answer.get_data(as_text=True)
    assert "is missing" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("dateline", "capitals", "printed"), [("{CITY} ({agency}).", True, "VYBORG"), ("{city}, {agency} –", False, "Vyborg")]
)
def test_a_dateline_keeps_its_agency_and_its_look(
    client_as: ClientAs, newsroom: Newsroom, story: StoryIds, dateline: str, capitals: bool, printed: str
) -> None:
    with newsroom.work() as work:
        edition = work.session.scalars(select(Edition).where(Edition.tag == "en")).one()
        edition.policy = {**edition.policy, "dateline": dateline}
        unit = newsroom.units(story["en"])[1]
        units.save_unit(work, newsroom.actor("translator"), unit.id, version=1, text="Vyborg", status="draft")
    grid = client_as("translator", by="session").get(f"/articles/{story['en']}/edit").get_data(as_text=True)
    assert ('class="row dateline capitals' in grid) is capitals
    html = read(client_as, story)
    assert "ВЫБОРГ (Реалист).</span>" in html, "the Russian beside the English"
    assert printed in html
    assert "ВЫБОРГ (Реалист).</span>" in read(client_as, story, edition="ru"), "the Russian alone"


def test_what_next_stands_only_where_there_is_something(client_as: ClientAs, story: StoryIds) -> None:
    pages = {
        (who, path): "What next" in client_as(who, by="session").get(f"{path}?lang=en").get_data(as_text=True)
        for who in ("translator", "editor", "author")
        for path in (f"/stories/{story.story}", f"/articles/{story['en']}")
    }
    story_page, article_page = f"/stories/{story.story}", f"/articles/{story['en']}"
    assert not pages["translator", story_page]
    assert pages["editor", story_page] and pages["author", story_page]
    assert pages["translator", article_page] and not pages["author", article_page]
