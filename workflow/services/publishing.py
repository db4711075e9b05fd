"""Publishing: releases, what is live, taking back, withdrawing, and four eyes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflow.core.errors import Forbidden, Invalid, NotFound, Refused
from workflow.core.permissions import Actor, may_move
from workflow.core.states import Action, Side, State, find_move
from workflow.core.units import UnitStatus
from workflow.db.articles import Article, Release
from workflow.db.publications import Edition
from workflow.db.segments import Unit
from workflow.db.stories import Story
from workflow.db.work import Work
from workflow.services import memory
from workflow.services.access import ArticleFile, load_units, open_article
from workflow.services.content import build_content, content_hash, live_release, newest_release, propose_slug
from workflow.services.events import record_event
from workflow.services.four_eyes import people_missing
from workflow.services.review import list_seen

__all__ = [
    "PublicPage",
    "ReleaseView",
    "get_release",
    "list_public_pages",
    "list_releases",
    "make_release",
    "people_missing",
    "read_public_page",
    "schedule_time",
    "take_back",
    "was_public",
    "withdraw_releases",
]


@dataclass(frozen=True, slots=True)
class ReleaseView:
    id: int
    article_id: int
    number: int
    content_hash: str
    created_at: datetime
    created_by: int | None
    live_from: datetime
    change: str
    taken_back: bool
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class PublicPage:
    """A live article as readers get it. `content` is the release's own."""

    edition_tag: str
    edition_name: str
    language: str
    content: dict[str, Any]
    number: int
    first_published: datetime
    updated: datetime | None
    original_url: str | None
    alternates: tuple[tuple[str, str], ...]


def make_release(work: Work, actor: Actor, file: ArticleFile, *, live_from: datetime, override_reason: str = "") -> Release:
    """Freeze what is approved as the next release. The caller has checked the guards and holds the article's lock."""
    session = work.session
    content = build_content(session, file)
    last = (
        session.scalars(
            select(Release.number).where(Release.article_id == file.article.id).order_by(Release.number.desc())
        ).first()
        or 0
    )
    rows = load_units(session, file.article.id) if file.side is Side.TARGET else []
    release = Release(
        article_id=file.article.id,
        number=last + 1,
        revision_id=file.revision.id,
        content=content,
        content_hash=content_hash(content),
        units=list_seen(rows),
        change=file.article.pending_change,
        override_reason=override_reason,
        created_by=actor.id,
        created_at=work.now,
        live_from=live_from,
    )
    session.add(release)
    if file.article.slug is None:
        file.article.slug = content["slug"]
    session.flush()
    if file.side is Side.TARGET:
        _learn(work, actor, file, [unit for unit, _ in rows], release)
    record_event(
        work,
        actor,
        "article.publish",
        story_id=file.story.id,
        article_id=file.article.id,
        release=release.number,
        content_hash=release.content_hash,
        live_from=live_from.isoformat(),
        override=override_reason,
    )
    return release


def take_back(work: Work, actor: Actor, article_id: int) -> None:
    """Undo a publication while nothing has left: the article is in review again as it was."""
    file = open_article(work.session, actor, article_id, lock=True)
    if not may_move(actor, find_move(Action.PUBLISH, side=file.side, state=State.REVIEW), edition=file.edition.id):
        raise Forbidden("not_your_move", action="take_back", role="editor")
    release = newest_release(work.session, article_id)
    if release is None or file.state is not State.PUBLISH:
        raise Refused("nothing_to_take_back")
    live = live_release(work.session, article_id, work.now)
    if live is not None and live.id == release.id:
        raise Refused("already_live", number=release.number)
    release.taken_back_at = work.now
    # An address that was only proposed follows the headline again; one that somebody chose stays chosen.
    proposed = release.content["slug"] == propose_slug(str(release.content["title"]), file)
    if proposed and not _was_live(work.session, article_id, release):
        file.article.slug = None
    file.article.state = State.REVIEW.value
    file.article.state_since = work.now
    file.article.changed_at = work.now
    file.article.pending_change = release.change
    file.article.correction_note = str(release.content.get("correction_note", ""))
    memory.forget_release(work, release.id)
    record_event(work, actor, "article.take_back", story_id=file.story.id, article_id=article_id, release=release.number)


def withdraw_releases(work: Work, file: ArticleFile) -> None:
    """Nothing of the article is live from now on; what the memory learned from it goes too."""
    work.session.execute(
        update(Release).where(Release.article_id == file.article.id, Release.withdrawn_at.is_(None)).values(withdrawn_at=work.now)
    )
    if file.side is Side.TARGET:
        memory.forget_story(work, file.story.id)


def list_releases(session: Session, actor: Actor, article_id: int) -> list[ReleaseView]:
    """Newest first, taken-back ones included."""
    open_article(session, actor, article_id)
    rows = session.scalars(select(Release).where(Release.article_id == article_id).order_by(Release.number.desc()))
    return [_view(r) for r in rows]


def get_release(session: Session, actor: Actor, release_id: int) -> tuple[ReleaseView, dict[str, Any]]:
    """One release and its content, exactly as readers get it."""
    release = session.get(Release, release_id)
    if release is None:
        raise NotFound("release")
    open_article(session, actor, release.article_id)
    return _view(release), dict(release.content)


