"""Fixtures every room shares: a migrated database in no time, people with roles, stories, and clients that speak for them."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.postgres import PostgresServer
from tests.queries_once import share_queries
from tests.routes_once import share_routes
from tests.templates_once import compile_once
from workflow.app import create_app
from workflow.core.permissions import SYSTEM, Actor
from workflow.core.qa.registry import SEVERITIES
from workflow.core.states import Action
from workflow.db.migrate import upgrade_database
from workflow.db.publications import Edition
from workflow.db.session import Database
from workflow.db.work import Work, unit_of_work
from workflow.http.identity import EPOCH, USER_ID
from workflow.services import accounts, articles, editions, ingest, operations, transitions, units
from workflow.services.accounts import UserView
from workflow.services.ingest import StoryInput
from workflow.services.transitions import MoveRequest
from workflow.services.units import UnitView
from workflow.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# No deadlines: other work shares the machine. `HYPOTHESIS_PROFILE=slow` looks longer.
for _name, _examples in (("ci", 40), ("slow", 1000)):
    hypothesis_settings.register_profile(
        _name,
        max_examples=_examples,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

#: What takes longest goes first, so that no worker ends with a long file while the other has nothing left.
LONG_FIRST = ("e2e", "tasks", "runtime", "cli", "services")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def rank(item: pytest.Item) -> int:
        room = item.path.relative_to(Path(__file__).parent).parts[0]
        return LONG_FIRST.index(room) if room in LONG_FIRST else len(LONG_FIRST)

    items.sort(key=rank)


def _refuse_the_world(event: str, args: tuple[Any, ...]) -> None:
    """Tests reach nothing but this machine; an audit hook sees every connection of the process, libraries' too."""
    if event == "socket.connect" and isinstance(args[1], tuple):
        host = str(args[1][0])
    elif event == "socket.getaddrinfo" and args[0]:
        host = args[0].decode() if isinstance(args[0], bytes) else str(args[0])
    else:
        return
    if host not in ("localhost", "0.0.0.0", "::1", "::") and not host.startswith("127."):
        raise PermissionError(f"a test tried to reach {host}")


sys.addaudithook(_refuse_the_world)
share_routes()

START = datetime(2026, 2, 4, 9, 0, tzinfo=UTC)
SECRET = "a key for tests only"
#: One person a role, and two of the roles that check each other. `nobody` has an account and no role; `guest` only
#: the source edition; `disabled` was switched off.
PEOPLE = {
    "author": "author",
    "translator": "translator",
    "translator2": "translator",
    "editor": "editor",
    "editor2": "editor",
    "admin": "admin",
    "guest": "author",
    "nobody": None,
    "disabled": "admin",
}
TITLE = "В Выборге открыли новый мост"
HTML = (
    "<p>ВЫБОРГ (Реалист). Мост открыли во вторник. На открытие пришли <b>сорок</b> человек.</p>\n"
    '<p>Работы шли два года. Подробности есть на <a href="https://example.org/bridge">сайте города</a>.</p>\n'
    "<p>Следующий мост построят в Приморске.</p>"
)


