"""What people and programs really send: every refused input changes nothing, every taken one says what was done to it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.api.conftest import ApiAs
from tests.conftest import HTML, TITLE, Newsroom

POST = {
    "id": 7,
    "link": "https://example.org/7",
    "status": "publish",
    "title": {"rendered": TITLE},
    "content": {"rendered": HTML},
}


@dataclass(frozen=True)
class Bad:
    """A file or body that is refused, and how."""

    name: str
    data: bytes
    status: int
    code: str
    file: str = "story.txt"


def english() -> bytes:
    return b"<h1>The bridge is open</h1><p>The new bridge was opened on Tuesday, and people came to see it from the town.</p>"


BAD = [
    Bad("an empty file", b"", 422, "empty"),
    Bad("white space", b" \n\t\n ", 422, "empty"),
    Bad("a picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, 422, "binary", "story.html"),
    Bad("a program", b"\x7fELF\x02\x01\x01" + b"\x00" * 400, 422, "binary"),
    Bad(
        "a wrong charset",
        '<meta charset="utf-8"><h1>Мост</h1><p>Мост открыли.</p>'.encode("cp1251"),
        422,
        "wrong_charset",
        "story.html",
    ),
    Bad("English text", english(), 422, "not_russian", "story.html"),
    Bad("other JSON", json.dumps({"name": "Workflow", "version": 1}).encode(), 422, "not_wordpress_json", "posts.json"),
    Bad("a list of something else", b'[{"name": "x"}]', 422, "not_wordpress_json", "posts.json"),
    Bad("cut JSON", json.dumps([POST]).encode()[:-20], 422, "not_wordpress_json", "posts.json"),
    Bad("a feed", b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', 422, "unknown_format", "feed.xml"),
    Bad("a cut export", b'<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><item>', 422, "not_wxr", "export.xml"),
    Bad("no text", b"<p><br></p>", 422, "no_text", "story.html"),
]


@pytest.mark.parametrize("bad", BAD, ids=lambda b: b.name)
def test_a_bad_file_changes_nothing(newsroom: Newsroom, api_as: ApiAs, bad: Bad) -> None:
    newsroom.add_story()
    api = api_as("editor")
    before = newsroom.count_rows()
    api.problem(bad.status, bad.code, "POST", "/stories", data={"file": (io.BytesIO(bad.data), bad.file)}, key="one")
    assert newsroom.count_rows() == before


BODIES: list[tuple[str, object, int, str]] = [
    ("nothing", {}, 422, "body_invalid"),
    ("no language", {"title": TITLE, "html": HTML}, 422, "body_invalid"),
    ("no title", {"language": "ru", "html": HTML}, 422, "title_missing"),
    ("a blank title", {"language": "ru", "title": " ", "html": HTML}, 422, "title_missing"),
    ("a long title", {"language": "ru", "title": "М" * 1001, "html": HTML}, 422, "body_invalid"),
    ("no body", {"language": "ru", "title": TITLE}, 422, "body_invalid"),
    ("two bodies", {"language": "ru", "title": TITLE, "html": HTML, "text": "Текст."}, 422, "body_invalid"),
    ("another language", {"language": "en", "title": "A bridge", "html": "<p>Open.</p>"}, 422, "language_not_source"),
    ("English under ru", {"language": "ru", "title": "The bridge is open", "html": english().decode()}, 422, "not_russian"),
    (
        "a time without a zone",
        {"language": "ru", "title": TITLE, "html": HTML, "published_at": "2026-02-04T10:00:00"},
        422,
        "body_invalid",
    ),
    ("a bad priority", {"language": "ru", "title": TITLE, "html": HTML, "priority": "low"}, 422, "body_invalid"),
    ("an unknown field", {"language": "ru", "title": TITLE, "html": HTML, "titel": "x"}, 422, "body_invalid"),
    ("a NUL", {"language": "ru", "title": TITLE, "html": "<p>Мост\x00</p>"}, 422, "text_not_storable"),
    ("half a pair", {"language": "ru", "title": "Мост \udc00", "html": HTML}, 422, "text_not_storable"),
    (
        "a block with both",
        {"language": "ru", "title": TITLE, "blocks": [{"kind": "lede", "text": "а", "html": "а"}]},
        422,
        "body_invalid",
    ),
    ("a block of no kind", {"language": "ru", "title": TITLE, "blocks": [{"kind": "poem", "text": "а"}]}, 422, "body_invalid"),
    ("a list", [1], 422, "body_invalid"),
    ("null", None, 422, "body_invalid"),
]


@pytest.mark.parametrize(("body", "status", "code"), [b[1:] for b in BODIES], ids=[b[0] for b in BODIES])
def test_a_bad_body_changes_nothing(newsroom: Newsroom, api_as: ApiAs, body: object, status: int, code: str) -> None:
    api = api_as("editor")
    before = newsroom.count_rows()
    api.problem(status, code, "POST", "/stories", data=json.dumps(body).encode(), content_type="application/json", key="one")
    assert newsroom.count_rows() == before


def test_other_media_types_and_a_missing_file(newsroom: Newsroom, api_as: ApiAs) -> None:
    api = api_as("editor")
    before = newsroom.count_rows()
    api.problem(415, "media_type_unknown", "POST", "/stories", data=b"<p>x</p>", content_type="text/html")
    api.problem(422, "file_missing", "POST", "/stories", data={"story": (io.BytesIO(b"x"), "x.txt")})
    api.problem(422, "body_invalid", "POST", "/stories", data={"file": (io.BytesIO(HTML.encode()), "x.html"), "sorce": "x"})
    assert newsroom.count_rows() == before


def test_fifty_megabytes_of_json_are_too_large(newsroom: Newsroom, api_as: ApiAs) -> None:
    api = api_as("editor")
    before = newsroom.count_rows()
    body = b'{"language": "ru", "title": "x", "html": "' + b"a" * 50_000_000 + b'"}'
    api.problem(413, "too_large", "POST", "/stories", data=body, content_type="application/json")
    api.problem(413, "too_large", "POST", "/articles/1/catalog", data=b"a" * 50_000_000, content_type="text/x-po")
    # Written by hand: werkzeug's client leaves the temporary file of a large form open.
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="x.txt"\r\n\r\n'
    form = head + b"\xd0\xb0" * 25_000_000 + b"\r\n--x--\r\n"
    for client in (api, api_as("editor", by="session")):
        client.problem(413, "too_large", "POST", "/stories", data=form, content_type="multipart/form-data; boundary=x")
    assert {k: v for k, v in newsroom.count_rows().items() if k not in ("api_tokens", "events")} == {
        k: v for k, v in before.items() if k not in ("api_tokens", "events")
    }


@pytest.mark.parametrize(
    ("html", "code"),
    [
        (HTML + "<script>alert(1)</script>", "script_dropped"),
        ('<p onclick="alert(1)">Мост открыли во вторник.</p>', "event_handler"),
        ('<p>Мост <a href="javascript:alert(1)">открыли</a>.</p>', "script_address"),
        ("<p>Мост <b>открыли во вторник.</p><p>Пришли люди.</p>", "unclosed_tag"),
    ],
)
def test_what_is_mended_on_the_way_in_is_said(api_as: ApiAs, html: str, code: str) -> None:
    story = api_as("editor").ok("POST", "/stories", json={"language": "ru", "title": TITLE, "html": html})
    notice = next(n for n in story["notices"] if n["code"] == code)
    assert notice["message"] != code
    kept = api_as("editor").ok("GET", f"/stories/{story['id']}")
    assert code in [n["code"] for n in kept["notices"]]
    source = kept["articles"][0]["id"]
    release = api_as("editor").ok("GET", f"/articles/{source}/releases")["items"][0]
    assert "alert" not in api_as("editor").ok("GET", f"/releases/{release['id']}")["html"], "no script leaves"


def test_a_story_twice_is_one_story_and_the_same_id_elsewhere_is_another(newsroom: Newsroom, api_as: ApiAs) -> None:
    api = api_as("editor")
    body = {"language": "ru", "title": TITLE, "html": HTML, "source": "wp", "external_id": "7"}
    first = api.open("POST", "/stories", json=body)
    assert (first.status_code, first.json and first.json["outcome"]) == (201, "created")
    before = newsroom.count_rows()
    again = api.open("POST", "/stories", json=body)
    assert again.json is not None
    assert (again.status_code, again.json["outcome"], again.json["revision"]) == (200, "unchanged", 1)
    assert "unchanged_story" in [n["code"] for n in again.json["notices"]]
    assert newsroom.count_rows() == before
    changed = api.open("POST", "/stories", json={**body, "title": "Мост в Выборге открыт"})
    assert changed.json is not None
    assert (changed.status_code, changed.json["outcome"], changed.json["revision"]) == (200, "revised", 2)
    assert changed.json["id"] == again.json["id"]
    other = api.ok("POST", "/stories", json={**body, "source": "feed"})
    assert other["outcome"] == "created"
    assert other["id"] != again.json["id"]


PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n#. v1\nmsgctxt "1/1"\nmsgid "Мост\nmsgstr "Bridge"\n'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (PO.encode(), "catalog_syntax"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "catalog_binary"),
        (
            'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Мост"\nmsgstr ""\n'.encode("cp1251"),
            "catalog_charset_wrong",
        ),
        (
            'msgid ""\nmsgstr "Content-Type: text/plain; charset=KOI-99\\n"\n\nmsgid "Мост"\nmsgstr ""\n'.encode(),
            "catalog_charset_unknown",
        ),
    ],
    ids=["empty", "syntax", "binary", "charset", "unknown charset"],
)
def test_a_bad_catalog_changes_nothing(newsroom: Newsroom, api_as: ApiAs, data: bytes, code: str) -> None:
    article = newsroom.add_story()["en"]
    api = api_as("translator")
    before = newsroom.count_rows()
    sends: list[Callable[[], Any]] = [
        lambda: api.problem(422, code, "POST", f"/articles/{article}/catalog", data=data, content_type="text/x-po"),
        lambda: api.problem(422, code, "POST", f"/articles/{article}/catalog", data={"file": (io.BytesIO(data), "story.po")}),
        lambda: api.problem(422, code, "POST", f"/articles/{article}/catalog?dry_run=1", data=data, content_type="text/x-po"),
    ]
    for send in sends:
        problem = send()
        if code == "catalog_syntax":
            assert problem["params"]["line"] == 6
    assert newsroom.count_rows() == before
    assert all(u.version == 1 for u in newsroom.units(article))
