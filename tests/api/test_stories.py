"""Stories over the API: every form they come in, revisions, withdrawal, lists."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

from tests.api.conftest import ApiAs
from tests.conftest import HTML, START, TITLE, Newsroom

BODY: dict[str, Any] = {"language": "ru", "title": TITLE, "html": HTML}


def test_a_story_comes_in_and_opens_its_edition(api_as: ApiAs, wakes: list[int]) -> None:
    response = api_as("editor").open(
        "POST",
        "/stories",
        json={
            **BODY,
            "url": "https://example.org/7",
            "byline": "Анна Коваль",
            "published_at": "2026-02-04T11:30:00+03:00",
            "priority": "urgent",
        },
    )
    story = response.json
    assert story is not None
    assert response.status_code == 201
    assert response.headers["Location"] == f"/api/v1/stories/{story['id']}"
    assert (story["state"], story["revision"], story["published_at"], story["priority"]) == (
        "publish",
        1,
        "2026-02-04T08:30:00Z",
        "urgent",
    )
    assert [(a["edition"], a["state"]) for a in story["articles"]] == [("ru", "publish"), ("en", "draft")]
    job = api_as("translator").ok("GET", f"/articles/{story['articles'][1]['id']}")["job"]
    assert wakes == [job], "a worker is woken after the commit"
    assert api_as("translator").ok("GET", f"/stories/{story['id']}")["html"] == HTML


def test_a_draft_waits_for_its_review(api_as: ApiAs, wakes: list[int]) -> None:
    story = api_as("author").ok("POST", "/stories", json={**BODY, "state": "draft"})
    assert [(a["edition"], a["state"]) for a in story["articles"]] == [("ru", "draft")]
    assert wakes == []


def test_text_and_blocks_become_the_document_that_html_would(newsroom: Newsroom, api_as: ApiAs) -> None:
    api = api_as("editor")
    blocks = [
        {"kind": "headline", "text": "Заголовок < блоком"},
        {"kind": "standfirst", "text": "Коротко о главном."},
        {"kind": "dateline", "text": "ВЫБОРГ (Реалист)."},
        {"kind": "lede", "html": "Мост открыли <b>во вторник</b>."},
        {"kind": "subhead", "text": "Что дальше"},
        {"kind": "list_item", "text": "первый пункт & ещё"},
        {"kind": "list_item", "text": "второй пункт"},
        {"kind": "quote", "text": "Мы ждали этого."},
    ]
    story = api.ok("POST", "/stories", json={"language": "ru", "blocks": blocks})
    assert story["title"] == "Заголовок < блоком"
    units = newsroom.units(newsroom.ids(story["id"])["en"])
    assert [(u.block_kind, u.source) for u in units] == [
        ("headline", "Заголовок < блоком"),
        ("standfirst", "Коротко о главном."),
        ("dateline", "ВЫБОРГ"),
        ("lede", "Мост открыли {1}во вторник{/1}."),
        ("subhead", "Что дальше"),
        ("list_item", "первый пункт & ещё"),
        ("list_item", "второй пункт"),
        ("quote", "Мы ждали этого."),
    ]
    text = api.ok("POST", "/stories", json={"language": "ru", "title": TITLE, "text": "Мост <открыли>.\n\nПришли люди."})
    assert text["html"] == "<p>Мост &lt;открыли&gt;.</p>\n<p>Пришли люди.</p>"


def test_a_file_comes_in_by_its_content(api_as: ApiAs) -> None:
    api = api_as("editor")
    one = api.ok(
        "POST", "/stories", data={"file": (io.BytesIO(f"<h1>{TITLE}</h1>{HTML}".encode()), "wrong-name.json"), "source": "desk"}
    )
    assert (one["title"], one["source"], one["outcome"]) == (TITLE, "desk", "created")
    assert "items" not in one
    posts = [
        {
            "id": n,
            "link": f"https://example.org/{n}",
            "status": "publish",
            "title": {"rendered": f"Новость {n}"},
            "content": {"rendered": HTML},
        }
        for n in (1, 2)
    ]
    several = api.ok("POST", "/stories", data={"file": (io.BytesIO(json.dumps(posts).encode()), "posts.json")})
    assert [s["title"] for s in several["items"]] == ["Новость 1", "Новость 2"]
    assert several["id"] == several["items"][0]["id"]
    again = api.open("POST", "/stories", data={"file": (io.BytesIO(json.dumps(posts).encode()), "posts.json")})
    assert again.status_code == 200
    assert again.json is not None
    assert [s["outcome"] for s in again.json["items"]] == ["unchanged", "unchanged"]


def test_one_bad_story_of_a_file_keeps_all_of_it_out(newsroom: Newsroom, api_as: ApiAs) -> None:
    posts = [
        {"id": n, "link": "https://example.org", "status": "publish", "title": {"rendered": title}, "content": {"rendered": html}}
        for n, title, html in (
            (1, TITLE, HTML),
            (2, "All in English here", "<p>The whole text of this one is in English, all of it.</p>"),
        )
    ]
    api = api_as("editor")
    before = newsroom.count_rows()
    api.problem(422, "not_russian", "POST", "/stories", data={"file": (io.BytesIO(json.dumps(posts).encode()), "posts.json")})
    assert newsroom.count_rows() == before


def test_a_revision_names_the_one_it_was_made_from(newsroom: Newsroom, api_as: ApiAs) -> None:
    ids = newsroom.add_story()
    api = api_as("editor")
    got = api.get(f"/stories/{ids.story}")
    assert got.headers["ETag"] == '"1"'
    api.problem(428, "if_match_missing", "PUT", f"/stories/{ids.story}", json={"title": "Новый заголовок"})
    done = api.open("PUT", f"/stories/{ids.story}", json={"title": "Новый заголовок", "change": "typo"}, if_match=1)
    assert done.json is not None
    assert (done.headers["ETag"], done.json["outcome"], done.json["change"], done.json["html"]) == (
        '"2"',
        "revised",
        "typo",
        HTML,
    )
    stale = api.problem(412, "story_changed", "PUT", f"/stories/{ids.story}", json={"title": "Ещё один"}, if_match=1)
    assert (stale["current"]["revision"], stale["current"]["title"]) == (2, "Новый заголовок")
    found = api.problem(422, "language_not_source", "PUT", f"/stories/{ids.story}", json={"language": "de"}, if_match=2)
    assert "(ru)" in found["detail"]
    change = api_as("translator").ok("GET", f"/articles/{ids['en']}")["source_change"]
    assert (change["number"], change["change"]) == (2, "typo")
    taken = api_as("translator").ok("POST", f"/articles/{ids['en']}/takeover")
    assert taken["revision"] == 2
    api_as("translator").problem(409, "nothing_to_take_over", "POST", f"/articles/{ids['en']}/takeover")


def test_a_story_written_here_is_taken_up_first(newsroom: Newsroom, api_as: ApiAs) -> None:
    story = api_as("author").ok("POST", "/stories", json={**BODY, "state": "draft"})
    done = api_as("author").ok("PUT", f"/stories/{story['id']}", json={"title": "Другой заголовок"}, if_match=1)
    assert done["revision"] == 2
    api_as("translator").problem(403, "text_not_yours", "PUT", f"/stories/{story['id']}", json={"title": "Чужой"}, if_match=2)
    source = story["articles"][0]["id"]
    newsroom.move(source, "submit", who="author")
    newsroom.move(source, "publish", who="editor")
    problem = api_as("author").problem(
        409, "story_published", "PUT", f"/stories/{story['id']}", json={"title": "Поздно"}, if_match=2
    )
    assert problem["findings"][0]["code"] == "story_published"


def test_withdrawing_needs_a_reason_and_an_editor(newsroom: Newsroom, api_as: ApiAs) -> None:
    ids = newsroom.add_story()
    api_as("author").problem(403, "not_your_move", "DELETE", f"/stories/{ids.story}?reason=x")
    refused = api_as("editor").problem(409, "move_refused", "DELETE", f"/stories/{ids.story}")
    assert refused["findings"][0]["code"] == "reason_missing"
    assert api_as("editor").ok("DELETE", f"/stories/{ids.story}?reason=a mistake")["state"] == "withdrawn"
    api_as("editor").problem(409, "story_withdrawn", "PUT", f"/stories/{ids.story}", json={"title": "Снова"}, if_match=1)


def test_lists_filter_and_go_on(newsroom: Newsroom, api_as: ApiAs) -> None:
    stories = [newsroom.add_story(title=f"Новость номер {n}") for n in range(5)]
    newsroom.clock.advance(60)
    newsroom.bring_to(stories[1]["en"], "review")
    api = api_as("translator")
    seen: list[int] = []
    path = "/stories?limit=2"
    while True:
        page = api.ok("GET", path)
        seen += [s["id"] for s in page["items"]]
        if page["next"] is None:
            break
        path = f"/stories?limit=2&cursor={page['next']}"
    assert seen == [s.story for s in reversed(stories)]

    def ids(query: str) -> list[int]:
        return [s["id"] for s in api.ok("GET", f"/stories?{query}")["items"]]

    assert ids("edition=en&state=review") == [stories[1].story]
    assert ids("state=review") == []
    assert len(ids("state=publish")) == 5
    assert ids("edition=de") == []
    assert ids("q=номер 3") == [stories[3].story]
    assert ids("q=НОМЕР 3".replace("НОМЕР", "номер")) == [stories[3].story]
    since = (START + timedelta(seconds=30)).isoformat().replace("+00:00", "Z")
    assert ids(f"changed_since={since}") == [stories[1].story]
    for query in (
        "cursor=x",
        "cursor=ZXZlbnRzOjE",
        "state=done",
        "limit=0",
        "limit=x",
        "changed_since=2026-02-04",
        "edtion=en",
        "q=%00",
    ):
        assert api.get(f"/stories?{query}").status_code == 422, query


def test_one_sentence_of_a_story(newsroom: Newsroom, api_as: ApiAs) -> None:
    """Where a story is in review the editor mends it sentence by sentence, each a revision."""
    story = newsroom.add_story(who="author", draft=True, external_id="")
    newsroom.move(story["ru"], "submit", who="author")
    editor = api_as("editor")
    path = f"/stories/{story.story}/sentences"
    editor.problem(428, "if_match_missing", "PUT", f"{path}/b1.1", json={"text": "x"})
    api_as("author").problem(403, "text_not_yours", "PUT", f"{path}/h.1", json={"text": "Мост"}, if_match=1)
    editor.problem(404, "not_found", "PUT", f"{path}/b99.1", json={"text": "x"}, if_match=1)
    editor.problem(422, "sentence_emptied", "PUT", f"{path}/h.1", json={"text": " "}, if_match=1)
    done = editor.ok("PUT", f"{path}/h.1", json={"text": "В Выборге закрыли мост"}, if_match=1)
    assert (done["title"], done["revision"]) == ("В Выборге закрыли мост", 2)
    stale = editor.problem(412, "story_changed", "PUT", f"{path}/h.1", json={"text": "Мост"}, if_match=1)
    assert stale["current"]["title"] == "В Выборге закрыли мост"
    detail = editor.ok("GET", f"/stories/{story.story}")
    again = editor.ok("PUT", f"{path}/h.1", json={"text": "В Выборге закрыли мост"}, if_match=2)
    assert (again["revision"], again["html"]) == (2, detail["html"])
