"""The grid by keyboard alone: keys in both layouts, changes of shape and their undo, placeholders, findings, submitting."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import watch_console
from tests.conftest import Newsroom, StoryIds
from tests.e2e.conftest import STORY_TEXTS, Latency, OpenAs, wait_for
from tests.e2e.test_editor_saving import field, in_focus, open_grid, pretranslate, put_caret, saved
from tests.factories import save
from workflow.core.units import cover_from_json, find_cover_problems
from workflow.db.segments import Unit
from workflow.services.access import open_article


def count_rows(page: Page) -> int:
    return page.locator("#rows .row").count()


def assert_cover(newsroom: Newsroom, story: StoryIds) -> None:
    """Every character of the original is covered exactly once."""
    from sqlalchemy import select

    with newsroom.database.reading() as session:
        file = open_article(session, newsroom.actor("translator"), story["en"])
        covers = [
            cover_from_json(u.cover)
            for u in session.scalars(select(Unit).where(Unit.article_id == story["en"], Unit.retired.is_(False)))
        ]
        assert find_cover_problems(file.document, covers) == []


def test_merge_and_undo(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    pretranslate(newsroom, ferry)
    page = page_as("translator")
    seen = watch_console(page)
    open_grid(page, ferry)
    put_caret(page, 3)
    page.keyboard.press("Control+End")
    page.keyboard.type("!")
    page.keyboard.press("Control+Shift+ArrowDown")
    both = f"{STORY_TEXTS[2]}! {STORY_TEXTS[3]}"
    expect(page.locator(field(page, 3))).to_have_value(both)
    assert in_focus(page) == "Sentence 3"
    assert count_rows(page) == 14
    expect(page.locator("#rows .row").nth(2).locator(".source")).to_contain_text("На борту было 86 пассажиров.")
    assert_cover(newsroom, ferry)
    page.keyboard.press("Control+Shift+ArrowDown")
    expect(page.locator("#rows .row")).to_have_count(13)
    open_grid(page, ferry)  # what can be undone outlives the page, and one is undone after another
    page.keyboard.press("Control+Shift+KeyY")
    expect(page.locator("#rows .row")).to_have_count(14)
    page.keyboard.press("Control+Shift+KeyY")
    expect(page.locator(field(page, 4))).to_have_value(STORY_TEXTS[3])
    expect(page.locator(field(page, 3))).to_have_value(f"{STORY_TEXTS[2]}!")
    assert count_rows(page) == 15
    assert_cover(newsroom, ferry)
    assert seen == []


def test_a_sentence_changed_under_the_caret_is_taken_in_and_can_then_be_merged(
    page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom
) -> None:
    page = open_grid(page_as("translator"), ferry)
    put_caret(page, 3)
    save(newsroom, newsroom.units(ferry["en"])[2], "Filled elsewhere.", who="translator2", status="draft")
    page.keyboard.press("Control+Shift+ArrowDown")
    expect(page.locator(".toast")).to_contain_text("The sentence was changed meanwhile.")
    expect(page.locator(field(page, 3))).to_have_value("Filled elsewhere.")
    assert in_focus(page) == "Sentence 3"
    page.keyboard.press("Control+Shift+ArrowDown")
    expect(page.locator("#rows .row")).to_have_count(14)
    expect(page.locator(field(page, 3))).to_have_value("Filled elsewhere.")


def test_split_at_the_caret(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    page = open_grid(page_as("translator"), ferry)
    put_caret(page, 12)
    page.keyboard.type("“We have waited thirty years. That is what Anna Loseva said.")
    for _ in range(len(" That is what Anna Loseva said.")):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Control+Shift+KeyK")
    form = page.locator(".inline-form")
    expect(form).to_be_visible()
    before = form.locator(".split-source").inner_text()
    page.keyboard.press("ArrowRight")
    assert form.locator(".split-source").inner_text() != before
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.locator("#rows .row")).to_have_count(16)
    expect(page.locator(field(page, 12))).to_have_value("“We have waited thirty years.")
    expect(page.locator(field(page, 13))).to_have_value("That is what Anna Loseva said.")
    wait_for(page, lambda: in_focus(page) == "Sentence 13")
    assert_cover(newsroom, ferry)
    page.locator(".toast .act").click()
    expect(page.locator("#rows .row")).to_have_count(15)
    expect(page.locator(field(page, 12))).to_have_value("“We have waited thirty years. That is what Anna Loseva said.")


def test_leaving_out_a_run_and_putting_back(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    newsroom.translate(ferry["en"])
    save(newsroom, newsroom.units(ferry["en"])[4], "It was windy.", status="draft")
    page = open_grid(page_as("translator"), ferry)
    put_caret(page, 10)
    page.keyboard.press("Control+Shift+KeyX")
    form = page.locator(".inline-form")
    form.get_by_label("Or in your own words").fill("a local matter")
    form.get_by_label("How many sentences").fill("2")
    page.keyboard.press("Enter")
    expect(page.locator("#rows .row.omitted")).to_have_count(2)
    expect(page.locator("#rows .row.omitted").first).to_contain_text("Left out: a local matter")
    wait_for(page, lambda: in_focus(page) == "Sentence 12")
    assert [u.status for u in newsroom.units(ferry["en"])[9:11]] == ["omitted", "omitted"]
    page.locator("#rows .row.omitted").first.get_by_role("button", name="Put back").click()
    expect(page.locator("#rows .row.omitted")).to_have_count(1)
    wait_for(page, lambda: in_focus(page) == "Sentence 10")
    # The tail last of all: to what is still open, and with nothing open to the review.
    put_caret(page, 15)
    page.keyboard.press("Control+Shift+KeyX")
    page.keyboard.press("Enter")
    expect(page.locator("#rows .row.omitted")).to_have_count(2)
    wait_for(page, lambda: in_focus(page) == "Sentence 5")
    page.keyboard.press("Control+Enter")
    wait_for(page, lambda: in_focus(page) == "Sentence 10")  # put back, it is a draft
    page.keyboard.press("Control+Enter")
    put_caret(page, 14)
    page.keyboard.press("Control+Shift+KeyX")
    page.keyboard.press("Enter")
    expect(page.locator("#rows .row.omitted")).to_have_count(3)
    expect(page.locator("#submit")).to_be_focused()


def test_escape_leaves_the_form_then_the_field(page_as: OpenAs, ferry: StoryIds) -> None:
    page = open_grid(page_as("translator"), ferry)
    put_caret(page, 10)
    page.keyboard.press("Control+Shift+KeyX")
    page.keyboard.press("Escape")
    expect(page.locator(".inline-form")).to_have_count(0)
    assert in_focus(page) == "Sentence 10"
    page.route("**/operations", lambda route: route.abort())
    page.keyboard.press("Control+Shift+KeyX")
    page.keyboard.press("Enter")
    wait_for(page, lambda: in_focus(page) == "Sentence 10")  # nothing came of it, and one is where one was
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement === document.body")


def test_adding_later_and_rewriting(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    page = open_grid(page_as("translator"), ferry)
    put_caret(page, 4)
    page.keyboard.press("Control+Shift+KeyE")
    expect(page.locator("#rows .row.added")).to_have_count(1)
    wait_for(page, lambda: in_focus(page) == "Sentence 5")
    page.keyboard.type("A sentence only readers here need.")
    page.keyboard.press("Control+Enter")
    wait_for(page, lambda: saved(newsroom, ferry, 5) == ("A sentence only readers here need.", "confirmed"))
    put_caret(page, 4)
    page.keyboard.press("Control+Shift+KeyL")
    wait_for(page, lambda: saved(newsroom, ferry, 4)[1] == "later")
    put_caret(page, 9)
    page.keyboard.type("Boats only.")
    page.keyboard.press("Control+Shift+KeyB")
    expect(page.locator("#rows .row.rewritten")).to_have_count(1)
    expect(page.locator("#rows .row.rewritten textarea")).to_have_value("Boats only.")
    assert_cover(newsroom, ferry)


def test_keys_by_place_in_a_russian_layout(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    """The letter that arrives is Cyrillic; the key's place is what counts."""
    page = open_grid(page_as("translator"), ferry)
    put_caret(page, 4)

    def press(code: str, key: str, **more: bool) -> None:
        page.evaluate(
            "([code, key, more]) => document.activeElement.dispatchEvent("
            "new KeyboardEvent('keydown', {code, key, bubbles: true, cancelable: true, ctrlKey: true, ...more}))",
            [code, key, more],
        )

    press("KeyL", "Д", shiftKey=True)
    wait_for(page, lambda: saved(newsroom, ferry, 4)[1] == "later")
    press("KeyX", "Ч", shiftKey=True)
    expect(page.locator(".inline-form")).to_be_visible()
    page.keyboard.press("Escape")
    press("Slash", ".")
    expect(page.locator("#key-help")).to_be_visible()


