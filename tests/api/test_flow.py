"""Operations, moves, catalogs and errors of the address itself, as a script meets them."""

from __future__ import annotations

import io

import pytest
from flask import Flask

from tests.api.conftest import ApiAs
from tests.conftest import Newsroom
from workflow.api.errors import answer_problem
from workflow.services.accounts import TooManySignIns


def test_an_operation_is_undone_by_its_inverse(newsroom: Newsroom, api_as: ApiAs) -> None:
    article = newsroom.add_story()["en"]
    api = api_as("translator")
    units = api.ok("GET", f"/articles/{article}/units")["items"]
    first = {"op": "omit", "units": [{"id": units[5]["id"], "version": 1}], "reason": "not for readers abroad"}
    api.problem(428, "if_match_missing", "POST", f"/articles/{article}/operations", json=first)
    done = api.open("POST", f"/articles/{article}/operations", json=first, if_match=1)
    assert done.json is not None
    assert done.headers["ETag"] == '"2"'
    assert (done.json["changed"][0]["status"], done.json["changed"][0]["reason"]) == ("omitted", "not for readers abroad")
    stale = api.problem(412, "structure_changed", "POST", f"/articles/{article}/operations", json=first, if_match=1)
    assert stale["current"] == {"structure_version": 2}
    moved = api.problem(412, "unit_changed", "POST", f"/articles/{article}/operations", json=first, if_match=2)
    assert moved["current"]["version"] == 2
    back = api.ok("POST", f"/articles/{article}/operations", json=done.json["inverse"], if_match=2)
    assert back["changed"][0]["status"] == "empty"
    after = api.ok("GET", f"/articles/{article}/units")["items"]
    assert [(u["id"], u["source"], u["status"]) for u in after] == [(u["id"], u["source"], u["status"]) for u in units]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"op": "fold", "units": []}, "body_invalid"),
        ({"op": "merge", "units": []}, "units_missing"),
        ({"op": "merge", "units": [0]}, "merge_needs_two"),
        ({"op": "merge", "units": [0, 3]}, "units_not_neighbours"),
        ({"op": "split", "units": [2]}, "parameter_bad"),
        ({"op": "split", "units": [2], "source_at": 0}, "split_nothing_left"),
        ({"op": "omit", "units": [2]}, "reason_missing"),
        ({"op": "put_back", "units": [2]}, "not_omitted"),
        ({"op": "remove", "units": [2]}, "remove_only_added"),
        ({"op": "revert", "units": []}, "parameter_bad"),
    ],
)
def test_an_operation_that_cannot_be_done_changes_nothing(
    newsroom: Newsroom, api_as: ApiAs, body: dict[str, object], code: str
) -> None:
    article = newsroom.add_story()["en"]
    units = newsroom.units(article)
    numbers = body["units"]
    assert isinstance(numbers, list)
    api = api_as("translator")
    before = newsroom.count_rows()
    api.problem(
        422,
        code,
        "POST",
        f"/articles/{article}/operations",
        json={**body, "units": [{"id": units[n].id, "version": 1} for n in numbers]},
        if_match=1,
    )
    assert newsroom.count_rows() == before


def test_a_refused_move_says_why_as_findings(newsroom: Newsroom, api_as: ApiAs) -> None:
    article = newsroom.add_story()["en"]
    api = api_as("translator")
    api.ok("POST", f"/articles/{article}/take")
    problem = api.problem(409, "move_refused", "POST", f"/articles/{article}/transitions", json={"action": "submit"})
    finding = problem["findings"][0]
    assert (finding["check"], finding["severity"]) == ("units_open", "blocking")
    assert "7 sentences" in finding["message"]
    newsroom.translate(article)
    api.ok("POST", f"/articles/{article}/transitions", json={"action": "submit"})
    editor = api_as("editor")
    editor.problem(422, "content_hash_missing", "POST", f"/articles/{article}/transitions", json={"action": "publish"})
    seen = editor.ok("GET", f"/articles/{article}")["content_hash"]
    stale = editor.problem(
        412, "content_changed", "POST", f"/articles/{article}/transitions", json={"action": "publish", "content_hash": "0" * 64}
    )
    assert stale["current"] == {"content_hash": seen}
    editor.problem(
        422,
        "body_invalid",
        "POST",
        f"/articles/{article}/transitions",
        json={"action": "publish", "content_hash": seen, "grace_seconds": 601},
    )
    editor.problem(422, "body_invalid", "POST", f"/articles/{article}/transitions", json={"action": "print"})
    editor.ok("POST", f"/articles/{article}/holds", json={"reason": "the town denies it"})
    held = editor.problem(
        409, "move_refused", "POST", f"/articles/{article}/transitions", json={"action": "publish", "content_hash": seen}
    )
    assert [f["code"] for f in held["findings"]] == ["on_hold"]
    assert editor.ok("GET", f"/articles/{article}")["hold"] == "the town denies it"


def test_a_scheduled_publication_waits_for_its_time(newsroom: Newsroom, api_as: ApiAs) -> None:
    article = newsroom.add_story()["en"]
    newsroom.bring_to(article, "review")
    editor = api_as("editor")
    body = {
        "action": "publish",
        "content_hash": editor.ok("GET", f"/articles/{article}")["content_hash"],
        "publish_at": "2026-02-04T15:00:00+03:00",
    }
    out = editor.ok("POST", f"/articles/{article}/transitions", json=body)
    assert (out["scheduled_for"], out["live_release"], out["live_number"]) == ("2026-02-04T12:00:00Z", None, None)
    newsroom.clock.advance(3 * 3600)
    out = editor.ok("GET", f"/articles/{article}")
    assert (out["scheduled_for"], out["live_number"]) == (None, 1)
    editor.problem(409, "already_live", "POST", f"/articles/{article}/take-back")


