"""Stories as scripts and the story page see them: lists with filters, one whole, revising and withdrawing by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from workflow.core import mending
from workflow.core.errors import Conflict, Forbidden, Invalid, NotFound
from workflow.core.mending import Mended
from workflow.core.permissions import Actor, Permission
from workflow.core.states import Action
from workflow.db.articles import Article
from workflow.db.publications import Edition
from workflow.db.stories import Revision, Story
from workflow.db.work import Work
from workflow.services import ingest, transitions
from workflow.services.access import lock_article, open_article, source_article
from workflow.services.ingest import IngestResult, StoryInput
from workflow.services.transitions import MoveRequest


@dataclass(frozen=True, slots=True)
class StoryArticle:
    id: int
    edition: str
    state: str


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story with its articles in the editions the actor may know of. `revision` is the source's number."""

    id: int
    language: str
    title: str
    source: str
    external_id: str
    url: str
    state: str
    revision: int
    priority: str
    archive: bool
    published_at: datetime | None
    created_at: datetime
    changed_at: datetime
    articles: tuple[StoryArticle, ...]


@dataclass(frozen=True, slots=True)
class StoryText:
    """The source as it stands: `html` is the body byte for byte as it came, `notices` what was said of it."""

    standfirst: str
    byline: str
    html: str
    words: int
    change: str
    notices: tuple[tuple[str, str], ...]


def list_stories(
    session: Session,
    actor: Actor,
    *,
    state: str | None = None,
    edition: str | None = None,
    q: str = "",
    changed_since: datetime | None = None,
    before: int | None = None,
    limit: int = 50,
) -> tuple[list[StoryView], int | None]:
    """Stories, the newest first, and the id to go on from.

    With `edition` only what that edition carries, `state` being its article's; else `state` is the source's own.
    `changed_since`: the story or one of its articles changed after it.
    """
    _require_reading(actor)
    query = select(Story.id).order_by(Story.id.desc()).limit(limit + 1)
    if before is not None:
        query = query.where(Story.id < before)
    if edition is not None or state is not None:
        carried = select(Article.story_id).join(Edition, Edition.id == Article.edition_id)
        carried = carried.where(Edition.tag == edition) if edition is not None else carried.where(Edition.is_source)
        query = query.where(Story.id.in_(carried if state is None else carried.where(Article.state == state)))
    if changed_since is not None:
        moved = select(Article.story_id).where(Article.changed_at > changed_since)
        query = query.where(or_(Story.changed_at > changed_since, Story.id.in_(moved)))
    if words := q.strip():
        cases = {words, words.lower(), words.capitalize(), words.upper()}  # SQLite folds case for ASCII only
        query = query.where(or_(*(Story.title.contains(c, autoescape=True) for c in cases)))
    ids = list(session.scalars(query))
    shown = ids[:limit]
    return _view_stories(session, actor, shown), shown[-1] if len(ids) > limit else None


def read_story(session: Session, actor: Actor, story_id: int) -> tuple[StoryView, StoryText]:
    """One story with its newest source text."""
    _require_reading(actor)
    views = _view_stories(session, actor, [story_id])
    if not views:
        raise NotFound("story")
    revision = session.scalars(
        select(Revision)
        .join(Article, Article.revision_id == Revision.id)
        .where(Article.id == source_article(session, story_id).id)
    ).one()
    notices = tuple((str(code), str(detail)) for code, detail in revision.notices)
    return views[0], StoryText(revision.standfirst, revision.byline, revision.html, revision.words, revision.change, notices)


def revise_at(
    work: Work,
    actor: Actor,
    story_id: int,
    *,
    revision: int,
    change: str = "",
    title: str | None = None,
    html: str | None = None,
    standfirst: str | None = None,
    byline: str | None = None,
    url: str = "",
    published_at: datetime | None = None,
) -> IngestResult:
    """A new revision, if `revision` is still the newest; what is None stays as it is.

    Raises `Conflict` with the story as it stands where it is not.
    """
    session = work.session
    _require_reading(actor)
    story = ingest.find_story(session, story_id)
    lock_article(session, source_article(session, story_id).id)
    view, text = read_story(session, actor, story_id)
    if view.revision != revision:
        raise Conflict("story_changed", data={"current": view})
    fresh = StoryInput(
        title=story.title if title is None else title,
        html=text.html if html is None else html,
        language=story.language,
        standfirst=text.standfirst if standfirst is None else standfirst,
        byline=text.byline if byline is None else byline,
        priority=story.priority,
        url=url,
        published_at=published_at,
    )
    return ingest.revise_story(work, actor, story_id, fresh, change=change)


def mend_sentence(work: Work, actor: Actor, story_id: int, key: str, *, revision: int, text: str) -> IngestResult:
    """A new revision with one sentence changed, `key` being its segment's in revision number `revision`.

    Raises what `revise_at` does, `NotFound` for a sentence that is not in it, `Invalid` for a text that cannot stand there.
    """
    _require_reading(actor)
    ingest.find_story(work.session, story_id)
    file = open_article(work.session, actor, source_article(work.session, story_id).id, lock=True)
    mended = Mended()
    if file.revision.number == revision:  # else `revise_at` says what it is now
        try:
            mended = mending.mend_sentence(file.document, key, text)
        except KeyError:
            raise NotFound("segment") from None
        except mending.MendError as error:
            raise Invalid(error.code, token=error.token) from None
    return revise_at(
        work,
        actor,
        story_id,
        revision=revision,
        title=mended.title,
        html=mended.html,
        standfirst=mended.standfirst,
        byline=mended.byline,
    )


def withdraw_story(work: Work, actor: Actor, story_id: int, *, reason: str) -> None:
    """Withdraw the story as written, with a reason."""
    _require_reading(actor)
    ingest.find_story(work.session, story_id)
    article = source_article(work.session, story_id)
    transitions.make_move(work, actor, article.id, MoveRequest(Action.WITHDRAW, reason=reason))


def _require_reading(actor: Actor) -> None:
    if not actor.may(Permission.READ):
        raise Forbidden("not_yours")


def _view_stories(session: Session, actor: Actor, ids: Sequence[int]) -> list[StoryView]:
    """Views in the order of `ids`, in two queries however many there are."""
    if not ids:
        return []
    stories = {story.id: story for story in session.scalars(select(Story).where(Story.id.in_(ids)))}
    articles: dict[int, list[StoryArticle]] = {}
    sources: dict[int, tuple[str, int]] = {}
    for article, edition, number in session.execute(
        select(Article, Edition, Revision.number)
        .join(Edition, Edition.id == Article.edition_id)
        .join(Revision, Revision.id == Article.revision_id)
        .where(Article.story_id.in_(ids))
        .order_by(Edition.is_source.desc(), Edition.id)
    ):
        if edition.is_source:
            sources[article.story_id] = (article.state, number)
        if actor.may(Permission.READ, edition.id):
            articles.setdefault(article.story_id, []).append(StoryArticle(article.id, edition.tag, article.state))
    views = []
    for story_id in ids:
        story = stories.get(story_id)
        if story is None or story_id not in sources:
            continue
        state, revision = sources[story_id]
        views.append(
            StoryView(
                id=story.id,
                language=story.language,
                title=story.title,
                source=story.source,
                external_id=story.external_id,
                url=story.url,
                state=state,
                revision=revision,
                priority=story.priority,
                archive=story.archive,
                published_at=story.published_at,
                created_at=story.created_at,
                changed_at=story.changed_at,
                articles=tuple(articles.get(story_id, ())),
            )
        )
    return views
