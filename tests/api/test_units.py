"""Units over the API: versions, conflicts, history, dismissals, and what a save may cost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from tests.api.conftest import ApiAs
from tests.conftest import Newsroom
from tests.factories import turn_on
from workflow.db.session import Database


@contextmanager
def count_queries(database: Database) -> Iterator[list[str]]:
    """Statements sent to the database, less the transaction's own."""
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def test_a_unit_is_read_saved_and_its_versions_kept(newsroom: Newsroom, api_as: ApiAs) -> None:
    article = newsroom.add_story()["en"]
    api = api_as("translator")
    items = api.ok("GET", f"/articles/{article}/units")["items"]
    assert [u["position"] for u in items] == list(range(1, len(items) + 1))
    unit = items[3]
    assert unit["source"] == "На открытие пришли {1}сорок{/1} человек."
    assert unit["elements"] == {"1": "<b>"}
    assert unit["origin"] == {"kind": None}
    assert unit["block"]["key"]
    alone = api.get(f"/units/{unit['id']}")
    assert alone.json == unit, "a unit alone is the unit of the list"
    assert alone.headers["ETag"] == '"1"'

    saved = api.put(f"/units/{unit['id']}", json={"text": "{1}Forty{/1} people came.", "status": "confirmed"}, if_match=1)
    assert saved.headers["ETag"] == '"2"'
    assert saved.json is not None
    assert (saved.json["version"], saved.json["status"], saved.json["origin"]["kind"]) == (2, "confirmed", "human")
    assert saved.json["confirmed_by"] == saved.json["author"] == newsroom.people["translator"].id
    assert saved.json["position"] == unit["position"]
    assert newsroom.article(article).state == "translate", "the first edit starts the article"
    again = api.ok("PUT", f"/units/{unit['id']}", json={"text": "{1}Forty{/1} people came.", "status": "confirmed"}, if_match=2)
    assert again["version"] == 2, "an unchanged save changes nothing"
    history = api.ok("GET", f"/units/{unit['id']}/history")["items"]
    assert [(v["version"], v["author"], v["via"]) for v in history] == [(2, "Translator", "api"), (1, None, "ingest")]


def test_a_stale_save_shows_the_current_text_and_changes_nothing(newsroom: Newsroom, api_as: ApiAs) -> None:
    article = newsroom.add_story()["en"]
    unit = newsroom.units(article)[2].id
    api_as("translator").ok("PUT", f"/units/{unit}", json={"text": "Mine"}, if_match=1)
    before = newsroom.count_rows()
    problem = api_as("translator2").problem(412, "unit_changed", "PUT", f"/units/{unit}", json={"text": "Theirs"}, if_match=1)
    assert (problem["current"]["text"], problem["current"]["version"]) == ("Mine", 2)
    api_as("translator2").problem(428, "if_match_missing", "PUT", f"/units/{unit}", json={"text": "Theirs"})
    api_as("translator2").problem(400, "if_match_bad", "PUT", f"/units/{unit}", json={"text": "x"}, headers={"If-Match": "*"})
    api_as("translator2").problem(400, "if_match_bad", "PUT", f"/units/{unit}", json={"text": "x"}, headers={"If-Match": 'W/"2"'})
    after = newsroom.count_rows()
    assert {k: v for k, v in after.items() if k not in ("api_tokens", "events")} == {
        k: v for k, v in before.items() if k not in ("api_tokens", "events")
    }


def test_a_merged_unit_says_where_its_text_went(newsroom: Newsroom, api_as: ApiAs) -> None:
    article = newsroom.add_story()["en"]
    left, right = newsroom.units(article)[2:4]
    api = api_as("translator")
    body = {"op": "merge", "units": [{"id": left.id, "version": 1}, {"id": right.id, "version": 1}]}
    done = api.ok("POST", f"/articles/{article}/operations", json=body, if_match=1)
    assert done["retired"] == [right.id]
    late = api.problem(412, "unit_retired", "PUT", f"/units/{right.id}", json={"text": "Late"}, if_match=1)
    assert (late["retired_into"], late["current"]["id"]) == (left.id, left.id)
    gone = api.problem(410, "unit_retired", "GET", f"/units/{right.id}")
    assert gone["retired_into"] == left.id
    assert [v["version"] for v in api.ok("GET", f"/units/{right.id}/history")["items"]] == [2, 1], "its history stays"


