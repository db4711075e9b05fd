"""Shorter ways by keyboard: catalogs, files, the interface's language and colours, an expired sign-in."""

from __future__ import annotations

import json
import re
from pathlib import Path

import polib
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.house import House, Person, PersonAs, choose_language, open_menu, sign_in
from tests.e2e.test_journey import assert_quiet, offer_file
from workflow.demo import DEMO_PASSWORD

TRAM = "В Верхнереченске открылась новая трамвайная линия"
POSTS = [
    {
        "id": 4711,
        "date_gmt": "2026-02-04T09:00:00",
        "link": "https://example.org/most",
        "title": {"rendered": "Мост через Светлую закрыли на ремонт"},
        "content": {"rendered": "<p>Движение остановили утром. Работы займут <b>две</b> недели.</p>"},
        "excerpt": {"rendered": ""},
        "status": "publish",
        "type": "post",
    }
]


@pytest.mark.parametrize("language", ["ru"])
def test_a_catalog_goes_out_and_comes_back(person_as: PersonAs, tmp_path: Path, language: str) -> None:
    translator = person_as("translator", language)
    say, page = translator.say, translator.page
    translator.enter(say("About the article “%(title)s”", title=TRAM), to=r"/articles/\d+$")
    translator.tab_to("PO", exact=True)
    with page.expect_download() as download:
        translator.press("Enter")
    path = tmp_path / "tram.po"
    download.value.save_as(path)
    catalog = polib.pofile(str(path))
    entry = catalog[5]
    entry.msgstr = f"A sentence from another tool, {language}."
    entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    catalog.save(str(path))

    import_file(translator, path)
    expect(page.locator("#main .counts b").first).to_have_text("1")
    translator.shows(say("changed", context="import"))

    # The same file again with other words for that sentence: it does not know what is here now.
    entry.msgstr = f"Something else again, {language}."
    catalog.save(str(path))
    translator.enter(say("To the article"), to=r"/articles/\d+$")
    import_file(translator, path)
    translator.shows(say("conflict", context="import"))
    expect(page.locator("#main .counts b").first).to_have_text("0")
    assert_quiet(translator)


def import_file(person: Person, path: Path) -> None:
    person.choose_file(person.say("Import a PO file"), path)
    person.enter(person.say("Import"), to=r"/articles/\d+/catalog", exact=True)


@pytest.mark.parametrize("language", ["en"])
def test_files_come_in_or_say_why_not(person_as: PersonAs, language: str) -> None:
    editor = person_as("editor", language)
    say, page = editor.say, editor.page
    offer_file(
        editor, "note.txt", f"Паром вышел в рейс ({language})\n\nНа борту было 86 пассажиров. Рейс прошёл спокойно.", "text/plain"
    )
    editor.shows(f"Паром вышел в рейс ({language})")
    editor.choose_option("as", "draft")
    editor.enter(say("Take in"), to=r"/stories/\d+$")
    editor.shows(say("draft", context="state"))

    posts = [{**post, "id": 4711 + len(language) + ord(language[0])} for post in POSTS]
    offer_file(editor, "posts.json", json.dumps(posts), "application/json")
    editor.shows("Мост через Светлую закрыли на ремонт")
    editor.enter(say("Take in"), to=r"/stories/(\d+|upload/take-in)$")
    editor.shows("Мост через Светлую закрыли на ремонт")
    assert_quiet(editor)

    for name, data in (("noise.txt", bytes(range(256)) * 20), ("empty.html", b""), ("other.json", b'{"price": 1}')):
        offer_file(editor, name, data, "application/octet-stream")
        summary = page.locator(".error-summary")
        expect(summary).to_be_focused()
        assert len(summary.inner_text()) > 30


def test_language_and_colours_are_remembered(browser: Browser, house: House, person_as: PersonAs) -> None:
    author = person_as("author", "ru")
    page = author.page
    open_menu(author)
    author.choose_option("theme", "dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    with page.expect_response(re.compile("/preferences")):  # the next choice, so that the last is known to be kept
        author.press("ArrowLeft")
    with page.expect_response(re.compile("/preferences")):
        author.press("ArrowRight")
    author.press("Escape")
    expect(page.locator(".user-menu")).not_to_have_attribute("open", "")

    elsewhere = sign_in(browser, house, "author", "ru")
    expect(elsewhere.page.locator("html")).to_have_attribute("lang", "ru")
    expect(elsewhere.page.locator("html")).to_have_attribute("data-theme", "dark")
    choose_language(elsewhere, "en")
    author.go("/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert_quiet(author, elsewhere)
    elsewhere.page.context.close()


def forget_session(page: Page) -> None:
    """The sign-in expires, and no answer under way renews it."""
    page.wait_for_load_state("networkidle")
    context = page.context
    kept = [cookie for cookie in context.cookies() if cookie["name"] != "workflow"]
    context.clear_cookies()
    context.add_cookies([{"name": c["name"], "value": c["value"], "domain": c["domain"], "path": c["path"]} for c in kept])


@pytest.mark.parametrize("language", ["ru"])
def test_an_expired_sign_in_loses_nothing(person_as: PersonAs, language: str) -> None:
    translator = person_as("translator", language)
    page = translator.page
    translator.enter(TRAM, to=r"/articles/\d+/edit")
    row = page.evaluate("document.activeElement.closest('.row').id")
    forget_session(page)
    text = f"Typed after the sign-in expired, {language}"
    translator.write_over(text)
    translator.press("Control+Enter")
    dialog = page.locator("#sign-in-again")
    expect(dialog).to_be_visible()
    fill_dialog(translator)
    expect(dialog).to_be_hidden()
    expect(page.locator("#saved")).to_have_text(translator.say("Saved"))
    translator.go(page.url)
    expect(page.locator(f"#{row} textarea")).to_have_value(text)


def fill_dialog(person: Person) -> None:
    expect(person.page.locator("#sign-in-again input:focus")).to_have_count(1)
    if person.page.evaluate("document.activeElement.type") == "email":
        person.type(f"{person.role}@demo.example")
        person.press("Tab")
    person.type(DEMO_PASSWORD)
    person.press("Enter")


def test_a_story_sent_after_the_sign_in_expired_comes_back(person_as: PersonAs) -> None:
    author = person_as("author", "en")
    say, page = author.say, author.page
    author.enter(say("New story"), to="/stories/new")
    author.tab_to(say("Headline"))
    author.type("Черновик, который не пропал")
    expect(page.locator("#preview")).to_contain_text("Черновик, который не пропал")
    forget_session(page)
    author.enter(say("Save the draft"), to="")
    author.shows(say("Your sign-in has expired. What you typed is kept: sign in, and it comes back."))
    if page.evaluate("document.activeElement.id") == "f-email":
        author.type("author@demo.example")
        author.press("Tab")
    author.type(DEMO_PASSWORD)
    author.press_to("Enter", "")
    expect(page.locator("body")).to_contain_text("Черновик, который не пропал")
