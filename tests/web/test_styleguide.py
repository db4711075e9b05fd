"""The style guide in a real browser: axe in both themes and languages at three widths, and what the frame's scripts promise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import (
    assert_accessible,
    assert_no_sideways_scroll,
    find_violations,
    keep_picture,
    serve_app,
    watch_console,
)
from tests.web.shell_app import create_shell_app
from workflow.http.messages import ERROR_PAGES

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_shell_app()


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    with serve_app(app) as url:
        yield url


@pytest.fixture
def context(app: Flask, browser: Browser, address: str) -> Iterator[BrowserContext]:
    app.config["saved_preferences"].clear()
    opened = browser.new_context(viewport={"width": 1366, "height": 800})
    opened.request.get(f"{address}/enter/anna")
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Page:
    opened = context.new_page()
    opened.goto(f"{address}/styleguide?lang=en")
    return opened


@pytest.mark.parametrize(
    ("width", "theme", "language"),
    [(1366, "light", "ru"), (1366, "dark", "en"), (390, "light", "en"), (390, "dark", "ru"), (320, "light", "ru")],
)
def test_the_guide_is_accessible(context: BrowserContext, address: str, width: int, theme: str, language: str) -> None:
    page = context.new_page()
    seen = watch_console(page)
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.goto(f"{address}/styleguide?lang={language}")
    page.evaluate("document.fonts.ready")
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    keep_picture(page, f"styleguide-{language}-{theme}-{width}")
    page.locator("details.user-menu > summary").click()
    expect(page.locator(".user-menu .menu-panel")).to_be_in_viewport(ratio=0.99)
    assert_accessible(page, within=".user-menu")
    assert_no_sideways_scroll(page)
    keep_picture(page, f"menu-{language}-{theme}-{width}", full=False)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Withdraw" if language == "en" else "Снять с публикации").first.click()
    expect(page.locator("#sample-dialog")).to_be_in_viewport(ratio=0.99)
    assert_accessible(page, within="#sample-dialog")
    keep_picture(page, f"dialog-{language}-{theme}-{width}", full=False)
    assert seen == []


@pytest.mark.parametrize("language", ["ru", "en"])
def test_error_pages(app: Flask, context: BrowserContext, address: str, language: str) -> None:
    page = context.new_page()
    page.goto(f"{address}/error/404?lang={language}")
    assert_accessible(page)
    keep_picture(page, f"error-404-{language}", full=False)
    for code in ERROR_PAGES:
        text = app.test_client().get(f"/error/{code}?lang={language}").get_data(as_text=True)
        assert text.count("<h1>") == 1
        assert str(code) in text
        assert "csrf" not in text, "nobody is signed in: an error page starts no session"


def test_axe_sees_what_it_should(page: Page) -> None:
    """A planted fault is found: a clean result means something."""
    page.evaluate(
        """() => {
            const b = document.createElement('button');
            b.className = 'planted';
            document.querySelector('main').append(b);
        }"""
    )
    assert any("planted" in line for line in find_violations(page))


def test_inline_code_is_refused(page: Page) -> None:
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<p id=x style=\"color: red\" onclick=\"window.hit = 1\">x</p>')"
    )
    page.locator("#x").click()
    assert page.evaluate("window.hit") is None
    assert page.locator("#x").evaluate("node => getComputedStyle(node).color") != "rgb(255, 0, 0)"


def test_without_a_script_the_menu_opens_and_the_page_reads(app: Flask, browser: Browser, address: str) -> None:
    plain = browser.new_context(java_script_enabled=False)
    plain.request.get(f"{address}/enter/anna")
    page = plain.new_page()
    page.goto(f"{address}/styleguide?lang=en")
    page.locator("details.user-menu > summary").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    plain.close()


def test_the_skip_link_is_first_and_works(page: Page) -> None:
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    page.reload()
    page.evaluate("document.activeElement.blur(); window.getSelection().removeAllRanges(); document.body.focus()")
    page.locator(".skip-link").focus()
    expect(page.locator(".skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_every_stop_of_the_tab_key_shows_its_focus_and_none_traps(page: Page) -> None:
    """WCAG 2.4.7, 2.4.11, 2.1.2: each focused thing has a ring and is not under the bar."""
    page.locator(".skip-link").focus()
    seen = []
    for _step in range(60):
        page.keyboard.press("Tab")
        state = page.evaluate(
            """() => {
                const el = document.activeElement;
                if (!el || el === document.body) return null;
                const box = el.getBoundingClientRect();
                const ringed = [el, el.nextElementSibling, el.closest('.search')].some(
                    (node) => node && getComputedStyle(node).outlineStyle !== 'none');
                const bar = document.querySelector('.bar').getBoundingClientRect();
                const covered = !el.closest('.bar') && box.bottom <= bar.bottom;
                return { name: el.outerHTML.slice(0, 90), ringed, covered, key: el.outerHTML.slice(0, 200) };
            }"""
        )
        if state is None:
            break
        assert state["ringed"], f"no focus ring: {state['name']}"
        assert not state["covered"], f"under the bar: {state['name']}"
        seen.append(state["key"])
    assert len(set(seen)) > 20
    assert any("Save" in key or "button primary" in key for key in seen), "the tab key does not get through the form"


def test_menus_by_keyboard(page: Page) -> None:
    summary = page.locator("details.user-menu > summary")
    summary.focus()
    page.keyboard.press("ArrowDown")
    assert page.locator("details.user-menu").evaluate("node => node.open && node.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    page.locator("main h1").click()
    assert not page.locator("details.user-menu").evaluate("node => node.open")


def test_the_theme_is_kept_here_and_at_the_server(app: Flask, page: Page) -> None:
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(ground)
    page.locator("details.user-menu > summary").click()
    with page.expect_response("**/preferences"):
        page.locator("[data-theme-choice][value=dark]").check()
    assert page.evaluate(ground) != light
    assert app.config["saved_preferences"]["theme"] == "dark"
    page.reload()
    assert page.evaluate(ground) != light
    page.locator("details.user-menu > summary").click()
    with page.expect_response("**/preferences"):
        page.locator("[data-theme-choice][value=light]").check()
    assert page.evaluate(ground) == light


def test_letters_go_to_rooms_only_outside_fields_and_can_be_switched_off(page: Page) -> None:
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("g")
    with page.expect_navigation(url="**room=memory"):
        page.keyboard.press("m")
    box = page.locator("#f-title")
    box.fill("")
    box.press_sequentially("gm/?")
    assert box.input_value() == "gm/?"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    assert page.locator("#search").input_value() == ""
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Shift+Slash")
    expect(page.locator("#key-help")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("details.user-menu > summary").click()
    with page.expect_response("**/preferences"):
        page.locator("[data-shortcuts-choice]").uncheck()
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Slash")
    assert page.evaluate("document.activeElement.id") != "search"
    page.reload()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Slash")
    assert page.evaluate("document.activeElement.id") != "search", "switched off survives a reload"


def test_keys_work_in_the_russian_layout(page: Page) -> None:
    """The event carries the Russian letter and the same code."""
    page.evaluate("document.activeElement.blur()")
    with page.expect_navigation(url="**room=memory"):
        page.evaluate(
            """() => { for (const [key, code] of [['п', 'KeyG'], ['ь', 'KeyM']])
                document.body.dispatchEvent(new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true })); }"""
        )


def open_module(page: Page) -> None:
    page.evaluate(
        """async () => {
            window.session = await import('/static/js/session.js');
            window.toasts = await import('/static/js/toast.js');
        }"""
    )


def test_toasts_are_announced_act_and_wait_for_the_pointer(page: Page) -> None:
    open_module(page)
    page.evaluate("() => { window.toasts.toast('Kept', { kind: 'bad', seconds: 0 }); }")
    assert_accessible(page, within="#toasts")
    keep_picture(page, "toast", full=False)
    page.get_by_role("status").get_by_role("button", name="Close").click()
    expect(page.locator(".toast")).to_have_count(0)
    page.clock.install()
    page.evaluate("() => { window.toasts.toast('Out', { action: { label: 'Undo', run: () => { window.undone = true; } } }); }")
    toast = page.locator(".toast")
    expect(page.locator("#toasts[role=status]")).to_contain_text("Out")
    toast.hover()
    page.clock.fast_forward(60_000)
    expect(toast).to_be_visible()
    toast.get_by_role("button", name="Undo").click()
    assert page.evaluate("window.undone") is True
    expect(toast).to_have_count(0)
    page.mouse.move(10, 400)
    page.evaluate("() => { window.toasts.toast('Goes', { onExpire: () => { window.expired = true; } }); }")
    page.clock.fast_forward(5_000)
    expect(toast).to_be_visible()
    page.clock.fast_forward(2_000)
    expect(toast).to_have_count(0)
    assert page.evaluate("window.expired") is True


def test_an_expired_sign_in_loses_nothing_typed_and_the_request_goes_on(context: BrowserContext, page: Page) -> None:
    page.locator("#f-body").fill("half a sentence")
    open_module(page)
    context.clear_cookies(name="session")
    page.evaluate(
        """() => { const body = new URLSearchParams({ word: 'kept' });
            window.answer = window.session.request('/ping', { method: 'POST', body })
                .then(async (response) => [response.status, await response.text()]); }"""
    )
    dialog = page.locator("#sign-in-again")
    expect(dialog).to_be_visible()
    assert_accessible(page)
    keep_picture(page, "sign-in-again", full=False)
    assert dialog.get_by_label("E-mail").input_value() == "anna@example.org"
    dialog.get_by_label("Password").fill("wrong")
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog.get_by_role("alert")).to_contain_text("wrong")
    dialog.get_by_label("Password").fill("right")
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog).to_be_hidden()
    assert page.evaluate("window.answer") == [200, "pong kept"]
    assert page.locator("#f-body").input_value() == "half a sentence"
    # The page's forms carry the new session's token, so the next ordinary send works too.
    assert (
        page.evaluate(
            """() => { const body = new FormData(document.querySelector('main form.form'));
                return fetch('/ping', { method: 'POST', body }).then((r) => r.status); }"""
        )
        == 200
    )


def test_another_account_may_not_send_what_this_one_typed(context: BrowserContext, page: Page) -> None:
    open_module(page)
    context.clear_cookies(name="session")
    page.evaluate("() => { window.answer = window.session.request('/ping', { method: 'POST' }).then((r) => r.status); }")
    dialog = page.locator("#sign-in-again")
    dialog.get_by_label("E-mail").fill("maria@example.org")
    dialog.get_by_label("Password").fill("right")
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog.get_by_role("alert")).to_contain_text("another account")
    dialog.get_by_role("button", name="Not now").click()
    assert page.evaluate("window.answer") == 401


def test_htmx_sends_the_token_and_comes_back_after_signing_in(context: BrowserContext, page: Page) -> None:
    page.evaluate(
        """() => { document.querySelector('main').insertAdjacentHTML('beforeend',
            '<form id="hx" hx-post="/ping" hx-target="#hx-out">' +
            '<input name="word" value="hello" aria-label="word"><button>Go</button></form><div id="hx-out"></div>');
            window.htmx.process(document.getElementById('hx')); }"""
    )
    page.locator("#hx button").click()
    expect(page.locator("#hx-out")).to_have_text("pong hello")
    context.clear_cookies(name="session")
    page.locator("#hx input").fill("again")
    page.locator("#hx button").click()
    dialog = page.locator("#sign-in-again")
    dialog.get_by_label("Password").fill("right")
    dialog.get_by_role("button", name="Sign in").click()
    expect(page.locator("#hx-out")).to_have_text("pong again")


def test_text_spacing_of_readers_does_not_cut_anything(page: Page) -> None:
    """WCAG 1.4.12, at a phone's width."""
    page.set_viewport_size({"width": 390, "height": 800})
    page.evaluate(
        """() => { for (const el of document.querySelectorAll('body *')) {
            el.style.lineHeight = '1.5'; el.style.letterSpacing = '.12em'; el.style.wordSpacing = '.16em'; } }"""
    )
    assert_no_sideways_scroll(page)
