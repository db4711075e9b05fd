"""Saving a unit: nothing typed is lost, nobody overwrites anybody, and who may when."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Newsroom
from tests.factories import all_versions, check_article, machine_writes, operate, run_together, save
from workflow.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from workflow.services import units
from workflow.services.pretranslation import MACHINE

HTML = "<p>Мост открыли во вторник. Пришли сорок человек.</p><p>Работы шли два года.</p>"


def texts_of(newsroom: Newsroom, unit_id: int) -> list[str]:
    with newsroom.database.reading() as session:
        return [v.text for v in units.list_versions(session, newsroom.actor("editor"), unit_id)]


def test_a_conflict_shows_both_texts_and_in_the_end_both_are_in_the_history(newsroom: Newsroom) -> None:
    unit = newsroom.units(newsroom.add_story(html=HTML)["en"])[1]
    save(newsroom, unit, "The bridge opened.", who="translator2")
    with pytest.raises(Conflict) as caught:
        save(newsroom, unit, "The bridge was opened.")
    theirs = caught.value.data["current"]
    assert (caught.value.code, theirs.text, theirs.version) == ("unit_changed", "The bridge opened.", 2)
    save(newsroom, theirs, "The bridge was opened.")
    assert texts_of(newsroom, unit.id) == ["The bridge was opened.", "The bridge opened.", ""]


def test_an_unchanged_save_changes_nothing(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    unit = newsroom.units(article)[1]
    rows = newsroom.count_rows()
    assert save(newsroom, unit, "", status="empty").version == 1
    assert newsroom.count_rows() == rows
    assert newsroom.article(article).state == "draft", "reading and leaving a sentence is no work on it"
    unit = save(newsroom, unit, "The bridge opened.")
    rows = newsroom.count_rows()
    newsroom.clock.advance(60)
    again = save(newsroom, unit, "The bridge opened.")
    assert (again.version, again.changed_at) == (unit.version, unit.changed_at)
    assert newsroom.count_rows() == rows


def test_the_first_edit_starts_a_draft_and_takes_it(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    save(newsroom, newsroom.units(article)[1], "The bridge", status="draft")
    view = newsroom.article(article)
    assert (view.state, view.assignee_id) == ("translate", newsroom.people["translator"].id)
    save(newsroom, newsroom.units(article)[2], "Forty came.", who="translator2")
    assert newsroom.article(article).assignee_id == newsroom.people["translator"].id


def test_machines_write_only_where_no_person_did(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    unit = machine_writes(newsroom, newsroom.units(article)[1], "Machine one.")
    unit = machine_writes(newsroom, unit, "Machine two.")
    assert newsroom.article(article).state == "draft", "a machine starts nothing"
    touched = save(newsroom, unit, "Mine.", status="draft")
    for text in ("Machine three.", "Mine."):
        with pytest.raises(Refused, match="touched_by_people"):
            machine_writes(newsroom, touched, text)
    later = save(newsroom, newsroom.units(article)[2], "", status="later")
    with pytest.raises(Refused, match="touched_by_people"):
        machine_writes(newsroom, later, "Machine.")
    emptied = save(newsroom, touched, "", status="empty")
    with pytest.raises(Refused, match="touched_by_people"):
        machine_writes(newsroom, emptied, "Machine four.")
    assert texts_of(newsroom, unit.id) == ["", "Mine.", "Machine two.", "Machine one.", ""]


def test_confirming_a_machines_words_keeps_them_the_machines(newsroom: Newsroom) -> None:
    unit = machine_writes(newsroom, newsroom.units(newsroom.add_story(html=HTML)["en"])[1], "The bridge opened.")
    assert not unit.as_machine, "nobody has said it is right yet"
    confirmed = save(newsroom, unit, "The bridge opened.")
    assert (confirmed.origin["kind"], confirmed.as_machine, confirmed.touched) == ("machine", True, True)
    assert confirmed.confirmed_by == newsroom.people["translator"].id
    edited = save(newsroom, confirmed, "The bridge was opened.")
    assert (edited.origin["kind"], edited.as_machine) == ("human", False)
    assert edited.machine_text == "The bridge opened.", "the editor can still compare"


def test_confirming_anothers_draft_does_not_make_it_ones_own_words(newsroom: Newsroom) -> None:
    unit = save(newsroom, newsroom.units(newsroom.add_story(html=HTML)["en"])[1], "Mine.", status="draft")
    confirmed = save(newsroom, unit, "Mine.", who="translator2")
    assert (confirmed.origin["kind"], confirmed.version, confirmed.confirmed_by) == (
        "human",
        3,
        newsroom.people["translator2"].id,
    )


@pytest.mark.parametrize(
    ("state", "who", "error"),
    [
        ("translate", "author", Forbidden), ("translate", "nobody", NotFound),
        ("translate", "guest", NotFound), ("translate", "translator2", None),
        ("translate", "editor", None), ("translate", "admin", None),
        ("review", "translator", Forbidden), ("review", "editor", None), ("review", "admin", None),
        ("publish", "translator", Refused), ("publish", "editor", Refused), ("publish", "admin", Refused),
    ],
)  # fmt: skip
def test_who_may_save_when(newsroom: Newsroom, state: str, who: str, error: type[Exception] | None) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    newsroom.bring_to(article, state)
    unit = newsroom.units(article)[1]
    if error is None:
        assert save(newsroom, unit, "New words.", who=who).text == "New words."
        return
    rows = newsroom.count_rows()
    with pytest.raises(error):
        save(newsroom, unit, "New words.", who=who)
    assert newsroom.count_rows() == rows


@pytest.mark.parametrize(
    ("text", "status", "code"),
    [
        ("x" * 20_001, "draft", "text_too_long"), ("a\x00b", "draft", "text_not_storable"),
        ("a\udc00", "draft", "text_not_storable"),
        ("", "confirmed", "confirm_empty"), (" \u00a0\n", "confirmed", "confirm_empty"),
        ("x", "omitted", "status_by_operation"), ("x", "done", "status_unknown"),
    ],
)  # fmt: skip
def test_what_cannot_be_saved(newsroom: Newsroom, text: str, status: str, code: str) -> None:
    unit = newsroom.units(newsroom.add_story(html=HTML)["en"])[1]
    with pytest.raises(Invalid) as caught:
        save(newsroom, unit, text, status=status)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "text", ["x" * 20_000, "строка\nдругая\tтретья", "e\u0301 🏴󠁧󠁢󠁥󠁮󠁧󠁿 \u200b", "{{1} {1", "'; DROP TABLE units; --"]
)
def test_any_text_comes_back_to_the_letter(any_newsroom: Newsroom, text: str) -> None:
    article = any_newsroom.add_story(html=HTML)["en"]
    save(any_newsroom, any_newsroom.units(article)[1], text, status="draft")
    assert any_newsroom.units(article)[1].text == text


def test_an_omitted_unit_takes_no_text(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    unit = newsroom.units(article)[1]
    (omitted,) = operate(newsroom, article, "omit", [unit], reason="Known.").changed
    with pytest.raises(Conflict, match="unit_omitted"):
        save(newsroom, omitted, "Words.")
    with pytest.raises(Refused):
        machine_writes(newsroom, omitted, "Words.")


def test_a_machines_unstorable_text_costs_its_unit_and_no_other(newsroom: Newsroom) -> None:
    from workflow.services.access import open_article

    article = newsroom.add_story(html=HTML)["en"]
    rows = newsroom.units(article)
    origin = {"kind": "machine", "engine": "x", "model": "y", "label": "z"}
    with newsroom.work() as work:
        file = open_article(work.session, MACHINE, article, lock=True)
        written = units.save_machine_units(
            work,
            MACHINE,
            file,
            [(rows[1].id, 1, "a\x00", origin), (rows[2].id, 1, "Good.", origin), (rows[3].id, 7, "Stale.", origin)],
        )
    assert written == {rows[1].id: False, rows[2].id: True, rows[3].id: False}
    check_article(newsroom, article)


def test_two_people_in_one_sentence_lose_nothing(any_newsroom: Newsroom) -> None:
    """Both save again and again; who is late looks at the other's text and saves over it."""
    newsroom, saves = any_newsroom, 12
    article = newsroom.add_story(html=HTML)["en"]
    unit = newsroom.units(article)[1]
    actors = {who: newsroom.actor(who) for who in ("translator", "translator2")}
    conflicts: list[Conflict] = []

    def work_on_it(who: str) -> None:
        version = unit.version
        for number in range(saves):
            while True:
                try:
                    with newsroom.work() as work:
                        version = units.save_unit(
                            work, actors[who], unit.id, version=version, text=f"{who} {number}", status="draft"
                        ).version
                    break
                except Conflict as conflict:
                    conflicts.append(conflict)
                    version = conflict.data["current"].version

    run_together([lambda who=who: work_on_it(who) for who in actors])  # type: ignore[misc]  # mypy cannot see a default argument of a lambda
    kept = [v.text for v in all_versions(newsroom, article) if v.unit_id == unit.id]
    assert sorted(kept) == sorted(["", *(f"{who} {n}" for who in actors for n in range(saves))])
    check_article(newsroom, article)
    last: Any = newsroom.units(article)[1]
    assert last.version == 1 + 2 * saves