def test_a_catalog_comes_back_message_by_message(newsroom: Newsroom, api_as: ApiAs) -> None:
    ids = newsroom.add_story()
    api = api_as("translator")
    newsroom.translate(ids["en"], status="draft")
    units = newsroom.units(ids["en"])
    catalog = api.get(f"/articles/{ids['en']}/catalog.po").data.decode()
    changed = catalog.replace('msgstr "Sentence B"', 'msgstr "VYBORG"').replace(
        'msgstr "Sentence C"', 'msgstr "The bridge is open."'
    )
    api.ok("PUT", f"/units/{units[2].id}", json={"text": "Meanwhile"}, if_match=units[2].version)
    changed += '\nmsgctxt "999/999"\nmsgid "Чужое"\nmsgstr "Foreign"\n'
    path = f"/articles/{ids['en']}/catalog"
    dry = api.ok("POST", f"{path}?dry_run=1", data={"file": (io.BytesIO(changed.encode()), "x.po")})
    assert newsroom.units(ids["en"])[1].text == "Sentence B", "a dry run writes nothing"
    report = api.ok("POST", path, data=changed.encode(), content_type="text/x-po")
    assert {**dry, "dry_run": False} == report
    assert report["changed"] == 1
    assert [c["unit"] for c in report["changes"]] == [units[1].id]
    assert [(c["unit"], c["why"]) for c in report["conflicts"]] == [(units[2].id, "stale")]
    assert [(r["context"], r["why"]) for r in report["refused"]] == [("999/999", "unit_unknown")]
    assert report["refused"][0]["line"] > 0
    assert report["refused"][0]["message"].endswith(".")
    after = newsroom.units(ids["en"])
    assert (after[1].text, after[1].origin["kind"], after[2].text) == ("VYBORG", "import", "Meanwhile")
    api.problem(422, "catalog_of_source", "GET", f"/articles/{ids['ru']}/catalog.po")
    api.problem(422, "format_unknown", "GET", f"/articles/{ids['en']}/catalog.exe")


def test_pretranslation_answers_with_one_job(newsroom: Newsroom, api_as: ApiAs, wakes: list[int]) -> None:
    article = newsroom.add_story()["en"]
    api = api_as("translator")
    one = api.open("POST", f"/articles/{article}/pretranslation")
    two = api.open("POST", f"/articles/{article}/pretranslation", json={})
    assert one.status_code == two.status_code == 202
    assert one.json is not None
    assert one.headers["Location"] == two.headers["Location"] == f"/api/v1/jobs/{one.json['id']}"
    assert wakes == [one.json["id"]] * 2
    api.problem(422, "engine_unknown", "POST", f"/articles/{article}/pretranslation", json={"engine": "babelfish"})
    api.problem(
        415, "not_json_type", "POST", f"/articles/{article}/pretranslation", data=b"engine=none", content_type="text/plain"
    )
    assert api.ok("DELETE", one.headers["Location"])["state"] == "cancelled"
    newsroom.bring_to(article, "review")
    api.problem(409, "text_closed", "POST", f"/articles/{article}/pretranslation")


def test_the_trail_names_who_and_from_where(newsroom: Newsroom, api_as: ApiAs) -> None:
    article = newsroom.add_story()["en"]
    api_as("translator").ok("POST", f"/articles/{article}/take")
    items = api_as("editor").ok("GET", f"/events?article={article}")["items"]
    assert (items[0]["action"], items[0]["actor"], items[0]["via"]) == ("article.start", "Translator", "api")
    assert [e["id"] for e in items] == sorted((e["id"] for e in items), reverse=True)
    api_as("editor").problem(422, "cursor_bad", "GET", "/events?cursor=c3Rvcmllczox")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("POST", "/units/1", 405),
        ("DELETE", "/editions", 405),
        ("GET", "/units/one", 404),
        ("GET", "/units/-1", 404),
        ("GET", f"/units/{2**63}", 404),
        ("GET", f"/units/{10**40}", 404),
        ("GET", "/units/1/", 404),
        ("GET", "/%00", 404),
    ],
)
def test_addresses_that_are_none(api_as: ApiAs, method: str, path: str, status: int) -> None:
    response = api_as("admin").open(method, path)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert bool(response.headers.get("Allow")) is (status == 405)


def test_an_unforeseen_error_tells_nothing(newsroom: Newsroom, api_as: ApiAs, monkeypatch: pytest.MonkeyPatch) -> None:
    from workflow.services import editions

    def fail(session: object) -> None:
        raise RuntimeError("secret-connection-string")

    monkeypatch.setattr(editions, "list_editions", fail)
    response = api_as("editor").client.get("/api/v1/editions", headers=api_as("editor").headers)
    assert response.status_code == 500
    assert response.mimetype == "application/problem+json"
    assert "secret" not in response.text


def test_too_many_attempts_say_when_to_come_back(app: Flask) -> None:
    with app.test_request_context("/api/v1/editions"):
        response = answer_problem(TooManySignIns(90))
    assert (response.status_code, response.headers["Retry-After"]) == (429, "90")
