"""A link to our own story: one key leads it to the page in this edition, one click takes that back, and the box shows it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser import assert_accessible, keep_picture
from tests.conftest import Newsroom
from tests.e2e.conftest import OpenAs, wait_for
from tests.e2e.test_editor_saving import field, open_grid, put_caret
from tests.factories import turn_on
from workflow.services import fields
from workflow.services.links import LinkView

OLD = "https://realist.example/2026/01/paromy/"


def test_by_key_and_beside_the_text(page_as: OpenAs, newsroom: Newsroom) -> None:
    turn_on(newsroom, "russian_links")
    old = newsroom.add_story(title="Паромы", html="<p>Паромы стоят.</p>", url=OLD)
    newsroom.bring_to(old["en"], "publish")
    page_here = f"/en/{newsroom.article(old['en']).slug}"
    newsroom.clock.advance(60)
    html = f'<p>Как <a href="{OLD}">писали</a>, он стоял. Порт <a href="https://port.example/">рад</a>. И <a href="{OLD}">снова</a>.</p>'
    story = newsroom.add_story(title="Паром", html=html)
    newsroom.translate(story["en"])

    def kept() -> list[str]:
        with newsroom.database.reading() as session:
            links: tuple[LinkView, ...] = fields.read_fields(session, newsroom.actor("translator"), story["en"]).links
        return [link.leads_to for link in links]

    page = open_grid(page_as("translator"), story)
    told = page.locator("#rows .finding", has_text="our own story")
    expect(told).to_have_count(2)
    put_caret(page, 2)
    before = page.locator(field(page, 2)).input_value()
    page.keyboard.press("Control+Period")
    wait_for(page, lambda: kept() == [page_here, ""])
    expect(page.locator(".toast").last).to_contain_text(page_here)
    expect(told).to_have_count(0)  # in every sentence the address stands in
    expect(page.locator(field(page, 2))).to_be_focused()
    expect(page.locator(field(page, 2))).to_have_value(before)
    keep_picture(page, "link-led", full=False)
    page.locator(".toast").last.get_by_role("button", name="Undo").click()
    wait_for(page, lambda: kept() == ["", ""])
    expect(told).to_have_count(2)

    page.locator("#beside > summary").click()
    page.locator(".beside-links > summary").click()
    box = page.locator("#beside-link-1")
    expect(page.locator(".beside-links .hint").first).to_contain_text(page_here)
    page.locator(".beside-links").get_by_role("button", name="Lead there").click()
    expect(box).to_have_value(page_here)
    wait_for(page, lambda: kept() == [page_here, ""])
    assert_accessible(page)
    keep_picture(page, "links-beside", full=False)
    page.locator("#beside-link-2").fill("javascript:alert(1)")
    page.locator("#beside-link-2").blur()
    expect(page.locator(".beside-links .told")).to_contain_text("not to “javascript:alert(1)”")
    assert kept() == [page_here, ""]
    page.locator("#beside-link-2").fill("https://port.example/en")
    page.locator("#beside-link-2").blur()
    wait_for(page, lambda: kept() == [page_here, "https://port.example/en"])
    page.reload()
    expect(page.locator("#rows .finding", has_text="our own story")).to_have_count(0)
