"""Every route against everybody: nobody, the disabled, the wrong role, the wrong scope. A new route must be in the table."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import ApiAs
from tests.conftest import Clock, Newsroom, close_for_copying
from tests.queries_once import share_queries
from workflow.api import list_routes
from workflow.core.qa.finding import Finding, Severity
from workflow.db.session import Database
from workflow.services.accounts import UserView


@dataclass(frozen=True)
class Case:
    """A request that would succeed for `right`, on a world made by `make_world`.

    `wrong`: somebody of the newsroom whose role may not; None where every role may. `scope`: a token that may not.
    """

    name: str
    method: str
    path: str
    right: str
    wrong: str | None
    scope: str | None
    more: dict[str, Any] = field(default_factory=dict)
    refused: tuple[int, ...] = (403,)


READ = "read"  # a token may always read; what is wrong then is a person without any role
JSON = "json"
#: What the checks say of the unit of `world`.
LOST_MARK = Finding("placeholders", Severity.BLOCKING, "token_missing", params=(("token", "{1}"),))
CASES = [
    Case("list_editions", "GET", "/editions", "author", "nobody", None),
    Case("get_edition", "GET", "/editions/en", "author", "nobody", None),
    Case(
        "patch_edition",
        "PATCH",
        "/editions/en",
        "admin",
        "editor",
        "transitions",
        {JSON: {"policy": {"push_title_most": 60}}, "if_match": "{edition}"},
    ),
    Case("list_stories", "GET", "/stories", "author", "nobody", None),
    Case(
        "post_story",
        "POST",
        "/stories",
        "editor",
        "translator",
        "units:write",
        {JSON: {"language": "ru", "title": "Мост", "html": "<p>Мост открыли.</p>"}},
    ),
    Case("get_story", "GET", "/stories/{story}", "author", "nobody", None),
    Case(
        "put_story",
        "PUT",
        "/stories/{story}",
        "editor",
        "translator",
        "transitions",
        {JSON: {"title": "Иной мост"}, "if_match": 1},
        refused=(403, 409),
    ),
    Case(
        "put_sentence",
        "PUT",
        "/stories/{story}/sentences/h.1",
        "editor",
        "translator",
        "transitions",
        {JSON: {"text": "Иной мост"}, "if_match": 1},
        refused=(403, 409),
    ),
    Case("withdraw_story", "DELETE", "/stories/{story}?reason=x", "editor", "translator", "units:write"),
    Case("get_article", "GET", "/articles/{en}", "author", "nobody", None),
    Case("patch_article", "PATCH", "/articles/{en}", "translator", "author", "transitions", {JSON: {"tags": ["x"]}}),
    Case("get_fields", "GET", "/articles/{en}/fields", "author", "nobody", None),
    Case("patch_fields", "PATCH", "/articles/{en}/fields", "translator", "author", "transitions", {JSON: {"tags": ["x"]}}),
    Case(
        "assign_many",
        "POST",
        "/bulk/assign",
        "editor",
        "author",
        "transitions",
        {JSON: {"articles": ["{en}"], "assignee": None}},
    ),
    Case(
        "pretranslate_many", "POST", "/bulk/pretranslation", "translator", "author", "units:write", {JSON: {"articles": ["{en}"]}}
    ),
    Case(
        "prioritise_many",
        "POST",
        "/bulk/priority",
        "editor",
        "translator",
        "units:write",
        {JSON: {"articles": ["{en}"], "priority": "flash"}},
    ),
    Case(
        "undo_many",
        "POST",
        "/bulk/undo",
        "editor",
        "author",
        None,
        {JSON: {"changes": [{"kind": "assign", "article": "{en}", "before": None, "after": None}]}},
    ),
    Case("export_many", "GET", "/catalogs.zip?articles={en}", "author", "nobody", "units:write", refused=(403,)),
    Case("list_notes", "GET", "/articles/{en}/notes", "author", "nobody", None),
    Case("add_note", "POST", "/articles/{en}/notes", "author", "nobody", "units:write", {JSON: {"text": "x"}}),
    Case("resolve_note", "POST", "/notes/{note}/resolve", "translator", "author", "units:write"),
    Case("reopen_note", "POST", "/notes/{note}/reopen", "translator", "author", "units:write"),
    Case("read_note", "POST", "/notes/{note}/read", "author", "nobody", None, refused=(403, 404)),
    Case("list_mentionable", "GET", "/articles/{en}/mentionable", "author", "nobody", None, refused=(403, 404)),
    Case("list_mentions", "GET", "/mentions", "author", "nobody", None),
    Case(
        "tell_presence",
        "POST",
        "/articles/{en}/presence",
        "author",
        "nobody",
        None,
        {JSON: {"page": "edit", "unit": "{unit}"}},
        refused=(403, 404),
    ),
    Case("end_presence", "DELETE", "/articles/{en}/presence", "author", "nobody", None),
    Case("raise_hold", "POST", "/articles/{en}/holds", "editor", "translator", "units:write", {JSON: {"reason": "x"}}),
    Case("lift_hold", "DELETE", "/holds/{hold}", "editor", "translator", "units:write"),
    Case("list_units", "GET", "/articles/{en}/units", "author", "nobody", None),
    Case("get_unit", "GET", "/units/{unit}", "author", "nobody", None),
    Case("put_unit", "PUT", "/units/{unit}", "translator", "author", "transitions", {JSON: {"text": "x"}, "if_match": 2}),
    Case("list_unit_versions", "GET", "/units/{unit}/history", "author", "nobody", None),
    Case("set_aside", "POST", "/units/{unit}/asides", "translator", "author", "transitions", {JSON: {"text": "x", "version": 1}}),
    Case(
        "dismiss_finding",
        "POST",
        "/units/{unit}/dismissals",
        "translator",
        "author",
        "transitions",
        {JSON: {"check": "placeholders", "reason": "x"}},
        refused=(403, 409),
    ),
    Case(
        "reopen_finding",
        "DELETE",
        f"/units/{{unit}}/dismissals/{LOST_MARK.key}",
        "translator",
        "author",
        "transitions",
        refused=(403, 409),
    ),
    Case(
        "apply_operation",
        "POST",
        "/articles/{en}/operations",
        "translator",
        "author",
        "transitions",
        {JSON: {"op": "omit", "units": [{"id": "{unit}", "version": 2}], "reason": "x"}, "if_match": 1},
    ),
    Case("take_over", "POST", "/articles/{behind}/takeover", "translator", "author", "units:write"),
    Case("list_transitions", "GET", "/articles/{en}/transitions", "author", "nobody", None),
    Case(
        "make_transition",
        "POST",
        "/articles/{en}/transitions",
        "editor",
        "translator",
        "units:write",
        {JSON: {"action": "withdraw", "reason": "x"}},
    ),
    Case("take_article", "POST", "/articles/{en}/take", "translator", "author", "transitions"),
    Case("take_back", "POST", "/articles/{scheduled}/take-back", "editor", "translator", "units:write", refused=(403, 409)),
    Case("request_pretranslation", "POST", "/articles/{en}/pretranslation", "translator", "author", "units:write"),
    Case("get_job", "GET", "/jobs/{job}", "author", "nobody", None),
    Case("cancel_job", "DELETE", "/jobs/{job}", "translator", "author", "units:write"),
    Case("export_catalog", "GET", "/articles/{en}/catalog.po", "author", "nobody", "units:write"),
    Case("import_catalog", "POST", "/articles/{en}/catalog", "translator", "author", "units:write", {"file": True}),
    Case("list_releases", "GET", "/articles/{en}/releases", "author", "nobody", None),
    Case("get_release", "GET", "/releases/{release}", "author", "nobody", None),
    Case("search_words", "GET", "/memory/concordance?q=x", "author", "nobody", None),
    Case("search_memory", "GET", "/memory/search?q=x", "author", "nobody", None),
    Case("list_suggestions", "GET", "/units/{unit}/suggestions", "author", "nobody", None),
    Case("list_terms", "GET", "/glossary", "author", "nobody", None),
    Case("add_term", "POST", "/glossary", "translator", "author", "units:write", {JSON: {"lemma": "река", "preferred": "river"}}),
    Case("get_term", "GET", "/glossary/{term}", "author", "nobody", None),
    Case("list_term_versions", "GET", "/glossary/{term}/history", "author", "nobody", None),
    Case(
        "put_term",
        "PUT",
        "/glossary/{term}",
        "translator",
        "author",
        "units:write",
        {JSON: {"lemma": "мост", "preferred": "span"}, "if_match": 1},
    ),
    Case("delete_term", "DELETE", "/glossary/{term}", "translator", "author", "units:write", {"if_match": 1}),
    Case("restore_term", "POST", "/glossary/{term}/restore", "translator", "author", "units:write", {"if_match": 1}),
    Case("list_events", "GET", "/events", "author", "nobody", "units:write"),
]


@pytest.fixture(scope="module")
def made(
    tmp_path_factory: pytest.TempPathFactory, _template_database: tuple[Path, dict[str, UserView]]
) -> tuple[Path, dict[str, int]]:
    """The world, made once: a database for every case to copy, and what is in it."""
    path = tmp_path_factory.mktemp("world") / "world.sqlite3"
    shutil.copyfile(_template_database[0], path)
    database = Database(f"sqlite:///{path}")
    ids = make_world(Newsroom(database, Clock(), dict(_template_database[1])))
    close_for_copying(database, path)
    return path, ids


@pytest.fixture
def database(tmp_path: Path, made: tuple[Path, dict[str, int]]) -> Iterator[Database]:
    path = tmp_path / "workflow.sqlite3"
    shutil.copyfile(made[0], path)
    database = share_queries(Database(f"sqlite:///{path}"))
    yield database
    database.dispose()


@pytest.fixture
def world(made: tuple[Path, dict[str, int]]) -> dict[str, int]:
    return made[1]


def make_world(newsroom: Newsroom) -> dict[str, int]:
    """Something of every kind, in states where the right person's request succeeds."""
    ids = newsroom.add_story()
    with newsroom.work() as work:
        from workflow.services import editions, glossary, holds, notes, units

        edition = newsroom.article(ids["en"]).edition_id
        term = glossary.add_term(work, newsroom.actor("editor"), edition_id=edition, lemma="мост", preferred="bridge").id
        unit = newsroom.units(ids["en"])[3]
        units.save_unit(work, newsroom.actor("translator"), unit.id, version=1, text="Forty people came.", status="draft")
        hold = holds.raise_hold(work, newsroom.actor("editor"), ids["en"], reason="waiting")
        note = notes.add_note(work, newsroom.actor("editor"), ids["en"], text="@author, is it so?", unit_id=unit.id)
    behind = newsroom.add_story(external_id="behind")
    newsroom.add_story(external_id="behind", title="Новый мост")
    scheduled = newsroom.add_story()
    newsroom.bring_to(scheduled["en"], "review")
    newsroom.move(scheduled["en"], "publish", grace_seconds=600)
    job = newsroom.article(ids["en"]).job
    live = newsroom.article(ids["ru"]).live_release
    with newsroom.database.reading() as session:
        edition = editions.find_edition(session, "en").version
    assert job is not None
    assert live is not None
    return {
        "story": ids.story,
        "en": ids["en"],
        "unit": unit.id,
        "hold": hold,
        "note": note,
        "term": term,
        "behind": behind["en"],
        "scheduled": scheduled["en"],
        "job": job.id,
        "release": live,
        "edition": edition,
    }


