"""The review page as the server writes it: the list before it goes out, marks on sentences, both languages beside each other."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from tests.conftest import HTML, TITLE, ClientAs, Newsroom, StoryIds
from workflow.core.states import Side, State, moves_from
from workflow.db.publications import Edition
from workflow.services import dismissals, holds, ingest, takeover, units
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
    assert "machine: 1 sentence exactly as the machine wrote it Previous of them Next of them" in checks(html)
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
    assert grades == sorted(grades, key=["ask dismissed", "stop", "ask", "machine", "ok", "info"].index)
    assert any("ask the mayor" in line and line.startswith("stop") for line in lines)
    assert any("Sentence 4" in line and line.startswith("stop") for line in lines)
    with newsroom.work() as work:
        dismissals.dismiss_findings(work, newsroom.actor("editor"), unit_id=unit.id, check="placeholders", reason="meant so")
    lines = checks(read(client_as, story))
    assert lines[0].startswith("ask dismissed")
    assert "meant so" in lines[0]
    assert "I accept that" in lines[0]
    assert "Bring it back" in lines[0]
    others = " ".join(checks(read(client_as, story, "translator")))
    assert "I accept that" not in others
    assert "Bring it back" not in others


def test_what_is_left_out_later_and_added_is_told(client_as: ClientAs, newsroom: Newsroom, story: StoryIds) -> None:
    rows = newsroom.units(story["en"])
    translator = newsroom.actor("translator")
    newsroom.omit(story["en"], rows[-1], reason="said already")
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
    assert "Before it goes out</h1>" in html
    newsroom.bring_to(story["en"], "publish")
    html = read(client_as, story)
    assert 'id="publish"' not in html
    assert "Before it goes out" not in html
    assert "What the checks say</h1>" in html


def test_the_original_stands_alone(client_as: ClientAs, newsroom: Newsroom) -> None:
    story = newsroom.add_story(who="author", draft=True, external_id="")
    newsroom.move(story["ru"], "submit", who="author")
    html = read(client_as, story, edition="ru")
    assert 'class="pairs alone"' in html
    assert 'class="source"' not in html
    assert 'id="publish"' in html
    assert 'data-edit="1"' in html
    assert 'data-edit="0"' in read(client_as, story, "author", edition="ru")


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


def set_policy(newsroom: Newsroom, tag: str, **policy: object) -> None:
    with newsroom.work() as work:
        edition = work.session.scalars(select(Edition).where(Edition.tag == tag)).one()
        edition.policy = {**edition.policy, **policy}


def test_the_list_claims_no_more_than_it_knows(client_as: ClientAs, newsroom: Newsroom, story: StoryIds) -> None:
    """A tick says what was looked at and found, never that the text is right; four eyes only where they are asked for."""
    newsroom.bring_to(story["en"], "review")
    lines = checks(read(client_as, story))
    assert "ok: No difference found by the checks" in lines
    assert "ok: Somebody besides you has worked on every sentence that changed" in lines
    assert not re.search(r"\b(correct|right|fine|good|approved|verified)\b", " ".join(lines), re.IGNORECASE)
    set_policy(newsroom, "en", four_eyes=False)
    assert not any("besides you" in line for line in checks(read(client_as, story)))


def test_every_reason_against_publishing_has_a_line_and_a_place(client_as: ClientAs, newsroom: Newsroom, story: StoryIds) -> None:
    newsroom.bring_to(story["en"], "review")
    rows = newsroom.units(story["en"])
    editor2 = newsroom.actor("editor2")

    def save(number: int, text: str, status: str) -> None:
        unit = newsroom.units(story["en"])[number]
        with newsroom.work() as work:
            units.save_unit(work, editor2, unit.id, version=unit.version, text=text, status=status)

    def stops() -> list[tuple[str, str]]:
        """Words and place of what blocks."""
        found = re.findall(r'<li class="stop">(.*?)</li>', read(client_as, story), re.DOTALL)
        return [
            (
                re.sub(r"<[^>]+>", " ", line),
                " ".join(re.findall(r'data-goto="(\d+)"|data-(lift)|id="(override)"', line)[0]).strip(),
            )
            for line in found
        ]

    save(0, "", "later")
    assert [place for _, place in stops()] == [str(rows[0].id)]
    assert "headline is not confirmed" in stops()[0][0]
    save(0, "Draft", "draft")
    assert "1 sentence is not confirmed yet" in stops()[0][0]
    assert stops()[0][1] == str(rows[0].id)
    save(0, "Headline", "confirmed")
    save(3, "No mark", "confirmed")
    assert {place for _, place in stops()} == {str(rows[3].id)}
    with newsroom.work() as work:
        holds.raise_hold(work, editor2, story["en"], reason="wait")
    assert stops()[-1][1] == "lift"
    reasons = {code for move in newsroom.article(story["en"]).moves if move.action == "publish" for code, _ in move.reasons}
    assert reasons == {"finding_open", "on_hold"}


def test_an_original_nobody_else_has_seen(client_as: ClientAs, newsroom: Newsroom) -> None:
    """What is missing there is the revision, which is no sentence to go to."""
    story = newsroom.add_story(who="editor", draft=True, external_id="")
    newsroom.move(story["ru"], "submit", who="author")
    lines = checks(read(client_as, story, edition="ru"))
    assert len(lines) == 1
    assert lines[0].startswith("stop: Nobody but you has written or read this.")
    assert "Sentence" not in lines[0]
    other = checks(read(client_as, story, "editor2", edition="ru"))
    assert other == ["ok: Somebody besides you has worked on every sentence that changed"]


def test_words_of_the_memory_are_counted_apart(client_as: ClientAs, newsroom: Newsroom, story: StoryIds) -> None:
    rows = newsroom.units(story["en"])
    for number, score in ((2, 100), (4, 100), (6, 86)):
        with newsroom.work() as work:
            origin = {"kind": "memory", "score": score}
            view = units.save_unit(work, MACHINE, rows[number].id, version=1, text="Kept words.", status="draft", origin=origin)
            units.save_unit(work, newsroom.actor("translator"), view.id, version=view.version, text=view.text, status="confirmed")
    newsroom.translate(story["en"])
    newsroom.move(story["en"], "submit", who="translator")
    html = read(client_as, story)
    assert html.count('class="sentence memory') == 3
    assert html.count("(exactly as the memory had it)") == 3
    assert any(line.startswith("memory: 3 sentences exactly as the memory had them") for line in checks(html))


TABLE = (
    "<p>Паром ходит так.</p><table><thead><tr><th>Рейс</th><th>Время</th></tr></thead>"
    "<tr><th>Первый</th><td>8.00<p>по будням</p></td></tr></table><table><tr><td>Одна.</td></tr></table>"
)


def test_a_table_is_a_table_in_both_languages(client_as: ClientAs, newsroom: Newsroom) -> None:
    story = newsroom.add_story(html=TABLE)
    newsroom.bring_to(story["en"], "review")
    html = read(client_as, story)
    tables = re.findall(r"<table>(.*?)</table>", html, re.DOTALL)
    assert len(tables) == 4
    source, target = (re.sub(r"<(?!/?t[rdh])[^>]+>", "", table) for table in tables[:2])
    assert " ".join(source.split()).replace("> ", ">").replace(" <", "<") == (
        '<tr><th scope="col">Рейс</th><th scope="col">Время</th></tr>'
        '<tr><th scope="row">Первый</th><td>8.00</td><td>по будням</td></tr>'
    )
    assert len(re.findall("Sentence", target)) >= 5
    preview = client_as("editor", by="session").get(f"/articles/{story['en']}/preview").get_data(as_text=True)
    assert preview.count("<table") == 2


def test_since_the_last_review_speaks_of_the_russian_too(client_as: ClientAs, newsroom: Newsroom, story: StoryIds) -> None:
    newsroom.bring_to(story["en"], "publish")
    with newsroom.work() as work:
        ingest.revise_story(
            work,
            newsroom.actor("editor"),
            story.story,
            ingest.StoryInput(title=TITLE, html=HTML.replace("два года", "три года"), source="", external_id=""),
        )
    newsroom.move(story["en"], "update", who="translator")
    with newsroom.work() as work:
        takeover.take_over(work, newsroom.actor("translator"), story["en"])
    newsroom.translate(story["en"])
    newsroom.move(story["en"], "submit", who="translator")
    html = read(client_as, story)
    assert "Since you published it" in html
    assert "<del>два</del><ins>три</ins>" in html
    assert "the Russian changed" in html
    assert "Since version 1, which is live" in read(client_as, story, "editor2")


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


@pytest.mark.parametrize("who", ["translator", "editor", "author"])
@pytest.mark.parametrize("side", ["en", "ru"])
@pytest.mark.parametrize("state", ["draft", "review", "publish", "withdrawn"])
def test_opening_it_again_is_offered_where_the_table_has_it(
    client_as: ClientAs, newsroom: Newsroom, who: str, side: str, state: str
) -> None:
    story = newsroom.add_story(who="author", draft=True, external_id="") if side == "ru" else newsroom.add_story()
    if side == "ru" and state != "draft":
        newsroom.move(story["ru"], "submit", who="author")
        if state == "publish":
            newsroom.move(story["ru"], "publish")
    elif side == "en":
        newsroom.bring_to(story["en"], state) if state in ("review", "publish") else None
    if state == "withdrawn":
        newsroom.move(story[side], "withdraw", reason="twice")
    html = read(client_as, story, who, side)
    roles = newsroom.actor(who).roles_in(None)
    wanted = {
        move.action.value
        for move in moves_from(side=Side.TARGET if side == "en" else Side.SOURCE, state=State(state))
        if state in ("publish", "withdrawn") and move.target in ("draft", "translate") and move.roles & roles
    }
    assert ('id="again"' in html) == bool(wanted)
    assert set(re.findall(r'type="radio" name="action" value="(\w+)"', html)) == wanted
