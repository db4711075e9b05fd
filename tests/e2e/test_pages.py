"""The pages in a real browser: keys, live progress, and writing a story without losing a word."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.browser import assert_accessible, watch_console
from tests.conftest import Newsroom, StoryIds
from workflow.core.permissions import SYSTEM
from workflow.services import accounts, glossary, holds, ingest, jobs, notes, units
from workflow.services.jobs import JobView

pytestmark = pytest.mark.browser
OpenAs = Callable[..., Page]
PASSWORD = "a long password"


@pytest.fixture
def full_house(newsroom: Newsroom, ferry: StoryIds) -> StoryIds:
    """Stories in every state, a hold, a returned one, a newer original, terms and memory."""
    flash = newsroom.add_story(
        title="Срочно: паром вернулся в порт", html="<p>Паром вернулся в порт из-за ветра.</p>", priority="flash"
    )
    live = newsroom.add_story(external_id="live", priority="urgent")
    newsroom.bring_to(live["en"], "publish")
    review = newsroom.add_story(title="Маяк на мысе снова горит")
    newsroom.bring_to(review["en"], "review")
    returned = newsroom.add_story(title="Рыбный рынок переехал на набережную")
    newsroom.bring_to(returned["en"], "review")
    newsroom.move(returned["en"], "return", reason="Check the name of the market.")
    newsroom.add_story(external_id="live", html="<p>ВЫБОРГ (Реалист). Мост открыли в среду.</p>")
    newsroom.add_story(title="Черновик о ледоставе", draft=True, who="author")
    with newsroom.work() as work:
        holds.raise_hold(work, newsroom.actor("editor"), flash["en"], reason="The harbour master is still to confirm.")
        notes.add_note(work, newsroom.actor("translator"), ferry["en"], text="Is it Beryozovy or Birch Island?")
        edition = newsroom.article(ferry["en"]).edition_id
        glossary.add_term(
            work, SYSTEM, edition_id=edition, lemma="паром", preferred="ferry", forbidden=("steamer",), note="Never a boat."
        )
    return ferry


def test_from_the_sign_in_to_the_first_sentence_by_the_keyboard_alone(
    app: Flask, browser: Browser, live_server: str, newsroom: Newsroom, ferry: StoryIds
) -> None:
    with newsroom.work() as work:
        accounts.add_user(work, SYSTEM, email="anna@example.org", role="translator", password=PASSWORD, name="Anna Koval")
    context = browser.new_context(base_url=live_server, locale="en")
    page = context.new_page()
    seen = watch_console(page)
    page.goto("/")
    page.keyboard.type("anna@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(f"#row-{ferry['en']}")).to_be_visible()
    page.wait_for_selector("html[data-ready]", state="attached")
    page.keyboard.press("Enter")
    first = newsroom.units(ferry["en"])[0].id
    page.wait_for_url(re.compile(rf"/articles/{ferry['en']}/edit#unit-{first}$"))
    assert newsroom.article(ferry["en"]).assignee == "Anna Koval"
    assert seen == []
    context.close()


def test_the_board_is_walked_by_keys_in_any_layout(page_as: OpenAs, newsroom: Newsroom, full_house: StoryIds) -> None:
    page = page_as("translator")
    page.goto("/")
    rows = page.locator(".stories tbody tr")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_have_class(re.compile(r"\bat\b"))
    russian_j = "new KeyboardEvent('keydown', {code: 'KeyJ', key: 'о', bubbles: true, cancelable: true})"
    page.evaluate(f"document.activeElement.dispatchEvent({russian_j})")
    expect(rows.nth(1)).to_have_class(re.compile(r"\bat\b"))
    page.keyboard.press("ArrowDown")
    expect(rows.nth(2)).to_have_class(re.compile(r"\bat\b"))
    page.keyboard.press("k")
    expect(rows.nth(1)).to_have_class(re.compile(r"\bat\b"))
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("jkt")
    expect(page.locator("#search")).to_have_value("jkt")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=jkt"))
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()


def test_enter_on_a_link_or_in_the_search_takes_nothing(page_as: OpenAs, newsroom: Newsroom, ferry: StoryIds) -> None:
    page = page_as("translator")
    page.goto("/")
    page.locator("#search").fill("паром")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q="))
    page.locator(".states a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert newsroom.article(ferry["en"]).assignee is None


def test_letters_can_be_switched_off(page_as: OpenAs, newsroom: Newsroom, ferry: StoryIds) -> None:
    with newsroom.work() as work:
        accounts.set_preferences(work, newsroom.actor("translator"), shortcuts=False)
    page = page_as("translator")
    page.goto("/")
    page.keyboard.press("j")
    expect(page.locator(".stories tr.at")).to_have_count(0)


def test_a_running_job_shows_on_the_board_and_the_article_without_a_reload(
    page_as: OpenAs, newsroom: Newsroom, ferry: StoryIds
) -> None:
    board, article = page_as("translator"), page_as("editor")
    seen = watch_console(board)
    board.goto("/")
    article.goto(f"/articles/{ferry['en']}")
    expect(board.locator(f"#progress-{ferry['en']}")).to_contain_text("waits for pre-translation")
    link = board.locator(f"#row-{ferry['en']} .headline")
    link.focus()
    finish_job(newsroom, ferry["en"], "Ferry starts")
    expect(board.locator(f"#progress-{ferry['en']}")).to_contain_text("15 of 15 filled in", timeout=8000)
    expect(board.locator(f"#title-{ferry['en']}")).to_contain_text("Ferry starts")
    expect(board.locator(f"#title-{ferry['en']}")).to_have_class("target machine")
    expect(link).to_be_focused()
    expect(article.locator("#job-state")).to_contain_text("Finished", timeout=8000)
    article.locator("#job-state summary").click()
    assert_accessible(article)
    assert seen == []


def finish_job(newsroom: Newsroom, article: int, text: str) -> None:
    """What a worker does, with an engine that says the same of everything."""
    from workflow.services.pretranslation import MACHINE

    with newsroom.work() as work:
        job = jobs.latest_job(work.session, article)
        assert isinstance(job, JobView)
        claim = jobs.claim_chunk(work, job.id, lease=timedelta(minutes=2))
        assert claim is not None
        for unit in newsroom.units(article):
            marks = "".join(f"{{{n}}}x{{/{n}}}" for n in unit.elements)
            units.save_unit(
                work,
                MACHINE,
                unit.id,
                version=unit.version,
                text=f"{text} {marks}".strip(),
                status="draft",
                origin={"kind": "machine", "engine": "firefox", "model": "m", "label": "Firefox"},
            )
        jobs.finish_chunk(work, claim, results=[{"unit": u, "did": "machine"} for u in claim.unit_ids])


PASTED = (
    "<h1>Заголовок раздела</h1><p>Первый <b>важный</b> абзац со "
    "<a href='https://a.example/x?y=1&amp;z=2' onclick='x()'>ссылкой</a>.<script>x()</script></p>"
    "<ul><li>раз</li><li>два</li></ul><ol><li>первый</li><li>второй</li></ol><blockquote><p>Цитата.</p></blockquote>"
    "<p style='x'><span style='font-weight:700'>Жирно</span> и <i>курсив</i> &lt;не тег&gt;</p>"
    "<figure><img src='https://a.example/p.jpg' alt='Вид'><figcaption>Подпись</figcaption></figure>"
    "<p><img src='javascript:x()'><a href='javascript:x()'>без адреса</a></p>"
)
SHOWN = """## Заголовок раздела

