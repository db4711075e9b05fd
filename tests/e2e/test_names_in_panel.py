"""A name that no term speaks of: proposed beside the sentence, put in by a key, and kept for good by one press."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import assert_accessible, watch_console
from tests.conftest import Newsroom
from tests.e2e.conftest import OpenAs
from workflow.services import editions, glossary

pytestmark = pytest.mark.browser


def test_a_proposed_name_is_put_in_kept_and_let_go_of(page_as: OpenAs, newsroom: Newsroom) -> None:
    html = "<p>Об этом Эльвире Набиуллиной и Дональду Трампу сообщил банк.</p><p>Набиуллина ответила.</p>"
    story = newsroom.add_story(title="Новости банка", html=html)
    unit, after = newsroom.units(story["en"])[-2:]
    page = page_as("translator")
    seen = watch_console(page)
    page.goto(f"/articles/{story['en']}/edit?lang=en")
    field = page.locator(f"#u{unit.id} textarea")
    field.focus()
    panel = page.locator("#panel .terms")
    expect(panel).to_contain_text("Эльвира Набиуллина")
    expect(panel).to_contain_text("by transliteration")
    assert field.input_value() == "", "a name is proposed, never written by itself"
    assert_accessible(page)
    doubtful = panel.get_by_role("link", name="Add it to the glossary")
    assert "preferred=Donald+Tramp" in str(doubtful.get_attribute("href")), "a foreign name is looked at first"
    page.keyboard.press("Control+Digit5")
    expect(field).to_have_value("Elvira Nabiullina")
    panel.get_by_role("button", name="Always write it so").click()
    expect(panel.get_by_role("button", name="Always write it so")).to_have_count(0)
    expect(field).to_be_focused()
    with newsroom.database.reading() as session:
        (term,) = glossary.list_terms(session, editions.find_edition(session, "en").id)
    assert (term.lemma, term.preferred, term.kind) == ("Эльвира Набиуллина", "Elvira Nabiullina", "person")
    page.locator(f"#u{after.id} textarea").focus()
    expect(panel.locator("[data-term='1']")).to_have_text("Nabiullina")
    page.get_by_role("button", name="Undo").click()
    expect(panel).to_contain_text("by transliteration")
    assert seen == []
