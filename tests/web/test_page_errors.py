"""Every error tells a person what to do, and nothing typed is lost on the way."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask

from tests.conftest import Client, ClientAs, Newsroom
from tests.web.test_page_accounts import PASSWORD, read_token
from workflow.core.permissions import SYSTEM
from workflow.http.identity import EPOCH
from workflow.services import accounts

NOTE = "Проверьте год & <место>: «Амур» или «Ангара»?"


@pytest.fixture
def translator(client_as: ClientAs) -> Client:
    return client_as("translator", by="session")


def hidden_fields(html: str) -> dict[str, str]:
    return {
        unescape(name): unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    }


class TestNothingTypedIsLost:
    def test_a_stale_page_brings_the_form_back(self, newsroom: Newsroom, translator: Client) -> None:
        article = newsroom.add_story()["en"]
        answer = translator.client.post(f"/articles/{article}/notes", data={"text": NOTE, "csrf_token": "old"})
        html = answer.get_data(as_text=True)
        assert answer.status_code == 400
        fields = hidden_fields(html)
        assert fields["text"] == NOTE
        action = re.search(r'<form class="stack wide-gap" method="post" action="([^"]+)"', html)
        assert action
        assert action.group(1) == f"/articles/{article}/notes"
        assert translator.client.post(action.group(1), data=fields).status_code == 303
        assert newsroom.article(article).notes[0].text == NOTE

    def test_an_expired_sign_in_brings_the_form_back_after_it(self, app: Flask, newsroom: Newsroom) -> None:
        with newsroom.work() as work:
            accounts.add_user(work, SYSTEM, email="anna@example.org", role="translator", password=PASSWORD)
        article = newsroom.add_story()["en"]
        client = app.test_client()
        answer = client.post(f"/articles/{article}/notes", data={"text": NOTE, "csrf_token": "old"})
        html = answer.get_data(as_text=True)
        assert answer.status_code == 401
        assert newsroom.article(article).notes == ()
        kept = hidden_fields(html)
        wrong = client.post("/sign-in", data={**kept, "email": "anna@example.org", "password": "wrong"})
        kept = hidden_fields(wrong.get_data(as_text=True))
        assert NOTE in kept["kept"]
        back = client.post("/sign-in", data={**kept, "email": "anna@example.org", "password": PASSWORD})
        fields = hidden_fields(back.get_data(as_text=True))
        assert fields["text"] == NOTE
        assert client.post(f"/articles/{article}/notes", data=fields).status_code == 303
        assert newsroom.article(article).notes[0].text == NOTE

    def test_a_password_is_never_kept(self, client_as: ClientAs) -> None:
        client = client_as("admin", by="session")
        answer = client.client.post(
            "/admin/users", data={"email": "x@example.org", "password": "very secret word", "csrf_token": "old"}
        )
        assert "very secret word" not in answer.get_data(as_text=True)

    def test_a_form_from_another_site_is_not_carried_on(self, newsroom: Newsroom, translator: Client) -> None:
        article = newsroom.add_story()["en"]
        answer = translator.client.post(
            f"/articles/{article}/notes", data={"text": NOTE}, headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert answer.status_code == 400
        assert "text" not in hidden_fields(answer.get_data(as_text=True))

    @pytest.mark.parametrize("kept_to", ["https://evil.example/", "//evil.example", "javascript:x()"])
    def test_a_kept_form_goes_nowhere_else(self, app: Flask, newsroom: Newsroom, kept_to: str) -> None:
        with newsroom.work() as work:
            accounts.add_user(work, SYSTEM, email="anna@example.org", role="translator", password=PASSWORD)
        client = app.test_client()
        token = read_token(client.get("/sign-in").get_data(as_text=True))
        data = {"csrf_token": token, "email": "anna@example.org", "password": PASSWORD, "kept_to": kept_to, "kept": '[["a","b"]]'}
        assert client.post("/sign-in", data=data).headers["Location"] == "/"

    def test_a_refused_form_shows_what_was_typed(self, newsroom: Newsroom, translator: Client) -> None:
        article = newsroom.add_story()["en"]
        answer = translator.post(f"/articles/{article}/moves", data={"action": "reopen", "reason": NOTE})
        assert answer.status_code == 409
        assert unescape(answer.get_data(as_text=True)).count(NOTE) == 1


class TestWhoAsks:
    def test_a_page_leads_to_the_sign_in_and_back(self, app: Flask) -> None:
        answer = app.test_client().get("/articles/1?x=1")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/articles/1?x%3D1")

    def test_htmx_gets_a_401_for_its_dialog(self, app: Flask, newsroom: Newsroom) -> None:
        newsroom.add_story()
        headers = {"HX-Request": "true"}
        client = app.test_client()
        assert client.get("/board/rows/2", headers=headers).status_code == 401
        # An expired session has no token either; what is missing is the sign-in, not the token.
        assert client.post("/articles/2/take", headers=headers).status_code == 401

    def test_a_script_gets_problem_json(self, app: Flask, translator: Client) -> None:
        answer = translator.get("/articles/999", headers={"Accept": "application/json"})
        assert answer.content_type == "application/problem+json"
        assert answer.get_json()["status"] == 404
        assert app.test_client().get("/", headers={"Accept": "application/json"}).status_code == 401

    def test_htmx_gets_a_notice_for_bad_input_and_words_for_the_rest(self, newsroom: Newsroom, translator: Client) -> None:
        article = newsroom.add_story()["en"]
        translator.get("/?lang=en")
        bad = translator.post(f"/articles/{article}/notes", data={"text": ""}, headers={"HX-Request": "true"})
        assert bad.status_code == 422
        assert bad.headers["HX-Retarget"] == "#notices"
        assert 'role="alert"' in bad.get_data(as_text=True)
        refused = translator.post(f"/articles/{article}/moves", data={"action": "submit"}, headers={"HX-Request": "true"})
        assert refused.status_code == 409
        assert "state" in refused.get_json()["detail"]

    def test_an_older_session_ends_with_its_epoch(self, app: Flask, translator: Client) -> None:
        assert translator.get("/").status_code == 200
        with translator.client.session_transaction() as session:
            session[EPOCH] = 0
        assert translator.get("/").status_code == 303


class TestPages:
    @pytest.mark.parametrize(("language", "words"), [("ru", "Здесь ничего нет"), ("en", "There is nothing here")])
    def test_both_languages(self, translator: Client, language: str, words: str) -> None:
        answer = translator.get(f"/articles/999?lang={language}")
        assert answer.status_code == 404
        assert words in answer.get_data(as_text=True)

    def test_forbidden_looks_like_nothing(self, client_as: ClientAs, newsroom: Newsroom) -> None:
        newsroom.add_story()
        nobody = client_as("nobody", by="session")
        forbidden, missing = nobody.get("/articles/2"), nobody.get("/articles/999")
        assert forbidden.status_code == missing.status_code == 404
        assert forbidden.get_data(as_text=True).replace("/articles/2", "") == missing.get_data(as_text=True).replace(
            "/articles/999", ""
        )

    def test_a_wrong_method(self, translator: Client) -> None:
        answer = translator.get("/articles/1/notes")
        assert answer.status_code == 405
        assert "POST" in answer.headers["Allow"]

    def test_a_crash_tells_nothing_of_itself(self, app: Flask, translator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*args: object, **more: object) -> None:
            raise RuntimeError("secret detail")

        monkeypatch.setattr("workflow.services.board.read_board", fail)
        answer = translator.get("/")
        assert answer.status_code == 500
        assert "secret detail" not in answer.get_data(as_text=True)
        assert "Traceback" not in answer.get_data(as_text=True)

    def test_a_busy_database_asks_to_come_again(self, translator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        from sqlalchemy.exc import OperationalError

        def fail(*args: object, **more: object) -> None:
            raise OperationalError("SELECT secret", {}, Exception("database is locked"))

        monkeypatch.setattr("workflow.services.board.read_board", fail)
        answer = translator.get("/")
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "2"
        assert "SELECT" not in answer.get_data(as_text=True)

    @pytest.mark.parametrize("path", ["/", "/articles/999", "/en/", "/zz/", "/sign-in"])
    def test_every_answer_has_the_strict_policy(self, translator: Client, path: str) -> None:
        headers = translator.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