def fill(value: Any, world: dict[str, int]) -> Any:
    """The case's places, filled from the world."""
    if isinstance(value, str):
        return (
            int(value.format(**world))
            if value.startswith("{") and value.endswith("}")
            else value.format(**world)
            if "{" in value
            else value
        )
    if isinstance(value, dict):
        return {k: fill(v, world) for k, v in value.items()}
    if isinstance(value, list):
        return [fill(v, world) for v in value]
    return value


def request_of(case: Case, world: dict[str, int], catalog: bytes) -> tuple[str, str, dict[str, Any]]:
    more = dict(case.more)
    if more.pop("file", False):
        more["data"] = {"file": (io.BytesIO(catalog), "x.po")}
    return case.method, str(case.path.format(**world)), fill(more, world) if "data" not in more else more


def test_the_table_has_every_route() -> None:
    assert {c.name for c in CASES} == {r.name for r in list_routes() if not r.public}


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_a_route_asks_who_and_what_may(newsroom: Newsroom, api_as: ApiAs, world: dict[str, int], case: Case) -> None:
    catalog = api_as("translator").get(f"/articles/{world['en']}/catalog.po").data
    asked = [api_as(None), api_as("disabled"), api_as("disabled", by="session")]
    strangers = [api_as("nobody"), *([api_as(case.wrong)] if case.wrong else [])]
    narrow = [api_as(case.right, scopes=(case.scope,))] if case.scope else []
    forged = api_as(None)
    forged.headers = {"Authorization": "Bearer wf_made-up"}
    before = newsroom.count_rows()
    for client in (*asked, forged):
        method, path, more = request_of(case, world, catalog)
        client.problem(401, "not_signed_in", method, path, **more)
    for client in strangers:
        method, path, more = request_of(case, world, catalog)
        assert client.open(method, path, **more).status_code in case.refused
    for client in narrow:
        method, path, more = request_of(case, world, catalog)
        client.problem(403, "scope_missing", method, path, **more)
    assert newsroom.count_rows() == before, "nobody of them changed anything"
    method, path, more = request_of(case, world, catalog)
    response = api_as(case.right).open(method, path, **more)
    assert response.status_code < 300, response.text