@dataclass
class Clock:
    """The application's time: it stands still until a test moves it."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now


@dataclass
class Newsroom:
    """A database with people, and the short way to the services for tests that need a state to start from."""

    database: Database
    clock: Clock
    people: dict[str, UserView] = field(default_factory=dict)

    def actor(self, who: str) -> Actor:
        with self.database.reading() as session:
            loaded = accounts.load_actor(session, self.people[who].id, via="web")
        assert loaded is not None
        return loaded[0]

    def work(self) -> Any:
        """A writing transaction at the clock's time: `with newsroom.work() as work:`."""
        return unit_of_work(self.database, clock=self.clock)

    def add_story(
        self,
        *,
        title: str = TITLE,
        html: str = HTML,
        who: str = "editor",
        external_id: str | None = None,
        draft: bool = False,
        **more: Any,
    ) -> StoryIds:
        """A story in, as from a connector (or, with `draft`, as written here)."""
        given = StoryInput(
            title=title, html=html, source="test", external_id=uuid.uuid4().hex if external_id is None else external_id, **more
        )
        with self.work() as work:
            story = ingest.ingest_story(work, self.actor(who), given, draft=draft).story_id
        return self.ids(story)

    def ids(self, story: int) -> StoryIds:
        from sqlalchemy import select

        from workflow.db.articles import Article
        from workflow.db.publications import Edition

        with self.database.reading() as session:
            rows = session.execute(
                select(Edition.tag, Article.id).join(Article, Article.edition_id == Edition.id).where(Article.story_id == story)
            )
            return StoryIds(story, {row.tag: row.id for row in rows})

    def units(self, article: int) -> list[units.UnitView]:
        with self.database.reading() as session:
            return units.list_units(session, SYSTEM, article)

    def omit(self, article: int, unit: UnitView, *, reason: str) -> None:
        """Leave one sentence out of an article whose shape nobody has changed yet."""
        with self.work() as work:
            chosen = [operations.UnitRef(unit.id, unit.version)]
            operations.apply_operation(
                work, self.actor("translator"), article, op="omit", structure_version=1, params={"reason": reason}, units=chosen
            )

    def article(self, article: int, who: str = "editor") -> articles.ArticleView:
        with self.database.reading() as session:
            return articles.read_article(session, self.actor(who), article, now=self.clock())

    def translate(self, article: int, *, who: str = "translator", status: str = "confirmed") -> None:
        """Give every open unit an English text with its placeholders in place: "Sentence A", "Sentence B"."""
        for unit in self.units(article):
            if unit.status in ("confirmed", "omitted"):
                continue
            marks = "".join(f"{{{n}}}x{{/{n}}}" for n in unit.elements)
            with self.work() as work:
                units.save_unit(
                    work,
                    self.actor(who),
                    unit.id,
                    version=unit.version,
                    text=f"Sentence {chr(64 + unit.position)} {marks}".strip(),
                    status=status,
                )

    def move(self, article: int, action: str, *, who: str = "editor", **more: Any) -> None:
        if action == "publish" and "content_hash" not in more:
            more["content_hash"] = self.article(article).content_hash
        with self.work() as work:
            transitions.make_move(work, self.actor(who), article, MoveRequest(Action(action), **more))

    def bring_to(self, article: int, state: str) -> None:
        """Take a target article from draft to `translate`, `review` or `publish` the way people do."""
        self.translate(article)
        if state in ("review", "publish"):
            self.move(article, "submit", who="translator")
        if state == "publish":
            self.move(article, "publish", who="editor")

    def token(self, who: str, *, scopes: tuple[str, ...] = ()) -> str:
        with self.work() as work:
            return accounts.add_token(work, SYSTEM, email=self.people[who].email, name="test", scopes=scopes)

    def count_rows(self) -> dict[str, int]:
        """Rows of every table: what a refused request must leave as it was."""
        from sqlalchemy import func, select

        from workflow.db import Base

        with self.database.reading() as session:
            return {
                name: session.scalar(select(func.count()).select_from(table)) or 0 for name, table in Base.metadata.tables.items()
            }


@dataclass(frozen=True)
class StoryIds:
    """A story and its articles by edition: `ids["en"]`."""

    story: int
    articles: dict[str, int]

    def __getitem__(self, edition: str) -> int:
        return self.articles[edition]


class Client:
    """A test client that speaks for one person, by bearer token or by session cookie with its CSRF header."""

    def __init__(self, client: FlaskClient, headers: dict[str, str]) -> None:
        self.client = client
        self.headers = headers

    def open(self, method: str, path: str, **more: Any) -> TestResponse:
        headers = {**self.headers, **more.pop("headers", {})}
        version = more.pop("if_match", None)
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        key = more.pop("key", None)
        if key is not None:
            headers["Idempotency-Key"] = key
        return self.client.open(path, method=method, headers=headers, **more)

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.open("GET", path, **more)

    def post(self, path: str, **more: Any) -> TestResponse:
        return self.open("POST", path, **more)

    def put(self, path: str, **more: Any) -> TestResponse:
        return self.open("PUT", path, **more)

    def patch(self, path: str, **more: Any) -> TestResponse:
        return self.open("PATCH", path, **more)

    def delete(self, path: str, **more: Any) -> TestResponse:
        return self.open("DELETE", path, **more)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for every browser test of a process: Playwright runs only once in a thread."""
    from tests.browser import open_browser

    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def _template_database(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, UserView]]:
    """A migrated SQLite file with the publication and the people, made once and copied for every test."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    database = Database(f"sqlite:///{path}")
    people = _fill(database)
    close_for_copying(database, path)
    return path, people


def close_for_copying(database: Database, path: Path) -> None:
    """All that is in a SQLite database is in its one file afterwards."""
    database.dispose()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


#: "Sentence A" is no translation of anything: in most tests only the marks of the original are checked.
QUIET = {name: "off" for name in SEVERITIES if name not in ("empty", "placeholders")}


