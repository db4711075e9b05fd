"""The text that loses a conflict is in the history too, whoever offered it and however it came."""

from __future__ import annotations

import pytest

from tests.conftest import Newsroom
from tests.factories import all_versions, check_article, machine_writes, operate, run_together, save
from workflow.core.errors import Conflict, Forbidden, Invalid
from workflow.services import asides, interchange, units
from workflow.services.asides import AsideView

HTML = "<p>Мост открыли во вторник. Пришли сорок человек.</p><p>Работы шли два года.</p>"


def asides_of(newsroom: Newsroom, unit_id: int) -> list[AsideView]:
    with newsroom.database.reading() as session:
        return asides.list_asides(session, newsroom.actor("editor"), unit_id)


def test_what_a_stale_save_offered_is_kept_with_who_and_against_what(any_newsroom: Newsroom) -> None:
    newsroom = any_newsroom
    article = newsroom.add_story(html=HTML)["en"]
    unit = newsroom.units(article)[1]
    save(newsroom, unit, "The bridge opened.", who="translator2")
    rows = newsroom.count_rows()
    for _ in range(2):  # tried again: kept once
        with pytest.raises(Conflict) as caught:
            save(newsroom, unit, "The bridge was opened.")
        assert caught.value.data["base"] == ""
    (kept,) = asides_of(newsroom, unit.id)
    assert (kept.text, kept.version, kept.author, kept.via) == ("The bridge was opened.", 1, "Translator", "web")
    after = newsroom.count_rows()
    assert {name for name in rows if rows[name] != after[name]} == {"events"}, "and nothing else was written"
    now = newsroom.units(article)[1]
    assert (now.text, now.version) == ("The bridge opened.", 2)
    with pytest.raises(Conflict):
        save(newsroom, unit, "The bridge opened.", status="draft")  # the very text that stands: nothing to keep
    with pytest.raises(Conflict) as caught:
        save(newsroom, unit, "Third.", version=7)  # a version that never was
    assert caught.value.data["base"] is None
    assert [a.text for a in asides_of(newsroom, unit.id)] == ["Third.", "The bridge was opened."]
    check_article(newsroom, article)


def test_what_was_offered_to_a_unit_merged_away_or_left_out_is_kept_where_its_text_went(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    first, second, third = newsroom.units(article)[1:4]
    operate(newsroom, article, "merge", [first, second])
    with pytest.raises(Conflict, match="unit_retired"):
        save(newsroom, second, "Forty came.")
    assert [a.text for a in asides_of(newsroom, first.id)] == ["Forty came."]
    operate(newsroom, article, "omit", [third], reason="Known.")
    with pytest.raises(Conflict, match="unit_omitted"):
        save(newsroom, third, "Work took two years.")
    assert [a.text for a in asides_of(newsroom, third.id)] == ["Work took two years."]
    with pytest.raises(Conflict, match="structure_changed"):
        operate(newsroom, article, "add", [newsroom.units(article)[1]], structure=1, text="Our own sentence.")
    assert "Our own sentence." in [a.text for a in asides_of(newsroom, first.id)]


def test_a_catalog_that_came_too_late_leaves_its_texts(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    unit = newsroom.units(article)[1]
    editor = newsroom.actor("editor")
    with newsroom.database.reading() as session:
        data = interchange.export_article(session, editor, article, "po").decode()
    data = data.replace(f'"{unit.source}"\nmsgstr ""', f'"{unit.source}"\nmsgstr "From the file."')
    assert "From the file." in data
    save(newsroom, unit, "Typed meanwhile.")
    for dry_run, expected in ((True, []), (False, ["From the file."])):
        with newsroom.work() as work:
            report = interchange.import_catalog(work, editor, data.encode(), article_id=article, dry_run=dry_run)
        assert report.count(interchange.Outcome.CONFLICT) == 1
        assert [a.text for a in asides_of(newsroom, unit.id)] == expected
    assert asides_of(newsroom, unit.id)[0].via == "import"


def test_a_text_can_be_set_aside_by_those_who_write_here_even_when_the_article_is_closed(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=HTML)["en"]
    unit = newsroom.units(article)[1]
    newsroom.bring_to(article, "publish")
    versions = len(all_versions(newsroom, article))

    def put(who: str, text: str) -> None:
        with newsroom.work() as work:
            asides.set_aside(work, newsroom.actor(who), unit.id, text=text, version=1)

    put("translator", "What I had typed.")
    put("translator2", "What I had typed.")
    with pytest.raises(Forbidden):
        put("author", "Not mine to write.")
    for bad in ("a\x00b", "\ud800", "x" * 20_001):
        with pytest.raises(Invalid):
            put("translator", bad)
    assert [(a.text, a.author) for a in asides_of(newsroom, unit.id)] == [("What I had typed.", "Translator")]
    assert len(all_versions(newsroom, article)) == versions


def test_a_machine_that_came_too_late_leaves_nothing(newsroom: Newsroom) -> None:
    unit = newsroom.units(newsroom.add_story(html=HTML)["en"])[1]
    machine_writes(newsroom, unit, "Machine one.")
    with pytest.raises(Conflict):
        machine_writes(newsroom, unit, "Machine two.")
    assert asides_of(newsroom, unit.id) == []


def test_of_many_who_save_the_same_version_at_once_nobodys_text_is_lost(any_newsroom: Newsroom) -> None:
    newsroom = any_newsroom
    article = newsroom.add_story(html=HTML)["en"]
    unit = newsroom.units(article)[1]
    won: list[str] = []
    met: list[int] = []

    def write(who: str) -> None:
        try:
            save(newsroom, unit, f"As {who} has it.", who=who)
            won.append(who)
        except Conflict as conflict:
            met.append(conflict.data["current"].version)

    people = ("translator", "translator2", "editor", "admin")
    for who in people:
        newsroom.actor(who)
    run_together([lambda w=w: write(w) for w in people])  # type: ignore[misc]  # a lambda's default
    assert (len(won), met) == (1, [2] * 3)
    with newsroom.database.reading() as session:
        versions = [v.text for v in units.list_versions(session, newsroom.actor("editor"), unit.id)]
    kept = {*versions, *(a.text for a in asides_of(newsroom, unit.id))}
    assert kept == {"", *(f"As {who} has it." for who in people)}
    check_article(newsroom, article)
