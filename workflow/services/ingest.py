"""Stories coming in: a new story, a new revision of one there, and opening the editions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from workflow.core.document import Block, Document, Notice, UnreadableStory, iter_blocks, plain_text, word_count
from workflow.core.errors import Forbidden, Invalid, NotFound, Refused
from workflow.core.hashing import segment_hash
from workflow.core.language import detect_language
from workflow.core.links import page_key
from workflow.core.markup import build_document
from workflow.core.permissions import Actor, Permission, may_edit_text
from workflow.core.states import Side, State
from workflow.core.units import cover_to_json, initial_shape, source_text, tokens_to_json
from workflow.db.articles import Article
from workflow.db.publications import Edition, Publication
from workflow.db.segments import TargetBlock, Unit
from workflow.db.stories import Revision, Story
from workflow.db.work import Work
from workflow.formats.story import IncomingStory
from workflow.services import jobs, publishing
from workflow.services.access import ArticleFile, open_article, source_article
from workflow.services.events import record_event
from workflow.services.operations import STEP
from workflow.services.units import keep_version

PRIORITIES = ("normal", "urgent", "flash")
CHANGES = ("", "update", "correction", "typo")
#: Stories older than this, or brought in as an archive, open an edition only when asked.
FRESH = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StoryInput:
    """A story as it comes. `html` is the body; headline, standfirst and byline are plain text."""

    title: str
    html: str
    language: str = "ru"
    standfirst: str = ""
    byline: str = ""
    url: str = ""
    source: str = ""
    external_id: str = ""
    published_at: datetime | None = None
    priority: str = "normal"
    archive: bool = False
    notices: tuple[Notice, ...] = field(default=())


def as_input(story: IncomingStory, **changes: Any) -> StoryInput:
    """A story as a reader of files found it, ready to be taken in; `changes` are fields of `StoryInput` that win."""
    found = {item.name: getattr(story, item.name) for item in fields(StoryInput) if item.name != "archive"}
    return StoryInput(**{**found, **changes})


@dataclass(frozen=True, slots=True)
class IngestResult:
    """`created`: a new story; `revised`: a new revision of one there; neither: it said nothing new."""

    story_id: int
    revision: int
    created: bool
    revised: bool
    notices: tuple[Notice, ...]


def ingest_story(work: Work, actor: Actor, story: StoryInput, *, draft: bool = False) -> IngestResult:
    """Take a story in. The same (source, external_id) again is a new revision, or nothing where nothing changed.

    `draft`: written here, to be reviewed first; otherwise it arrives published and opens the editions, which only an
    editor's word (or a connector's with an editor's rights) may do.
    """
    if not actor.may(Permission.STORY_CREATE):
        raise Forbidden("stories_not_yours")
    if not draft and not actor.may(Permission.STORY_RELEASE):
        raise Forbidden("release_not_yours")
    session = work.session
    publication = session.scalars(select(Publication)).one()
    _check(story, publication)
    if story.external_id:
        known = session.scalars(
            select(Story).where(Story.source == story.source, Story.external_id == story.external_id)
        ).one_or_none()
        if known is not None:
            return revise_story(work, actor, known.id, story)
    document, notices = _document(story)
    row = Story(
        publication_id=publication.id,
        source=story.source,
        external_id=story.external_id,
        url=story.url,
        url_key=page_key(story.url),
        title=story.title.strip(),
        language=story.language,
        priority=story.priority,
        archive=story.archive,
        published_at=story.published_at,
        created_at=work.now,
        created_by=actor.id,
        changed_at=work.now,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        # The same story came twice at once, and the other one was faster: this one is its next revision.
        known = session.scalars(select(Story).where(Story.source == story.source, Story.external_id == story.external_id)).one()
        return revise_story(work, actor, known.id, story)
    revision = _add_revision(work, actor, row, story, document, notices, change="")
    edition = session.scalars(select(Edition).where(Edition.publication_id == publication.id, Edition.is_source)).one()
    state = State.DRAFT if draft else State.PUBLISH
    article = Article(
        story_id=row.id,
        edition_id=edition.id,
        revision_id=revision.id,
        state=state.value,
        state_since=work.now,
        fields={},
        created_at=work.now,
        changed_at=work.now,
        structure_version=1,
    )
    session.add(article)
    session.flush()
    record_event(
        work, actor, "story.create", story_id=row.id, article_id=article.id, source=story.source, external_id=story.external_id
    )
    if not draft:
        file = open_article(session, actor, article.id)
        publishing.make_release(work, actor, file, live_from=work.now)
        open_editions(work, actor, file)
    return IngestResult(row.id, revision.number, True, False, notices)


def revise_story(work: Work, actor: Actor, story_id: int, story: StoryInput, *, change: str = "") -> IngestResult:
    """A new revision of a story's source. It changes nothing in the editions by itself: they take it over.

    In draft or review it is a new text to be approved; a published story from outside is published anew at once, one
    written here must be taken up by *update* or *correct* first.
    """
    session = work.session
    if change not in CHANGES:
        raise Invalid("change_unknown", change=change)
    row = session.get(Story, story_id)
    if row is None:
        raise NotFound("story")
    publication = session.get_one(Publication, row.publication_id)
    _check(story, publication)
    file = open_article(session, actor, source_article(session, story_id).id, lock=True)
    from_outside = bool(row.external_id) and actor.may(Permission.STORY_RELEASE)
    if file.state is State.PUBLISH:
        if row.external_id and not from_outside:
            raise Forbidden("release_not_yours")
        if not from_outside:
            raise Refused("story_published", (("story_published", {}),))
    elif file.state is State.WITHDRAWN:
        raise Refused("story_withdrawn", (("story_withdrawn", {}),))
    elif not (may_edit_text(actor, side=Side.SOURCE, state=file.state, edition=file.edition.id) or from_outside):
        raise Forbidden("text_not_yours", state=file.state.value, role="author")
    document, notices = _document(story)
    if _digest(story) == file.revision.digest:
        return IngestResult(story_id, file.revision.number, False, False, notices)
    revision = _add_revision(work, actor, row, story, document, notices, change=change)
    file.article.revision_id = revision.id
    file.article.changed_at = work.now
    row.title = story.title.strip()
    row.url = story.url or row.url
    row.url_key = page_key(row.url)
    row.published_at = story.published_at or row.published_at
    row.changed_at = work.now
    session.flush()
    record_event(
        work, actor, "story.revise", story_id=story_id, article_id=file.article.id, revision=revision.number, change=change
    )
    if file.state is State.PUBLISH:
        fresh = open_article(session, actor, file.article.id)
        fresh.article.pending_change = change or "update"
        publishing.make_release(work, actor, fresh, live_from=work.now)
        fresh.article.pending_change = ""
        open_editions(work, actor, fresh)
    return IngestResult(story_id, revision.number, False, True, notices)


def open_editions(work: Work, actor: Actor, source: ArticleFile, *, asked: bool = False) -> list[int]:
    """Open a draft in every target edition that wants the story and has none; queues their pre-translation.

    Archive stories open one only when `asked`. Returns the ids of the new articles.
    """
    old = source.story.archive or (source.story.published_at is not None and source.story.published_at < work.now - FRESH)
    if old and not asked:
        return []
    session = work.session
    there = set(session.scalars(select(Article.edition_id).where(Article.story_id == source.story.id)))
    opened = []
    for edition in session.scalars(
        select(Edition).where(Edition.is_source.is_(False), Edition.wants_stories).order_by(Edition.id)
    ):
        if edition.id not in there:
            opened.append(open_edition(work, actor, source, edition))
    return opened


def open_edition(work: Work, actor: Actor, source: ArticleFile, edition: Edition) -> int:
    """The story's article in one edition: a unit for each segment of the revision, all empty."""
    session = work.session
    article = Article(
        story_id=source.story.id,
        edition_id=edition.id,
        revision_id=source.revision.id,
        state=State.DRAFT.value,
        state_since=work.now,
        fields={},
        created_at=work.now,
        changed_at=work.now,
        structure_version=1,
    )
    session.add(article)
    session.flush()
    record_event(work, actor, "article.open", story_id=source.story.id, article_id=article.id, edition=edition.tag)
    place = 0
    units: list[Unit] = []
    for number, block in enumerate((b for b in iter_blocks(source.document) if b.segments), start=1):
        row = TargetBlock(article_id=article.id, position=number * STEP, kind=block.kind.value, source_key=block.key)
        session.add(row)
        session.flush()
        for values in initial_values(source, block):
            place += STEP
            units.append(Unit(article_id=article.id, block_id=row.id, position=place, version=1, changed_at=work.now, **values))
    session.add_all(units)
    session.flush()
    program = Actor(None, "Workflow", via="ingest")
    for unit in units:
        keep_version(work, program, unit, article)
    jobs.request_pretranslation(work, program, article.id)
    return article.id


