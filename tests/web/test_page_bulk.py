"""The bar under the board, with and without a script."""

from __future__ import annotations

import json
import re

import pytest

from tests.conftest import Client, ClientAs, Newsroom

SHORT = "<p>Первое предложение сюжета. Второе предложение сюжета.</p>"
JSON = {"Accept": "application/json", "Accept-Language": "en"}


@pytest.fixture
def editor(client_as: ClientAs) -> Client:
    return client_as("editor", by="session")


def test_a_plain_form_does_it_tells_each_story_and_undoes_it(newsroom: Newsroom, editor: Client) -> None:
    one, out = newsroom.add_story(html=SHORT)["en"], newsroom.add_story(html=SHORT, title="Порт <закрыт>")["en"]
    newsroom.bring_to(out, "publish")
    who = str(newsroom.people["translator2"].id)
    answer = editor.post(
        "/board/bulk?lang=en", data={"do": "assign", "article": [one, out], "assignee": who, "next": "/?state=draft"}
    )
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "1 story assigned, 1 refused: “Порт &lt;закрыт&gt;”: The text cannot be changed in this state." in html
    assert 'href="/?state=draft"' in html
    assert newsroom.article(one).assignee == "Translator2"
    found = re.search(r'name="changes" value="([^"]+)"', html)
    assert found
    changes = found.group(1).replace("&#34;", '"')
    told = editor.post("/board/bulk?lang=en", data={"do": "undo", "changes": changes}).get_data(as_text=True)
    assert "Undone for 1 story." in told
    assert newsroom.article(one).assignee is None


def test_a_script_gets_the_sentence_and_the_way_back(newsroom: Newsroom, editor: Client, wakes: list[int]) -> None:
    ids = [newsroom.add_story(html=SHORT)["en"] for _ in range(2)]
    answer = editor.post("/board/bulk", data={"do": "priority", "article": ids, "priority": "flash"}, headers=JSON)
    told = json.loads(answer.get_data(as_text=True))
    assert told["message"] == "Priority set for 2 stories."
    assert json.loads(told["undo"]) == [["priority", n, "normal", "flash"] for n in ids]
    before = len(wakes)
    answer = editor.post("/board/bulk", data={"do": "pretranslate", "article": ids}, headers=JSON)
    assert json.loads(answer.get_data(as_text=True))["undo"] == ""
    assert len(wakes) == before + 2, "a worker is woken for each"
    zipped = editor.post("/board/bulk", data={"do": "export", "article": ids})
    assert (zipped.content_type, zipped.data[:2]) == ("application/zip", b"PK")


@pytest.mark.parametrize(
    "data",
    [
        {"do": "assign", "article": ["x"], "assignee": "me"},
        {"do": "assign", "article": ["1"], "assignee": "everybody"},
        {"do": "assign", "article": ["1"], "assignee": "9" * 30},
        {"do": "explode", "article": ["1"]},
        {"do": "undo", "changes": "nonsense"},
        {"do": "undo", "changes": "[[1]]"},
        {"do": "undo", "changes": '[["assign", "x", null, null]]'},
        {"do": "undo", "changes": '[["assign", 1, {}, null]]'},
        {"do": "undo", "changes": "[]"},
        {"do": "pretranslate", "article": [str(n) for n in range(1, 300)]},
    ],
)
def test_what_no_page_of_ours_sends_is_refused(newsroom: Newsroom, editor: Client, data: dict[str, object]) -> None:
    newsroom.add_story(html=SHORT)
    before = newsroom.count_rows()
    assert editor.post("/board/bulk", data=data).status_code == 422
    assert newsroom.count_rows() == before


def test_nothing_selected_goes_back_and_says_nothing_was_done(editor: Client) -> None:
    answer = editor.post("/board/bulk", data={"do": "assign", "assignee": "me", "next": "//evil.example"})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize(
    ("who", "edition", "offers"),
    [
        ("translator", "en", {"assign", "pretranslate", "export"}),
        ("editor", "en", {"assign", "pretranslate", "export", "priority"}),
        ("author", "en", {"export", "priority"}),
        ("author", "ru", {"priority"}),
    ],
)
def test_the_bar_offers_what_a_person_may_do(
    newsroom: Newsroom, client_as: ClientAs, who: str, edition: str, offers: set[str]
) -> None:
    newsroom.add_story(html=SHORT)
    html = client_as(who, by="session").get(f"/?edition={edition}").get_data(as_text=True)
    assert set(re.findall(r'name="do" value="(\w+)"', html)) == offers
    assert ("Translator2" in html) is (who == "editor"), "only who gives work out chooses among people"


def test_without_a_csrf_token_nothing_is_done(newsroom: Newsroom, editor: Client) -> None:
    article = newsroom.add_story(html=SHORT)["en"]
    assert editor.client.post("/board/bulk", data={"do": "assign", "article": article, "assignee": "me"}).status_code == 400
    assert newsroom.article(article).assignee is None
