"""WordPress' REST JSON: posts are read, everything else is refused by name."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workflow.core.document import UnreadableStory
from workflow.formats.incoming import IncomingStory, read_stories

POST = json.loads((Path(__file__).parent / "fixtures" / "wordpress_post.json").read_bytes())


def read(data: object) -> list[IncomingStory]:
    return read_stories(json.dumps(data).encode(), name="x.txt")


def test_one_post() -> None:
    (story,) = read(POST)
    assert story == IncomingStory(
        language="ru",
        title="В Омске открыли мост «Восток» & путь",
        html=POST["content"]["rendered"],
        standfirst="Город ждал его десять лет",
        byline="Пётр Иванов & Ко",
        url="https://Realist.example/2026/02/most/",
        source="realist.example",
        external_id="4711",
        published_at=datetime(2026, 2, 5, 4, 30, tzinfo=UTC),
    )


def test_a_list_keeps_its_order() -> None:
    assert [story.external_id for story in read([{**POST, "id": number} for number in (3, 1, 2)])] == ["3", "1", "2"]


@pytest.mark.parametrize(
    ("content", "html"),
    [
        ({"raw": "<!-- wp:paragraph --><p>а</p><!-- /wp:paragraph -->", "rendered": "<p>а</p>"},
            "<!-- wp:paragraph --><p>а</p><!-- /wp:paragraph -->"),
        ({"raw": "а\n\nб", "rendered": "<p>а</p><p>б</p>"}, "<p>а</p><p>б</p>"),
        ({"raw": "а"}, "а"),
        ("<p>а</p>", "<p>а</p>"),
        ({"rendered": "а\x00\ud800"}, "а\ufffd?"),
    ],
)  # fmt: skip
def test_content(content: object, html: str) -> None:
    assert read({**POST, "content": content})[0].html == html


@pytest.mark.parametrize(
    "excerpt",
    ["<p>Новый мост открыли [&hellip;]</p>", "<p>Новый мост&hellip;</p>", "<p>Движение начнётся в полдень.</p>", "", None],
)
def test_an_excerpt_wordpress_made_is_no_standfirst(excerpt: str | None) -> None:
    assert read({**POST, "excerpt": {"rendered": excerpt}})[0].standfirst == ""


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"status": "draft"}, "draft"),
        ({"status": "future"}, "draft"),
        ({"status": "publish"}, "publish"),
        ({"status": None}, "publish"),
    ],
)
def test_status(change: dict[str, object], expected: str) -> None:
    assert read({**POST, **change})[0].status == expected


def test_odd_but_readable_posts() -> None:
    (story,) = read(
        {"id": 1, "title": "Мост", "content": "", "date_gmt": "0000-00-00T00:00:00", "link": "http://[", "_embedded": []}
    )
    assert (story.title, story.published_at, story.source, story.byline) == ("Мост", None, "", "")
    (story,) = read({**POST, "content": {"rendered": "", "protected": True}})
    assert [notice.code for notice in story.notices] == ["protected_post"]


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ({"id": 1, "content": {"rendered": "а"}}, "no title"),
        ({"title": "а"}, "no id, content"),
        ([POST, {"id": 2}], "post 2 has no title, content"),
        ([], "empty"),
        ([POST, 1], "post 2 is not an object"),
        ({"code": "rest_forbidden", "message": "Нельзя"}, "Нельзя"),
        ({**POST, "title": 5}, "title"),
        ({**POST, "content": {}}, "content"),
        ({**POST, "id": None}, "id"),
        ({"headlines": [], "bodies": []}, "no id, title, content"),
    ],
)
def test_other_json_is_refused_with_what_is_missing(data: object, named: str) -> None:
    with pytest.raises(UnreadableStory) as caught:
        read(data)
    assert caught.value.code == "not_wordpress_json"
    assert named in caught.value.detail


@pytest.mark.parametrize(
    "data",
    [
        json.dumps(POST)[:200],
        "[" * 200_000,
        '{"a":' * 200_000,
        '{"id": ' + "9" * 10_000 + "}",
        '{"id": 1,}',
        "[{]",
    ],
)  # fmt: skip
def test_broken_json_is_refused(data: str) -> None:
    with pytest.raises(UnreadableStory) as caught:
        read_stories(data.encode())
    assert caught.value.code == "not_wordpress_json"


def test_a_post_without_any_text_is_refused() -> None:
    with pytest.raises(UnreadableStory) as caught:
        read({**POST, "title": {"rendered": ""}, "content": {"rendered": "<p> </p>"}})
    assert (caught.value.code, caught.value.detail) == ("no_text", "4711")