def test_blocks_are_moved_and_retyped_and_it_is_undone(newsroom: Newsroom, api_as: ApiAs) -> None:
    article = newsroom.add_story(html="<p>Раз. Два.</p><p>Три.</p><p>Четыре.</p>")["en"]
    api = api_as("translator")
    path = f"/articles/{article}/operations"

    def read() -> list[tuple[str, str]]:
        return [(u["source"], u["block"]["kind"]) for u in api.ok("GET", f"/articles/{article}/units")["items"]][1:]

    before = read()
    one, two, three, four = newsroom.units(article)[1:]
    ref = {"id": four.id, "version": 1}
    done = api.ok("POST", path, json={"op": "move", "units": [ref], "before": three.id}, if_match=1)
    assert [source for source, _ in read()] == ["Раз.", "Два.", "Четыре.", "Три."]
    assert ([u["id"] for u in done["changed"]], done["retired"], done["structure_version"]) == ([four.id], [], 2)
    ref = {"id": four.id, "version": 2}
    typed = api.ok("POST", path, json={"op": "retype_block", "units": [ref], "kind": "quote"}, if_match=2)
    assert typed["changed"][0]["block"] == {"id": typed["changed"][0]["block"]["id"], "kind": "quote", "key": None}
    stale: list[tuple[dict[str, Any], str]] = [
        ({"op": "move", "units": [ref], "after": two.id}, "unit_changed"),
        ({"op": "move", "units": [{"id": one.id, "version": 1}], "after": two.id}, "structure_changed"),
    ]
    for body, code in stale:
        api.problem(412, code, "POST", path, json=body, if_match=3 if code == "unit_changed" else 2)
    refused: list[tuple[dict[str, Any], str]] = [
        ({"op": "move", "units": [{"id": one.id, "version": 1}], "after": one.id}, "move_nowhere"),
        ({"op": "retype_block", "units": [{"id": one.id, "version": 1}], "kind": "headline"}, "body_invalid"),
        ({"op": "split_block", "units": [{"id": one.id, "version": 1}]}, "split_block_first"),
    ]
    for body, code in refused:
        api.problem(422, code, "POST", path, json=body, if_match=3)
    api.problem(412, "revert_later_first", "POST", path, json=done["inverse"], if_match=3)
    api.ok("POST", path, json=typed["inverse"], if_match=3)
    # Each inverse as it was given, though what was undone before it has made newer versions.
    back = api.ok("POST", path, json=done["inverse"], if_match=4)
    assert read() == before
    assert back["changed"][0]["block"]["key"] == four.block_key


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"text": "", "status": "confirmed"}, 422, "confirm_empty"),
        ({"text": "x", "status": "omitted"}, 422, "status_by_operation"),
        ({"text": "x", "status": "done"}, 422, "body_invalid"),
        ({"text": "x", "state": "draft"}, 422, "body_invalid"),
        ({"status": "draft"}, 422, "body_invalid"),
        ({"text": None}, 422, "body_invalid"),
        ([], 422, "body_invalid"),
        ({"text": "x" * 20_001}, 422, "text_too_long"),
        ({"text": "a\x00b"}, 422, "text_not_storable"),
        ({"text": "a\ud800b"}, 422, "text_not_storable"),
    ],
)
def test_a_body_that_does_not_fit_changes_nothing(
    newsroom: Newsroom, api_as: ApiAs, body: object, status: int, code: str
) -> None:
    article = newsroom.add_story()["en"]
    unit = newsroom.units(article)[2].id
    api = api_as("translator")
    before = newsroom.count_rows()
    problem = api.problem(status, code, "PUT", f"/units/{unit}", json=body, if_match=1)
    if code == "body_invalid":
        assert problem["errors"][0]["at"].startswith("body")
    assert newsroom.count_rows() == before
    assert newsroom.units(article)[2].version == 1


