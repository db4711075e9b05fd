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

    The headless shell comes first: the same engine with no window to draw, in half the time. The environment variable
    CHROMIUM names one explicitly.
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


def find_violations(page: Page, *, within: str | None = None) -> list[str]:
    """Run axe; one readable line for each node of each violation. An empty list is a clean page."""
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