def initial_values(file: ArticleFile, block: Block) -> list[dict[str, Any]]:
    """Column values of the fresh units of a block."""
    values = []
    for segment in block.segments:
        shape = initial_shape(block, segment)
        source = source_text(file.index, shape)
        values.append(
            {
                "kind": shape.kind.value,
                "cover": cover_to_json(shape.cover),
                "tokens": tokens_to_json(shape.tokens),
                "source": source,
                "source_hash": segment_hash(source),
                "text": "",
                "status": "empty",
                "origin": {},
                "touched": False,
                "reason": "",
            }
        )
    return values


def require_prioritising(actor: Actor) -> None:
    if not actor.may(Permission.STORY_PRIORITY):
        raise Forbidden("stories_not_yours")


def set_priority(work: Work, actor: Actor, story_id: int, priority: str) -> None:
    """Make a story flash, urgent or normal."""
    require_prioritising(actor)
    if priority not in PRIORITIES:
        raise Invalid("priority_unknown", priority=priority)
    story = work.session.get(Story, story_id)
    if story is None:
        raise NotFound("story")
    story.priority = priority
    record_event(work, actor, "story.priority", story_id=story_id, priority=priority)


def _check(story: StoryInput, publication: Publication) -> None:
    if story.language != publication.source_language:
        raise Invalid("language_not_source", language=story.language, source=publication.source_language)
    if story.priority not in PRIORITIES:
        raise Invalid("priority_unknown", priority=story.priority)
    if not story.title.strip():
        raise Invalid("title_missing")
    if len(story.title) > 1000:
        raise Invalid("title_too_long", most=1000)
    if "\x00" in story.title + story.html:
        raise Invalid("binary")
    if story.published_at is not None and story.published_at.tzinfo is None:
        raise Invalid("time_without_zone")


