"""Signing in and out, preferences, and the demo's buttons."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Client, ClientAs, Clock, Newsroom
from workflow.app import create_app
from workflow.core.permissions import SYSTEM
from workflow.demo import DEMO_PASSWORD, DEMO_PEOPLE
from workflow.services import accounts
from workflow.services.accounts import ACCOUNT_LIMIT
from workflow.settings import Settings
from workflow.web.requests import safe_path

PASSWORD = "a long password"
EMAIL = "anna@example.org"


@pytest.fixture
def anna(newsroom: Newsroom) -> None:
    with newsroom.work() as work:
        accounts.add_user(work, SYSTEM, email=EMAIL, role="translator", password=PASSWORD, name="Anna Koval")


def read_token(html: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert found
    return found.group(1)


def sign_in(client: FlaskClient, *, password: str = PASSWORD, email: str = EMAIL, **more: Any) -> Any:
    token = read_token(client.get("/sign-in").get_data(as_text=True))
    headers = more.pop("headers", {})
    return client.post("/sign-in", data={"email": email, "password": password, "csrf_token": token, **more}, headers=headers)


@pytest.mark.usefixtures("anna")
class TestSigningIn:
    def test_the_board_opens_after_it_and_not_before(self, app: Flask) -> None:
        client = app.test_client()
        answer = client.get("/")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
        answer = sign_in(client)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/")
        assert "Anna Koval" in client.get("/").get_data(as_text=True)

    def test_it_leads_back_to_the_page_that_was_asked_for(self, app: Flask) -> None:
        client = app.test_client()
        target = client.get("/memory?q=порт").headers["Location"]
        assert target.startswith("/sign-in?next=/memory")
        answer = sign_in(client, next="/memory?q=x")
        assert answer.headers["Location"] == "/memory?q=x"

    @pytest.mark.parametrize(
        "evil",
        ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/x\r\nSet-Cookie: a=b", "memory"],
    )
    def test_it_leads_nowhere_else(self, app: Flask, evil: str) -> None:
        assert safe_path(evil) == "/"
        assert sign_in(app.test_client(), next=evil).headers["Location"] == "/"

    def test_a_wrong_password_is_told_and_keeps_the_email(self, app: Flask) -> None:
        answer = sign_in(app.test_client(), password="something else")
        html = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert EMAIL in html
        assert "something else" not in html

    def test_guessing_is_slowed_down(self, app: Flask, clock: Clock) -> None:
        for _ in range(ACCOUNT_LIMIT):
            assert sign_in(app.test_client(), password="guess").status_code == 422
        answer = sign_in(app.test_client())
        assert answer.status_code == 429
        assert "15 мин" in answer.get_data(as_text=True)
        assert int(answer.headers["Retry-After"]) > 800
        clock.advance(timedelta(minutes=16).total_seconds())
        assert sign_in(app.test_client()).status_code == 303

    def test_a_script_gets_the_new_token_and_goes_on_with_it(self, app: Flask) -> None:
        client = app.test_client()
        answer = sign_in(client, headers={"Accept": "application/json"})
        told = answer.get_json()
        assert told["name"] == "Anna Koval"
        saved = client.post(
            "/preferences", data={"theme": "dark"}, headers={"X-CSRFToken": told["csrf_token"], "Accept": "application/json"}
        )
        assert saved.status_code == 204

    def test_nothing_of_the_session_before_it_stays(self, app: Flask) -> None:
        client = app.test_client()
        old = read_token(client.get("/sign-in").get_data(as_text=True))
        sign_in(client)
        answer = client.post("/preferences", data={"theme": "dark", "csrf_token": old})
        assert answer.status_code == 400

    def test_signing_out_ends_it(self, app: Flask) -> None:
        client = app.test_client()
        sign_in(client)
        token = read_token(client.get("/").get_data(as_text=True))
        assert client.post("/sign-out", data={"csrf_token": token}).headers["Location"] == "/sign-in"
        assert client.get("/").status_code == 303

    def test_somebody_switched_off_is_out_at_once(self, app: Flask, newsroom: Newsroom) -> None:
        client = app.test_client()
        sign_in(client)
        with newsroom.work() as work:
            accounts.disable_user(work, SYSTEM, email=EMAIL)
        assert client.get("/").status_code == 303
        assert sign_in(app.test_client()).status_code == 422


class TestPreferences:
    def test_the_language_is_remembered_for_the_person(self, client_as: ClientAs, app: Flask) -> None:
        client = client_as("translator", by="session")
        assert '<html lang="ru"' in client.get("/").get_data(as_text=True)
        answer = client.post("/preferences", data={"language": "en", "next": "/?edition=en&lang=ru"})
        assert answer.headers["Location"] == "/?edition=en"
        assert '<html lang="en"' in client.get("/").get_data(as_text=True)
        elsewhere = client_as("translator", by="session")
        assert '<html lang="en"' in elsewhere.get("/").get_data(as_text=True)

    def test_an_expired_sign_in_speaks_the_persons_language(self, client_as: ClientAs, app: Flask) -> None:
        client = client_as("translator", by="session")
        client.get("/?lang=ru")
        client_as("translator", by="session").post("/preferences", data={"language": "en"})
        client.get("/")
        client.client.delete_cookie(app.config["SESSION_COOKIE_NAME"])
        assert '<html lang="en"' in client.get("/sign-in", headers={"Accept-Language": "ru"}).get_data(as_text=True)

    def test_theme_and_keys(self, client_as: ClientAs) -> None:
        client = client_as("translator", by="session")
        client.post("/preferences", data={"theme": "dark"})
        client.post("/preferences", data={"shortcuts": "off"})
        html = client.get("/").get_data(as_text=True)
        assert 'data-theme="dark"' in html
        assert 'data-shortcuts="off"' in html

    @pytest.mark.parametrize("data", [{"theme": "pink"}, {"language": "xx"}, {"shortcuts": "maybe"}, {}])
    def test_what_is_unknown_changes_nothing(self, client_as: ClientAs, newsroom: Newsroom, data: dict[str, str]) -> None:
        client = client_as("translator", by="session")
        assert client.post("/preferences", data=data).status_code == 303
        with newsroom.database.reading() as session:
            loaded = accounts.load_actor(session, newsroom.people["translator"].id, via="web")
        assert loaded is not None
        assert loaded[1].preferences == {}

    def test_the_language_switch_works_signed_out(self, app: Flask) -> None:
        client = app.test_client()
        assert "Sign in" in client.get("/sign-in?lang=en").get_data(as_text=True)
        assert "Sign in" in client.get("/sign-in").get_data(as_text=True)


class TestDemo:
    def test_its_people_have_a_button_each_that_works(self, newsroom: Newsroom, settings: Settings) -> None:
        from dataclasses import replace

        with newsroom.work() as work:
            for person in DEMO_PEOPLE:
                accounts.add_user(work, SYSTEM, email=person.email, role=person.role, password=DEMO_PASSWORD, name=person.name)
        app = create_app(replace(settings, demo=True), database=newsroom.database, clock=newsroom.clock)
        html = app.test_client().get("/sign-in?lang=en").get_data(as_text=True)
        for person in DEMO_PEOPLE:
            assert person.email in html
        answer = sign_in(app.test_client(), email=DEMO_PEOPLE[1].email, password=DEMO_PASSWORD)
        assert answer.headers["Location"] == "/"

    def test_outside_the_demo_no_password_is_shown(self, app: Flask) -> None:
        assert DEMO_PASSWORD not in app.test_client().get("/sign-in").get_data(as_text=True)


class TestTokens:
    def test_a_token_is_shown_once_works_and_can_be_ended(self, client_as: ClientAs, app: Flask) -> None:
        client = client_as("translator", by="session")
        html = client.post("/admin/tokens", data={"name": "script", "scope": ["read"]}).get_data(as_text=True)
        found = re.search(r"wf_[\w-]+", html)
        assert found
        speaking = Client(app.test_client(), {"Authorization": f"Bearer {found.group()}"})
        assert speaking.get("/api/v1/editions").status_code == 200
        page = client.get("/admin/tokens").get_data(as_text=True)
        assert found.group() not in page
        number = re.search(r"/admin/tokens/(\d+)/revoke", page)
        assert number
        assert client_as("editor", by="session").post(f"/admin/tokens/{number.group(1)}/revoke").status_code == 404
        client.post(f"/admin/tokens/{number.group(1)}/revoke")
        assert speaking.get("/api/v1/editions").status_code == 401

    def test_it_needs_a_name(self, client_as: ClientAs) -> None:
        assert client_as("translator", by="session").post("/admin/tokens", data={"name": " "}).status_code == 422


class TestPeople:
    def test_an_administrator_adds_and_switches_off(self, client_as: ClientAs, app: Flask) -> None:
        client = client_as("admin", by="session")
        answer = client.post(
            "/admin/users",
            data={"email": "new@example.org", "role": "editor", "password": PASSWORD, "name": "New One", "edition": "en"},
        )
        assert answer.status_code == 303
        assert sign_in(app.test_client(), email="new@example.org").status_code == 303
        client.post("/admin/users/disable", data={"email": "new@example.org"})
        assert sign_in(app.test_client(), email="new@example.org").status_code == 422

    @pytest.mark.parametrize(
        "data",
        [
            {"email": "nothing", "role": "editor", "password": PASSWORD},
            {"email": "a@b.example", "role": "king", "password": PASSWORD},
            {"email": "a@b.example", "role": "editor", "password": "short"},
        ],
    )
    def test_what_is_wrong_is_told_beside_its_field(self, client_as: ClientAs, newsroom: Newsroom, data: dict[str, str]) -> None:
        before = newsroom.count_rows()
        answer = client_as("admin", by="session").post("/admin/users", data=data)
        assert answer.status_code == 422
        assert 'class="error"' in answer.get_data(as_text=True)
        assert data["email"] in answer.get_data(as_text=True)
        assert newsroom.count_rows() == before

    def test_nobody_switches_off_themselves(self, client_as: ClientAs) -> None:
        client = client_as("admin", by="session")
        client.post("/admin/users/disable", data={"email": "admin@example.org"})
        assert client.get("/admin/users").status_code == 200

    @pytest.mark.parametrize("path", ["/admin/users", "/admin/editions"])
    @pytest.mark.parametrize("who", ["author", "translator", "editor"])
    def test_for_others_it_is_not_there(self, client_as: ClientAs, who: str, path: str) -> None:
        assert client_as(who, by="session").get(path).status_code == 404