Первый <strong>важный</strong> абзац со <a href="https://a.example/x?y=1&amp;z=2">ссылкой</a>.

- раз
- два

1. первый
2. второй

> Цитата.

<strong>Жирно</strong> и <em>курсив</em> &lt;не тег&gt;

<figure><img src="https://a.example/p.jpg" alt="Вид"><figcaption>Подпись</figcaption></figure>

без адреса"""


def paste(page: Page, html: str) -> None:
    page.locator("#f-body").focus()
    page.evaluate(
        """(html) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData('text/html', html);
            clipboardData.setData('text/plain', 'plain');
            document.activeElement.dispatchEvent(new ClipboardEvent('paste', {clipboardData, bubbles: true, cancelable: true}));
        }""",
        html,
    )


class TestWriting:
    def test_what_is_pasted_keeps_its_structure_and_loses_its_scripts(self, page_as: OpenAs) -> None:
        page = page_as("author")
        page.goto("/stories/new")
        paste(page, PASTED)
        expect(page.locator("#f-body")).to_have_value(SHOWN)
        page.keyboard.press("Control+z")
        expect(page.locator("#f-body")).to_have_value("")

    def test_the_preview_follows(self, page_as: OpenAs) -> None:
        page = page_as("author")
        page.goto("/stories/new")
        page.locator("#f-title").fill("Паром вернулся")
        page.locator("#f-body").fill("Раз.\n\n## Глава\n\n- а\n- б")
        preview = page.locator("#preview")
        expect(preview.locator("h2")).to_have_text("Глава")
        expect(preview.locator("li")).to_have_count(2)
        expect(preview.locator(".set-title")).to_have_text("Паром вернулся")
        assert_accessible(page)

    def test_the_toolbar_writes_marks_and_can_be_undone(self, page_as: OpenAs) -> None:
        page = page_as("author")
        page.goto("/stories/new")
        body = page.locator("#f-body")
        body.fill("Первый.\nвторой")
        body.evaluate("(field) => field.setSelectionRange(8, 14)")
        page.get_by_role("button", name="Bold").click()
        expect(body).to_have_value("Первый.\n<strong>второй</strong>")
        page.keyboard.press("Control+z")
        expect(body).to_have_value("Первый.\nвторой")
        body.evaluate("(field) => field.setSelectionRange(0, 14)")
        page.get_by_role("button", name="List").click()
        expect(body).to_have_value("- Первый.\n- второй")

    def test_a_link_and_a_picture_by_their_dialogs(self, page_as: OpenAs) -> None:
        page = page_as("author")
        page.goto("/stories/new")
        body = page.locator("#f-body")
        body.fill("Смотрите расписание.")
        body.evaluate("(field) => field.setSelectionRange(9, 19)")
        page.keyboard.press("Control+k")
        expect(page.locator("#link-words")).to_have_value("расписание")
        page.locator("#link-address").fill('https://a.example/?q="x"')
        page.keyboard.press("Enter")
        expect(body).to_have_value('Смотрите <a href="https://a.example/?q=&quot;x&quot;">расписание</a>.')
        page.get_by_role("button", name="Picture").click()
        assert_accessible(page, within="#picture-dialog")
        page.locator("#picture-address").fill("https://a.example/p.jpg")
        page.locator("#picture-alt").fill("Паром")
        page.get_by_role("button", name="Insert").last.click()
        expect(body).to_have_value(re.compile(r'<figure><img src="https://a.example/p.jpg" alt="Паром"></figure>'))

    def test_nothing_typed_is_lost_by_leaving_and_saving_forgets_the_copy(self, page_as: OpenAs, newsroom: Newsroom) -> None:
        page = page_as("author")
        page.goto("/stories/new")
        page.locator("#f-title").fill("Паром вернулся")
        page.locator("#f-body").fill("Он пришёл в полдень.")
        page.goto("/glossary")
        page.goto("/stories/new")
        expect(page.locator("#restore")).to_be_visible()
        assert_accessible(page)
        page.get_by_role("button", name="Put it back").click()
        expect(page.locator("#f-body")).to_have_value("Он пришёл в полдень.")
        page.locator("#f-body").focus()
        page.keyboard.press("Control+s")
        page.wait_for_url(re.compile(r"/stories/\d+$"))
        expect(page.locator("#notices")).to_contain_text("The draft is saved.")
        page.goto("/stories/new")
        expect(page.locator("#restore")).to_be_hidden()
        assert newsroom.count_rows()["stories"] == 1

    def test_an_expired_sign_in_gives_the_form_back(
        self, app: Flask, browser: Browser, live_server: str, newsroom: Newsroom
    ) -> None:
        with newsroom.work() as work:
            accounts.add_user(work, SYSTEM, email="dasha@example.org", role="author", password=PASSWORD, name="Дарья")
        context = browser.new_context(base_url=live_server, locale="en")
        page = context.new_page()
        page.goto("/stories/new")
        page.locator("#f-email").fill("dasha@example.org")
        page.locator("#f-password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/stories/new$"))
        page.locator("#f-title").fill("Паром вернулся")
        page.locator("#f-body").fill("Он пришёл «в полдень» & без опозданий.")
        context.clear_cookies(name="workflow")
        page.get_by_role("button", name="Save the draft").click()
        expect(page.get_by_text("What you typed is kept")).to_be_visible()
        assert_accessible(page)
        page.locator("#f-email").fill("dasha@example.org")
        page.locator("#f-password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Nothing is lost")).to_be_visible()
        assert_accessible(page)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/stories/\d+"))
        expect(page.locator(".set-body")).to_contain_text("Он пришёл «в полдень» & без опозданий.")
        context.close()


class TestDialogs:
    def test_withdrawing_asks_for_a_reason(self, page_as: OpenAs, newsroom: Newsroom) -> None:
        ids = newsroom.add_story()
        newsroom.bring_to(ids["en"], "publish")
        page = page_as("editor")
        page.goto(f"/articles/{ids['en']}")
        page.get_by_role("button", name="Withdraw").first.click()
        assert_accessible(page, within="#move-withdraw")
        page.locator("#reason-withdraw").fill("The mayor denies it.")
        page.locator("#move-withdraw").get_by_role("button", name="Withdraw").click()
        expect(page.locator("#notices")).to_contain_text("Withdrawn.")
        assert newsroom.article(ids["en"]).state == "withdrawn"

    def test_the_keys_are_listed(self, page_as: OpenAs, newsroom: Newsroom, ferry: StoryIds) -> None:
        page = page_as("translator")
        page.goto("/")
        page.keyboard.press("?")
        expect(page.locator("#key-help")).to_contain_text("To the next story")
        assert_accessible(page, within="#key-help")


def test_priority_is_seen_by_take_next(page_as: OpenAs, newsroom: Newsroom, ferry: StoryIds) -> None:
    other = newsroom.add_story(title="Вторая новость дня")
    page = page_as("translator")
    page.goto("/")
    expect(page.locator("#next-story")).to_contain_text("Берёзовый")
    with newsroom.work() as work:
        ingest.set_priority(work, newsroom.actor("editor"), other.story, "flash")
    page.reload()
    expect(page.locator("#next-story")).to_contain_text("Вторая новость дня")
    page.get_by_role("button", name="Take next").click()
    page.wait_for_url(re.compile(f"/articles/{other['en']}/edit"))
