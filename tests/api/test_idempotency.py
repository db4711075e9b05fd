"""The same request twice is done once, on both databases, one after the other and at the same moment."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from werkzeug.test import TestResponse

from tests.api.checked import CheckedClient
from tests.api.conftest import ApiAs
from tests.conftest import HTML, TITLE, Client, Newsroom, make_client_as
from workflow.app import create_app
from workflow.settings import Settings

BODY = {"language": "ru", "title": TITLE, "html": HTML}


def test_a_repeated_creation_creates_once(newsroom: Newsroom, api_as: ApiAs) -> None:
    api = api_as("editor")
    first = api.open("POST", "/stories", json=BODY, key="k")
    before = newsroom.count_rows()
    again = api.open("POST", "/stories", json=BODY, key="k")
    assert (again.status_code, again.json, again.headers["Location"]) == (201, first.json, first.headers["Location"])
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert newsroom.count_rows() == before
    assert first.json is not None
    assert api.ok("POST", "/stories", json=BODY)["id"] != first.json["id"], (
        "without a key, and without an id of its own, it is another one"
    )


def test_a_repeated_save_gets_its_first_answer_though_others_saved_since(newsroom: Newsroom, api_as: ApiAs) -> None:
    article = newsroom.add_story()["en"]
    unit = newsroom.units(article)[2].id
    api = api_as("translator")
    first = api.open("PUT", f"/units/{unit}", json={"text": "Mine"}, if_match=1, key="save")
    api_as("translator2").ok("PUT", f"/units/{unit}", json={"text": "Theirs"}, if_match=2)
    again = api.open("PUT", f"/units/{unit}", json={"text": "Mine"}, if_match=1, key="save")
    assert (again.status_code, again.json, again.headers["ETag"]) == (200, first.json, '"2"')
    assert newsroom.units(article)[2].text == "Theirs"


def test_a_key_is_good_for_one_request_of_one_person(newsroom: Newsroom, api_as: ApiAs) -> None:
    article = newsroom.add_story()["en"]
    one, two = (u.id for u in newsroom.units(article)[1:3])
    api = api_as("translator")
    api.ok("PUT", f"/units/{one}", json={"text": "A"}, if_match=1, key="k")
    before = newsroom.count_rows()
    for path, text, version in ((f"/units/{two}", "A", 1), (f"/units/{one}", "B", 1), (f"/units/{one}", "A", 2)):
        api.problem(422, "idempotency_key_reused", "PUT", path, json={"text": text}, if_match=version, key="k")
    for key in ("", "k" * 201, "ключ"):
        api.problem(
            400,
            "idempotency_key_bad",
            "PUT",
            f"/units/{two}",
            json={"text": "A"},
            if_match=1,
            headers={"Idempotency-Key": key.encode().decode("latin-1")},
        )
    assert newsroom.count_rows() == before
    assert api_as("translator2").ok("PUT", f"/units/{two}", json={"text": "A"}, if_match=1, key="k")["version"] == 2


def test_an_error_keeps_no_answer(newsroom: Newsroom, api_as: ApiAs) -> None:
    article = newsroom.add_story()["en"]
    api = api_as("translator")
    api.problem(409, "no_such_move", "POST", f"/articles/{article}/transitions", json={"action": "submit"}, key="k")
    newsroom.translate(article)
    assert api.ok("POST", f"/articles/{article}/transitions", json={"action": "submit"}, key="k")["state"] == "review"


def test_equal_requests_at_one_moment_are_done_once(any_newsroom: Newsroom, settings: Settings) -> None:
    app = create_app(settings, database=any_newsroom.database, clock=any_newsroom.clock)
    article = any_newsroom.add_story()["en"]
    unit = any_newsroom.units(article)[2].id
    token = make_client_as(app, any_newsroom)("translator").headers
    start = threading.Barrier(6)

    def save(app: Flask) -> TestResponse:
        client = CheckedClient(Client(app.test_client(), token), set())
        start.wait()
        return client.put(f"/units/{unit}", json={"text": "At once"}, if_match=1, key="same")

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(save, [app] * 6))
    assert [a.status_code for a in answers] == [200] * 6
    assert len({a.text for a in answers}) == 1
    assert sorted("Idempotency-Replayed" in a.headers for a in answers) == [False] + [True] * 5
    assert any_newsroom.units(article)[2].version == 2


def test_different_saves_at_one_moment_lose_nothing(any_newsroom: Newsroom, settings: Settings) -> None:
    app = create_app(settings, database=any_newsroom.database, clock=any_newsroom.clock)
    article = any_newsroom.add_story()["en"]
    unit = any_newsroom.units(article)[2].id
    token = make_client_as(app, any_newsroom)("translator").headers
    start = threading.Barrier(6)

    def save(number: int) -> TestResponse:
        client = CheckedClient(Client(app.test_client(), token), set())
        start.wait()
        return client.put(f"/units/{unit}", json={"text": f"Text {number}"}, if_match=1, key=f"key {number}")

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(save, range(6)))
    assert sorted(a.status_code for a in answers) == [200] + [412] * 5
    kept = any_newsroom.units(article)[2]
    assert kept.version == 2
    assert all(a.json["current"]["text"] == kept.text for a in answers if a.status_code == 412 and a.json)
