"""Moved, joined, split and retyped blocks: what readers get, what is refused, and what survives the ways in and out."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.conftest import Newsroom
from tests.factories import check_article, operate, save
from workflow.core.errors import Conflict, Invalid
from workflow.services import interchange
from workflow.services.access import open_article
from workflow.services.content import build_content
from workflow.services.units import UnitView
from workflow.web.editor.preview import make_preview

HTML = (
    "<p>ВЫБОРГ (Реалист). Мост открыт. Пришли люди.</p>\n<p class='x'>Работы <b>шли</b> долго. Потом перерыв.</p>\n"
    "<h2>Дальше</h2>\n<ul class='l'>\n<li>Раз.</li>\n<li>Два.</li>\n<li>Три.</li>\n</ul>\n"
    '<figure><img src="a.jpg" alt="Мост"><figcaption>Мост вечером.</figcaption></figure>\n'
    "<blockquote><p>Мы рады.</p></blockquote>\n<p>Конец.</p>"
)
H, DATE, LEDE1, LEDE2, P1, P2, SUB, LI1, LI2, LI3, ALT, CAPTION, QUOTE, END = range(14)


@pytest.fixture
def article(any_newsroom: Newsroom) -> int:
    """Every sentence is its number: `S4`."""
    article = any_newsroom.add_story(html=HTML)["en"]
    for n, unit in enumerate(any_newsroom.units(article)):
        save(any_newsroom, unit, f"S{n}" + "".join(f" {{{e}}}b{{/{e}}}" for e in unit.elements))
    return article


def page(newsroom: Newsroom, article: int) -> str:
    with newsroom.database.reading() as session:
        html = str(build_content(session, open_article(session, newsroom.actor("editor"), article))["html"])
        preview = make_preview(session, newsroom.actor("editor"), article)
    assert re.findall(r"S\d+", preview.html) == re.findall(r"S\d+", html), "the preview has another order"
    return html


def pick(newsroom: Newsroom, article: int, *places: int) -> list[UnitView]:
    units = newsroom.units(article)
    return [units[n] for n in places]


WHOLE = (
    "<p>{date}S2 S3</p>\n<p class='x'>S4 <b>b</b> S5</p>\n<h2>S6</h2>\n<ul class='l'>\n<li>S7</li>\n<li>S8</li>\n<li>S9</li>\n</ul>\n"
    '<figure><img src="a.jpg" alt="S10"><figcaption>S11</figcaption></figure>\n<blockquote><p>S12</p></blockquote>\n<p>S13</p>'
)
CASES: dict[str, tuple[str, list[int], dict[str, Any], list[tuple[str, str]]]] = {
    "a paragraph to the end": ("move", [P1, P2], {"after": END}, [
        ("<p class='x'>S4 <b>b</b> S5</p>\n", ""), ("<p>S13</p>", "<p>S13</p>\n\n<p>S4 <b>b</b> S5</p>")]),
    "an item down": ("move", [LI1], {"after": LI2}, [("\n<li>S7</li>\n<li>S8</li>", "\n<li>S8</li>\n<li>S7</li>")]),
    "an item to the top": ("move", [LI3], {"after": SUB}, [
        ("<li>S7</li>", "<li>S9</li>\n<li>S7</li>"), ("\n<li>S9</li>\n</ul>", "\n</ul>")]),
    "a paragraph into the list": ("move", [P1, P2], {"after": LI1}, [
        ("<p class='x'>S4 <b>b</b> S5</p>\n", ""),
        ("<li>S7</li>\n", "<li>S7</li></ul>\n\n<p>S4 <b>b</b> S5</p>\n\n<ul class='l'>\n")]),
    "a sentence into a quote": ("move", [P2], {"after": QUOTE}, [(" S5", ""), ("<p>S12</p>", "<p>S12 S5</p>")]),
    "a sentence to the top": ("move", [P2], {}, [(" S5", ""), ("S2 S3", "S5 S2 S3")]),
    "behind the picture": ("move", [P1, P2], {"after": CAPTION}, [
        ("<p class='x'>S4 <b>b</b> S5</p>\n", ""), ("</figure>", "</figure>\n\n<p>S4 <b>b</b> S5</p>")]),
    "a block in front of another": ("move", [QUOTE], {"before": LI2}, [
        ("\n<blockquote><p>S12</p></blockquote>", ""),
        ("<li>S7</li>\n", "<li>S7</li></ul>\n\n<blockquote><p>S12</p></blockquote>\n\n<ul class='l'>\n")]),
    "in front of its own block": ("move", [P2], {"before": P1}, [("S4 <b>b</b> S5", "S5 S4 <b>b</b>")]),
    "to the front of the next": ("move", [P2], {"before": END}, [(" S5", ""), ("<p>S13", "<p>S5 S13")]),
    "several blocks": ("move", [QUOTE, END], {"after": LEDE2}, [
        ("\n<blockquote><p>S12</p></blockquote>\n<p>S13</p>", "\n"),
        ("S2 S3</p>", "S2 S3</p>\n\n<blockquote><p>S12</p></blockquote>\n\n<p>S13</p>")]),
    "joined with the one before": ("join_blocks", [END], {}, [("<p>S12</p>", "<p>S12 S13</p>"), ("\n<p>S13</p>", "")]),
    "a run joined": ("join_blocks", [LEDE2, P1], {}, [
        ("S2 S3</p>\n<p class='x'>S4 <b>b</b> S5</p>", "S2 S3 S4 <b>b</b> S5</p>")]),
    "split": ("split_block", [P2], {}, [(" S5</p>", "</p>\n\n<p>S5</p>")]),
    "lede split": ("split_block", [LEDE2], {}, [(" S3</p>", "</p>\n\n<p>S3</p>")]),
    "to a list": ("retype_block", [QUOTE, END], {"kind": "list_item"}, [
        ("\n<blockquote><p>S12</p></blockquote>\n<p>S13</p>", "\n\n<ul><li>S12</li>\n<li>S13</li></ul>\n")]),
    "to a subhead": ("retype_block", [P1], {"kind": "subhead"}, [
        ("</p>\n<p class='x'>S4 <b>b</b> S5</p>\n", "</p>\n\n<h2>S4 <b>b</b> S5</h2>\n")]),
    "an item to a quote": ("retype_block", [LI2], {"kind": "quote"}, [
        ("</li>\n<li>S8</li>\n", "</li></ul>\n\n<blockquote><p>S8</p></blockquote>\n\n<ul class='l'>\n")]),
    "a subhead to a paragraph": ("retype_block", [SUB], {"kind": "paragraph"}, [("\n<h2>S6</h2>", "\n\n<p>S6</p>")]),
}  # fmt: skip


def squeeze(html: str) -> str:
    return re.sub(r"\s+", " ", html).replace("> <", "><").strip()


@pytest.mark.parametrize("name", CASES)
def test_what_readers_get_and_undo(any_newsroom: Newsroom, article: int, name: str) -> None:
    op, run, params, edits = CASES[name]
    newsroom = any_newsroom
    whole = page(newsroom, article)
    assert squeeze(re.sub(r"<p>[^<]*?S2", "<p>S2", whole)) == squeeze(WHOLE.replace("{date}", ""))
    units = newsroom.units(article)
    wanted = whole
    for old, new in edits:
        assert old in wanted
        wanted = wanted.replace(old, new)
    if op == "move":
        params = {side: units[place].id for side, place in params.items()}
    versions = {u.id: u.version for u in units}
    result = operate(newsroom, article, op, [units[n] for n in run], **params)
    check_article(newsroom, article)
    written = page(newsroom, article)
    assert squeeze(written) == squeeze(wanted)
    # The page's order is the grid's, and nothing but place and block changed.
    now = newsroom.units(article)
    assert re.findall(r"S\d+", written) == [re.findall(r"S\d+", u.text)[0] for u in now][1:]
    assert {u.id: (u.text, u.status) for u in now} == {u.id: (u.text, u.status) for u in units}
    assert {u.id for u in now if u.version != versions[u.id]} == {u.id for u in result.changed}
    operate(newsroom, article, "revert", operation=result.operation_id)
    check_article(newsroom, article)
    assert page(newsroom, article) == whole
    assert [(u.id, u.block_id) for u in newsroom.units(article)] == [(u.id, u.block_id) for u in units]


def test_what_is_put_back_by_hand_is_the_sources_own_again(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    for n, unit in enumerate(newsroom.units(article)):
        save(newsroom, unit, f"S{n}" + "".join(f" {{{e}}}b{{/{e}}}" for e in unit.elements))
    whole = page(newsroom, article)
    operate(newsroom, article, "retype_block", pick(newsroom, article, P1), kind="quote")
    operate(newsroom, article, "retype_block", pick(newsroom, article, P1), kind="paragraph")
    assert page(newsroom, article) == whole
    end = newsroom.units(article)[END].id
    operate(newsroom, article, "move", pick(newsroom, article, P1, P2), after=end)
    operate(newsroom, article, "move", pick(newsroom, article, END - 1, END), after=newsroom.units(article)[LEDE2].id)
    assert page(newsroom, article) == whole
    operate(newsroom, article, "join_blocks", pick(newsroom, article, P1))
    operate(newsroom, article, "split_block", pick(newsroom, article, P1))
    assert page(newsroom, article) == whole


@pytest.mark.parametrize(
    ("op", "run", "params", "code"),
    [
        ("move", [H], {"after": END}, "move_stays"),
        ("move", [DATE], {"after": END}, "move_stays"),
        ("move", [ALT], {"after": END}, "move_stays"),
        ("move", [CAPTION], {"after": END}, "move_stays"),
        ("move", [LEDE1, LEDE2], {"after": END}, "lede_stays"),
        ("move", [LEDE2, P1], {"after": END}, "move_part_of_several"),
        ("move", [P1], {"after": -1}, "parameter_bad"),
        ("move", [P1], {"after": P2, "before": END}, "parameter_bad"),
        ("move", [P1, P2], {"before": LEDE1}, "block_not_here"),
        ("move", [P1], {"before": H}, "block_not_here"),
        ("move", [P1], {"before": P2}, "move_nowhere"),
        ("move", [P1, P2], {"before": SUB}, "move_nowhere"),
        ("move", [P1, P2], {"after": LEDE2}, "move_nowhere"),
        ("move", [P1, P2], {"after": P1}, "move_nowhere"),
        ("move", [P2], {"after": P1}, "move_nowhere"),
        ("move", [P1, P2], {}, "block_not_here"),
        ("move", [P1, P2], {"after": H}, "block_not_here"),
        ("move", [P1, P2], {"after": ALT}, "block_not_here"),
        ("move", [P1], {"after": CAPTION}, "block_not_here"),
        ("join_blocks", [LEDE1], {}, "join_not_these"),
        ("join_blocks", [P2], {}, "join_needs_two"),
        ("join_blocks", [QUOTE], {}, "join_not_these"),
        ("split_block", [P1], {}, "split_block_first"),
        ("split_block", [CAPTION], {}, "split_block_not_this"),
        ("retype_block", [LEDE1], {"kind": "quote"}, "lede_stays"),
        ("retype_block", [P1], {"kind": "paragraph"}, "retype_same"),
        ("retype_block", [P1], {"kind": "headline"}, "parameter_bad"),
        ("retype_block", [H], {"kind": "subhead"}, "retype_not_this"),
        ("retype_block", [ALT, CAPTION], {"kind": "paragraph"}, "retype_not_this"),
        ("merge", [CAPTION, QUOTE], {}, "units_apart"),
    ],
)
def test_what_cannot_be_done_is_refused(newsroom: Newsroom, op: str, run: list[int], params: dict[str, Any], code: str) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    units, rows = newsroom.units(article), newsroom.count_rows()
    given = {name: units[value].id if name in ("after", "before") and value >= 0 else value for name, value in params.items()}
    with pytest.raises(Invalid) as caught:
        operate(newsroom, article, op, [units[n] for n in run], **given)
    assert caught.value.code == code
    assert newsroom.count_rows() == rows


def test_undoing_around_a_later_change(newsroom: Newsroom) -> None:
    """A moved sentence comes back wherever its block still is one; where it is not, the later change goes first."""
    article = newsroom.add_story(html=HTML)["en"]
    units = newsroom.units(article)
    moved = operate(newsroom, article, "move", [units[P1]], after=units[END].id)
    split = operate(newsroom, article, "move", pick(newsroom, article, END - 2), after=units[LEDE2].id)
    operate(newsroom, article, "revert", operation=moved.operation_id)
    check_article(newsroom, article)
    operate(newsroom, article, "revert", operation=split.operation_id)
    check_article(newsroom, article)
    assert [u.id for u in newsroom.units(article)] == [u.id for u in units]
    out = operate(newsroom, article, "move", [newsroom.units(article)[LI2]], after=units[END].id)
    operate(newsroom, article, "move", pick(newsroom, article, SUB), after=units[LI1].id)
    operate(newsroom, article, "retype_block", pick(newsroom, article, LI1), kind="paragraph")
    operate(newsroom, article, "revert", operation=out.operation_id)
    check_article(newsroom, article)
    article = newsroom.add_story(html=HTML)["en"]
    units = newsroom.units(article)
    first = operate(newsroom, article, "move", [units[P2]], after=units[END].id)
    operate(newsroom, article, "move", [units[P1]], after=units[LEDE1].id, join=True)
    with pytest.raises(Conflict, match="revert_later_first"):
        operate(newsroom, article, "revert", operation=first.operation_id)
    check_article(newsroom, article)


def test_a_run_waits_and_comes_back_as_one(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    operate(newsroom, article, "omit", pick(newsroom, article, P2), reason="Known.")
    done = operate(newsroom, article, "later", pick(newsroom, article, LEDE2, P1, P2, SUB))
    assert [u.status for u in pick(newsroom, article, LEDE2, P1, P2, SUB)] == ["later", "later", "omitted", "later"]
    assert len(done.changed) == 3
    with pytest.raises(Invalid, match="already_later"):
        operate(newsroom, article, "later", pick(newsroom, article, LEDE2, P1))
    operate(newsroom, article, "put_back", pick(newsroom, article, LEDE1, LEDE2, P1, P2))
    assert [u.status for u in pick(newsroom, article, LEDE2, P1, P2, SUB)] == ["empty", "empty", "empty", "later"]


def test_a_reshaped_article_goes_out_as_a_catalog_and_comes_back(any_newsroom: Newsroom, article: int) -> None:
    newsroom = any_newsroom
    actor = newsroom.actor("admin")

    def export() -> bytes:
        with newsroom.database.reading() as session:
            return interchange.export_article(session, actor, article, "po")

    contexts = set(re.findall(rb'msgctxt "(.*)"', export()))
    units = newsroom.units(article)
    operate(newsroom, article, "move", pick(newsroom, article, P1, P2), after=units[LI1].id)
    operate(newsroom, article, "retype_block", pick(newsroom, article, END), kind="subhead")
    operate(newsroom, article, "join_blocks", pick(newsroom, article, P1 + 2))
    operate(newsroom, article, "split_block", pick(newsroom, article, LEDE2))
    shape = [(u.id, u.version, u.block_id, u.text, u.status) for u in newsroom.units(article)]
    data = export()
    assert set(re.findall(rb'msgctxt "(.*)"', data)) == contexts, "a message's context is stable"
    with newsroom.work() as work:
        report = interchange.import_catalog(work, actor, data, article_id=article)
    assert {line.outcome for line in report.lines} == {interchange.Outcome.UNCHANGED}
    assert [(u.id, u.version, u.block_id, u.text, u.status) for u in newsroom.units(article)] == shape
    # A change made in the tool lands in the sentence that was moved.
    with newsroom.work() as work:
        interchange.import_catalog(work, actor, data.replace(b'"S5"', b'"Mended"'), article_id=article)
    now = newsroom.units(article)
    assert [(u.id, u.block_id) for u in now] == [(i, b) for i, _, b, _, _ in shape]
    assert [u.text for u in now if u.id == units[P2].id] == ["Mended"]
    check_article(newsroom, article)