def _fill(database: Database) -> dict[str, UserView]:
    upgrade_database(database)
    people: dict[str, UserView] = {}
    with unit_of_work(database, clock=lambda: START) as work:
        editions.found_publication(work)
        work.session.flush()
        for edition in work.session.scalars(select(Edition)):
            edition.policy = {**edition.policy, "checks": QUIET}
        for who, role in PEOPLE.items():
            people[who] = _add_person(work, who, role)
        accounts.disable_user(work, SYSTEM, email=people["disabled"].email)
    return people


def _add_person(work: Work, who: str, role: str | None) -> UserView:
    from workflow.db.users import User

    # No password: hashing one is slow on purpose, and only tests of signing in need it.
    user = User(
        email=f"{who}@example.org", name=who.capitalize(), password_hash="", preferences={}, created_at=START, session_epoch=1
    )
    work.session.add(user)
    work.session.flush()
    if role is None:
        return UserView(user.id, user.email, user.name, (), False, {}, 1)
    return accounts.add_user(work, SYSTEM, email=user.email, role=role, password="", edition="ru" if who == "guest" else None)


@pytest.fixture
def database(tmp_path: Path, _template_database: tuple[Path, dict[str, UserView]]) -> Iterator[Database]:
    """A migrated SQLite file of the test's own, with the publication and the people of `PEOPLE`."""
    path = tmp_path / "workflow.sqlite3"
    shutil.copyfile(_template_database[0], path)
    database = share_queries(Database(f"sqlite:///{path}"))
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def _postgres_server() -> Iterator[tuple[PostgresServer, dict[str, UserView]]]:
    with PostgresServer() as server:
        database = Database(server.create_database("template_workflow"))
        people = _fill(database)
        database.dispose()
        yield server, people


@pytest.fixture
def postgres_database(_postgres_server: tuple[PostgresServer, dict[str, UserView]]) -> Iterator[Database]:
    """The same as `database`, on a throw-away PostgreSQL. Mark the test `postgres`."""
    server, _ = _postgres_server
    name = f"test_{uuid.uuid4().hex[:12]}"
    database = share_queries(Database(server.create_database(name, template="template_workflow")))
    yield database
    database.dispose()
    server.drop_database(name)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_database(request: pytest.FixtureRequest) -> Database:
    """Either database in turn."""
    found: Database = request.getfixturevalue("database" if request.param == "sqlite" else "postgres_database")
    return found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def newsroom(database: Database, clock: Clock, _template_database: tuple[Path, dict[str, UserView]]) -> Newsroom:
    return Newsroom(database, clock, dict(_template_database[1]))


@pytest.fixture
def any_newsroom(any_database: Database, clock: Clock, _template_database: tuple[Path, dict[str, UserView]]) -> Newsroom:
    """`newsroom` on either database; people have the same ids in both."""
    return Newsroom(any_database, clock, dict(_template_database[1]))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, secret_key=SECRET, mt_engine="none", mt_download=False)


@pytest.fixture
def wakes() -> list[int]:
    """Ids of jobs the application woke a worker for, in order."""
    return []


@pytest.fixture
def app(settings: Settings, newsroom: Newsroom, wakes: list[int]) -> Flask:
    """The whole application on `database`, its time `clock`."""
    app = compile_once(create_app(settings, database=newsroom.database, wake=wakes.append, clock=newsroom.clock))
    app.testing = True
    return app


ClientAs = Callable[..., Client]


@pytest.fixture
def client_as(app: Flask, newsroom: Newsroom) -> ClientAs:
    """`client_as("translator")` speaks with a bearer token, `scopes=("read",)` narrows it; `by="session"` with the cookie.

    `client_as(None)` is nobody.
    """
    return make_client_as(app, newsroom)


def make_client_as(app: Flask, newsroom: Newsroom) -> ClientAs:
    def build(who: str | None, *, by: str = "token", scopes: tuple[str, ...] = ()) -> Client:
        client = app.test_client()
        if who is None:
            return Client(client, {})
        if by == "token":
            return Client(client, {"Authorization": f"Bearer {newsroom.token(who, scopes=scopes)}"})
        return Client(client, {"X-CSRF-Token": sign_in_session(app, client, newsroom.people[who])})

    return build


def sign_in_session(app: Flask, client: FlaskClient, user: UserView) -> str:
    """Begin a session without the sign-in page. Returns the CSRF token that goes with it."""
    with client.session_transaction() as session:
        session[USER_ID], session[EPOCH] = user.id, user.session_epoch
        session["csrf_token"] = "0123456789abcdef"
    return str(URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token").dumps("0123456789abcdef"))


def read_json(response: TestResponse) -> Any:
    """The body as JSON, whatever its media type says beyond that."""
    return json.loads(response.get_data(as_text=True))