def read_public_page(session: Session, *, edition: str, slug: str, now: datetime) -> PublicPage:
    """The live release at an address. `NotFound` where nothing is live there."""
    row = session.execute(
        select(Article, Edition, Story)
        .join(Edition, Edition.id == Article.edition_id)
        .join(Story, Story.id == Article.story_id)
        .where(Edition.tag == edition, Article.slug == slug)
    ).one_or_none()
    if row is None:
        raise NotFound("page")
    article, found, story = row
    release = live_release(session, article.id, now)
    if release is None:
        raise NotFound("page")
    return _page(session, article, found, story, release, now)


def was_public(session: Session, *, edition: str, slug: str, now: datetime) -> bool:
    """Whether readers could once read an article at this address, now withdrawn."""
    query = (
        select(Release.id)
        .join(Article, Article.id == Release.article_id)
        .join(Edition, Edition.id == Article.edition_id)
        .where(Edition.tag == edition, Article.slug == slug, Release.live_from <= now, Release.taken_back_at.is_(None))
        .limit(1)
    )
    return session.scalars(query).first() is not None


def list_public_pages(session: Session, *, edition: str, now: datetime, limit: int = 50) -> list[PublicPage]:
    """Live articles of an edition, the newest first."""
    rows = session.execute(
        select(Article, Edition, Story)
        .join(Edition, Edition.id == Article.edition_id)
        .join(Story, Story.id == Article.story_id)
        .where(Edition.tag == edition, Article.slug.is_not(None))
        .order_by(Article.state_since.desc())
        .limit(limit)
    ).all()
    pages = []
    for article, found, story in rows:
        release = live_release(session, article.id, now)
        if release is not None:
            pages.append(_page(session, article, found, story, release, now))
    return sorted(pages, key=lambda p: p.first_published, reverse=True)


def schedule_time(work: Work, publish_at: datetime | None, grace_seconds: int) -> datetime:
    """When a release goes live: at the time asked for, or after the grace in which it can be taken back."""
    if publish_at is None:
        return work.now + timedelta(seconds=grace_seconds)
    if publish_at.tzinfo is None:
        raise Invalid("time_without_zone")
    return max(publish_at, work.now + timedelta(seconds=grace_seconds))


def _page(session: Session, article: Article, edition: Edition, story: Story, release: Release, now: datetime) -> PublicPage:
    first = session.scalars(
        select(Release)
        .where(Release.article_id == article.id, Release.live_from <= now, Release.taken_back_at.is_(None))
        .order_by(Release.number)
    ).first()
    assert first is not None
    alternates = []
    for other, tag in session.execute(
        select(Article, Edition.tag)
        .join(Edition, Edition.id == Article.edition_id)
        .where(Article.story_id == story.id, Article.id != article.id, Article.slug.is_not(None))
    ):
        if live_release(session, other.id, now) is not None:
            alternates.append((tag, f"/{tag}/{other.slug}"))
    original = None
    if not edition.is_source:
        source_tag = session.scalars(select(Edition.tag).where(Edition.is_source)).first()
        original = story.url or dict(alternates).get(source_tag or "")
    return PublicPage(
        edition_tag=edition.tag,
        edition_name=edition.name,
        language=edition.language,
        content=release.content,
        number=release.number,
        first_published=first.live_from,
        updated=release.live_from if release.number != first.number else None,
        original_url=original,
        alternates=tuple(alternates),
    )


def _learn(work: Work, actor: Actor, file: ArticleFile, units: Sequence[Unit], release: Release) -> None:
    """Teach the memory the approved pairs, as people made them; rewritten and added units stay out."""
    from workflow.db.segments import TargetBlock

    kinds = {b.id: b.kind for b in work.session.scalars(select(TargetBlock).where(TargetBlock.article_id == file.article.id))}
    aligned = [u for u in units if u.kind == "aligned"]
    for n, unit in enumerate(aligned):
        if unit.status != UnitStatus.CONFIRMED:
            continue
        memory.learn_pair(
            work,
            source=unit.source,
            target=unit.text,
            source_language=file.story.language,
            target_language=file.edition.language,
            kind=memory.memory_kind(kinds[unit.block_id]),
            previous_hash=aligned[n - 1].source_hash if n else "",
            next_hash=aligned[n + 1].source_hash if n + 1 < len(aligned) else "",
            provenance=f"story {file.story.id}",
            links={"story_id": file.story.id, "unit_id": unit.id, "release_id": release.id, "author_id": unit.confirmed_by},
        )


def _was_live(session: Session, article_id: int, before: Release) -> bool:
    return (
        session.scalars(
            select(Release.id).where(
                Release.article_id == article_id, Release.number < before.number, Release.taken_back_at.is_(None)
            )
        ).first()
        is not None
    )


def _view(r: Release) -> ReleaseView:
    return ReleaseView(
        r.id,
        r.article_id,
        r.number,
        r.content_hash,
        r.created_at,
        r.created_by,
        r.live_from,
        r.change,
        r.taken_back_at is not None,
        r.withdrawn_at is not None,
    )
