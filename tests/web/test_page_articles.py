"""The page about an article: moves with their reasons, holds, notes, fields, the job, and the catalog out and in."""

from __future__ import annotations

import io
from datetime import timedelta

import polib
import pytest
from werkzeug.test import TestResponse

from tests.conftest import Client, ClientAs, Clock, Newsroom, StoryIds
from workflow.services import articles, jobs


@pytest.fixture
def bridge(newsroom: Newsroom) -> StoryIds:
    return newsroom.add_story(external_id="7")


@pytest.fixture
def editor(client_as: ClientAs) -> Client:
    return client_as("editor", by="session")


@pytest.fixture
def translator(client_as: ClientAs) -> Client:
    return client_as("translator", by="session")


def read(client: Client, path: str) -> str:
    answer = client.get(f"{path}?lang=en")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


class TestMoves:
    def test_what_stands_in_the_way_is_said_under_the_button(
        self, newsroom: Newsroom, bridge: StoryIds, translator: Client
    ) -> None:
        with newsroom.work() as work:
            articles.take_article(work, newsroom.actor("translator"), bridge["en"])
        html = read(translator, f"/articles/{bridge['en']}")
        assert "7 sentences are not confirmed yet." in html
        assert "Withdraw" not in html

    def test_a_translator_sends_to_review_and_an_editor_reads(
        self, newsroom: Newsroom, bridge: StoryIds, translator: Client, editor: Client
    ) -> None:
        newsroom.bring_to(bridge["en"], "translate")
        answer = translator.post(f"/articles/{bridge['en']}/moves", data={"action": "submit"})
        assert answer.headers["Location"] == f"/articles/{bridge['en']}"
        assert newsroom.article(bridge["en"]).state == "review"
        assert f'href="/articles/{bridge["en"]}/review"' in read(editor, f"/articles/{bridge['en']}")

    def test_a_refused_move_says_why_and_changes_nothing(self, newsroom: Newsroom, bridge: StoryIds, translator: Client) -> None:
        with newsroom.work() as work:
            articles.take_article(work, newsroom.actor("translator"), bridge["en"])
        translator.get("/?lang=en")
        answer = translator.post(f"/articles/{bridge['en']}/moves", data={"action": "submit"})
        assert answer.status_code == 409
        assert "7 sentences are not confirmed yet." in answer.get_data(as_text=True)
        assert newsroom.article(bridge["en"]).state == "translate"

    @pytest.mark.parametrize("action", ["", "explode", "publish;"])
    def test_an_unknown_move(self, bridge: StoryIds, editor: Client, action: str) -> None:
        assert editor.post(f"/articles/{bridge['en']}/moves", data={"action": action}).status_code == 422

    def test_withdrawing_wants_a_reason_and_takes_the_page_down(
        self, newsroom: Newsroom, bridge: StoryIds, editor: Client
    ) -> None:
        newsroom.bring_to(bridge["en"], "publish")
        article = newsroom.article(bridge["en"])
        address = f"/en/{article.slug}"
        assert editor.get(address).status_code == 200
        assert editor.post(f"/articles/{article.id}/moves", data={"action": "withdraw", "reason": " "}).status_code == 409
        assert (
            editor.post(f"/articles/{article.id}/moves", data={"action": "withdraw", "reason": "Wrong person."}).status_code
            == 303
        )
        assert editor.get(address).status_code == 410
        assert "Wrong person." in read(editor, f"/articles/{article.id}")

    def test_a_correction_note_reaches_the_next_version(self, newsroom: Newsroom, bridge: StoryIds, editor: Client) -> None:
        newsroom.bring_to(bridge["en"], "publish")
        editor.post(f"/articles/{bridge['en']}/moves", data={"action": "correct", "reason": "The year was wrong."})
        assert newsroom.article(bridge["en"]).correction_note == "The year was wrong."

    def test_a_move_of_somebody_elses_looks_like_nothing(self, newsroom: Newsroom, bridge: StoryIds, translator: Client) -> None:
        newsroom.bring_to(bridge["en"], "publish")
        assert translator.post(f"/articles/{bridge['en']}/moves", data={"action": "withdraw", "reason": "x"}).status_code == 404
        assert newsroom.article(bridge["en"]).state == "publish"

    def test_a_scheduled_version_can_be_taken_back(
        self, newsroom: Newsroom, bridge: StoryIds, editor: Client, clock: Clock
    ) -> None:
        newsroom.bring_to(bridge["en"], "review")
        newsroom.move(bridge["en"], "publish", publish_at=clock.now + timedelta(hours=1))
        assert "Take it back" in read(editor, f"/articles/{bridge['en']}")
        assert editor.post(f"/articles/{bridge['en']}/take-back").status_code == 303
        assert newsroom.article(bridge["en"]).state == "review"
        assert editor.post(f"/articles/{bridge['en']}/take-back").status_code == 409

    def test_a_new_russian_version_is_said_and_taken_over(self, newsroom: Newsroom, bridge: StoryIds, translator: Client) -> None:
        newsroom.bring_to(bridge["en"], "translate")
        newsroom.add_story(
            external_id="7", html="<p>ВЫБОРГ (Реалист). Мост открыли в среду. На открытие пришли <b>сорок</b> человек.</p>"
        )
        assert "This article follows version 1; version 2 is out." in read(translator, f"/articles/{bridge['en']}")
        assert translator.post(f"/articles/{bridge['en']}/takeover").status_code == 303
        assert newsroom.article(bridge["en"]).source_change is None
        assert translator.post(f"/articles/{bridge['en']}/takeover").status_code == 409


