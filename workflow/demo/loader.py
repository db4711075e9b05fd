"""Fills an empty database with the demo, through the services only.

Everything happens in one transaction, in the order of its time: a load that is cut short leaves nothing, and the
ids of stories and events rise with their times as they would in a newsroom.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.core.hashing import segment_hash
from workflow.core.permissions import SYSTEM, Actor
from workflow.db.session import Database
from workflow.db.stories import Story
from workflow.db.users import User
from workflow.db.work import Clock, Work, unit_of_work, utc_now
from workflow.demo import DEMO_PASSWORD, DEMO_PEOPLE
from workflow.demo.files import DemoStory, read_glossary, read_memory, read_stories
from workflow.demo.steps import StoryRun
from workflow.services import accounts, editions, glossary, memory

Step = Callable[[Work], None]

HELD = "demo-07"
HOLD_REASON = "The central bank corrects its table at noon. Wait for the new figures."
#: How long before the first story the newsroom was set up.
SETUP = timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class DemoLoaded:
    """What the loader put there."""

    stories: int
    memory: int
    terms: int


def is_empty(session: Session) -> bool:
    """Whether nobody has worked in this database: no people and no stories."""
    return not session.scalar(select(func.count()).select_from(User)) and not session.scalar(
        select(func.count()).select_from(Story)
    )


def load_demo(database: Database, *, clock: Clock = utc_now) -> DemoLoaded | None:
    """Fill the migrated database, if it is empty; None where it is not. Jobs of articles in draft stay queued for a worker."""
    with unit_of_work(database, clock=clock) as work:
        if not is_empty(work.session):
            return None
        now = work.now
        work.now = now - SETUP
        editions.found_publication(work)
        work.session.flush()
        people = _add_people(work)
        pairs, terms = _fill_memory(work), _fill_glossary(work, people["admin"])
        stories = read_stories()
        timetable = [(at, step) for story in stories for at, step in _plan_story(StoryRun(story, people), now)]
        for at, step in sorted(timetable, key=lambda entry: entry[0]):
            work.now = at
            step(work)
            work.session.flush()
        work.wakes.clear()
        work.now = now
    return DemoLoaded(len(stories), pairs, terms)


def _plan_story(run: StoryRun, now: datetime) -> list[tuple[datetime, Step]]:
    """When what happens to a story. The first version's work takes the first part of its age, an update's the last."""
    story = run.story
    came = now - timedelta(minutes=story.minutes_ago)
    steps: list[tuple[datetime, Step]] = [(came, run.bring_in)]
    if story.source_state == "review":
        steps.append((came + (now - came) * 0.6, run.submit_source))
    if story.target_state in (None, "draft"):
        return steps
    span = now - came
    if story.update is not None:
        span -= timedelta(minutes=story.update.minutes_ago)

    def at(share: float) -> datetime:
        return came + span * share

    def write(work: Work) -> None:
        run.write(work, english=story.english, until=at(0.6), most=story.confirmed)

    steps += [(came + timedelta(seconds=8), run.pretranslate), (at(0.15), run.take), (at(0.2), run.reshape), (at(0.21), write)]
    if story.target_state == "translate" and not story.note:
        return steps
    steps.append((at(0.65), run.submit))
    if story.note:
        steps.append((at(0.75), run.send_back))
    if story.target_state == "publish":
        steps.append((at(0.75), run.publish))
    if story.external_id == HELD:
        steps.append((at(0.8), lambda work: run.hold(work, reason=HOLD_REASON)))
    if story.update is not None:
        steps += _plan_update(run, story, now)
    return steps


def _plan_update(run: StoryRun, story: DemoStory, now: datetime) -> list[tuple[datetime, Step]]:
    assert story.update is not None
    update = story.update
    came = now - timedelta(minutes=update.minutes_ago)

    def at(share: float) -> datetime:
        return came + (now - came) * share

    def write(work: Work) -> None:
        run.write(work, english=update.english, until=at(0.5))

    return [(came, run.revise), (at(0.1), run.start_update), (at(0.15), write), (at(0.55), run.submit), (at(0.65), run.publish)]


def _add_people(work: Work) -> dict[str, Actor]:
    people: dict[str, Actor] = {}
    hashed = accounts.hash_password(DEMO_PASSWORD)  # theirs is one password, shown to everybody, and hashing takes its time
    for person in DEMO_PEOPLE:
        user = accounts.add_user(
            work, SYSTEM, email=person.email, name=person.name, role=person.role, password=DEMO_PASSWORD, hashed=hashed
        )
        loaded = accounts.load_actor(work.session, user.id, via="web")
        assert loaded is not None
        people[person.role] = loaded[0]
    return people


def _fill_memory(work: Work) -> int:
    pairs = read_memory()
    for pair in pairs:
        memory.learn_pair(
            work,
            source=pair["source"],
            target=pair["target"],
            source_language="ru",
            target_language="en",
            kind=pair["kind"],
            provenance="demo",
        )
    return len({(segment_hash(pair["source"]), pair["kind"]) for pair in pairs})


def _fill_glossary(work: Work, admin: Actor) -> int:
    edition = editions.find_edition(work.session, "en")
    terms = read_glossary()
    for term in terms:
        for lemma in term["lemmas"]:
            glossary.add_term(
                work,
                admin,
                edition_id=edition.id,
                lemma=lemma,
                preferred=term["english"],
                forbidden=term.get("forbidden", ()),
                kind=term["kind"],
                note=term.get("note", ""),
            )
    return len(terms)
