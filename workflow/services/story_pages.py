"""A story as a page shows it: its revisions and its articles, and opening it in an edition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.core.errors import Forbidden, NotFound, Refused
from workflow.core.permissions import Actor, Permission
from workflow.core.states import State
from workflow.db.articles import Article, Release
from workflow.db.publications import Edition
from workflow.db.stories import Revision, Story
from workflow.db.users import User
from workflow.db.work import Work
from workflow.services import ingest
from workflow.services.access import open_article, source_article


@dataclass(frozen=True, slots=True)
class RevisionView:
    """An immutable version of the source text, without the text. `released`: readers have seen it."""

    id: int
    number: int
    title: str
    words: int
    change: str
    notices: tuple[tuple[str, str], ...]
    created_at: datetime
    author: str | None
    via: str
    released: bool


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story with the text of its newest revision. `closed_editions`: (tag, name) of editions it is not open in."""

    id: int
    article_id: int
    article_ids: tuple[int, ...]
    language: str
    title: str
    standfirst: str
    byline: str
    html: str
    url: str
    source: str
    external_id: str
    priority: str
    archive: bool
    published_at: datetime | None
    created_at: datetime
    author: str | None
    state: str
    revision: int
    words: int
    revisions: tuple[RevisionView, ...]
    closed_editions: tuple[tuple[str, str], ...]


def read_story(session: Session, actor: Actor, story_id: int) -> StoryView:
    """The story with its newest revision. `NotFound` where there is none the actor may know of."""
    story = session.get(Story, story_id)
    if story is None:
        raise NotFound("story")
    file = open_article(session, actor, source_article(session, story_id).id)
    released = set(
        session.scalars(select(Release.revision_id).where(Release.article_id == file.article.id, Release.taken_back_at.is_(None)))
    )
    rows = session.execute(
        select(
            Revision.id,
            Revision.number,
            Revision.title,
            Revision.words,
            Revision.change,
            Revision.notices,
            Revision.created_at,
            User.name,
            Revision.via,
        )
        .outerjoin(User, User.id == Revision.created_by)
        .where(Revision.story_id == story_id)
        .order_by(Revision.number.desc())
    ).all()
    revisions = tuple(
        RevisionView(i, n, t, w, c, tuple((str(a), str(b)) for a, b in no), at, by, via, i in released)
        for i, n, t, w, c, no, at, by, via in rows
    )
    editions = session.execute(
        select(Edition.tag, Edition.name, Article.id)
        .outerjoin(Article, (Article.edition_id == Edition.id) & (Article.story_id == story_id))
        .order_by(Edition.is_source.desc(), Edition.id)
    ).all()
    text = file.revision
    return StoryView(
        id=story.id,
        article_id=file.article.id,
        article_ids=tuple(a for _, _, a in editions if a is not None),
        language=story.language,
        title=text.title,
        standfirst=text.standfirst,
        byline=text.byline,
        html=text.html,
        url=story.url,
        source=story.source,
        external_id=story.external_id,
        priority=story.priority,
        archive=story.archive,
        published_at=story.published_at,
        created_at=story.created_at,
        author=None if story.created_by is None else session.scalar(select(User.name).where(User.id == story.created_by)),
        state=file.article.state,
        revision=text.number,
        words=text.words,
        revisions=revisions,
        closed_editions=tuple((tag, name) for tag, name, article in editions if article is None),
    )


def read_revision(session: Session, actor: Actor, story_id: int, number: int) -> tuple[RevisionView, str, str, str]:
    """One revision: its view, standfirst, byline and HTML."""
    story = read_story(session, actor, story_id)
    view = next((r for r in story.revisions if r.number == number), None)
    if view is None:
        raise NotFound("revision")
    row = session.get_one(Revision, view.id)
    return view, row.standfirst, row.byline, row.html


def open_in_edition(work: Work, actor: Actor, story_id: int, *, edition: str) -> int:
    """Open a draft of the story in an edition that has none: archive stories and new editions. Returns the article's id."""
    session = work.session
    found = session.scalars(select(Edition).where(Edition.tag == edition, Edition.is_source.is_(False))).one_or_none()
    if found is None:
        raise NotFound("edition", tag=edition)
    if not actor.may(Permission.PRETRANSLATE, found.id):
        raise Forbidden("pretranslate_not_yours")
    source = open_article(session, actor, source_article(session, story_id).id, lock=True)
    if source.article.state != State.PUBLISH.value:
        raise Refused("story_not_out", (("story_not_out", {}),))
    there = session.scalars(select(Article.id).where(Article.story_id == story_id, Article.edition_id == found.id)).one_or_none()
    return there if there is not None else ingest.open_edition(work, actor, source, found)
