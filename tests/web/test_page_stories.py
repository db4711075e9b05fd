"""Writing a story, the page about it, and bringing one in from a file."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.conftest import Client, ClientAs, Newsroom
from workflow.services import story_pages

FORM = {
    "title": "Паром вернулся на линию",
    "standfirst": "Первый рейс полон.",
    "body": "Паром вышел в среду.\n\n## Что дальше\n\n- рейс утром\n- рейс вечером",
    "byline": "А. Ли",
}


@pytest.fixture
def author(client_as: ClientAs) -> Client:
    return client_as("author", by="session")


@pytest.fixture
def editor(client_as: ClientAs) -> Client:
    return client_as("editor", by="session")


def text_of(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def story_at(newsroom: Newsroom, answer: TestResponse) -> story_pages.StoryView:
    found = re.match(r"/stories/(\d+)", answer.headers["Location"])
    assert found
    with newsroom.database.reading() as session:
        return story_pages.read_story(session, newsroom.actor("author"), int(found.group(1)))


class TestWriting:
    def test_a_draft_is_kept_and_opens_no_edition(self, newsroom: Newsroom, author: Client) -> None:
        story = story_at(newsroom, author.post("/stories/new", data=FORM))
        assert (story.state, story.revision, story.byline) == ("draft", 1, "А. Ли")
        assert (
            story.html
            == "<p>Паром вышел в среду.</p>\n\n<h2>Что дальше</h2>\n\n<ul><li>рейс утром</li><li>рейс вечером</li></ul>"
        )
        assert newsroom.ids(story.id).articles.keys() == {"ru"}

    def test_it_goes_the_whole_way_to_the_editions(self, newsroom: Newsroom, author: Client, editor: Client) -> None:
        story = story_at(newsroom, author.post("/stories/new", data={**FORM, "do": "submit", "priority": "urgent"}))
        assert (story.state, story.priority) == ("review", "urgent")
        newsroom.move(story.article_id, "publish")
        page = text_of(editor.get(f"/stories/{story.id}?lang=en"))
        assert "Realist English" in page
        assert "Update" not in page  # an editor corrects; the author updates
        assert "Correct" in page
        assert newsroom.article(newsroom.ids(story.id)["en"]).priority == "urgent"

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"title": " "}, "title"),
            ({"title": "я" * 1001}, "title"),
            ({"url": "javascript:alert(1)"}, "url"),
            (
                {
                    "title": "The ferry is back",
                    "standfirst": "",
                    "byline": "",
                    "body": "The ferry left on Wednesday with all its passengers aboard.",
                },
                "body",
            ),
        ],
    )
    def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(
        self, newsroom: Newsroom, author: Client, change: dict[str, str], field: str
    ) -> None:
        before = newsroom.count_rows()
        data = {**FORM, **change}
        answer = author.post("/stories/new", data=data)
        html = text_of(answer)
        assert answer.status_code == 422
        assert f'href="#f-{field}"' in html
        assert data["body"].split("\n")[0] in html
        assert newsroom.count_rows() == before

    def test_editing_makes_the_next_revision(self, newsroom: Newsroom, author: Client) -> None:
        story = story_at(newsroom, author.post("/stories/new", data=FORM))
        html = text_of(author.get(f"/stories/{story.id}/edit"))
        assert "## Что дальше\n\n- рейс утром" in html
        again = story_at(
            newsroom, author.post(f"/stories/{story.id}/edit", data={**FORM, "body": "Паром вышел в четверг.", "revision": "1"})
        )
        assert (again.revision, again.html) == (2, "<p>Паром вышел в четверг.</p>")
        assert "Паром вышел в среду." in text_of(author.get(f"/stories/{story.id}/revisions/1"))
        assert author.get(f"/stories/{story.id}/revisions/9").status_code == 404

    def test_saving_what_is_there_makes_no_revision(self, newsroom: Newsroom, author: Client) -> None:
        story = story_at(newsroom, author.post("/stories/new", data=FORM))
        assert story_at(newsroom, author.post(f"/stories/{story.id}/edit", data={**FORM, "revision": "1"})).revision == 1

    def test_two_people_at_one_draft_overwrite_nothing_unseen(self, newsroom: Newsroom, author: Client) -> None:
        story = story_at(newsroom, author.post("/stories/new", data=FORM))
        author.post(f"/stories/{story.id}/edit", data={**FORM, "body": "Их текст.", "revision": "1"})
        mine = {**FORM, "body": "Мой текст.", "revision": "1"}
        answer = author.post(f"/stories/{story.id}/edit", data=mine)
        html = text_of(answer)
        assert answer.status_code == 409
        assert "Их текст." in html
        assert "Мой текст." in html
        assert 'name="anyway" value="2"' in html
        assert story_at(newsroom, author.post(f"/stories/{story.id}/edit", data={**mine, "anyway": "2"})).revision == 3

    def test_a_published_text_is_closed_until_an_update_begins(self, newsroom: Newsroom, author: Client) -> None:
        ids = newsroom.add_story(external_id="")
        assert author.get(f"/stories/{ids.story}/edit").headers["Location"] == f"/stories/{ids.story}"
        refused = author.post(f"/stories/{ids.story}/edit", data={**FORM, "revision": "1"})
        assert refused.status_code == 409
        assert FORM["body"].split("\n")[0] in text_of(refused)
        author.post(f"/articles/{ids['ru']}/moves", data={"action": "update"})
        assert story_at(newsroom, author.post(f"/stories/{ids.story}/edit", data={**FORM, "revision": "1"})).revision == 2

    @pytest.mark.parametrize("who", ["translator", "editor", "nobody"])
    def test_others_do_not_write_here(self, client_as: ClientAs, newsroom: Newsroom, who: str) -> None:
        before = newsroom.count_rows()
        assert client_as(who, by="session").get("/stories/new").status_code == 404
        assert client_as(who, by="session").post("/stories/new", data=FORM).status_code == 404
        assert newsroom.count_rows() == before

    def test_the_preview_is_clean(self, author: Client) -> None:
        body = 'Раз.\n\n<p onclick="x()">Два<script>alert(1)</script></p>\n\n<iframe src="https://video.example/1"></iframe>'
        answer = author.post("/stories/preview", data={**FORM, "body": body}, headers={"HX-Request": "true"})
        html = text_of(answer)
        assert "alert" not in html
        assert "onclick" not in html
        assert "<iframe" not in html
        assert 'href="https://video.example/1"' in html
        assert "https:" in answer.headers["Content-Security-Policy"]

    def test_a_script_in_a_published_story_is_never_shown(self, newsroom: Newsroom, author: Client) -> None:
        ids = newsroom.add_story(html="<p>Первое предложение.</p><script>alert(7)</script>")
        html = text_of(author.get(f"/stories/{ids.story}?lang=en"))
        assert "alert(7)" not in html
        assert "script" in html  # the notice


class TestPriorityAndEditions:
    def test_priority(self, newsroom: Newsroom, author: Client, client_as: ClientAs) -> None:
        ids = newsroom.add_story()
        author.post(f"/stories/{ids.story}/priority", data={"priority": "flash"})
        assert newsroom.article(ids["en"]).priority == "flash"
        assert author.post(f"/stories/{ids.story}/priority", data={"priority": "whenever"}).status_code == 422
        assert (
            client_as("translator", by="session").post(f"/stories/{ids.story}/priority", data={"priority": "normal"}).status_code
            == 404
        )
        assert newsroom.article(ids["en"]).priority == "flash"

    def test_an_archive_story_opens_only_when_asked_and_once(self, newsroom: Newsroom, client_as: ClientAs) -> None:
        ids = newsroom.add_story(archive=True)
        assert ids.articles.keys() == {"ru"}
        translator = client_as("translator", by="session")
        assert "Realist English" in text_of(translator.get(f"/stories/{ids.story}"))
        first = translator.post(f"/stories/{ids.story}/editions", data={"edition": "en"}).headers["Location"]
        assert first == f"/articles/{newsroom.ids(ids.story)['en']}"
        assert translator.post(f"/stories/{ids.story}/editions", data={"edition": "en"}).headers["Location"] == first
        assert translator.post(f"/stories/{ids.story}/editions", data={"edition": "ru"}).status_code == 404

    def test_a_draft_is_not_opened(self, newsroom: Newsroom, client_as: ClientAs) -> None:
        ids = newsroom.add_story(draft=True)
        answer = client_as("translator", by="session").post(f"/stories/{ids.story}/editions", data={"edition": "en"})
        assert answer.status_code == 409
        assert newsroom.ids(ids.story).articles.keys() == {"ru"}

    def test_an_unknown_story_is_not_found(self, author: Client) -> None:
        for path in ("/stories/999", "/stories/999/edit", "/stories/999/revisions/1"):
            assert author.get(path).status_code == 404


def send(client: Client, data: bytes, name: str = "story.txt") -> TestResponse:
    answer = client.post("/stories/upload", data={"file": (io.BytesIO(data), name)}, content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()  # the test client leaves its own copy of a large body open
    return answer


def take_in(client: Client, found: TestResponse, **more: Any) -> TestResponse:
    key = re.search(r'name="key" value="(\w+)"', text_of(found))
    assert key
    return client.post(
        "/stories/upload/take-in", data={"key": key.group(1), "name": "f", "story": ["0"], "as": "publish", **more}
    )


POSTS = json.dumps(
    [
        {
            "id": n,
            "date_gmt": "2026-02-04T08:00:00",
            "link": f"https://wp.example/{n}",
            "title": {"rendered": f"Новость номер {n}"},
            "content": {"rendered": "<p>Короткий русский текст новости.</p>"},
            "excerpt": {"rendered": ""},
        }
        for n in (1, 2, 3)
    ]
).encode()
TEXT = "Порт закрыли из-за шторма\n\nПорт закрыли утром. Суда ждут на рейде.\n\nШторм продлится до пятницы.".encode()


class TestUploading:
    def test_it_shows_first_and_takes_in_then(self, newsroom: Newsroom, editor: Client) -> None:
        before = newsroom.count_rows()
        found = send(editor, TEXT)
        assert "Порт закрыли из-за шторма" in text_of(found)
        assert newsroom.count_rows() == before
        story = story_at(newsroom, take_in(editor, found, priority="urgent"))
        assert (story.title, story.state, story.priority) == ("Порт закрыли из-за шторма", "publish", "urgent")
        assert newsroom.ids(story.id).articles.keys() == {"ru", "en"}

    def test_several_posts_are_chosen_from_and_twice_is_no_duplicate(self, newsroom: Newsroom, editor: Client) -> None:
        found = send(editor, POSTS, "posts.json")
        assert text_of(found).count('name="story"') == 3
        answer = take_in(editor, found, story=["0", "2"])
        assert "Новость номер 1" in text_of(answer)
        assert "Новость номер 2" not in text_of(answer)
        stories = newsroom.count_rows()["stories"]
        again = take_in(editor, send(editor, POSTS, "posts.json"), story=["0", "1", "2"])
        assert again.status_code == 200
        assert newsroom.count_rows()["stories"] == stories + 1

    def test_as_a_draft_or_an_archive(self, newsroom: Newsroom, editor: Client) -> None:
        draft = story_at(newsroom, take_in(editor, send(editor, TEXT), **{"as": "draft"}))
        assert draft.state == "draft"
        archive = story_at(newsroom, take_in(editor, send(editor, TEXT), archive="1"))
        assert newsroom.ids(archive.id).articles.keys() == {"ru"}

    def test_an_author_brings_in_drafts_only(self, newsroom: Newsroom, author: Client) -> None:
        found = send(author, TEXT)
        assert 'type="radio" name="as"' not in text_of(found)
        assert story_at(newsroom, take_in(author, found, **{"as": "draft"})).state == "draft"
        forced = take_in(author, send(author, TEXT))
        assert "only" in text_of(author.get("/?lang=en")) or forced.status_code == 200
        assert newsroom.count_rows()["stories"] == 1

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"", "There is no text in it"),
            (b"   \n\n", "There is no text in it"),
            (bytes(range(256)) * 40, "not a text file"),
            ("Новость дня\n\nТекст новости по-русски.".encode("utf-16-le")[:-1], "text file"),
            (b'{"id": 1, "name": "no post"}', "WordPress"),
            (b'{"id": 1', "JSON"),
            (b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', "not known here"),
        ],
        ids=["empty", "blank", "binary", "half of a character", "other JSON", "broken JSON", "a feed"],
    )
    def test_bad_files_get_a_sentence_and_change_nothing(
        self, newsroom: Newsroom, editor: Client, data: bytes, words: str
    ) -> None:
        before = newsroom.count_rows()
        editor.get("/?lang=en")
        answer = send(editor, data)
        assert answer.status_code == 422
        assert words in text_of(answer)
        assert newsroom.count_rows() == before

    def test_english_where_russian_is_due(self, newsroom: Newsroom, editor: Client) -> None:
        found = send(editor, b"Port closed by storm\n\nThe port was closed in the morning. Ships are waiting in the roads.")
        assert "disabled" in text_of(found)
        before = newsroom.count_rows()
        take_in(editor, found)
        assert newsroom.count_rows() == before

    def test_fifty_megabytes_are_refused_with_the_limit(self, newsroom: Newsroom, editor: Client) -> None:
        before = newsroom.count_rows()
        answer = send(editor, b"a" * 50_000_000)
        assert answer.status_code == 413
        assert "20" in text_of(answer)
        assert newsroom.count_rows() == before
        just_over = send(editor, b"a" * 20_500_000)
        assert just_over.status_code == 422
        assert "20" in text_of(just_over)

    def test_unclosed_tags_and_scripts_come_in_with_a_warning(self, newsroom: Newsroom, editor: Client) -> None:
        html = (
            "<html><body><h1>Порт открыт снова</h1><p>Порт открыли <b>утром.<p>Суда пошли.<script>alert(1)</script></body></html>"
        )
        found = send(editor, html.encode(), "page.html")
        assert "alert(1)" not in text_of(found)
        taken = take_in(editor, found)
        assert taken.status_code in (200, 303)
        assert newsroom.count_rows()["stories"] == 1

    def test_somebody_elses_upload_is_not_there(self, newsroom: Newsroom, editor: Client, client_as: ClientAs) -> None:
        found = send(editor, TEXT)
        assert take_in(client_as("editor2", by="session"), found).status_code == 422
        assert newsroom.count_rows()["stories"] == 0

    @pytest.mark.parametrize("key", ["", "../../etc/passwd", "0" * 32])
    def test_a_made_up_key_is_nothing(self, editor: Client, key: str) -> None:
        assert editor.post("/stories/upload/take-in", data={"key": key, "story": ["0"]}).status_code == 422

    def test_a_translator_brings_in_nothing(self, client_as: ClientAs) -> None:
        assert client_as("translator", by="session").get("/stories/upload").status_code == 404
        assert send(client_as("translator", by="session"), TEXT).status_code == 404
