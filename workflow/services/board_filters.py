"""What the board can be narrowed to, as queries over articles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import aliased

from workflow.core.states import State
from workflow.db.articles import Article, Hold, Release
from workflow.db.publications import Edition
from workflow.db.segments import TargetBlock, Unit
from workflow.db.stories import Story

PRIORITY_RANK = case((Story.priority == "flash", 0), (Story.priority == "urgent", 1), else_=2)
CLOSED_STATES = (State.PUBLISH.value, State.WITHDRAWN.value)


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """Everything that is set has to hold. `assignee` is a person, `unassigned` nobody; `behind`: the Russian is newer."""

    edition: str | None = None
    state: str | None = None
    q: str = ""
    held: bool = False
    behind: bool = False
    priority: str | None = None
    assignee: int | None = None
    unassigned: bool = False
    changed_since: datetime | None = None


def select_articles(wanted: BoardFilter, *, state: bool = True, held: bool = True) -> Select[int]:
    """Ids of the articles; without `state` or `held`, over all filters but that one, for counts."""
    query = select(Article.id).join(Edition, Edition.id == Article.edition_id).join(Story, Story.id == Article.story_id)
    if wanted.edition:
        query = query.where(Edition.tag == wanted.edition)
    if wanted.changed_since is not None:
        query = query.where(Article.changed_at > wanted.changed_since)
    if wanted.q.strip():
        query = query.where(_has_words(wanted.q.strip()))
    if wanted.priority:
        query = query.where(Story.priority == wanted.priority)
    if wanted.unassigned:
        query = query.where(Article.assignee_id.is_(None))
    elif wanted.assignee is not None:
        query = query.where(Article.assignee_id == wanted.assignee)
    if wanted.behind:
        query = query.where(Edition.is_source.is_(False), Article.revision_id < _newest_out())
    if held and wanted.held:
        query = query.where(Article.id.in_(select(Hold.article_id).where(Hold.lifted_at.is_(None))))
    if state and wanted.state:
        query = query.where(Article.state == wanted.state)
    return query


def _has_words(words: str) -> ColumnElement[bool]:
    headline = aliased(Unit)
    heads = (
        select(headline.article_id)
        .join(TargetBlock, TargetBlock.id == headline.block_id)
        .where(TargetBlock.kind == "headline", headline.retired.is_(False), headline.text.icontains(words, autoescape=True))
    )
    cases = {words, words.lower(), words.capitalize(), words.upper()}  # SQLite folds case for ASCII only
    return or_(*(Story.title.contains(c, autoescape=True) for c in cases), Article.id.in_(heads))


def _newest_out() -> ColumnElement[int]:
    """The newest released revision of the article's story, in the source edition."""
    source, edition = aliased(Article), aliased(Edition)
    return (
        select(func.max(Release.revision_id))
        .join(source, source.id == Release.article_id)
        .join(edition, edition.id == source.edition_id)
        .where(source.story_id == Article.story_id, edition.is_source, Release.taken_back_at.is_(None))
        .correlate(Article)
        .scalar_subquery()
    )
