"""One newsroom for a whole module: stories in every condition, made when first asked for, and a page for each person."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask, Response, request, template_rendered
from playwright.sync_api import Browser, Page

from tests.browser import serve_app
from tests.conftest import SECRET, Clock, Newsroom, StoryIds
from tests.e2e.conftest import STORY_HTML, STORY_TITLE, sign_in_context
from tests.e2e.test_editor_look import fill_variously
from tests.e2e.test_editor_review import bring_to_review
from tests.queries_once import share_queries
from tests.templates_once import compile_once
from workflow.app import create_app
from workflow.core.permissions import SYSTEM
from workflow.db.session import Database
from workflow.services import accounts, glossary, holds, notes
from workflow.services.accounts import UserView
from workflow.settings import Settings


@dataclass
class Stage:
    """Where screens are looked at. `place["various"]` are the numbers of the story with one row of every kind."""

    app: Flask
    newsroom: Newsroom
    browser: Browser
    address: str
    language: str = "en"
    pages: dict[tuple[str, str], Page] = field(default_factory=dict)
    stories: dict[str, StoryIds] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)

    def __getitem__(self, name: str) -> StoryIds:
        if name not in self.stories:
            self.stories[name] = MAKE[name.rstrip("0123456789")](self.newsroom)
        return self.stories[name]

    def page_of(self, who: str) -> Page:
        """The page of somebody, or of nobody, in the language of the moment."""
        key = (who, self.language)
        if key not in self.pages:
            context = self.browser.new_context(base_url=self.address, reduced_motion="reduce")
            context.set_default_timeout(10_000)
            if who == "nobody":
                context.add_cookies([{"name": "ui_language", "value": self.language, "url": self.address}])
            else:
                sign_in_context(self.app, self.newsroom, context, self.address, who, self.language)
            self.pages[key] = context.new_page()
        return self.pages[key]


def _ferry(newsroom: Newsroom) -> StoryIds:
    return newsroom.add_story(title=STORY_TITLE, html=STORY_HTML)


def _various(newsroom: Newsroom) -> StoryIds:
    story = _ferry(newsroom)
    fill_variously(newsroom, story)
    return story


def _translated(newsroom: Newsroom) -> StoryIds:
    story = _ferry(newsroom)
    newsroom.translate(story["en"])
    return story


def _review(newsroom: Newsroom) -> StoryIds:
    story = _ferry(newsroom)
    bring_to_review(newsroom, story)
    with newsroom.work() as work:
        unit = newsroom.units(story["en"])[5].id
        notes.add_note(work, newsroom.actor("translator"), story["en"], text="@Editor is the fare right?", unit_id=unit)
        notes.add_note(work, newsroom.actor("translator"), story["en"], text="The port has not called back.")
    return story


def _returned(newsroom: Newsroom) -> StoryIds:
    story = _review(newsroom)
    newsroom.move(story["en"], "return", reason="Check the name of the market.")
    return story


def _live(newsroom: Newsroom) -> StoryIds:
    story = newsroom.add_story()
    newsroom.bring_to(story["en"], "publish")
    newsroom.clock.advance(60)
    return story


def _withdrawn(newsroom: Newsroom) -> StoryIds:
    story = _live(newsroom)
    newsroom.move(story["en"], "withdraw", reason="The ministry took it back.")
    return story


def _behind(newsroom: Newsroom) -> StoryIds:
    first = newsroom.add_story(external_id="behind", priority="urgent")
    newsroom.translate(first["en"])
    newsroom.add_story(external_id="behind", html="<p>ВЫБОРГ (Реалист). Мост открыли в среду.</p>")
    return first


def _held(newsroom: Newsroom) -> StoryIds:
    story = newsroom.add_story(title="Срочно: паром вернулся в порт", priority="flash")
    with newsroom.work() as work:
        holds.raise_hold(work, newsroom.actor("editor"), story["en"], reason="The harbour master is still to confirm.")
        notes.add_note(work, newsroom.actor("editor"), story["en"], text="@Translator ask the harbour master.")
    return story


def _written(newsroom: Newsroom) -> StoryIds:
    return newsroom.add_story(title="Черновик о ледоставе", draft=True, who="author")


#: How each story comes about. A number behind the name makes another one of the kind.
MAKE: dict[str, Callable[[Newsroom], StoryIds]] = {
    "behind": _behind,
    "fresh": _ferry,
    "held": _held,
    "live": _live,
    "returned": _returned,
    "review": _review,
    "translated": _translated,
    "various": _various,
    "withdrawn": _withdrawn,
    "written": _written,
}


@contextmanager
def build_stage(folder: Path, template: tuple[Path, dict[str, UserView]], browser: Browser) -> Iterator[Stage]:
    path = folder / "workflow.sqlite3"
    shutil.copyfile(template[0], path)
    database, clock = share_queries(Database(f"sqlite:///{path}")), Clock()
    newsroom = Newsroom(database, clock, dict(template[1]))
    settings = Settings(data_dir=folder, secret_key=SECRET, mt_engine="none", mt_download=False)
    app = compile_once(create_app(settings, database=database, wake=lambda job: None, clock=clock))
    app.testing = True

    @app.get("/broken/page")
    def break_down() -> Response:
        raise RuntimeError("a page that fails, to be looked at")

    with newsroom.work() as work:
        accounts.add_user(
            work, SYSTEM, email="anna@example.org", role="translator", password="a long password", name="Anna Koval"
        )
        accounts.add_token(work, SYSTEM, email="admin@example.org", name="a script", scopes=("read",))
    with serve_app(app) as address:
        stage = Stage(app, newsroom, browser, address)

        @app.before_request
        def note_page() -> None:
            stage.asked.add(request.endpoint or "")

        def note_template(sender: Flask, template: object, **more: object) -> None:
            stage.shown.add(str(getattr(template, "name", "")))

        template_rendered.connect(note_template, app)
        edition = newsroom.article(stage["live"]["en"]).edition_id
        with newsroom.work() as work:
            glossary.add_term(
                work, SYSTEM, edition_id=edition, lemma="паром", preferred="ferry", forbidden=("steamer",), note="Never a boat."
            )
        for name in ("fresh", "held", "review", "returned", "written", "behind", "various"):
            assert stage[name]
        yield stage
        for page in stage.pages.values():
            page.context.close()
    database.dispose()


@pytest.fixture(scope="module")
def stage(
    tmp_path_factory: pytest.TempPathFactory, _template_database: tuple[Path, dict[str, UserView]], browser: Browser
) -> Iterator[Stage]:
    with build_stage(tmp_path_factory.mktemp("stage"), _template_database, browser) as built:
        yield built
