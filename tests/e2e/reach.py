"""Ways into the states of a screen: keys, clicks, what somebody else does meanwhile, a server that is gone."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import Page, Route

from tests.e2e.stage import Stage
from workflow.services import holds, notes, operations, presence, units
from workflow.services.presence import Place

#: What brings a page into a state: the stage, and the page as it opened.
Reach = Callable[[Stage, Page], object]


def press(*keys: str) -> Reach:
    def reach(stage: Stage, page: Page) -> None:
        for key in keys:
            page.keyboard.press(key)

    return reach


def click(*selectors: str) -> Reach:
    def reach(stage: Stage, page: Page) -> None:
        for selector in selectors:
            page.locator(selector).first.click()

    return reach


def after(*acts: Reach) -> Reach:
    def reach(stage: Stage, page: Page) -> None:
        for act in acts:
            act(stage, page)

    return reach


def caret(number: int) -> Reach:
    """The caret at the end of sentence `number`, and the panel filled."""

    def reach(stage: Stage, page: Page) -> None:
        area = page.locator(f"#rows .row[data-n='{number}'] textarea")
        area.focus()
        unit = page.locator(f"#rows .row[data-n='{number}']").get_attribute("data-id")
        page.wait_for_selector(f"#panel [data-unit='{unit}']", state="attached")
        page.keyboard.press("End")

    return reach


def wait(selector: str) -> Reach:
    def reach(stage: Stage, page: Page) -> None:
        page.locator(selector).first.wait_for()

    return reach


def put(selector: str, words: str) -> Reach:
    return lambda stage, page: page.locator(selector).first.fill(words)


def write(words: str) -> Reach:
    return lambda stage, page: page.keyboard.type(words)


def fill(**values: str) -> Reach:
    """Fields by the names they have in their form."""

    def reach(stage: Stage, page: Page) -> None:
        for name, value in values.items():
            page.locator(f"main [name='{name}']").first.fill(value)

    return reach


def save_elsewhere(name: str, number: int, text: str) -> Reach:
    """Somebody else saves a sentence first."""

    def reach(stage: Stage, page: Page) -> None:
        unit = stage.newsroom.units(stage[name]["en"])[number - 1]
        who = stage.newsroom.actor("editor2" if name.startswith("review") else "translator2")
        with stage.newsroom.work() as work:
            units.save_unit(
                work, who, unit.id, version=unit.version, text=text, status="confirmed" if name.startswith("review") else "draft"
            )

    return reach


def merge_elsewhere(name: str, number: int) -> Reach:
    """Somebody else merges a sentence into the one before it."""

    def reach(stage: Stage, page: Page) -> None:
        article = stage[name]["en"]
        pair = stage.newsroom.units(article)[number - 2 : number]
        with stage.newsroom.work() as work:
            operations.apply_operation(
                work, stage.newsroom.actor("translator2"), article, op="merge",
                structure_version=int(page.locator("#rows").get_attribute("data-structure") or 1),
                units=[operations.UnitRef(unit.id, unit.version) for unit in pair],
            )  # fmt: skip

    return reach


def stand_in(name: str, number: int, where: str) -> Reach:
    """Two others are in the article, one of them in a sentence."""

    def reach(stage: Stage, page: Page) -> None:
        for who, at in (("translator2", number), ("editor2", number)):
            unit = stage.newsroom.units(stage[name]["en"])[at - 1].id
            with stage.newsroom.work() as work:
                presence.mark_place(work, stage.newsroom.actor(who), stage[name]["en"], Place(unit, where))
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    return reach


def comment(name: str, number: int) -> Reach:
    """Two threads on a sentence, one of them settled."""

    def reach(stage: Stage, page: Page) -> None:
        article, unit = stage[name]["en"], stage.newsroom.units(stage[name]["en"])[number - 1].id
        editor = stage.newsroom.actor("editor")
        with stage.newsroom.work() as work:
            first = notes.add_note(work, editor, article, text="@Translator is that the name of the port?", unit_id=unit)
            notes.add_note(work, stage.newsroom.actor("translator"), article, text="It is.", answers=first)
            settled = notes.add_note(work, editor, article, text="And the island?", unit_id=unit)
            notes.resolve_note(work, editor, settled)
        page.reload()
        page.wait_for_selector("html[data-ready]")
        caret(number)(stage, page)
        page.locator("#panel .answer summary").first.click()
        page.locator("#panel .settled summary").first.click()

    return reach


def submit_elsewhere(name: str) -> Reach:
    return lambda stage, page: stage.newsroom.move(stage[name]["en"], "submit", who="translator")


def hold_elsewhere(name: str) -> Reach:
    def reach(stage: Stage, page: Page) -> None:
        with stage.newsroom.work() as work:
            holds.raise_hold(work, stage.newsroom.actor("editor2"), stage[name]["en"], reason="waiting for the port")

    return reach


def lose_server(stage: Stage, page: Page) -> None:
    page.route("**/api/v1/units/*", lambda route: route.abort(), times=50)


def lose_session(stage: Stage, page: Page) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=401, content_type="application/problem+json", body=json.dumps({"status": 401, "detail": "-"}))

    page.route("**/api/v1/units/*", refuse, times=50)


def choose_file(data: str, name: str = "stories.json") -> Reach:
    def reach(stage: Stage, page: Page) -> None:
        page.locator("main input[type=file]").first.set_input_files(
            {"name": name, "mimeType": "text/plain", "buffer": data.encode()}
        )

    return reach


def send(selector: str, **more: str) -> Reach:
    """Send a form as a browser without scripts would, whatever is missing in it."""

    def reach(stage: Stage, page: Page) -> None:
        with page.expect_navigation():
            page.locator(selector).first.evaluate(
                """(form, more) => {
                    for (const [name, value] of Object.entries(more)) {
                        form.querySelector(`[name="${name}"]:not(button)`)?.remove();
                        form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
                    }
                    HTMLFormElement.prototype.submit.call(form);
                }""",
                more,
            )

    return reach
