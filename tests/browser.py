"""What every browser test needs: finding a Chromium, starting it, running axe, checking for sideways scrolling."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

# Levels A and AA of WCAG 2.0, 2.1 and 2.2. Naming the tags also turns on target-size, which axe's default leaves out.
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")

LAUNCH_ARGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
)


def find_chromium() -> str | None:
    """Path of an installed Chromium, or None: then Playwright's own browser is used, if it was installed.

    The headless shell comes first: the same engine with no window to draw. The environment variable CHROMIUM names one
    explicitly.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def launch_options() -> dict[str, Any]:
    """Keyword arguments for ``playwright.chromium.launch``. Chromium refuses its sandbox to root."""
    args = [*LAUNCH_ARGS, *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else [])]
    return {"executable_path": find_chromium(), "args": args}


@contextmanager
def open_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        try:
            yield browser
        finally:
            browser.close()


class _QuietHandler(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Requests are not printed: a test says itself what it asked for."""


@contextmanager
def serve_app(app: Flask) -> Iterator[str]:
    """Serve an app on a free loopback port in a thread; yields its address without a slash at the end."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_QuietHandler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


# A colour on its way from one theme or row to the next is not one a reader meets: what moves has to have arrived.
# Animations without an end (a bar that slides) are left running.
_AT_REST = """() => Promise.all(document.getAnimations()
    .filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime))
    .map((one) => one.finished.catch(() => null)))"""


def find_violations(page: Page, *, within: str | None = None) -> list[str]:
    """Run axe; one readable line for each node of each violation. An empty list is a clean page."""
    page.evaluate(_AT_REST)
    results = Axe().run(page, context=within, options={"runOnly": {"type": "tag", "values": list(AXE_TAGS)}})
    lines = []
    for violation in results.response["violations"]:
        for node in violation["nodes"]:
            where = " ".join(str(part) for part in node["target"])
            why = (node.get("failureSummary") or "").replace("\n", " ").strip()
            lines.append(f"{violation['id']} ({violation['impact']}) at {where}: {why} [{node['html'][:160]}]")
    return lines


def assert_accessible(page: Page, *, within: str | None = None) -> None:
    """Fail with every axe violation of the page, one a line."""
    violations = find_violations(page, within=within)
    assert not violations, f"{page.url}: {len(violations)} axe violations\n" + "\n".join(violations)


def assert_no_sideways_scroll(page: Page) -> None:
    """WCAG 1.4.10: at this width nothing sticks out of the window."""
    found = page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            const inScroller = (el) => {
                for (let p = el.parentElement; p && p !== document.body; p = p.parentElement)
                    if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(p).overflowX)) return true;
                return false;
            };
            const right = (el) => Math.round(el.getBoundingClientRect().right);
            const name = (el) => `${el.tagName}.${el.className.baseVal ?? el.className} to ${right(el)} of ${width}`;
            const out = [...document.querySelectorAll('body *')].filter((el) => right(el) > width + 1 && !inScroller(el));
            return out.length ? out.slice(0, 8).map(name) : ['the page itself'];
        }"""
    )
    assert not found, f"{page.url} scrolls sideways: {found}"


# One stop of Tab: what has the focus, whether it can be seen to have it, and whether anything covers it.
_NEXT_STOP = """() => {
    const look = (el) => { const s = getComputedStyle(el); return [s.outlineStyle, s.outlineWidth, s.boxShadow, s.borderColor, s.backgroundColor].join('|'); };
    const el = document.activeElement;
    if (!el || el === document.body || (stops.has(el) && !el.closest('.tools'))) return null; // the editor's tools go with the row
    stops.add(el);
    const words = (el.getAttribute('aria-label') ?? el.innerText ?? el.name ?? '').trim().slice(0, 40);
    const problems = [];
    const bearers = [el, el.closest('label, tr, .choice, .sentence, .search')].filter(Boolean); // the whole of a card may bear the sign
    const focused = bearers.map(look).join();
    const box = el.getBoundingClientRect();
    const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    const points = [.5, .1, .9].flatMap((x) => [.5, .1, .9].map((y) => [left + (right - left) * x, top + (bottom - top) * y]));
    const bears = (at) => el.contains(at) || [...(el.labels ?? [])].some((label) => label.contains(at));
    const seen = points.map(([x, y]) => document.elementFromPoint(x, y)).some((at) => at && bears(at));
    if (right <= left || bottom <= top || !seen) problems.push('is hidden');
    el.blur();
    if (bearers.map(look).join() === focused) problems.push('looks the same with the focus');
    el.focus({ preventScroll: true });
    return [`${el.tagName.toLowerCase()}.${el.className} "${words}"`, problems];
}"""


# Where a walk begins: before the first stop of the page, or of a part of it.
_BEGIN = """(within) => {
    window.stops = new Set();
    const part = within && [...document.querySelectorAll(within)].find((el) => el.checkVisibility());
    if (!part) { document.activeElement?.blur(); window.scrollTo(0, 0); return; }
    const range = document.createRange();
    range.setStart(part, 0);
    getSelection().removeAllRanges();
    getSelection().addRange(range); // the browser goes on from the selection
    if (!part.contains(document.activeElement)) document.activeElement?.blur();
}"""


def walk_by_tab(page: Page, *, most: int = 60, within: str | None = None) -> tuple[list[str], list[str]]:
    """Press Tab through a page: WCAG 2.4.7 (the focus can be seen), 2.4.11 (it is not under a bar), 2.1.2 (nothing holds it).

    Returns the stops and what is wrong. A page with more than `most` stops is walked so far; `within` is where it begins.
    """
    page.evaluate(_BEGIN, within)
    stops: list[str] = []
    problems: list[str] = []
    patience = 8
    for _ in range(most):
        page.keyboard.press("Tab")
        found = page.evaluate(_NEXT_STOP)
        while found is None and page.evaluate("document.activeElement?.type === 'datetime-local'") and patience:
            patience -= 1  # such a field has a stop for each of its parts
            page.keyboard.press("Tab")
            found = page.evaluate(_NEXT_STOP)
        if found is None:
            if stops and page.evaluate(
                "document.activeElement !== document.body && document.activeElement === [...stops].at(-1)"
            ):
                problems.append(f"{stops[-1]} holds the focus")
            break
        stops.append(found[0])
        problems += [f"{found[0]} {problem}" for problem in found[1]]
    return stops, problems


# WCAG 1.4.12: text set this wide must still be there.
_SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
    " p { margin-bottom: 2em !important }"
)


def find_cut_text(page: Page) -> list[str]:
    """Elements whose own text is cut off once spaced as WCAG 1.4.12 says, and was not before."""
    found: list[str] = page.evaluate(
        """(css) => {
            const cut = () => [...document.querySelectorAll('body *')].filter((el) => {
                const s = getComputedStyle(el);
                if (!el.checkVisibility() || el.closest('.visually-hidden') || (s.overflowX === 'visible' && s.overflowY === 'visible')) return false;
                if (['auto', 'scroll'].includes(s.overflowY) || ['auto', 'scroll'].includes(s.overflowX) || s.textOverflow === 'ellipsis') return false;
                if (el.closest('[aria-hidden="true"], svg') || !(el.innerText ?? el.value ?? '').trim()) return false;
                return el.scrollWidth > el.clientWidth + 1 || el.scrollHeight > el.clientHeight + 1;
            });
            const before = new Set(cut());
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(css);
            document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
            const after = cut().filter((el) => !before.has(el));
            const lines = after.map((el) => `${el.tagName}.${el.className}: ${(el.innerText ?? el.value).slice(0, 60)}`);
            document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
            return lines;
        }""",
        _SPACING,
    )
    return found


def watch_console(page: Page) -> list[str]:
    """Collects what a clean page never prints: script errors, CSP refusals, failed loads. Assert it is empty."""
    seen: list[str] = []
    page.on("console", lambda message: seen.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: seen.append(str(error)))
    return seen


def keep_picture(page: Page, name: str, *, full: bool = True) -> None:
    """Save a screenshot under $WORKFLOW_PICTURES, when that is set, to be looked at."""
    folder = os.environ.get("WORKFLOW_PICTURES")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=full)
