"""What the people of the demo do to one story, each a plain call of the services a page would call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from workflow.core.permissions import Actor, Grant
from workflow.core.states import Action, Role
from workflow.core.units import UnitStatus
from workflow.db.articles import Article
from workflow.db.jobs import Job
from workflow.db.segments import Unit
from workflow.db.work import Work
from workflow.demo.files import DemoStory, English, fold_text
from workflow.services import articles, holds, ingest, jobs, operations, pretranslation, takeover, transitions, units
from workflow.services.access import load_units, open_article, source_article

#: The stories' machine sentences were written with them; no engine is said to have made them.
MACHINE_ORIGIN = {"kind": "machine", "engine": "demo", "model": "stories", "label": "Machine (sample text)"}
LEASE = timedelta(minutes=5)

#: The Russian site, whose published stories come in by themselves.
SITE = Actor(id=None, name="realist.example", grants=frozenset({Grant(Role.ADMIN)}), via="feed")


@dataclass
class StoryRun:
    """One story on its way: who works on it, and its rows once they are there. `texts` are of units that operations made."""

    story: DemoStory
    people: Mapping[str, Actor]
    story_id: int = 0
    article_id: int = 0
    texts: dict[int, str] = field(default_factory=dict)

    # -- the Russian story ----------------------------------------------------------------------------------------

    def bring_in(self, work: Work) -> None:
        """The story arrives: from outside as it was published, or as the author's draft."""
        story, draft = self.story, self.story.source_state != "publish"
        came = ingest.StoryInput(
            title=story.title,
            html=story.html,
            standfirst=story.standfirst,
            byline=story.byline,
            url=story.url,
            priority=story.priority,
            source="" if draft else "demo",
            external_id="" if draft else story.external_id,
            published_at=None if draft else work.now,
        )
        self.story_id = ingest.ingest_story(work, self.people["author"] if draft else SITE, came, draft=draft).story_id
        if not draft:
            source_id = source_article(work.session, self.story_id).id
            self.article_id = work.session.scalars(
                select(Article.id).where(Article.story_id == self.story_id, Article.id != source_id)
            ).one()

    def submit_source(self, work: Work) -> None:
        self._move(work, "author", Action.SUBMIT, article_id=source_article(work.session, self.story_id).id)

    def revise(self, work: Work) -> None:
        """The second revision comes in, as an update of what is out."""
        assert self.story.update is not None
        story, update = self.story, self.story.update
        came = ingest.StoryInput(
            title=update.title,
            html=update.html,
            standfirst=story.standfirst,
            byline=story.byline,
            url=story.url,
            priority=story.priority,
            source="demo",
            external_id=story.external_id,
        )
        ingest.revise_story(work, SITE, self.story_id, came, change=update.change)

    # -- the machine ----------------------------------------------------------------------------------------------

    def pretranslate(self, work: Work) -> None:
        """Do the article's queued job: what memory knows, and the sentences that the story gives to the machine."""
        job_id = work.session.scalars(select(Job.id).where(Job.article_id == self.article_id)).one()
        english = self.story.english
        while (claim := jobs.claim_chunk(work, job_id, lease=LEASE)) is not None:
            plan = pretranslation.plan_chunk(work.session, claim, default_engine="none")
            planned = tuple(self._plan(unit, english) for unit in plan.units)
            pretranslation.apply_chunk(work, claim, replace(plan, units=planned))

    @staticmethod
    def _plan(unit: pretranslation.PlannedUnit, english: English) -> pretranslation.PlannedUnit:
        sentence = fold_text(unit.source)
        if sentence in english.machine:
            return replace(unit, text=english.texts[sentence], origin=MACHINE_ORIGIN)
        return unit if unit.text is not None or unit.why is not None else replace(unit, why="outside_demo_model")

    # -- the translator -------------------------------------------------------------------------------------------

    def take(self, work: Work) -> None:
        articles.take_article(work, self.people["translator"], self.article_id)

    def reshape(self, work: Work) -> None:
        """Apply the story's operations, and remember the texts of the units they make."""
        for operation in self.story.english.operations:
            self._operate(work, operation)

    def write(self, work: Work, *, english: English, until: datetime, most: int | None = None) -> None:
        """Write the open units in order, spread evenly over the time until `until`; confirm the first `most` (None: all)."""
        translator = self.people["translator"]
        file = open_article(work.session, translator, self.article_id, lock=True)
        rows = [u for u, _ in load_units(work.session, self.article_id)]
        waiting = [u for u in rows if u.status in (UnitStatus.EMPTY, UnitStatus.DRAFT)]
        began = work.now
        left = len(waiting) if most is None else most
        for place, unit in enumerate(waiting, start=1):
            text = self.texts.get(unit.id) or english.texts.get(fold_text(unit.source))
            if text is None:
                continue
            if left <= 0 and fold_text(unit.source) in english.machine:
                continue  # nobody has come to it yet
            work.now = began + (until - began) * place / len(waiting)
            status = UnitStatus.CONFIRMED if left > 0 else UnitStatus.DRAFT
            left -= 1
            units.save_text(work, translator, unit.id, version=unit.version, text=text, status=status.value, file=file)

    def submit(self, work: Work) -> None:
        self._move(work, "translator", Action.SUBMIT)

    def start_update(self, work: Work) -> None:
        """Take the live article up again and carry its units to the new revision."""
        self._move(work, "translator", Action.UPDATE)
        takeover.take_over(work, self.people["translator"], self.article_id)

    # -- the editor -----------------------------------------------------------------------------------------------

    def send_back(self, work: Work) -> None:
        unit = next(u for u in self._living(work) if fold_text(u.source) == self.story.note_on)
        self._move(work, "editor", Action.RETURN, reason=self.story.note, unit_id=unit.id)

    def publish(self, work: Work) -> None:
        """Publish what stands there, as the editor's screen would ask for it."""
        seen = articles.read_article(work.session, self.people["editor"], self.article_id, now=work.now)
        self._move(work, "editor", Action.PUBLISH, content_hash=seen.content_hash)

    def hold(self, work: Work, *, reason: str) -> None:
        holds.raise_hold(work, self.people["editor"], self.article_id, reason=reason)

    # -- helpers --------------------------------------------------------------------------------------------------

    def _move(self, work: Work, who: str, action: Action, *, article_id: int | None = None, **request: Any) -> None:
        transitions.make_move(work, self.people[who], article_id or self.article_id, transitions.MoveRequest(action, **request))

    def _living(self, work: Work) -> Iterator[Unit]:
        return (unit for unit, _ in load_units(work.session, self.article_id))

    def _find(self, work: Work, sentence: str) -> Unit:
        """The unit of a Russian sentence, alone or joined with others."""
        living = list(self._living(work))
        exact = [u for u in living if fold_text(u.source) == sentence]
        return (exact or [u for u in living if sentence in fold_text(u.source)])[0]

    def _operate(self, work: Work, operation: Mapping[str, Any]) -> None:
        if "merge" in operation:
            first = self._apply(work, "merge", operation["merge"])
            self.texts[first] = operation["text"]
        elif "rewrite" in operation:
            first = self._apply(work, "rewrite", operation["rewrite"], text=operation["text"])
            self.texts[first] = operation["text"]
        elif "omit" in operation:
            self._apply(work, "omit", operation["omit"], reason=operation["reason"])
        elif "add" in operation:
            after = self._find(work, operation["add"]["after"])
            known = {u.id for u in self._living(work)}
            self._apply(work, "add", [operation["add"]["after"]], text=operation["add"]["text"])
            added = next(u.id for u in self._living(work) if u.id not in known)
            assert added != after.id
            self.texts[added] = operation["add"]["text"]
        elif "split" in operation:
            self._split(work, operation["split"], operation["parts"])

    def _split(self, work: Work, sentence: str, parts: list[dict[str, str]]) -> None:
        rest = self._find(work, sentence)
        for part in parts[:-1]:
            at = next(n for n in range(len(rest.source) + 1) if fold_text(rest.source[:n]) == part["match"])
            known = {u.id for u in self._living(work)}
            self._apply(work, "split", [fold_text(rest.source)], source_at=at, target_at=0)
            self.texts[rest.id] = part["text"]
            rest = next(u for u in self._living(work) if u.id not in known)
        self.texts[rest.id] = parts[-1]["text"]

    def _apply(self, work: Work, op: str, sentences: list[str], **params: Any) -> int:
        """Do an operation on the units of the sentences; the id of the first of them."""
        chosen = [self._find(work, sentence) for sentence in sentences]
        article = work.session.get_one(Article, self.article_id)
        operations.apply_operation(
            work,
            self.people["translator"],
            self.article_id,
            op=op,
            units=[operations.UnitRef(u.id, u.version) for u in chosen],
            structure_version=article.structure_version,
            params=params,
        )
        return chosen[0].id
