"""The whole application in a thread, a real browser, and pages signed in as people of the newsroom."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask, request
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import serve_app
from tests.conftest import Newsroom, StoryIds, sign_in_session
from tests.e2e.house import house, person_as

STORY_TITLE = "В Приморске запустили паром на остров Берёзовый"
STORY_HTML = (
    "<p>ПРИМОРСК (Реалист). Паром на остров Берёзовый вышел в первый рейс во вторник. На борту было 86 пассажиров.</p>\n"
    '<p>Расписание опубликовано на <a href="https://example.org/ferry">сайте порта</a>. Билет стоит 250 рублей.</p>\n'
    "<h2>Что изменится</h2>\n"
    "<p>До сих пор жители добирались до острова на лодках. Зимой связи не было.</p>\n"
    "<ul><li>шесть рейсов в день;</li><li>льгота для школьников.</li></ul>\n"
    "<blockquote><p>«Мы ждали этого тридцать лет», — сказала жительница острова Анна Лосева.</p></blockquote>\n"
    '<figure><img src="https://example.org/ferry.jpg" alt="Белый паром у причала"><figcaption>Паром перед первым рейсом</figcaption></figure>\n'
    "<p>Напомним, ранее порт закрывали на ремонт.</p>"
)
#: English for every sentence above, in order; the marks stand where the original has them.
STORY_TEXTS = (
    "Ferry to Beryozovy Island starts from Primorsk",
    "Primorsk",
    "The ferry to Beryozovy Island made its first trip on Tuesday.",
    "It carried 86 passengers.",
    "The timetable is on the {1}port’s website{/1}.",
    "A ticket costs 250 rubles.",
    "What changes",
    "Until now, people reached the island by boat.",
    "In winter there was no way across.",
    "six trips a day;",
    "a discount for pupils.",
    "“We have waited thirty years for this,” said Anna Loseva, who lives on the island.",
    "A white ferry at the pier",
    "The ferry before its first trip",
    "Earlier the port was closed for repairs.",
)


@dataclass
class Latency:
    """How long the server waits before it looks at a request to the API, in seconds."""

    seconds: float = 0.0


@pytest.fixture
def latency() -> Latency:
    return Latency()


@pytest.fixture
def live_server(app: Flask, latency: Latency) -> Iterator[str]:
    """The application's address. Its clock stands still until a test moves it."""

    @app.before_request
    def wait() -> None:
        if latency.seconds and request.path.startswith("/api/"):
            time.sleep(latency.seconds)

    with serve_app(app) as address:
        yield address


# Fixtures of the whole product, for every module here.
__all__ = ["house", "person_as"]

OpenAs = Callable[..., Page]


@pytest.fixture
def page_as(app: Flask, newsroom: Newsroom, live_server: str, browser: Browser) -> Iterator[OpenAs]:
    """`page_as("translator")` is a page signed in; `context=` shares one, other words go to `new_context`."""
    contexts: list[BrowserContext] = []

    def build(who: str, *, language: str = "en", **options: object) -> Page:
        options.setdefault("viewport", {"width": 1366, "height": 800})
        context = browser.new_context(base_url=live_server, **options)  # type: ignore[arg-type]  # Playwright's own keywords
        contexts.append(context)
        sign_in_context(app, newsroom, context, live_server, who, language)
        return context.new_page()

    yield build
    for context in contexts:
        context.close()


def sign_in_context(app: Flask, newsroom: Newsroom, context: BrowserContext, address: str, who: str, language: str) -> None:
    """Give a browser context the session cookie of a person, and the language of the interface."""
    client = app.test_client()
    sign_in_session(app, client, newsroom.people[who])
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "url": address}, {"name": "ui_language", "value": language, "url": address}]
    )


@pytest.fixture
def ferry(newsroom: Newsroom) -> StoryIds:
    """A story with a dateline, a link, a subhead, a list, a quotation and a picture: fifteen sentences, nothing translated."""
    return newsroom.add_story(title=STORY_TITLE, html=STORY_HTML)


def wait_for(page: Page, condition: Callable[[], bool], *, seconds: float = 10.0) -> None:
    """Until `condition` holds; the page goes on meanwhile."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        page.wait_for_timeout(40)