class TestHoldsNotesFields:
    def test_a_hold_is_raised_seen_and_released(
        self, newsroom: Newsroom, bridge: StoryIds, editor: Client, translator: Client
    ) -> None:
        assert editor.post(f"/articles/{bridge['en']}/holds", data={"reason": "Lawyers read it."}).status_code == 303
        assert "Lawyers read it." in read(translator, f"/articles/{bridge['en']}")
        hold = newsroom.article(bridge["en"]).holds[0].id
        assert translator.post(f"/articles/{bridge['en']}/holds/{hold}/lift").status_code == 404
        assert editor.post(f"/articles/{bridge['en']}/holds/{hold}/lift").status_code == 303
        assert newsroom.article(bridge["en"]).holds == ()

    def test_an_empty_reason_or_note_is_told(self, newsroom: Newsroom, bridge: StoryIds, editor: Client) -> None:
        assert editor.post(f"/articles/{bridge['en']}/holds", data={"reason": ""}).status_code == 422
        assert editor.post(f"/articles/{bridge['en']}/notes", data={"text": "  "}).status_code == 422
        assert newsroom.article(bridge["en"]).notes == ()

    def test_a_note_is_left_and_escaped(self, bridge: StoryIds, translator: Client) -> None:
        translator.post(f"/articles/{bridge['en']}/notes", data={"text": "Is <b>Vyborg</b> right?"})
        assert "Is &lt;b&gt;Vyborg&lt;/b&gt; right?" in read(translator, f"/articles/{bridge['en']}")

    def test_what_stands_beside_the_text(self, newsroom: Newsroom, bridge: StoryIds, translator: Client, editor: Client) -> None:
        """Read here, written in the editor and in review: one way to write, and it is the API's."""
        from workflow.services import fields

        values = {"push_title": "x" * 66, "tags": ["bridges", "<b>"], "slug": "Bridge opens!"}
        with newsroom.work() as work:
            fields.set_fields(work, newsroom.actor("translator"), bridge["en"], values)
        html = read(translator, f"/articles/{bridge['en']}")
        assert f"/en/bridge-opens-{bridge.story}" in html
        assert "bridges, &lt;b&gt;" in html
        assert f'href="/articles/{bridge["en"]}/edit#beside"' in html
        box = read(translator, f"/articles/{bridge['en']}/edit")
        assert "66 of 65: 1 over" in box
        assert 'id="beside"' in box
        newsroom.bring_to(bridge["en"], "review")
        review = read(editor, f"/articles/{bridge['en']}/review")
        assert "Title of the push message: 1 over 65 characters" in review
        assert "readonly" not in review[review.index('id="beside"') : review.index("</details>", review.index('id="beside"'))]
        assert "readonly" in read(translator, f"/articles/{bridge['en']}/edit")


WORDS = [{"code": "key_refused", "engine": "deepl"}, {"code": "no_engine", "engine": "none"}]


class TestJob:
    def test_while_it_runs_the_page_asks_again_and_then_says_what_was_done(
        self, newsroom: Newsroom, bridge: StoryIds, translator: Client
    ) -> None:
        part = read(translator, f"/articles/{bridge['en']}/job")
        assert 'hx-trigger="every 1s"' in part
        self.run(newsroom, bridge["en"])
        part = read(translator, f"/articles/{bridge['en']}/job")
        assert "hx-trigger" not in part
        assert "left for a person" in part
        assert "deepl: The translation service does not accept the key" in part
        assert "No translation engine is set up." in part and "none: No" not in part
        assert part.count("/edit#unit-") == 7

    def test_again_and_stop(self, newsroom: Newsroom, bridge: StoryIds, translator: Client, wakes: list[int]) -> None:
        assert translator.post(f"/articles/{bridge['en']}/pretranslation/stop").status_code == 303
        job = newsroom.article(bridge["en"]).job
        assert job is not None
        assert job.state == "cancelled"
        assert translator.post(f"/articles/{bridge['en']}/pretranslation").status_code == 303
        again = newsroom.article(bridge["en"]).job
        assert again is not None
        assert again.id != job.id
        assert wakes == [again.id]

    @staticmethod
    def run(newsroom: Newsroom, article: int) -> None:
        from workflow.services import pretranslation

        with newsroom.work() as work:
            job = jobs.latest_job(work.session, article)
            assert job is not None
        while True:
            with newsroom.work() as work:
                claim = jobs.claim_chunk(work, job.id, lease=timedelta(minutes=2))
            if claim is None:
                return
            with newsroom.database.reading() as session:
                plan = pretranslation.plan_chunk(session, claim, default_engine="none")
            plan = pretranslation.close_plan(pretranslation.fail_plan(plan, "no_engine"))
            with newsroom.work() as work:
                pretranslation.apply_chunk(work, claim, plan, findings=WORDS)


