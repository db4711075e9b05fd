"""A judgement is about one finding of one text: whose, how long it holds, what it opens and what brings it back."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import select, update

from tests.conftest import Newsroom
from tests.factories import run_together, save, turn_on
from workflow.core.errors import Conflict, Invalid, NotFound, Refused
from workflow.db.events import Event
from workflow.db.segments import Dismissal, Unit
from workflow.services import dismissals
from workflow.services.units import UnitView

HTML = "<p>Пришли 40 человек и 7 собак. Мост строили два года.</p>"
WRONG = "41 people and 8 cats and 8 mice came."
REASON = "The town counted again."


def wrong_story(newsroom: Newsroom) -> tuple[int, UnitView]:
    """A story all confirmed, with one sentence of which the numbers 40, 7, 41 and 8 (twice) are found."""
    turn_on(newsroom, "numbers")
    article = newsroom.add_story(html=HTML)["en"]
    newsroom.translate(article)
    unit = next(u for u in newsroom.units(article) if u.source.startswith("Пришли"))
    save(newsroom, unit, WRONG)
    return article, look(newsroom, article, unit.id)


def look(newsroom: Newsroom, article: int, unit_id: int) -> UnitView:
    return next(u for u in newsroom.units(article) if u.id == unit_id)


def numbers(unit: UnitView, *, dismissed: bool) -> list[str]:
    found = [f for f in unit.findings if f.finding.check == "numbers" and (f.dismissed is not None) == dismissed]
    return sorted(dict(f.finding.params)["number"] for f in found)


def key_of(unit: UnitView, number: str) -> str:
    return next(f.finding.key for f in unit.findings if f.finding.check == "numbers" and ("number", number) in f.finding.params)


def dismiss(newsroom: Newsroom, unit: UnitView, *found: str, who: str = "translator", reason: str = REASON) -> None:
    for number in found:
        with newsroom.work() as work:
            dismissals.dismiss_findings(work, newsroom.actor(who), unit_id=unit.id, finding=key_of(unit, number), reason=reason)


def reopen(newsroom: Newsroom, unit: UnitView, number: str, who: str = "translator") -> None:
    with newsroom.work() as work:
        dismissals.reopen_finding(work, newsroom.actor(who), unit_id=unit.id, finding=key_of(unit, number))


def reasons(newsroom: Newsroom, article: int, action: str, **more: object) -> Sequence[tuple[str, dict[str, object]]]:
    with pytest.raises(Refused) as caught:
        newsroom.move(article, action, who="translator" if action == "submit" else "editor", **more)
    return caught.value.reasons


def story_of(newsroom: Newsroom, unit: UnitView) -> list[tuple[str, str, object, str]]:
    """What the trail says of the unit: (action, who, number, reason)."""
    with newsroom.database.reading() as session:
        found = session.scalars(
            select(Event).where(Event.unit_id == unit.id, Event.action.startswith("finding")).order_by(Event.id)
        ).all()
        return [(e.action, e.actor_name, e.data["params"]["number"], e.data.get("reason") or e.data["was"]) for e in found]


def test_two_wrong_numbers_are_two_decisions(any_newsroom: Newsroom) -> None:
    newsroom = any_newsroom
    article, unit = wrong_story(newsroom)
    assert numbers(unit, dismissed=False) == ["40", "41", "7", "8", "8"]
    dismiss(newsroom, unit, "40")
    unit = look(newsroom, article, unit.id)
    assert (numbers(unit, dismissed=True), numbers(unit, dismissed=False)) == (["40"], ["41", "7", "8", "8"])
    assert [params["number"] for _, params in reasons(newsroom, article, "submit")] == ["7", "41", "8", "8"]
    dismiss(newsroom, unit, "41", "7", "8")  # the 8 stands twice and is one to whoever reads the list
    newsroom.move(article, "submit", who="translator")

    waiting = reasons(newsroom, article, "publish")
    assert {code for code, _ in waiting} == {"dismissal_not_accepted"}
    names = frozenset(f"{params['unit']}:{params['key']}" for _, params in waiting)
    unseen = f"{unit.id}:{key_of(unit, '7')}"
    late = reasons(newsroom, article, "publish", accept_dismissed=names - {unseen})
    assert [f"{params['unit']}:{params['key']}" for _, params in late] == [unseen], "accepted is what was on the screen"
    reopen(newsroom, unit, "7", who="editor")
    assert [code for code, _ in reasons(newsroom, article, "publish", accept_dismissed=True)] == ["finding_open"]
    dismiss(newsroom, unit, "7", who="editor", reason="Two of them were cats.")
    newsroom.move(article, "publish", accept_dismissed=names)
    assert story_of(newsroom, unit)[-2:] == [
        ("finding.reopen", "Editor", "7", REASON),
        ("finding.dismiss", "Editor", "7", "Two of them were cats."),
    ]
    with pytest.raises(Refused):
        reopen(newsroom, unit, "8", who="editor")


def test_it_comes_back_with_another_text_and_goes_with_the_old_one(newsroom: Newsroom) -> None:
    article, unit = wrong_story(newsroom)
    dismiss(newsroom, unit, "40", "8")
    save(newsroom, look(newsroom, article, unit.id), WRONG + " Really.")
    assert not numbers(look(newsroom, article, unit.id), dismissed=True)
    save(newsroom, look(newsroom, article, unit.id), WRONG)
    assert numbers(look(newsroom, article, unit.id), dismissed=True) == ["40", "8", "8"]
    with newsroom.work() as work:
        work.session.execute(update(Unit).where(Unit.id == unit.id).values(source=unit.source + " Да."))
    assert not numbers(look(newsroom, article, unit.id), dismissed=True), "another original brings it back too"


def test_once_more_of_the_same_brings_it_back(newsroom: Newsroom) -> None:
    article, unit = wrong_story(newsroom)
    dismiss(newsroom, unit, "8", "7")
    eight = key_of(unit, "8")
    with newsroom.work() as work:  # as it was when the checks saw one of the two
        work.session.execute(update(Dismissal).where(Dismissal.finding == eight).values(occurrences=1))
    assert numbers(look(newsroom, article, unit.id), dismissed=True) == ["7"]
    dismiss(newsroom, unit, "8", reason="Again.")
    found = look(newsroom, article, unit.id).findings
    assert [f.dismissed.reason for f in found if f.dismissed and f.finding.key == eight] == ["Again.", "Again."]
    with newsroom.work() as work:  # fewer than were judged are judged
        work.session.execute(update(Dismissal).where(Dismissal.finding == eight).values(occurrences=5))
    assert numbers(look(newsroom, article, unit.id), dismissed=True) == ["7", "8", "8"]


def test_one_of_an_older_judgement_of_a_whole_check_is_taken_back(newsroom: Newsroom) -> None:
    article, unit = wrong_story(newsroom)
    dismiss(newsroom, unit, "40")
    with newsroom.work() as work:  # as it was before a judgement was about one finding
        work.session.execute(update(Dismissal).values(finding="", occurrences=0))
    assert not numbers(look(newsroom, article, unit.id), dismissed=False)
    reopen(newsroom, unit, "7", who="admin")
    unit = look(newsroom, article, unit.id)
    assert (numbers(unit, dismissed=False), numbers(unit, dismissed=True)) == (["7"], ["40", "41", "8", "8"])
    kept = {(f.dismissed.reason, f.dismissed.author_id) for f in unit.findings if f.dismissed}
    assert kept == {(REASON, newsroom.actor("translator").id)}, "the others keep who said it and why"


def test_two_people_at_once_leave_one_judgement(any_newsroom: Newsroom) -> None:
    newsroom = any_newsroom
    _, unit = wrong_story(newsroom)
    people = ("translator", "editor", "admin") * 2
    run_together([lambda who=who: dismiss(newsroom, unit, "40", who=who, reason=f"says {who}") for who in people])  # type: ignore[misc]
    ((action, who, number, reason),) = story_of(newsroom, unit)
    assert (action, number, reason) == ("finding.dismiss", "40", f"says {who.lower()}")
    with newsroom.database.reading() as session:
        assert [d.reason for d in session.scalars(select(Dismissal))] == [reason], "the first keeps its reason"
    run_together([lambda who=who: reopen(newsroom, unit, "40", who=who) for who in people])  # type: ignore[misc]
    assert [line[0] for line in story_of(newsroom, unit)] == ["finding.dismiss", "finding.reopen"]
    with newsroom.database.reading() as session:
        assert not session.scalars(select(Dismissal)).all()


def test_what_cannot_be_judged_is_refused_and_changes_nothing(newsroom: Newsroom) -> None:
    _, unit = wrong_story(newsroom)
    before = newsroom.count_rows()
    key, actor = key_of(unit, "40"), newsroom.actor("translator")
    for raised, given in (
        (Invalid, {"finding": key, "reason": " "}),
        (NotFound, {"finding": "0" * 16, "reason": "x"}),
        (NotFound, {"finding": key, "check": "dates", "reason": "x"}),
        (NotFound, {"check": "dates", "reason": "x"}),
        (Conflict, {"finding": key, "reason": "x", "version": unit.version - 1}),
    ):
        with newsroom.work() as work, pytest.raises(raised):
            dismissals.dismiss_findings(work, actor, unit_id=unit.id, **given)
    with newsroom.work() as work, pytest.raises(NotFound):
        dismissals.reopen_finding(work, actor, unit_id=unit.id, finding="0" * 16)
    reopen(newsroom, unit, "40")  # it stands: nothing to take back
    assert newsroom.count_rows() == before
