"""Every screen in every state, light and dark, on a desk and on a phone: axe finds nothing, nothing sticks out, is cut off or covers the focus.

The rows are in `screens.py`. A state is reached once; colours and width change under it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as Late

import workflow
from tests.browser import AXE_TAGS, assert_no_sideways_scroll, find_cut_text, keep_picture, walk_by_tab
from tests.e2e.screens import SCREENS, Screen, State
from tests.e2e.stage import Stage, stage
from workflow.resources import resource_dir
from workflow.web import ROOMS

__all__ = ["stage"]

DESK, PHONE, NARROW = (1366, 820), (390, 844), (320, 640)
#: Addresses of the pages' blueprints that are no pages: a file, a version, or the way to another page.
NO_PAGES = {"articles.export_catalog", "board.show_version", "admin.show_admin", "glossary.export_terms", "stories.list_stories"}
# A change of colours is looked at when it is over.
_AT_ONCE = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('*, *::before, *::after { transition: none !important; animation: none !important }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
# Rows, cards and paragraphs as they stand: what a state leaves as it was has been looked at when the page opened.
_REMEMBER = """() => { window.stood = new Map([...document.querySelectorAll('#rows :is(.row, .block), .pair, #list tr, .card, .for-unit > section')].map((n) => [n, n.outerHTML])); }"""
_RUN = """async ([tags, within]) => {
    const same = [...(window.stood ?? [])].filter(([node, html]) => node.isConnected && node.outerHTML === html && !node.contains(document.activeElement)).map(([node]) => node);
    const {violations} = await axe.run(within ? {include: [within]} : {include: document, exclude: same}, {runOnly: {type: 'tag', values: tags}, preload: false, resultTypes: ['violations'], elementRef: false});
    return violations.flatMap((v) => v.nodes.map((n) => `${v.id} at ${n.target.join(' ')}: ${n.failureSummary} [${n.html.slice(0, 120)}]`));
}"""
_AXE = Axe()


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_is_for_everybody(stage: Stage, name: str) -> None:
    screen = SCREENS[name]
    stage.asked.clear()
    stage.shown.clear()
    problems: list[str] = []
    for state_name, state in {"": State("body"), **screen.states}.items():
        page = open_screen(stage, screen, state)
        try:
            if state_name and not state.path:
                page.evaluate(_REMEMBER)
            state.reach(stage, page)
            page.locator(state.sees).first.wait_for(timeout=6000)
        except Late as error:
            problems.append(f"{state_name}: not reached: {error.message[:300]}")
            keep_picture(page, f"{name}-{state_name}-missed")
            continue
        found = check_page(page, screen, f"{name}-{state_name}", within=state.sees if state_name else None)
        problems += [f"{state_name or 'as it opens'}, {line}" for line in found]
        page.unroute_all(behavior="ignoreErrors")
    assert set(screen.renders) <= stage.shown, "the row names templates it does not show"
    assert set(screen.asks) <= stage.asked, "the row names parts it does not fetch"
    assert not problems, "\n".join(problems)


def open_screen(stage: Stage, screen: Screen, state: State) -> Page:
    page = stage.page_of(screen.who)
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    page.emulate_media(color_scheme="light")
    page.goto(find_path(stage, state.path or screen.path))
    if re.search(r"/(edit|review|practice)$", page.url) and "/stories/" not in page.url:
        page.wait_for_selector("html[data-ready]", state="attached")
    return page


def find_path(stage: Stage, path: str) -> str:
    """`{various:en}` is the English article of that story, `{live:story}` the story, `{live:page}` its public address."""

    def number(match: re.Match[str]) -> str:
        ids = stage[match[1]]
        if match[2] == "page":
            article = stage.newsroom.article(ids["en"])
            return f"/{article.edition}/{article.slug}"
        return str(ids.story if match[2] == "story" else ids[match[2]])

    return re.sub(r"\{(\w+):(\w+)\}", number, path)


def check_page(page: Page, screen: Screen, name: str, *, within: str | None = None) -> list[str]:
    """Look at a page as it stands; Tab goes through all of it, or through `within`, where that takes the focus."""
    problems: list[str] = []
    page.evaluate(_AT_ONCE)
    page.evaluate(_AXE.axe_script)
    for size, (width, height) in (("desk", DESK), ("phone", PHONE)):
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            problems += [f"{size}, {scheme}: {line}" for line in page.evaluate(_RUN, [list(AXE_TAGS), screen.within])]
            keep_picture(page, f"{name}-{size}-{scheme}", full=False)
    problems += [f"phone: cut off when widely spaced: {line}" for line in find_cut_text(page)]
    for width, height in (PHONE, NARROW):
        page.set_viewport_size({"width": width, "height": height})
        try:
            assert_no_sideways_scroll(page)
        except AssertionError as error:
            problems.append(str(error))
    problems += [f"cut off at 320 px: {line}" for line in find_cut_text(page)]
    problems += [f"at 320 px: {line}" for line in walk_by_tab(page, most=20 if within is None else 10, within=within)[1]]
    if within is None:
        page.set_viewport_size({"width": DESK[0], "height": 700})
        problems += walk_by_tab(page)[1]
    return problems


def test_nothing_is_left_out(stage: Stage) -> None:
    """Every page, dialog, alert and form there is stands in a row."""
    rules = [rule for rule in stage.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    pages = {rule.endpoint for rule in rules if rule.endpoint.split(".")[0] in {room.blueprint.name for room in ROOMS}}
    adapter = stage.app.url_map.bind("localhost")
    paths = {
        path for screen in SCREENS.values() for path in (screen.path, *(state.path for state in screen.states.values())) if path
    }
    opened = {adapter.match(find_path(stage, path).partition("?")[0])[0] for path in paths}
    asked = {name for screen in SCREENS.values() for name in screen.asks}
    assert pages - opened - asked == NO_PAGES

    python = "\n".join(path.read_text("utf-8") for path in Path(workflow.__file__).parent.rglob("*.py"))
    templates = set(re.findall(r'"([a-z_]+/[a-z_]+\.html)"', python))
    assert templates - {name for screen in SCREENS.values() for name in screen.renders} == set()

    folder = resource_dir("templates")
    html = "\n".join(path.read_text("utf-8") for path in folder.rglob("*.html") if path.name != "styleguide.html")
    seen = " ".join(f"{name} {state.sees}" for screen in SCREENS.values() for name, state in screen.states.items())
    alert = r'<[^>]*\bid="([a-z-]+)"[^>]*role="alert"|<[^>]*role="alert"[^>]*\bid="([a-z-]+)"'
    dialogs = re.findall(r'<dialog id="([a-z-]+)"', html) + re.findall(r'confirm_dialog\("([a-z-]+)"', html)
    forms = re.findall(r'<template id="([a-z]+)-template"', html)
    alerts = [one or other for one, other in re.findall(alert, html)]
    assert len(dialogs) > 8
    assert len(forms) > 5
    assert len(alerts) > 3
    assert [name for name in dialogs + forms + alerts if not re.search(rf"(?<![a-z-]){name}", seen)] == []
