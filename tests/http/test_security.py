"""What the outside may never do: scripts in stories, forged forms, readable cookies, secrets in logs."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Client, Newsroom
from workflow.app import create_app
from workflow.core.markup_tokens import Token, parse_tokens
from workflow.settings import Settings

ClientAs = Callable[..., Client]

HOSTILE = (
    '<p>Текст первой новости дня. <script>alert(1)</script><img src=x onerror=alert(2)> <a href="javascript:alert(3)">ссылка</a></p>'
    '<p style="background:url(//evil.example)">Второй <b onclick="alert(4)">абзац</b> идёт следом.</p>'
    '<svg onload=alert(5)></svg><iframe src="javascript:alert(6)"></iframe><form action="//evil.example"><input name=q></form>'
    '<p><a href="data:text/html,<script>alert(7)</script>">ещё</a> <math><mi//xlink:href="data:x,alert(8)"></math></p>'
)


class Finder(HTMLParser):
    """What would run or reach out, in a page's body."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        icon = tag == "svg" and (given.get("aria-hidden") == "true" or given.get("class") == "icon")
        inline = tag == "script" and not given.get("src") and "json" not in (given.get("type") or "")
        if inline or (tag in ("iframe", "object", "embed", "svg", "math") and not icon):
            self.found.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name == "style" or (value or "").strip().lower().startswith(("javascript:", "data:text")):
                self.found.append(f"{tag} {name}={value}")


def dangers(page: str) -> list[str]:
    finder = Finder()
    finder.feed(page)
    return finder.found


def test_a_hostile_story_is_harmless_on_every_page(newsroom: Newsroom, client_as: ClientAs) -> None:
    story = newsroom.add_story(html=HOSTILE, title="Заголовок <script>alert(0)</script> дня")
    article = story["en"]
    newsroom.translate(article)
    unit = newsroom.units(article)[1]
    marks = "".join(str(part) for part in parse_tokens(unit.source) if isinstance(part, Token))
    client = client_as("translator")
    answer = client.put(
        f"/api/v1/units/{unit.id}",
        json={"text": f"<script>alert(9)</script> <img src=x onerror=alert(9)> {marks}", "status": "confirmed"},
        if_match=unit.version,
    )
    assert answer.status_code == 200
    staff = client_as("editor", by="session")
    pages = [f"/stories/{story.story}", f"/articles/{article}", f"/articles/{article}/edit", f"/articles/{article}/preview", "/"]
    newsroom.move(article, "submit", who="translator")
    pages.append(f"/articles/{article}/review")
    for path in pages:
        page = staff.get(path)
        assert page.status_code == 200, path
        assert dangers(page.get_data(as_text=True)) == [], path
    newsroom.move(article, "publish")
    slug = newsroom.article(article).slug
    page = client_as(None).get(f"/en/{slug}")
    assert page.status_code == 200
    assert dangers(page.get_data(as_text=True)) == []
    assert "evil.example" not in page.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/sign-in", "/", "/en/", "/healthz", "/api/docs", "/api/v1/stories", "/nothing-here"])
def test_every_answer_has_the_strict_policy(client_as: ClientAs, path: str) -> None:
    for client in (client_as(None), client_as("editor", by="session")):
        headers = client.get(path).headers
        policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("public_url", "secure"),
    [("http://127.0.0.1:8000", False), ("https://desk.example.org", True), ("http://desk.example.org", True)],
)
def test_the_session_cookie_is_closed_to_scripts_and_other_sites(
    newsroom: Newsroom, tmp_path: Path, public_url: str, secure: bool
) -> None:
    app = create_app(Settings(data_dir=tmp_path, secret_key="x" * 20, public_url=public_url), database=newsroom.database)
    client = app.test_client()
    response = client.get("/sign-in", base_url="https://desk.example.org" if secure else None)
    cookies = [c for c in response.headers.getlist("Set-Cookie") if c.startswith("workflow=")]
    assert cookies
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert ("Secure" in cookie) == secure


def test_a_forged_form_or_fetch_changes_nothing(app: Flask, newsroom: Newsroom, client_as: ClientAs) -> None:
    story = newsroom.add_story()
    unit = newsroom.units(story["en"])[0]
    client = client_as("translator", by="session")
    client.headers = {}
    before = newsroom.count_rows()
    put = client.put(f"/api/v1/units/{unit.id}", json={"text": "Forged", "status": "draft"}, if_match=unit.version)
    assert put.status_code in (400, 403)
    assert client.post("/preferences", data={"language": "en"}).status_code == 400
    assert client.post(f"/api/v1/articles/{story['en']}/transitions", json={"action": "start"}).status_code in (400, 403)
    assert newsroom.count_rows() == before


def test_no_secret_reaches_a_log(newsroom: Newsroom, client_as: ClientAs, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client: Any = client_as("admin")
    token = client.headers["Authorization"].removeprefix("Bearer ")
    client.get("/api/v1/stories")
    client.post("/api/v1/stories", json={"language": "ru"})
    browser = client_as(None)
    browser.post("/sign-in", data={"email": "somebody@example.org", "password": "correct-horse-battery"})
    said = "\n".join(record.getMessage() for record in caplog.records)
    for secret in (token, "correct-horse-battery"):
        assert secret not in said


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80)])
def test_the_suite_reaches_nothing_but_this_machine(address: tuple[str, int]) -> None:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as probe, pytest.raises(PermissionError, match="a test tried to reach"):
        probe.connect(address)
    with pytest.raises(PermissionError):
        socket.getaddrinfo("example.org", 80)