def _document(story: StoryInput) -> tuple[Document, tuple[Notice, ...]]:
    try:
        document, notices = build_document(
            language=story.language,
            title=story.title.strip(),
            html=story.html,
            standfirst=story.standfirst.strip(),
            byline=story.byline.strip(),
        )
    except UnreadableStory as error:
        raise Invalid(error.code, detail=error.detail) from None
    text = plain_text(document)
    if detect_language(text) == "en" and story.language == "ru":
        raise Invalid("not_russian")
    return document, (*story.notices, *(n for n in notices if n not in story.notices))


def _add_revision(
    work: Work, actor: Actor, row: Story, story: StoryInput, document: Document, notices: tuple[Notice, ...], *, change: str
) -> Revision:
    last = (
        work.session.scalars(select(Revision.number).where(Revision.story_id == row.id).order_by(Revision.number.desc())).first()
        or 0
    )
    revision = Revision(
        story_id=row.id,
        number=last + 1,
        title=story.title.strip(),
        standfirst=story.standfirst.strip(),
        byline=story.byline.strip(),
        html=story.html,
        document=document.to_json(),
        digest=_digest(story),
        words=word_count(document),
        change=change,
        notices=[[n.code, n.detail] for n in notices],
        created_at=work.now,
        created_by=actor.id,
        via=actor.via,
    )
    work.session.add(revision)
    work.session.flush()
    return revision


def _digest(story: StoryInput) -> str:
    parts = (story.title.strip(), story.standfirst.strip(), story.byline.strip(), story.html)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def find_story(session: Session, story_id: int) -> Story:
    story = session.get(Story, story_id)
    if story is None:
        raise NotFound("story")
    return story
