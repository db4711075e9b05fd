"""How a screen is looked at, in each of its states: axe, colours, widths, spacing, and Tab through all of it."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as Late

from tests.browser import AXE_TAGS, assert_no_sideways_scroll, find_cut_text, keep_picture, walk_by_tab
from tests.e2e.screens import SCREENS, Screen, State
from tests.e2e.stage import Stage

DESK, PHONE, NARROW = (1366, 820), (390, 844), (320, 640)
# A change of colours is looked at when it is over.
_AT_ONCE = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('*, *::before, *::after { transition: none !important; animation: none !important }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
# What stands on the page as it opens: what a state leaves as it was, in its markup and in what is seen of it, was looked at then.
_REMEMBER = """() => {
    const depth = (node) => node === document.body ? 0 : 1 + depth(node.parentElement);
    const visible = [...document.querySelectorAll('body *')].filter((node) => depth(node) < 7 && node.checkVisibility());
    window.stood = new Map(visible.map((node) => [node, [node.outerHTML, node.innerText]]));
}"""
_LEAVE_OUT = """() => {
    window.same = [];
    for (const [node, [html, text]] of window.stood ?? []) {
        if (window.same.some((other) => other.contains(node)) || !node.isConnected || node.contains(document.activeElement)) continue;
        if (node.outerHTML === html && node.innerText === text && node.checkVisibility()) window.same.push(node);
    }
}"""
_RUN = """async ([rules, within]) => {
    const same = (window.same ?? []).filter((node) => node.isConnected && node.outerHTML === window.stood.get(node)[0]);
    const {violations} = await axe.run(within ? {include: [within]} : {include: document, exclude: same}, {runOnly: rules, preload: false, resultTypes: ['violations'], elementRef: false});
    return violations.flatMap((v) => v.nodes.map((n) => `${v.id} at ${n.target.join(' ')}: ${n.failureSummary} [${n.html.slice(0, 120)}]`));
}"""
_AXE = Axe()
#: The rules of those tags whose answer depends on the theme.
OF_COLOURS = ("color-contrast", "link-in-text-block")


def look_at(stage: Stage, name: str) -> None:
    """Fail with all that is wrong with a row of `screens.py`."""
    screen = SCREENS[name]
    stage.asked.clear()
    stage.shown.clear()
    problems: list[str] = []
    for number, (state_name, state) in enumerate({"": State("body"), **screen.states}.items()):
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
        within = state.sees if state_name else None
        found = check_page(page, screen, f"{name}-{state_name}", within=within, crossed=number % 2 == 1)
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


def check_page(page: Page, screen: Screen, name: str, *, within: str | None = None, crossed: bool = False) -> list[str]:
    """Look at a page as it stands; Tab goes through all of it, or through `within`, where that takes the focus.

    axe looks with all its rules at the desk in light colours and at the phone in dark ones (`crossed`, as every second state,
    the other way round), and with the rules of colours at the other two.
    """
    problems: list[str] = []
    page.evaluate(_AT_ONCE)
    page.evaluate(_LEAVE_OUT)
    page.evaluate(_AXE.axe_script)
    for size, (width, height) in (("desk", DESK), ("phone", PHONE)):
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            # All the rules in either width and either theme; those that look at colours in the other theme too.
            whole = ((size == "desk") == (scheme == "light")) is not crossed
            page.emulate_media(color_scheme=scheme)
            rules = {"type": "tag", "values": list(AXE_TAGS)} if whole else {"type": "rule", "values": list(OF_COLOURS)}
            problems += [f"{size}, {scheme}: {line}" for line in page.evaluate(_RUN, [rules, screen.within])]
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