SEEN = [
    c
    for c in CASES
    if any(w in c.path for w in ("{en}", "{unit}", "{hold}", "{note}", "{term}", "{job}", "{behind}", "{scheduled}"))
]


@pytest.mark.parametrize("case", SEEN, ids=lambda c: c.name)
def test_what_one_may_not_know_of_looks_like_what_is_not_there(
    newsroom: Newsroom, api_as: ApiAs, world: dict[str, int], case: Case
) -> None:
    """A guest of the source edition, given every permission an author has, asks for the English article."""
    with newsroom.work() as work:
        from workflow.core.permissions import SYSTEM
        from workflow.services import accounts

        accounts.add_user(work, SYSTEM, email="guest@example.org", role="editor", password="", edition="ru")
    catalog = api_as("translator").get(f"/articles/{world['en']}/catalog.po").data
    guest = api_as("guest")
    answers = []
    for there in (world, dict.fromkeys(world, 99_999)):
        method, path, more = request_of(case, there, catalog)
        answers.append(guest.problem(404, "not_found", method, path, **more))
    assert answers[0] == answers[1]


def test_a_session_writes_only_with_its_csrf_header(newsroom: Newsroom, api_as: ApiAs, world: dict[str, int]) -> None:
    page = api_as("translator", by="session")
    path = f"/units/{world['unit']}"
    page.problem(400, "csrf", "PUT", path, json={"text": "x"}, if_match=2, headers={"X-CSRF-Token": "made up"})
    page.problem(400, "csrf", "PUT", path, json={"text": "x"}, if_match=2, headers={"X-CSRF-Token": ""})
    assert page.ok("PUT", path, json={"text": "x"}, if_match=2)["version"] == 3


def test_a_disabled_person_is_out_at_once(newsroom: Newsroom, api_as: ApiAs, world: dict[str, int]) -> None:
    from workflow.core.permissions import SYSTEM
    from workflow.services import accounts

    token, page = api_as("translator"), api_as("translator", by="session")
    token.ok("GET", "/editions")
    page.ok("GET", "/editions")
    with newsroom.work() as work:
        accounts.disable_user(work, SYSTEM, email="translator@example.org")
    token.problem(401, "not_signed_in", "GET", "/editions")
    page.problem(401, "not_signed_in", "GET", "/editions")
