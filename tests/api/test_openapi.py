"""The document: valid, complete, and true of every operation's answers."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from flask import Flask
from openapi_spec_validator import validate

from tests.api.checked import get_document
from tests.api.conftest import ApiAs
from tests.conftest import HTML, TITLE, Newsroom
from workflow.api import list_routes
from workflow.api.registry import PREFIX
from workflow.http.messages import has_message

PACKAGE = Path(__file__).parents[2] / "workflow"


def test_the_document_is_valid_openapi(api_as: ApiAs) -> None:
    document = api_as(None).ok("GET", "/openapi.json")
    validate(document)
    assert document["openapi"].startswith("3.1")


def test_every_route_under_the_prefix_is_in_the_document(app: Flask) -> None:
    documented = {(path, method.upper()) for path, item in get_document()["paths"].items() for method in item}
    routed = set()
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(f"{PREFIX}/"):
            path = re.sub(r"<(?:int:)?(\w+)>", r"{\1}", rule.rule)
            routed |= {(path, m) for m in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    assert routed == documented
    assert len({r.name for r in list_routes()}) == len(list_routes()), "operation ids are unique"


def test_every_path_of_the_contract_is_there() -> None:
    paths = set(get_document()["paths"])
    wanted = """
        /editions /stories /stories/{story_id} /articles/{article_id} /articles/{article_id}/units /units/{unit_id}
        /units/{unit_id}/history /units/{unit_id}/suggestions /articles/{article_id}/operations /articles/{article_id}/takeover
        /articles/{article_id}/transitions /articles/{article_id}/pretranslation /jobs/{job_id} /memory/search /events
        /glossary /glossary/{term_id} /articles/{article_id}/catalog.{fmt} /articles/{article_id}/catalog /articles/{article_id}/releases /releases/{release_id}
    """
    assert {PREFIX + path for path in wanted.split()} <= paths


def test_the_page_is_plain_and_has_a_place_for_every_problem(app: Flask) -> None:
    response = app.test_client().get("/api/docs")
    assert response.status_code == 200
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    page = response.text
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|(?:src|href)=.https?:", page), "nothing the strict policy would block"
    places = re.findall(r'id="([^"]+)"', page)
    assert len(places) == len(set(places))
    codes = {
        code
        for path in (PACKAGE / "api").rglob("*.py")
        for code in re.findall(r'(?:ApiProblem|Problem)\(\s*\d+, "(\w+)"', path.read_text("utf-8"))
    }
    assert codes
    assert all(has_message(code) for code in codes), {c for c in codes if not has_message(c)}
    assert codes <= set(places)
    for route in list_routes():
        assert route.name in places


def test_every_operation_answers_as_documented(newsroom: Newsroom, api_as: ApiAs, met: set[str]) -> None:
    """A day's work over the API; the client holds each answer to the document."""
    author, translator, editor = api_as("author"), api_as("translator"), api_as("editor")
    api_as(None).ok("GET", "/openapi.json")
    assert [e["tag"] for e in translator.ok("GET", "/editions")["items"]] == ["ru", "en"]
    version = translator.ok("GET", "/editions/en")["version"]
    api_as("admin").ok("PATCH", "/editions/en", json={"policy": {"push_title_most": 60}}, if_match=version)
    story = editor.ok("POST", "/stories", json={"language": "ru", "title": TITLE, "html": HTML, "external_id": "1"}, key="story")
    article = story["articles"][1]["id"]
    editor.ok("GET", "/stories")
    editor.ok("GET", f"/stories/{story['id']}")
    job = translator.open("POST", f"/articles/{article}/pretranslation", json={"engine": "none"})
    assert job.status_code == 202
    address = job.headers["Location"]
    translator.ok("GET", address)
    translator.ok("DELETE", address)
    translator.ok("POST", f"/articles/{article}/take")
    translator.ok("PATCH", f"/articles/{article}", json={"description": "A bridge opened.", "tags": ["bridges"]})
    translator.ok("PATCH", f"/articles/{article}/fields", json={"push_title": "Bridge", "seen": {"push_title": ""}})
    stale = {"push_title": "Two", "seen": {"push_title": ""}}
    refused = translator.problem(412, "field_changed", "PATCH", f"/articles/{article}/fields", json=stale)
    assert refused["current"] == {"fields": {"push_title": "Bridge"}}
    assert translator.ok("GET", f"/articles/{article}/fields")["known_tags"] == ["bridges"]
    given = editor.ok("POST", "/bulk/priority", json={"articles": [article, 999], "priority": "flash"})
    assert [(item["article"], item["code"]) for item in given["items"]] == [(article, ""), (999, "not_found")]
    assert given["changes"] == [{"kind": "priority", "article": article, "before": "normal", "after": "flash"}]
    undone = editor.ok("POST", "/bulk/undo", json={"changes": given["changes"]})
    assert (undone["done"], undone["changes"]) == (1, [])
    again = editor.ok("POST", "/bulk/undo", json={"changes": given["changes"]})
    assert [item["code"] for item in again["items"]] == ["changed_since"]
    twice = {"changes": given["changes"] * 2}
    editor.problem(422, "body_invalid", "POST", "/bulk/undo", json=twice)
    translator.ok("POST", "/bulk/pretranslation", json={"articles": [article]})
    assert editor.ok("POST", "/bulk/assign", json={"articles": [article], "assignee": None})["done"] == 1
    translator.ok("POST", f"/articles/{article}/take")
    assert translator.get(f"/catalogs.zip?articles={article}").data[:2] == b"PK"
    units = translator.ok("GET", f"/articles/{article}/units")["items"]
    refs = [{"id": u["id"], "version": u["version"]} for u in units[2:4]]
    done = translator.ok("POST", f"/articles/{article}/operations", json={"op": "merge", "units": refs}, if_match=1)
    undone = translator.ok("POST", f"/articles/{article}/operations", json=done["inverse"], if_match=done["structure_version"])
    assert undone["structure_version"] == 3
    translator.ok("GET", f"/units/{units[2]['id']}")
    broken = translator.ok("GET", f"/units/{units[3]['id']}")
    broken = translator.ok("PUT", f"/units/{broken['id']}", json={"text": "Forty people came."}, if_match=broken["version"])
    needless = {"check": "placeholders", "reason": "the mark is not needed"}
    judged = translator.ok("POST", f"/units/{broken['id']}/dismissals", json=needless)
    translator.ok("DELETE", f"/units/{broken['id']}/dismissals/{judged['findings'][0]['key']}")
    translator.ok("POST", f"/units/{broken['id']}/asides", json={"text": "Forty came.", "version": broken["version"]})
    assert translator.ok("GET", f"/units/{broken['id']}/history")["set_aside"][0]["text"] == "Forty came."
    translator.ok("GET", f"/units/{broken['id']}/suggestions")
    editor.ok("POST", f"/articles/{article}/presence", json={"page": "review"})
    here = translator.ok("POST", f"/articles/{article}/presence", json={"page": "edit", "unit": broken["id"]})
    assert [(p["name"], p["initials"], p["page"]) for p in here["items"]] == [("Editor", "E", "review")]
    translator.ok("DELETE", f"/articles/{article}/presence")
    translator.ok("GET", "/memory/search?q=Мост")
    translator.ok("GET", "/memory/concordance?q=мостом")
    term = translator.ok("POST", "/glossary", json={"lemma": "мост", "preferred": "bridge"}, key="term")
    assert [t["id"] for t in translator.ok("GET", "/glossary?q=мостами")["items"]] == [term["id"]]
    changed = {"lemma": "мост", "preferred": "bridge", "variants": ["crossing"], "kind": "other", "edition": None}
    term = editor.ok("PUT", f"/glossary/{term['id']}", json=changed, if_match=1)
    assert editor.ok("DELETE", f"/glossary/{term['id']}", if_match=2)["deleted"]
    assert editor.ok("POST", f"/glossary/{term['id']}/restore", if_match=3)["variants"] == ["crossing"]
    assert translator.ok("GET", f"/glossary/{term['id']}")["edition"] is None
    assert [v["version"] for v in translator.ok("GET", f"/glossary/{term['id']}/history")["items"]] == [4, 3, 2, 1]
    editor.ok("PUT", f"/stories/{story['id']}", json={"title": "Мост в Выборге открыт", "change": "update"}, if_match=1)
    editor.ok("PUT", f"/stories/{story['id']}/sentences/h.1", json={"text": "Мост в Выборге открыт"}, if_match=2)
    translator.ok("POST", f"/articles/{article}/takeover")
    catalog = translator.get(f"/articles/{article}/catalog.po")
    assert catalog.headers["Content-Disposition"] == f'attachment; filename="story-{story["id"]}-en.po"'
    assert (
        translator.get(f"/articles/{article}/catalog.po", headers={"If-None-Match": catalog.headers["ETag"]}).status_code == 304
    )
    assert translator.get(f"/articles/{article}/catalog.pot").status_code == 200
    assert translator.get(f"/articles/{article}/catalog.mo").status_code == 200
    report = translator.ok("POST", f"/articles/{article}/catalog", data={"file": (io.BytesIO(catalog.data), "x.po")})
    assert (report["changed"], report["conflicts"], report["refused"]) == (0, [], [])
    newsroom.translate(article)
    translator.ok("POST", f"/articles/{article}/notes", json={"text": "Please look at the headline.", "unit": units[0]["id"]})
    (note,) = translator.ok("GET", f"/articles/{article}/notes")["items"]
    people = [person["name"] for person in translator.ok("GET", f"/articles/{article}/mentionable")["items"]]
    assert "Editor" in people
    assert not {"Translator", "Nobody", "Guest", "Disabled"} & set(people)
    translator.ok("POST", f"/articles/{article}/notes", json={"text": "@Editor, here.", "answers": note["id"]})
    (mention,) = editor.ok("GET", "/mentions")["items"]
    assert (mention["text"], mention["unit"]) == ("@Editor, here.", units[0]["id"])
    assert editor.ok("POST", f"/notes/{mention['note']}/read")["mentions"] == ["Editor"]
    assert editor.ok("POST", f"/notes/{mention['note']}/resolve")["id"] == note["id"]
    assert not editor.ok("POST", f"/notes/{note['id']}/reopen")["resolved"]
    held = editor.ok("POST", f"/articles/{article}/holds", json={"reason": "waiting for the town"})
    editor.ok("DELETE", f"/holds/{held['holds'][0]['id']}")
    moves = translator.ok("GET", f"/articles/{article}/transitions")["items"]
    assert {m["action"]: m["allowed"] for m in moves} == {"submit": True, "withdraw": False}
    translator.ok("POST", f"/articles/{article}/transitions", json={"action": "submit"})
    seen = editor.ok("GET", f"/articles/{article}")
    publish = {"action": "publish", "content_hash": seen["content_hash"], "accept_dismissed": True, "grace_seconds": 10}
    out = editor.ok("POST", f"/articles/{article}/transitions", json=publish)
    assert out["scheduled_for"] == "2026-02-04T09:00:10Z"
    assert editor.ok("POST", f"/articles/{article}/take-back")["state"] == "review"
    editor.ok("POST", f"/articles/{article}/transitions", json={**publish, "grace_seconds": 0})
    releases = editor.ok("GET", f"/articles/{article}/releases")["items"]
    assert [(r["number"], r["live"], r["taken_back"]) for r in releases] == [(2, True, False), (1, False, True)]
    assert editor.ok("GET", f"/releases/{releases[0]['id']}")["content_hash"] == seen["content_hash"]
    events = author.ok("GET", f"/events?article={article}&limit=3")
    assert events["next"]
    author.ok("GET", f"/events?article={article}&cursor={events['next']}")
    editor.ok("DELETE", f"/stories/{story['id']}?reason=a+mistake")
    missing = {r.name for r in list_routes()} - met
    assert not missing, "an operation this day does not touch"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_problems_speak_the_language_asked_for(newsroom: Newsroom, api_as: ApiAs, language: str) -> None:
    problem = api_as("editor").problem(404, "not_found", "GET", "/units/99", headers={"Accept-Language": language})
    assert bool(re.search("[а-я]", problem["detail"])) is (language == "ru")
    assert re.search("[a-z]", api_as("editor").problem(404, "not_found", "GET", "/units/99")["detail"]), (
        "English where nothing is asked"
    )
