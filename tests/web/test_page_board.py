"""The board: what a row says, filters, pages, *Take next*, progress of a running job, and its price in queries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from tests.conftest import Client, ClientAs, Clock, Newsroom
from workflow.db.session import Database
from workflow.services import holds, ingest, jobs
from workflow.services.jobs import JobView

SHORT = "<p>Первое предложение сюжета. Второе предложение сюжета.</p>"


@pytest.fixture
def translator(client_as: ClientAs) -> Client:
    return client_as("translator", by="session")


def read(client: Client, path: str = "/?lang=en") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def row_of(html: str, article: int) -> str:
    found = re.search(rf'<tr id="row-{article}".*?</tr>', html, re.DOTALL)
    assert found, f"no row {article}"
    return re.sub(r"\s+", " ", found.group())


def order_of(html: str) -> list[int]:
    return [int(n) for n in re.findall(r'<tr id="row-(\d+)"', html)]


class TestRows:
    def test_a_story_shows_both_titles_words_and_its_state(self, newsroom: Newsroom, translator: Client) -> None:
        ids = newsroom.add_story()
        newsroom.translate(ids["en"])
        row = row_of(read(translator), ids["en"])
        assert "В Выборге открыли новый мост" in row
        assert "Sentence A" in row
        assert 'class="chip translate"' in row
        assert "7 of 7" in row
        assert f'href="/articles/{ids["en"]}/edit"' in row

    def test_a_machine_headline_is_marked_until_somebody_touches_it(self, newsroom: Newsroom, translator: Client) -> None:
        from workflow.services.pretranslation import MACHINE
        from workflow.services.units import save_unit

        ids = newsroom.add_story()
        headline = newsroom.units(ids["en"])[0]
        with newsroom.work() as work:
            save_unit(
                work,
                MACHINE,
                headline.id,
                version=headline.version,
                text="New bridge opens",
                status="draft",
                origin={"kind": "machine", "engine": "x", "model": "m"},
            )
        row = row_of(read(translator), ids["en"])
        assert 'class="target machine"' in row
        assert "Machine translation:" in row
        with newsroom.work() as work:
            job = jobs.latest_job(work.session, ids["en"])
            assert job is not None
            jobs.cancel_job(work, newsroom.actor("editor"), job.id)
        assert "1 of 7 filled in" in row_of(read(translator), ids["en"])
        newsroom.translate(ids["en"], status="draft")
        assert 'class="target machine"' not in row_of(read(translator), ids["en"])

    def test_flash_and_urgent_come_first_and_published_last(self, newsroom: Newsroom, translator: Client) -> None:
        published, normal, urgent, flash = (newsroom.add_story(html=SHORT)["en"] for _ in range(4))
        newsroom.bring_to(published, "publish")
        with newsroom.work() as work:
            for article, priority in ((urgent, "urgent"), (flash, "flash")):
                ingest.set_priority(work, newsroom.actor("editor"), newsroom.article(article).story_id, priority)
        html = read(translator)
        assert order_of(html) == [flash, urgent, normal, published]
        assert "Flash" in row_of(html, flash)
        assert 'class="quiet"' in row_of(html, published).replace('class=" quiet"', 'class="quiet"')

    def test_hold_return_and_a_newer_original_are_said(self, newsroom: Newsroom, translator: Client) -> None:
        ids = newsroom.add_story(external_id="7")
        newsroom.bring_to(ids["en"], "review")
        newsroom.move(ids["en"], "return", reason="Check the year.")
        with newsroom.work() as work:
            holds.raise_hold(work, newsroom.actor("editor"), ids["en"], reason="The mayor denies it.")
        newsroom.add_story(external_id="7", html=SHORT)
        row = row_of(read(translator), ids["en"])
        assert "returned" in row
        assert "The mayor denies it." in row
        assert "The Russian story has a newer version." in row
        assert order_of(read(translator, "/?held=1")) == [ids["en"]]

    def test_what_goes_live_later_says_when(self, newsroom: Newsroom, translator: Client, clock: Clock) -> None:
        from datetime import timedelta

        ids = newsroom.add_story()
        newsroom.bring_to(ids["en"], "review")
        newsroom.move(ids["en"], "publish", publish_at=clock.now + timedelta(hours=5))
        assert "live from 4 Feb 2026, 17:00" in row_of(read(translator), ids["en"])
        clock.advance(6 * 3600)
        assert "version 1" in row_of(read(translator), ids["en"])

    def test_titles_are_escaped(self, newsroom: Newsroom, translator: Client) -> None:
        ids = newsroom.add_story(title="Дума <script>alert(1)</script> приняла")
        assert "<script>alert" not in row_of(read(translator), ids["en"])


class TestFilters:
    def test_states_count_and_filter(self, newsroom: Newsroom, translator: Client) -> None:
        one, two = newsroom.add_story(html=SHORT)["en"], newsroom.add_story(html=SHORT)["en"]
        newsroom.bring_to(two, "review")
        assert order_of(read(translator, "/?state=review")) == [two]
        assert order_of(read(translator, "/?state=draft")) == [one]
        assert order_of(read(translator, "/?state=nonsense")) == [two, one]
        assert re.search(r'chip review">.*?</span> <b>1</b>', read(translator), re.DOTALL)

    def test_search_finds_both_languages_and_says_when_it_does_not(self, newsroom: Newsroom, translator: Client) -> None:
        ids = newsroom.add_story()
        newsroom.translate(ids["en"])
        other = newsroom.add_story(title="Совсем другое дело", html=SHORT)["en"]
        assert order_of(read(translator, "/?q=выборге")) == [ids["en"]]
        assert order_of(read(translator, "/?q=Sentence A")) == [ids["en"]]
        assert order_of(read(translator, "/?q=ДРУГОЕ")) == [other]
        nothing = read(translator, "/?lang=en&q=100%25_<b>")
        assert "Nothing found" in nothing
        assert "100%_&lt;b&gt;" in nothing

    def test_pages_go_on_by_cursor_and_none_is_lost(
        self, newsroom: Newsroom, translator: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("workflow.web.board.PAGE", 3)
        every = {newsroom.add_story(html=SHORT)["en"] for _ in range(7)}
        seen: list[int] = []
        path = "/"
        for _ in range(4):
            html = read(translator, path)
            seen += order_of(html)
            following = re.search(r'rel="next" href="([^"]+)"', html)
            if following is None:
                break
            path = following.group(1).replace("&amp;", "&")
        assert len(seen) == len(set(seen))
        assert set(seen) == every

    def test_a_made_up_cursor_is_told(self, translator: Client) -> None:
        assert translator.get("/?after=nonsense").status_code == 422

    def test_an_unknown_edition_is_not_found(self, translator: Client) -> None:
        assert translator.get("/?edition=xx").status_code == 404

    def test_an_author_sees_the_russian_stories_first(self, newsroom: Newsroom, client_as: ClientAs) -> None:
        ids = newsroom.add_story()
        author = client_as("author", by="session")
        html = read(author)
        assert order_of(html) == [ids["ru"]]
        assert "New story" in html
        assert "Take next" not in html

    def test_an_empty_board_says_what_to_do(self, client_as: ClientAs, translator: Client) -> None:
        assert "workflow ingest file" in read(translator)
        assert "/stories/new" in read(client_as("author", by="session"))


class TestTaking:
    def test_take_next_takes_the_most_pressing_and_opens_its_first_open_sentence(
        self, newsroom: Newsroom, translator: Client
    ) -> None:
        newsroom.add_story(html=SHORT)
        flash = newsroom.add_story(html=SHORT, priority="flash")["en"]
        answer = translator.post("/take-next", data={"edition": "en"})
        first = newsroom.units(flash)[0]
        assert answer.headers["Location"] == f"/articles/{flash}/edit#unit-{first.id}"
        taken = newsroom.article(flash)
        assert (taken.state, taken.assignee) == ("translate", "Translator")

    def test_two_people_never_take_the_same_one(self, newsroom: Newsroom, client_as: ClientAs, translator: Client) -> None:
        for _ in range(2):
            newsroom.add_story(html=SHORT)
        places = {
            client.post("/take-next", data={"edition": "en"}).headers["Location"].split("#")[0]
            for client in (translator, client_as("translator2", by="session"))
        }
        assert len(places) == 2

    def test_when_nothing_waits_it_says_so(self, translator: Client) -> None:
        answer = translator.post("/take-next", data={"edition": "en"})
        assert answer.headers["Location"] == "/?edition=en"
        assert "The queue is clear. No story has come in yet." in read(translator)

    def test_a_row_can_be_taken(self, newsroom: Newsroom, translator: Client) -> None:
        ids = newsroom.add_story()
        assert f"/articles/{ids['en']}/take" in row_of(read(translator), ids["en"])
        answer = translator.post(f"/articles/{ids['en']}/take")
        assert answer.headers["Location"].startswith(f"/articles/{ids['en']}/edit#unit-")
        assert 'aria-label="Translator"' in row_of(read(translator), ids["en"])

    def test_who_may_not_take_is_refused_and_nothing_changes(self, newsroom: Newsroom, client_as: ClientAs) -> None:
        ids = newsroom.add_story()
        before = newsroom.count_rows()
        assert client_as("author", by="session").post(f"/articles/{ids['en']}/take").status_code == 404
        assert newsroom.count_rows() == before

    def test_without_a_csrf_token_nothing_is_taken(self, newsroom: Newsroom, translator: Client) -> None:
        ids = newsroom.add_story()
        assert translator.client.post("/take-next", data={"edition": "en"}).status_code == 400
        assert newsroom.article(ids["en"]).assignee is None


class TestJobs:
    def test_only_rows_with_a_running_job_ask_again(self, newsroom: Newsroom, translator: Client) -> None:
        ids = newsroom.add_story()
        part = read(translator, f"/board/rows/{ids['en']}")
        assert 'hx-trigger="every 1s"' in part
        with newsroom.work() as work:
            job = jobs.latest_job(work.session, ids["en"])
            assert isinstance(job, JobView)
            jobs.cancel_job(work, newsroom.actor("editor"), job.id)
        assert "hx-trigger" not in read(translator, f"/board/rows/{ids['en']}")
        assert "hx-trigger" not in row_of(read(translator), ids["en"])

    def test_a_row_that_may_not_be_seen_is_not_there(self, client_as: ClientAs, newsroom: Newsroom, translator: Client) -> None:
        ids = newsroom.add_story()
        assert client_as("nobody", by="session").get(f"/board/rows/{ids['en']}").status_code == 404
        assert translator.get("/board/rows/999999").status_code == 404


@contextmanager
def count_queries(database: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith("PRAGMA") and not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("view", ["table", "columns"])
def test_thirty_rows_cost_as_many_queries_as_one(newsroom: Newsroom, translator: Client, view: str) -> None:
    def measure() -> int:
        with count_queries(newsroom.database) as seen:
            read(translator, f"/?view={view}&lang=en")
        return len(seen)

    first = newsroom.add_story(html=SHORT)["en"]
    newsroom.bring_to(first, "publish")
    newsroom.add_story(html=SHORT)
    one = measure()
    for n in range(28):
        article = newsroom.add_story(html=SHORT)["en"]
        if n % 4 == 0:
            newsroom.bring_to(article, "publish" if n % 8 else "review")
    assert len(order_of(read(translator))) == 30
    assert measure() == one
    assert one <= 30, f"{one} queries"


class TestColumns:
    def cards(self, html: str) -> dict[str, list[int]]:
        """Article ids by state, as they stand in the columns."""
        found = re.findall(r'aria-labelledby="column-(\w+)">(.*?)</section>', html, re.DOTALL)
        return {state: [int(n) for n in re.findall(r'<li id="row-(\d+)"', body)] for state, body in found}

    def test_by_state_the_pressing_first_then_the_oldest(self, newsroom: Newsroom, translator: Client, clock: Clock) -> None:
        old, new, flash = (self.add(newsroom, clock, priority=p) for p in ("normal", "normal", "flash"))
        reviewed, out1, out2 = (self.add(newsroom, clock) for _ in range(3))
        newsroom.bring_to(reviewed, "review")
        for article in (out1, out2):
            newsroom.bring_to(article, "publish")
            clock.advance(60)
        html = read(translator, "/?view=columns&lang=en")
        assert self.cards(html) == {"draft": [flash, old, new], "translate": [], "review": [reviewed], "publish": [out2, out1]}
        assert html.count("oldest here") == 1
        card = re.search(rf'<li id="row-{old}".*?</li>', html, re.DOTALL)
        assert card
        assert "oldest here" in card.group()
        assert "the oldest waits 3 h 02 min" in re.sub(r"\s+", " ", html)

    def add(self, newsroom: Newsroom, clock: Clock, **more: Any) -> int:
        article = newsroom.add_story(html=SHORT, **more)["en"]
        clock.advance(1800)
        return article

    def test_a_long_column_is_cut_and_says_how_many_there_are(
        self, newsroom: Newsroom, translator: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("workflow.web.board.MOST_CARDS", 2)
        for _ in range(3):
            newsroom.add_story(html=SHORT)
        html = read(translator, "/?view=columns&lang=en")
        assert len(self.cards(html)["draft"]) == 2
        assert "All 3 in the table" in html

    def test_the_view_is_remembered_for_the_person_and_the_address_wins(
        self, newsroom: Newsroom, translator: Client, client_as: ClientAs
    ) -> None:
        newsroom.add_story(html=SHORT)
        assert 'data-view="table"' in read(translator)
        back = translator.post("/preferences", data={"board": "columns", "next": "/?state=draft"})
        assert back.headers["Location"] == "/?state=draft"
        assert 'data-view="columns"' in read(translator)
        assert 'data-view="table"' in read(translator, "/?view=table")
        assert 'data-view="table"' in read(client_as("editor", by="session"))
        assert translator.post("/preferences", data={"board": "nonsense"}).status_code == 303
        assert 'data-view="columns"' in read(translator)