def test_placeholders_are_told_mended_and_typed(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    page = open_grid(page_as("translator"), ferry)
    row = page.locator("#rows .row").nth(4)
    expect(row.locator(".source mark.tag")).to_have_text(["1", "/1"])
    put_caret(page, 5)
    page.keyboard.type("The timetable is on the website")
    expect(row.locator(".finding")).to_contain_text(
        ["The mark {1} of the original is missing.Put in {1}", "The mark {/1} of the original is missing.Put in {/1}"]
    )
    for _ in range(len("website")):
        page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Control+Shift+Digit1")
    expect(page.locator(field(page, 5))).to_have_value("The timetable is on the {1}website{/1}")
    expect(row.locator(".finding")).to_have_count(0)
    page.keyboard.press("Control+End")
    page.keyboard.type("{1}.")
    expect(row.locator(".finding")).to_contain_text("stands twice")
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_have_text("Saved")
    expect(row.locator(".finding")).to_contain_text("stands twice")
    put_caret(page, 1)
    page.keyboard.press("F8")
    assert in_focus(page) == "Sentence 5"
    page.keyboard.press("Control+Shift+KeyD")
    page.keyboard.press("Enter")
    expect(row.locator(".finding.dismissed")).to_contain_text("dismissed: it is meant so")


def test_small_insertions(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    page = open_grid(page_as("translator"), ferry)
    put_caret(page, 3)
    page.keyboard.type("5")
    page.keyboard.press("Control+Shift+Space")
    page.keyboard.type("km")
    expect(page.locator(field(page, 3))).to_have_value("5\u00a0km")
    page.get_by_role("button", name="em dash").click()
    expect(page.locator(field(page, 3))).to_have_value("5\u00a0km—")
    put_caret(page, 5)
    page.keyboard.press("Control+Insert")
    expect(page.locator(field(page, 5))).to_have_value("Расписание опубликовано на {1}сайте порта{/1}.")


def test_moving_about(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    pretranslate(newsroom, ferry)
    page = open_grid(page_as("translator"), ferry)
    assert in_focus(page) == "Sentence 1"
    page.keyboard.press("Alt+ArrowDown")
    assert in_focus(page) == "Sentence 2"
    page.keyboard.press("Control+Shift+Enter")
    assert in_focus(page) == "Sentence 2"
    page.keyboard.press("Alt+ArrowUp")
    assert in_focus(page) == "Sentence 1"
    page.keyboard.press("F9")
    assert in_focus(page) == "Sentence 3"
    page.keyboard.press("Enter")
    assert page.locator(field(page, 3)).input_value().count("\n") == 1
    assert saved(newsroom, ferry, 3)[1] == "draft"


def test_a_submission_is_refused_with_links_then_goes_through(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    pretranslate(newsroom, ferry)
    page = open_grid(page_as("translator"), ferry)
    put_caret(page, 1)
    for _ in range(5):
        page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Shift+KeyS")
    refused = page.locator("#refused")
    expect(refused).to_be_focused()
    expect(refused).to_contain_text("10 sentences are not confirmed yet")
    refused.get_by_role("link", name="Sentence 9").click()
    assert in_focus(page) == "Sentence 9"
    for _ in range(10):
        page.keyboard.press("Control+Enter")
    assert in_focus(page) == "submit"
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    assert newsroom.article(ferry["en"]).state == "review"


def test_an_empty_sentence_is_not_confirmed(page_as: OpenAs, ferry: StoryIds) -> None:
    page = open_grid(page_as("translator"), ferry)
    put_caret(page, 3)
    page.keyboard.press("Control+Enter")
    assert in_focus(page) == "Sentence 3"
    expect(page.locator(".told")).to_contain_text("An empty sentence cannot be confirmed")


def test_pretranslation_fills_what_nobody_is_in(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    from workflow.services import jobs

    page = open_grid(page_as("translator"), ferry)
    expect(page.locator("#job-words")).to_contain_text("Pre-translating")
    put_caret(page, 3)
    page.keyboard.type("Mine")
    put_caret(page, 4)
    pretranslate(newsroom, ferry, but=3)
    with newsroom.work() as work:
        job = newsroom.article(ferry["en"]).job
        assert job is not None
        jobs.cancel_job(work, newsroom.actor("translator"), job.id)
    expect(page.locator(field(page, 6))).to_have_value(STORY_TEXTS[5])
    expect(page.locator(field(page, 3))).to_have_value("Mine")
    expect(page.locator(field(page, 4))).to_have_value("")
    assert in_focus(page) == "Sentence 4"
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(field(page, 4))).to_have_value(STORY_TEXTS[3])


def test_taking_over_a_newer_original(page_as: OpenAs, newsroom: Newsroom) -> None:
    story = newsroom.add_story(external_id="7")
    newsroom.translate(story["en"])
    newsroom.add_story(
        external_id="7", html="<p>ВЫБОРГ (Реалист). Мост открыли в среду. На открытие пришли <b>сорок</b> человек.</p>"
    )
    page = open_grid(page_as("translator"), story)
    page.locator("#take-over").click()
    page.wait_for_url("**/edit")
    expect(page.locator("#source-changed")).to_have_count(0)
    row = page.locator("#rows .row.reopened").first
    expect(row.locator("ins")).to_contain_text("среду")
    expect(row.locator("del")).to_contain_text("вторник")


def test_the_page_reads_without_a_script(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    pretranslate(newsroom, ferry)
    page = page_as("translator", java_script_enabled=False)
    page.goto(f"/articles/{ferry['en']}/edit")
    expect(page.locator(field(page, 12))).to_have_value(STORY_TEXTS[11])
    expect(page.locator("#rows .row").nth(11)).to_contain_text("Анна Лосева")


def test_typing_while_sentences_are_being_merged_is_kept(
    page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom, latency: Latency
) -> None:
    pretranslate(newsroom, ferry)
    page = open_grid(page_as("translator"), ferry)
    put_caret(page, 3)
    page.keyboard.press("Control+End")
    latency.seconds = 0.8
    page.keyboard.press("Control+Shift+ArrowDown")
    page.keyboard.type(" Typed meanwhile.")
    expect(page.locator("#rows .row")).to_have_count(14)
    expect(page.locator(field(page, 3))).to_have_value(f"{STORY_TEXTS[2]} Typed meanwhile. {STORY_TEXTS[3]}")
    latency.seconds = 0.0
    wait_for(page, lambda: saved(newsroom, ferry, 3)[0] == f"{STORY_TEXTS[2]} Typed meanwhile. {STORY_TEXTS[3]}")
    assert_cover(newsroom, ferry)


#: What the bar says from now on, and whether a text without a place is offered while it says so.
_WATCH_BAR = """() => {
  const bar = document.getElementById("saved");
  window.told = [];
  new MutationObserver(() => told.push([bar.textContent, document.querySelectorAll(".versus.apart").length])).observe(bar, { childList: true });
}"""


def test_what_is_typed_into_a_sentence_that_goes_is_offered_before_the_page_calls_itself_saved(
    page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom, latency: Latency
) -> None:
    pretranslate(newsroom, ferry)
    page = open_grid(page_as("translator"), ferry)
    put_caret(page, 4)
    latency.seconds = 0.4
    page.keyboard.press("Alt+Shift+ArrowUp")
    page.keyboard.press("Control+Shift+ArrowDown")
    page.evaluate(_WATCH_BAR)
    page.locator(field(page, 4)).focus()
    page.keyboard.insert_text("Typed meanwhile.")
    expect(page.locator(".versus.apart")).to_contain_text("Typed meanwhile.")
    expect(page.locator("#saved")).to_have_text("Saved")
    assert [told for told in page.evaluate("told") if told == ["Saved", 0]] == []


def test_a_change_of_shape_under_way_is_not_called_saved_and_goes_before_the_story_does(
    page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom, latency: Latency
) -> None:
    pretranslate(newsroom, ferry)
    page = open_grid(page_as("translator"), ferry)
    put_caret(page, 3)
    went: list[str] = []
    page.on("request", lambda request: went.append(f"sent {request.url.rsplit('/', 1)[-1]}"))
    page.on("response", lambda response: went.append(f"answered {response.url.rsplit('/', 1)[-1]}"))
    latency.seconds = 0.6
    page.keyboard.press("Control+Shift+ArrowDown")
    page.keyboard.press("Control+Shift+ArrowDown")
    expect(page.locator("#saved")).to_have_text("Saving…")
    page.locator("#submit").click()
    expect(page.locator("#refused")).to_be_visible()
    expect(page.locator("#saved")).to_have_text("Saved")
    assert count_rows(page) == 13
    turns = [what for what in went if what.endswith((" operations", " transitions"))]
    assert turns == [f"{what} {where}" for where in ("operations", "operations", "transitions") for what in ("sent", "answered")]


def test_an_operation_on_a_changed_shape_is_told_and_shown(page_as: OpenAs, ferry: StoryIds, newsroom: Newsroom) -> None:
    from workflow.services import operations

    pretranslate(newsroom, ferry)
    page = page_as("translator")
    with page.expect_response("**/edit/rows"):  # a job waits for its worker: the page asks for the rows once
        open_grid(page, ferry)
    ten, eleven = newsroom.units(ferry["en"])[9:11]
    with newsroom.work() as work:
        refs = [operations.UnitRef(ten.id, ten.version), operations.UnitRef(eleven.id, eleven.version)]
        operations.apply_operation(work, newsroom.actor("translator2"), ferry["en"], op="merge", structure_version=1, units=refs)
    put_caret(page, 3)
    page.keyboard.press("Control+Shift+ArrowDown")
    expect(page.locator(".toast.bad")).to_contain_text("split or merged meanwhile")
    expect(page.locator("#rows .row")).to_have_count(14)
    assert in_focus(page) == "Sentence 3"
    page.keyboard.press("Control+Shift+ArrowDown")
    expect(page.locator("#rows .row")).to_have_count(13)