@pytest.mark.parametrize(
    ("data", "media_type", "status", "code"),
    [
        (b"", "application/json", 400, "not_json"),
        (b"{", "application/json", 400, "not_json"),
        (b"\xff\xfe", "application/json", 400, "not_json"),
        (b'{"text": NaN}', "application/json", 400, "not_json"),
        (b"[" * 100_000, "application/json", 400, "not_json"),
        (b'{"text": "x"}', "text/plain", 415, "not_json_type"),
        (b'{"text": "x"}', "", 415, "not_json_type"),
        (b"text=x", "application/x-www-form-urlencoded", 415, "not_json_type"),
    ],
    ids=["empty", "broken", "not utf-8", "nan", "deep", "text", "no type", "form"],
)
def test_what_is_no_json_is_refused(
    newsroom: Newsroom, api_as: ApiAs, data: bytes, media_type: str, status: int, code: str
) -> None:
    unit = newsroom.units(newsroom.add_story()["en"])[2].id
    api = api_as("translator")
    before = newsroom.count_rows()
    api.problem(status, code, "PUT", f"/units/{unit}", data=data, content_type=media_type, if_match=1)
    assert newsroom.count_rows() == before


def test_a_finding_is_dismissed_for_this_text_only(newsroom: Newsroom, api_as: ApiAs) -> None:
    unit = newsroom.units(newsroom.add_story()["en"])[3].id
    api = api_as("translator")
    saved = api.ok("PUT", f"/units/{unit}", json={"text": "Forty people came."}, if_match=1)
    assert ("placeholders", "blocking") in {(f["check"], f["severity"]) for f in saved["findings"] if "dismissed" not in f}
    api.problem(422, "reason_missing", "POST", f"/units/{unit}/dismissals", json={"check": "placeholders", "reason": " "})
    api.problem(404, "not_found", "POST", f"/units/{unit}/dismissals", json={"check": "no_such_check", "reason": "no"})
    done = api.open("POST", f"/units/{unit}/dismissals", json={"check": "placeholders", "reason": "bold is not needed"})
    assert done.status_code == 201
    assert done.json is not None
    dismissed = [f["dismissed"]["reason"] for f in done.json["findings"] if f["check"] == "placeholders"]
    assert set(dismissed) == {"bold is not needed"}
    changed = api.ok("PUT", f"/units/{unit}", json={"text": "Some forty people came."}, if_match=2)
    assert not any("dismissed" in f for f in changed["findings"]), "another text brings the finding back"


def test_one_finding_is_dismissed_and_brought_back(newsroom: Newsroom, api_as: ApiAs) -> None:
    turn_on(newsroom, "numbers")
    article = newsroom.add_story(html="<p>Пришли 40 человек и 7 собак.</p>")["en"]
    unit = newsroom.units(article)[1].id
    api = api_as("translator")
    saved = api.ok("PUT", f"/units/{unit}", json={"text": "Many people and 8 dogs came."}, if_match=1)
    keys = {f["params"]["number"]: f["key"] for f in saved["findings"] if f["check"] == "numbers"}
    assert set(keys) == {"40", "7", "8"}
    path, body = f"/units/{unit}/dismissals", {"finding": keys["40"], "reason": "rounded", "version": 2}
    assert api.problem(412, "unit_changed", "POST", path, json={**body, "version": 1})["current"]["version"] == 2
    api.problem(422, "body_invalid", "POST", path, json={"reason": "rounded"})
    api.problem(404, "not_found", "POST", path, json={**body, "finding": "0" * 16})

    def open_numbers(answer: Any) -> set[str]:
        return {f["params"]["number"] for f in answer["findings"] if f["check"] == "numbers" and "dismissed" not in f}

    assert open_numbers(api.ok("POST", path, json=body)) == {"7", "8"}
    assert open_numbers(api.ok("POST", path, json={"check": "numbers", "reason": "all of them"})) == set()
    found = api.ok("GET", f"/units/{unit}")["findings"]
    assert [f["dismissed"]["reason"] for f in found if f["key"] == keys["40"]] == ["rounded"], "each by itself"
    assert open_numbers(api.ok("DELETE", f"{path}/{keys['7']}")) == {"7"}
    assert open_numbers(api.ok("DELETE", f"{path}/{keys['7']}")) == {"7"}, "taking back twice is taking back"
    api.problem(404, "not_found", "DELETE", f"{path}/{'0' * 16}")
    events = api.ok("GET", f"/events?article={article}")["items"]
    assert [e["action"] for e in events if e["action"].startswith("finding")] == ["finding.reopen"] + ["finding.dismiss"] * 3


