"""Any sequence of operations and saves keeps the unit model's invariants, and loses no text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import Newsroom
from tests.factories import KEPT, all_units, all_versions, check_article, operate, save, structure_of
from tests.services.adapting import do_one
from workflow.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from workflow.core.permissions import SYSTEM
from workflow.services.access import open_article
from workflow.services.content import build_content
from workflow.services.operations import OperationResult, apply_operation

HTML = (
    "<p>ВЫБОРГ (Реалист). Мост открыли во <b>вторник</b>, пишет газета. Пришли сорок человек.</p>\n<p>Работы шли два года.</p>\n"
    '<ul><li>Следующий мост — в <a href="https://example.org/a">Приморске</a>.</li><li>Его построят скоро.</li></ul>'
)
#: The same with what stands around running text in a newspaper.
RICH = (
    "<p>ВЫБОРГ (Реалист). Мост открыли во <b>вторник</b>. Пришли сорок человек.</p>\n<h2>Что дальше</h2>\n"
    '<figure><img src="a.jpg" alt="Мост вечером"><figcaption>Новый мост. Фото: Иванов</figcaption></figure>\n'
    "<blockquote><p>Мы рады.</p><p>Мы ждали.</p></blockquote>\n<ul><li>Мост.</li>\n<li>Дорога.</li>\n</ul>\n"
    "<p>Работы шли <i>два</i> года. Потом перерыв.</p><table><tr><td>Год</td><td>Цена</td></tr></table>"
)
#: A third of the profile's: each example is many transactions.
SOME = max(5, settings().max_examples // 3)


def state_of(newsroom: Newsroom, article: int) -> list[tuple[Any, ...]]:
    """Everything of the living units that a reader, translator or editor could see, in order."""
    return [
        (u.id, u.text, u.cover, u.tokens, u.status, u.reason, u.kind, u.source, u.block_id, u.origin)
        for u in all_units(newsroom, article)
        if not u.retired
    ]


@settings(max_examples=SOME)
@given(data=st.data())
def test_any_sequence_keeps_every_character_every_version_and_every_text(newsroom: Newsroom, data: st.DataObject) -> None:
    article = newsroom.add_story(html=data.draw(st.sampled_from([HTML, RICH])))["en"]
    first = [(v.unit_id, v.version, v.text) for v in all_versions(newsroom, article)]
    done: list[OperationResult] = []
    saved: set[str] = set()
    for number in range(data.draw(st.integers(3, 10))):
        before = {u.id: u for u in all_units(newsroom, article)}
        structure = structure_of(newsroom, article)
        result = do_one(newsroom, article, data, done, saved, number)
        check_article(newsroom, article)
        after = {u.id: u for u in all_units(newsroom, article)}
        assert set(before) <= set(after), "a unit's row is gone"
        for unit_id, was in before.items():
            now = after[unit_id]
            changed = any(getattr(was, name) != getattr(now, name) for name in (*KEPT, "retired", "retired_into", "reason"))
            assert now.version == was.version or now.version == was.version + 1
            assert not changed or now.version == was.version + 1, "a change without a version"
        if result is None:
            assert structure_of(newsroom, article) == structure
        else:
            done.append(result)
            assert structure_of(newsroom, article) == structure + 1
            grown = {i for i, u in after.items() if i not in before or before[i].version != u.version}
            assert grown == {u.id for u in result.changed} | set(result.retired), "the answer does not name what changed"
    kept = {v.text for v in all_versions(newsroom, article)}
    assert all(any(text in version for version in kept) for text in saved), "a text that was saved is nowhere"
    assert set(first) <= {(v.unit_id, v.version, v.text) for v in all_versions(newsroom, article)}


@settings(max_examples=SOME)
@given(data=st.data())
def test_every_operation_is_undone_by_its_revert_and_that_one_too(newsroom: Newsroom, data: st.DataObject) -> None:
    article = newsroom.add_story(html=data.draw(st.sampled_from([HTML, RICH])))["en"]
    for number in range(data.draw(st.integers(0, 4))):
        do_one(newsroom, article, data, [], set(), number)
    before = state_of(newsroom, article)
    result = None
    for number in range(20, 40):
        result = do_one(newsroom, article, data, [], set(), number)
        if result is not None:
            break
        before = state_of(newsroom, article)
    if result is None:
        return
    done = state_of(newsroom, article)
    undo = operate(newsroom, article, "revert", operation=result.operation_id)
    assert state_of(newsroom, article) == before
    check_article(newsroom, article)
    operate(newsroom, article, "revert", operation=undo.operation_id)
    assert state_of(newsroom, article) == done
    check_article(newsroom, article)


@settings(max_examples=SOME)
@given(data=st.data())
def test_undoing_one_after_another_leads_back_to_the_beginning(newsroom: Newsroom, data: st.DataObject) -> None:
    article = newsroom.add_story(html=data.draw(st.sampled_from([HTML, RICH])))["en"]
    for unit in newsroom.units(article):
        save(newsroom, unit, f"Text {unit.position}, of several words.")
    states, done = [state_of(newsroom, article)], []
    for number in range(10):
        result = do_one(newsroom, article, data, [], set(), number, saving=False)
        if result is not None:
            done.append(result)
            states.append(state_of(newsroom, article))
    for _ in range(2):  # undone, done again, undone
        undone = []
        for number, result in reversed(list(enumerate(done))):
            undone.append(operate(newsroom, article, "revert", operation=result.operation_id))
            assert state_of(newsroom, article) == states[number]
        done = undone
        states.reverse()
        check_article(newsroom, article)


@pytest.mark.parametrize(
    ("op", "run", "params", "code"),
    [
        ("merge", [1, 2], {}, "revert_written"),
        ("split", [1], {"source_at": 12, "target_at": 4}, "revert_written"),
        ("rewrite", [1, 2], {}, "revert_written"),
        ("add", [1], {"text": "Added."}, "revert_written"),
        ("later", [1], {}, "revert_written"),
        ("move", [3], {}, None),  # to the front
        ("split_block", [2], {}, None),
        ("join_blocks", [4], {}, None),
    ],
)
def test_undoing_takes_no_text_away_that_was_written_since(
    newsroom: Newsroom, op: str, run: list[int], params: dict[str, Any], code: str | None
) -> None:
    html = "<p>Мост открыли во вторник. Пришли сорок человек. Было тихо.</p><p>Работы шли два года.</p>"
    article = newsroom.add_story(html=html)["en"]
    units = [save(newsroom, unit, f"Text {unit.position}.") for unit in newsroom.units(article)]
    before = state_of(newsroom, article)
    done = operate(newsroom, article, op, [units[n] for n in run], **params)
    unit = save(newsroom, done.changed[-1], "Newer words.", status="confirmed")
    if code is None:
        operate(newsroom, article, "revert", operation=done.operation_id)
        texts = {row[0]: row[1] for row in state_of(newsroom, article)}
        assert texts == {**{row[0]: row[1] for row in before}, unit.id: "Newer words."}
        assert [row[8] for row in state_of(newsroom, article)] == [row[8] for row in before]
        assert next(u for u in newsroom.units(article) if u.id == unit.id).status == "confirmed"
        return
    state = state_of(newsroom, article)
    with pytest.raises(Conflict, match=code):
        operate(newsroom, article, "revert", operation=done.operation_id)
    assert state_of(newsroom, article) == state
    was = [row[1] for row in before if row[0] == unit.id]  # taken out again, as the browser's own undo does
    save(newsroom, unit, (was or [done.changed[-1].text])[0], status="draft")
    operate(newsroom, article, "revert", operation=done.operation_id)
    assert state_of(newsroom, article) == before


@settings(max_examples=SOME)
@given(data=st.data())
def test_every_confirmed_sentence_is_on_the_page_once_and_in_order(newsroom: Newsroom, data: st.DataObject) -> None:
    article = newsroom.add_story(html=data.draw(st.sampled_from([HTML, RICH])), standfirst="Это важно.")["en"]
    for number in range(data.draw(st.integers(0, 8))):
        do_one(newsroom, article, data, [], set(), number)
    words = []
    for unit in newsroom.units(article):
        if unit.status == "omitted" or (unit.status != "later" and data.draw(st.integers(0, 5)) == 0):
            continue
        word = f"Word{unit.id}x"
        save(newsroom, unit, f"{word} " + "".join(f"{{{n}}}{word}y{{/{n}}}" for n in unit.elements), status="confirmed")
        words.append((unit.block_kind, word))
    with newsroom.database.reading() as session:
        content = build_content(session, open_article(session, SYSTEM, article))
    html = content["html"].lower()
    for kind, word in words:
        place = {"headline": content["title"], "standfirst": content["standfirst"]}.get(kind, html).lower()
        assert (
            place.count(f"{word.lower()} ")
            + place.count(f"{word.lower()}<")
            + place.endswith(word.lower())
            + place.count(f"{word.lower()} (")
            + place.count(f'{word.lower()}"')
            >= 1
        ), word
    found = [html.index(word.lower()) for kind, word in words if kind not in ("headline", "standfirst")]
    assert found == sorted(found), "sentences stand in another order than on the screen"
    omitted = [u for u in newsroom.units(article) if u.status in ("omitted", "draft", "later", "empty") and u.text.strip()]
    assert not any(u.text.strip() in html for u in omitted)


def test_undoing_an_early_operation_after_the_positions_were_spread_out_moves_nothing(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    units = newsroom.units(article)
    first = operate(newsroom, article, "omit", [units[3]], reason="Known.")
    for number in range(40):  # each halves the room behind the same unit
        operate(newsroom, article, "add", [newsroom.units(article)[1]], text=f"Added {number}.")
    order = [u.id for u in newsroom.units(article)]
    result = operate(newsroom, article, "revert", operation=first.operation_id)
    assert [u.id for u in newsroom.units(article)] == order
    assert [u.id for u in result.changed] == [units[3].id], "spreading out is no change of a unit"
    check_article(newsroom, article)


def test_a_merge_retires_and_says_where_the_text_went_however_far(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    units = [u for u in newsroom.units(article) if u.block_kind not in ("headline", "dateline")]
    first, second, third = (save(newsroom, u, f"Text {u.position}.") for u in units[:3])
    operate(newsroom, article, "merge", [second, third])
    second = next(u for u in newsroom.units(article) if u.id == second.id)
    assert second.text == f"Text {units[1].position}. Text {units[2].position}."
    first = next(u for u in newsroom.units(article) if u.id == first.id)
    operate(newsroom, article, "merge", [first, second])
    for gone in (second, third):
        with pytest.raises(Conflict) as caught:
            save(newsroom, gone, "Too late.")
        assert caught.value.code == "unit_retired"
        assert caught.value.data["retired_into"] == first.id
        assert caught.value.data["current"].id == first.id


@pytest.mark.parametrize("what", ["version", "structure"])
def test_a_stale_operation_changes_nothing(newsroom: Newsroom, what: str) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    units = newsroom.units(article)
    structure = structure_of(newsroom, article)
    stale = units[2:4]
    if what == "version":
        save(newsroom, units[2], "Somebody was faster.")
    else:
        operate(newsroom, article, "omit", [units[5]], reason="Known.")
    before, rows = state_of(newsroom, article), newsroom.count_rows()
    for op, params in (("merge", {}), ("omit", {"reason": "r"}), ("rewrite", {"text": "x"}), ("add", {"text": "x"})):
        with pytest.raises(Conflict):
            operate(newsroom, article, op, stale, structure=structure, **params)
    assert state_of(newsroom, article) == before
    rows["events"] += 1  # the text that two of them offered is kept, once
    assert newsroom.count_rows() == rows


@pytest.mark.parametrize(
    ("op", "pick", "params", "code"),
    [
        ("merge", [0, 1], {}, "units_apart"),  # the headline stands apart
        ("merge", [1, 2], {}, "units_apart"),  # and so does the dateline
        ("rewrite", [0, 1, 2], {}, "units_apart"),
        ("merge", [2, 4], {}, "units_not_neighbours"),
        ("merge", [2], {}, "merge_needs_two"),
        ("split", [2, 3], {"source_at": 3}, "split_needs_one"),
        ("split", [2], {"source_at": -1}, "parameter_bad"),
        ("split", [2], {"source_at": True}, "parameter_bad"),
        ("split", [2], {}, "parameter_bad"),
        ("omit", [2], {"reason": "  "}, "reason_missing"),
        ("omit", [2], {"reason": "a\x00b"}, "text_not_storable"),
        ("put_back", [2], {}, "not_omitted"),
        ("remove", [2], {}, "remove_only_added"),
        ("add", [2], {"text": "x" * 30_000}, "text_too_long"),
        ("add", [2], {"text": "x", "block": True}, "add_block_inside_block"),
        ("rewrite", [2], {"text": "x" * 30_000}, "text_too_long"),
        ("rewrite", [2], {"text": "\ud800"}, "text_not_storable"),
        ("explode", [2], {}, "operation_unknown"),
        ("merge", [], {}, "units_missing"),
    ],
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(
    newsroom: Newsroom, op: str, pick: list[int], params: dict[str, Any], code: str
) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    units = newsroom.units(article)
    rows = newsroom.count_rows()
    with pytest.raises(Invalid) as caught:
        operate(newsroom, article, op, [units[n] for n in pick], **params)
    assert caught.value.code == code
    assert newsroom.count_rows() == rows
    assert newsroom.article(article).state == "draft", "a refused operation does not start the article"


def test_units_and_operations_of_another_article_are_unknown(newsroom: Newsroom) -> None:
    article, other = newsroom.add_story(html=HTML)["en"], newsroom.add_story(html=HTML)["en"]
    done = operate(newsroom, other, "omit", [newsroom.units(other)[2]], reason="Known.")
    with pytest.raises(NotFound):
        operate(newsroom, article, "omit", [newsroom.units(other)[3]], reason="Known.")
    with pytest.raises(NotFound):
        operate(newsroom, article, "revert", operation=done.operation_id)


def test_a_machines_sentence_cut_in_two_or_joined_stays_the_machines(newsroom: Newsroom) -> None:
    from tests.factories import machine_writes

    article = newsroom.add_story(html=HTML)["en"]
    units = newsroom.units(article)
    two, three = (
        machine_writes(newsroom, units[2], "The bridge opened {1}on Tuesday{/1}, a paper says."),
        machine_writes(newsroom, units[3], "Forty people came."),
    )
    result = operate(newsroom, article, "split", [two], source_at=two.source.index(", ") + 1, target_at=two.text.index(", ") + 1)
    parts = [save(newsroom, u, u.text) for u in sorted(result.changed, key=lambda u: u.position)]
    assert [p.text for p in parts] == ["The bridge opened {1}on Tuesday{/1},", "a paper says."]
    assert all(p.as_machine and p.origin["kind"] == "machine" for p in parts), "the editor must be told"
    result = operate(newsroom, article, "merge", [*parts, three])
    merged = save(newsroom, result.changed[0], result.changed[0].text)
    assert merged.as_machine
    assert merged.origin["kind"] == "machine"
    edited = save(newsroom, merged, merged.text + " That was all.")
    assert not edited.as_machine
    assert edited.origin["kind"] == "human"


def test_operations_need_an_open_text(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    newsroom.bring_to(article, "review")

    unit = newsroom.units(article)[3]
    with pytest.raises(Forbidden):
        operate(newsroom, article, "omit", [unit], reason="r")
    operate(newsroom, article, "omit", [unit], who="editor", reason="r")
    newsroom.move(article, "publish")
    unit = newsroom.units(article)[4]
    for who in ("translator", "editor", "admin"):
        with pytest.raises(Refused):
            operate(newsroom, article, "omit", [unit], who=who, reason="r")


def test_revert_takes_the_named_structure_version(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    done = operate(newsroom, article, "omit", [newsroom.units(article)[2]], reason="r")
    with newsroom.work() as work, pytest.raises(Conflict):
        apply_operation(
            work,
            newsroom.actor("translator"),
            article,
            op="revert",
            units=[],
            structure_version=1,
            params={"operation": done.operation_id},
        )
    operate(newsroom, article, "revert", operation=done.operation_id)
    with pytest.raises(Conflict, match="operation_reverted"):
        operate(newsroom, article, "revert", operation=done.operation_id)
