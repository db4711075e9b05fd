"""Every page, in both languages, light and dark, on a desk and on a phone: no axe violation, nothing refused, nothing sticking out.

A page is opened once a language. Everything is checked in light colours at both widths; in dark ones the rules that
look at colours, for nothing else of a page depends on them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser import AXE_TAGS, assert_no_sideways_scroll, keep_picture, watch_console
from tests.e2e.house import DESKTOP, House, Person, PersonAs, Words

PHONE = (390, 844)
#: Who looks at what. `{…}` are articles of the demo by their state.
PAGES: dict[str, tuple[str, str]] = {
    "sign-in": ("nobody", "/sign-in"),
    "front": ("nobody", "/en/"),
    "front-ru": ("nobody", "/ru/"),
    "page": ("nobody", "{live}"),
    "page-missing": ("nobody", "/en/nothing-of-the-kind"),
    "api-docs": ("nobody", "/api/docs"),
    "board": ("translator", "/"),
    "board-stories": ("author", "/?edition=ru"),
    "board-columns": ("editor", "/?edition=en&view=columns"),
    "board-held": ("editor", "/?held=1"),
    "board-empty": ("translator", "/?q=zzzz"),
    "story-new": ("author", "/stories/new"),
    "story-edit": ("author", "/stories/{drafted}/edit"),
    "upload": ("author", "/stories/upload"),
    "story": ("editor", "/stories/{story}"),
    "revision": ("editor", "/stories/{story}/revisions/1"),
    "article": ("translator", "/articles/{translate}"),
    "article-review": ("editor", "/articles/{review}"),
    "article-live": ("editor", "/articles/{publish}"),
    "edit": ("translator", "/articles/{translate}/edit"),
    "edit-draft": ("translator", "/articles/{draft}/edit"),
    "edit-closed": ("editor", "/articles/{publish}/edit"),
    "preview": ("translator", "/articles/{translate}/preview"),
    "review": ("editor", "/articles/{review}/review"),
    "memory": ("translator", "/memory?q=порт"),
    "memory-empty": ("translator", "/memory"),
    "practice": ("translator", "/practice"),
    "style": ("editor", "/editions/en/style"),
    "glossary": ("translator", "/glossary"),
    "people": ("admin", "/admin/users"),
    "editions": ("admin", "/admin/editions"),
    "engines": ("admin", "/admin/engines"),
    "edition": ("admin", "/admin/editions/en"),
    "tokens": ("admin", "/admin/tokens"),
    "not-found": ("translator", "/articles/99999"),
}
_AXE = Axe()
# A change of colours is looked at when it is over.
_AT_ONCE = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('*, *::before, *::after { transition: none !important; animation: none !important }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
_RUN = """async ([tags, rules]) => {
    const runOnly = rules ? {type: 'rule', values: rules} : {type: 'tag', values: tags};
    const {violations} = await axe.run(document, {runOnly, resultTypes: ['violations'], elementRef: false});
    return violations.flatMap((v) => v.nodes.map((n) => `${v.id} at ${n.target.join(' ')}: ${n.failureSummary} [${n.html.slice(0, 120)}]`));
}"""


@pytest.fixture(scope="module")
def places(person_as: PersonAs) -> dict[str, str]:
    """Addresses of the demo's articles by state, as the board links to them."""
    editor = person_as("editor", "en")
    found: dict[str, str] = {}
    for state in ("draft", "translate", "review", "publish"):
        editor.go(f"/?edition=en&state={state}")
        link = editor.page.locator(".stories a.chip-link").first
        found[state] = (link.get_attribute("href") or "").rsplit("/", 1)[1]
    author = person_as("author", "en")
    author.go("/?edition=ru&state=draft")
    drafted = author.page.locator(".stories a[href^='/stories/']").first.get_attribute("href") or ""
    found["drafted"] = re.findall(r"\d+", drafted)[0]
    editor.go(f"/articles/{found['publish']}")
    found["story"] = (editor.page.locator(".crumbs a").last.get_attribute("href") or "").rsplit("/", 1)[1]
    found["live"] = editor.page.locator("a[href^='/en/']").first.get_attribute("href") or ""
    return found


@pytest.fixture(scope="module", params=["en", "ru"])
def visit(
    request: pytest.FixtureRequest, browser: Browser, house: House, person_as: PersonAs
) -> Iterator[tuple[str, dict[str, Person]]]:
    """The language and the people of this round, each on a page of their own."""
    people = {role: person_as(role, request.param) for role in ("author", "translator", "editor", "admin")}
    page = browser.new_context(base_url=house.url, reduced_motion="reduce").new_page()
    page.goto(f"/sign-in?lang={request.param}")
    people["nobody"] = Person(page, "nobody", Words(request.param), watch_console(page))
    yield request.param, people
    page.context.close()
    del people["nobody"]
    for person in people.values():
        person.page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
        person.page.emulate_media(color_scheme="light")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_everybody(visit: tuple[str, dict[str, Person]], places: dict[str, str], name: str) -> None:
    language, people = visit
    role, path = PAGES[name]
    page, console = people[role].page, people[role].console
    console.clear()
    path = path.format(**places)
    people[role].go(path)
    expect(page.locator("body")).to_be_visible()
    problems = check_page(page, f"{name}-{language}")
    missing = ("Failed to load resource: the server responded with a status of 404 (NOT FOUND)",)
    problems += [f"console: {text}" for text in console if not (name in ("not-found", "page-missing") and text in missing)]
    assert not problems, f"{path} ({language})\n" + "\n".join(problems)


def check_page(page: Page, name: str) -> list[str]:
    problems = []
    page.evaluate(_AT_ONCE)
    page.evaluate(_AXE.axe_script)
    for size, (width, height) in (("desk", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            rules = ["color-contrast", "link-in-text-block"] if scheme == "dark" else None
            found = page.evaluate(_RUN, [list(AXE_TAGS), rules])
            problems += [f"{size}, {scheme}: {line}" for line in found]
            keep_picture(page, f"{name}-{size}-{scheme}")
        if size == "phone":
            try:
                assert_no_sideways_scroll(page)
            except AssertionError as error:
                problems.append(str(error))
    return problems