def test_a_save_asks_the_database_few_things(newsroom: Newsroom, api_as: ApiAs) -> None:
    article = newsroom.add_story()["en"]
    unit = newsroom.units(article)[2].id
    api = api_as("translator")
    api.ok("PUT", f"/units/{unit}", json={"text": "One"}, if_match=1, key="a")
    with count_queries(newsroom.database) as seen:
        api.ok("PUT", f"/units/{unit}", json={"text": "Two"}, if_match=2, key="b")
    assert len(seen) <= 17, "\n".join(seen)  # one of them for the article’s link


def test_reading_a_long_article_asks_no_more_than_a_short_one(newsroom: Newsroom, api_as: ApiAs) -> None:
    short = newsroom.add_story()["en"]
    link = '<p><a href="https://example.org/">Ссылка</a>.</p>'
    long = newsroom.add_story(html=link + "".join(f"<p>Предложение номер {n} о мосте и реке.</p>" for n in range(150)))["en"]
    api = api_as("translator")
    api.ok("GET", f"/articles/{short}/units")  # the glossary is read once
    counts = []
    for article in (short, long):
        with count_queries(newsroom.database) as seen:
            api.ok("GET", f"/articles/{article}/units")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 8


def test_suggestions_name_memory_with_its_difference_and_terms(newsroom: Newsroom, api_as: ApiAs) -> None:
    from workflow.services.glossary import add_term

    first = newsroom.add_story()["en"]
    newsroom.bring_to(first, "publish")
    with newsroom.work() as work:
        add_term(work, newsroom.actor("editor"), edition_id=2, lemma="мост", preferred="bridge")
    second = newsroom.add_story(html="<p>Новый мост построят в Приморске.</p>")["en"]
    unit = newsroom.units(second)[1]
    help_ = api_as("translator").ok("GET", f"/units/{unit.id}/suggestions")
    match = help_["memory"][0]
    assert match["source"] == "Следующий мост построят в Приморске."
    assert "".join(p["text"] for p in match["diff"] if p["change"] != "gone") == unit.source
    assert "".join(p["text"] for p in match["diff"] if p["change"] != "new") == match["source"]
    assert [t["preferred"] for t in help_["terms"]] == ["bridge"]
    found = api_as("translator").ok(
        "GET", "/memory/search?q=Следующий мост построят в Приморске.&source=ru&target=en&min_score=90&limit=1"
    )
    assert found["items"][0]["score"] == 100
    newsroom.clock.advance(60)
    words = api_as("translator").ok("GET", "/memory/concordance?q=мостами&limit=2")
    assert [(hit["kind"], hit["url"], hit["story"]) for hit in words["items"]] == [("published", "/en/sentence-a-1", 1)] * 2
    assert words["more"] is True
    start, end = words["items"][1]["source_marks"][0]
    assert words["items"][1]["source"][start:end].lower() == "мост"
    api_as("translator").problem(404, "not_found", "GET", "/memory/concordance?q=мост&edition=de")