def send_catalog(client: Client, article: int, data: bytes, **more: str) -> TestResponse:
    answer = client.post(
        f"/articles/{article}/catalog", data={"file": (io.BytesIO(data), "a.po"), **more}, content_type="multipart/form-data"
    )
    answer.request.environ["wsgi.input"].close()
    return answer


class TestCatalog:
    def test_it_leaves_as_a_file_and_an_edited_one_comes_back(
        self, newsroom: Newsroom, bridge: StoryIds, translator: Client
    ) -> None:
        newsroom.translate(bridge["en"], status="draft")
        answer = translator.get(f"/articles/{bridge['en']}/catalog.po")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="story-{bridge.story}-en.po"'
        catalog = polib.pofile(answer.get_data(as_text=True))
        catalog[0].msgstr = "New bridge in Vyborg"
        catalog[0].flags.remove("fuzzy")
        translator.get("/?lang=en")
        checked = send_catalog(translator, bridge["en"], str(catalog).encode(), do="check")
        assert "Nothing was changed" in checked.get_data(as_text=True)
        assert newsroom.units(bridge["en"])[0].text == "Sentence A"
        done = send_catalog(translator, bridge["en"], str(catalog).encode(), do="import")
        assert '<b class="is-done">1</b>' in done.get_data(as_text=True)
        assert newsroom.units(bridge["en"])[0].text == "New bridge in Vyborg"
        again = send_catalog(translator, bridge["en"], str(catalog).encode(), do="import")
        assert "The file says nothing that is not here already." in again.get_data(as_text=True)

    def test_a_sentence_changed_meanwhile_is_a_conflict_that_says_why(
        self, newsroom: Newsroom, bridge: StoryIds, translator: Client
    ) -> None:
        newsroom.translate(bridge["en"], status="draft")
        catalog = polib.pofile(translator.get(f"/articles/{bridge['en']}/catalog.po").get_data(as_text=True))
        newsroom.translate(bridge["en"])
        catalog[1].msgstr = "Other"
        translator.get("/?lang=en")
        answer = send_catalog(translator, bridge["en"], str(catalog).encode())
        assert "It was changed here after the file was made." in answer.get_data(as_text=True)
        assert newsroom.units(bridge["en"])[1].text == "Sentence B"

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"", "no text"),
            (b'msgid "a"\nmsgstr "b\n', "Line 2"),
            (b'msgid ""\nmsgstr "Content-Type: text/plain; charset=KLINGON\\n"\n\nmsgid "a"\nmsgstr "b"\n', "KLINGON"),
            (b"nothing of the sort", "Line 1"),
        ],
    )
    def test_a_bad_file_gets_a_sentence_and_changes_nothing(
        self, newsroom: Newsroom, bridge: StoryIds, translator: Client, data: bytes, words: str
    ) -> None:
        before = newsroom.count_rows()
        translator.get("/?lang=en")
        answer = send_catalog(translator, bridge["en"], data)
        assert answer.status_code == 422
        assert words in answer.get_data(as_text=True)
        assert newsroom.count_rows() == before

    @pytest.mark.parametrize("fmt", ["po", "pot", "mo"])
    def test_every_format_downloads(self, bridge: StoryIds, translator: Client, fmt: str) -> None:
        assert translator.get(f"/articles/{bridge['en']}/catalog.{fmt}").status_code == 200

    def test_unknown_formats_and_the_original_have_none(self, bridge: StoryIds, translator: Client) -> None:
        assert translator.get(f"/articles/{bridge['en']}/catalog.exe").status_code == 404
        assert translator.get(f"/articles/{bridge['ru']}/catalog.po").status_code == 422


class TestSeeing:
    def test_the_source_article_is_its_story(self, bridge: StoryIds, editor: Client) -> None:
        assert editor.get(f"/articles/{bridge['ru']}").headers["Location"] == f"/stories/{bridge.story}"

    @pytest.mark.parametrize("path", ["/articles/999", "/articles/999/job", "/articles/999/catalog.po"])
    def test_what_is_not_there(self, editor: Client, path: str) -> None:
        assert editor.get(path).status_code == 404

    def test_who_may_not_know_of_it_sees_nothing(self, newsroom: Newsroom, bridge: StoryIds, client_as: ClientAs) -> None:
        for path in (
            f"/articles/{bridge['en']}",
            f"/stories/{bridge.story}",
            f"/articles/{bridge['en']}/job",
            f"/articles/{bridge['en']}/catalog.po",
        ):
            assert client_as("nobody", by="session").get(path).status_code == 404
