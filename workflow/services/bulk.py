"""One thing done to many articles, each by its own rules: what was done, what was refused and why, and the way back.

The articles are locked in the order of their ids, so that two people's actions never wait for each other. A service
refuses before it writes; so what is refused for one article leaves nothing behind, and the others go on.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.core.errors import Forbidden, Invalid, NotFound, Refused, WorkflowError
from workflow.core.permissions import Actor
from workflow.db.articles import Article
from workflow.db.stories import Story
from workflow.db.work import Work
from workflow.services import ingest, interchange, jobs
from workflow.services.access import open_article
from workflow.services.assignment import assign_article, require_assigning

#: Articles one action may name.
MOST = 200


@dataclass(frozen=True, slots=True)
class Change:
    """What an action changed of an article, for undoing it. `before` and `after` are a person's id or a priority."""

    kind: Literal["assign", "priority"]
    article_id: int
    before: int | str | None
    after: int | str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article. `code` is "" where it was done, else the message that says why not."""

    article_id: int
    title: str
    code: str = ""
    params: tuple[tuple[str, object], ...] = ()
    forbidden: bool = False


@dataclass(frozen=True, slots=True)
class BulkResult:
    outcomes: tuple[Outcome, ...]
    undo: tuple[Change, ...] = ()

    @property
    def done(self) -> tuple[Outcome, ...]:
        return tuple(o for o in self.outcomes if not o.code)

    @property
    def refused(self) -> tuple[Outcome, ...]:
        return tuple(o for o in self.outcomes if o.code)


def assign_articles(work: Work, actor: Actor, article_ids: Sequence[int], user_id: int | None) -> BulkResult:
    """Give articles to a person who may translate them, or to nobody."""

    def act(article_id: int) -> Change | None:
        before = assign_article(work, actor, article_id, user_id)
        return None if before == user_id else Change("assign", article_id, before, user_id)

    return _each(work.session, article_ids, act)


def set_priorities(work: Work, actor: Actor, article_ids: Sequence[int], priority: str) -> BulkResult:
    """Make the articles' stories flash, urgent or normal, in every edition."""

    def act(article_id: int) -> Change | None:
        story = open_article(work.session, actor, article_id, lock=True).story
        before = story.priority
        if before == priority and priority in ingest.PRIORITIES:
            return None
        ingest.set_priority(work, actor, story.id, priority)
        return Change("priority", article_id, before, priority)

    return _each(work.session, article_ids, act)


def pretranslate_articles(work: Work, actor: Actor, article_ids: Sequence[int]) -> BulkResult:
    """Queue pre-translation of each."""

    def act(article_id: int) -> None:
        jobs.request_pretranslation(work, actor, article_id)

    return _each(work.session, article_ids, act)


def undo_changes(work: Work, actor: Actor, changes: Sequence[Change]) -> BulkResult:
    """Put back what an action changed, wherever nobody changed it again since."""
    by_article = {change.article_id: change for change in changes}

    def act(article_id: int) -> None:
        change = by_article[article_id]
        file = open_article(work.session, actor, article_id, lock=True)
        if change.kind == "assign":
            person = change.before if isinstance(change.before, int) else None
            require_assigning(actor, file, person)
            if file.article.assignee_id != change.after:
                raise Refused("changed_since")
            assign_article(work, actor, article_id, person)
        else:
            ingest.require_prioritising(actor)
            if file.story.priority != change.after:
                raise Refused("changed_since")
            ingest.set_priority(work, actor, file.story.id, str(change.before))

    return _each(work.session, [change.article_id for change in changes], act)


def export_articles(session: Session, actor: Actor, article_ids: Sequence[int]) -> tuple[bytes, BulkResult]:
    """A ZIP file with a PO catalog for each article; the same articles give the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:

        def act(article_id: int) -> None:
            data = interchange.export_article(session, actor, article_id, "po")
            file = open_article(session, actor, article_id)
            name = interchange.catalog_name(file.story.id, file.edition.tag, "po")
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=zipfile.ZIP_DEFLATED)

        result = _each(session, article_ids, act)
    return packed.getvalue(), result


def _each(session: Session, article_ids: Sequence[int], act: Callable[[int], Change | None]) -> BulkResult:
    """Do it to each article; the outcomes stand in the order asked for."""
    ids = list(dict.fromkeys(article_ids))
    if not ids or len(ids) > MOST:
        raise Invalid("bulk_count", most=MOST)
    rows = session.execute(select(Article.id, Story.title).join(Story, Story.id == Article.story_id).where(Article.id.in_(ids)))
    titles = {article_id: title for article_id, title in rows}
    outcomes: dict[int, Outcome] = {}
    undo: list[Change] = []
    for article_id in sorted(ids):
        title = titles.get(article_id, "")
        try:
            change = act(article_id)
        except NotFound:  # its title is nobody's business either
            outcomes[article_id] = Outcome(article_id, "", "not_found", forbidden=True)
        except (Forbidden, Invalid, Refused) as error:
            outcomes[article_id] = _refuse(article_id, title, error)
        else:
            outcomes[article_id] = Outcome(article_id, title)
            if change is not None:
                undo.append(change)
    return BulkResult(tuple(outcomes[article_id] for article_id in ids), tuple(undo))


def _refuse(article_id: int, title: str, error: WorkflowError) -> Outcome:
    return Outcome(article_id, title, error.code, tuple(error.params.items()), isinstance(error, Forbidden))
