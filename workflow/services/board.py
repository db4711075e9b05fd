"""The board: an edition's articles at a glance, and *Take next*."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, defer

from workflow.core.errors import Forbidden, Invalid, NotFound
from workflow.core.permissions import Actor, Permission
from workflow.core.states import State
from workflow.core.units import CLOSED
from workflow.db.articles import Article, Hold, Note, Release
from workflow.db.events import Event
from workflow.db.jobs import Job
from workflow.db.publications import Edition
from workflow.db.segments import TargetBlock, Unit
from workflow.db.stories import Revision, Story
from workflow.db.users import User
from workflow.services import jobs
from workflow.services.access import open_article
from workflow.services.board_filters import CLOSED_STATES, PRIORITY_RANK, BoardFilter, select_articles
from workflow.services.content import live_numbers


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One article on the board. `age` runs from the Russian story's publication."""

    article_id: int
    story_id: int
    edition: str
    source_title: str
    title: str
    state: str
    side: str
    priority: str
    held: str | None
    done: int
    total: int
    machine_done: int
    words: int
    assignee: str | None
    assignee_id: int | None
    since: datetime
    state_since: datetime
    returned: bool
    source_changed: bool
    live_number: int | None
    scheduled_for: datetime | None
    job: jobs.JobView | None
    #: The headline is a machine's or memory's, and no person has touched it.
    title_by_machine: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """`counts` and `oldest` (when the one waiting longest came to its state) by state, over all the filters but the state's."""

    rows: tuple[BoardRow, ...]
    counts: dict[str, int]
    held: int
    next_cursor: str | None
    oldest: dict[str, datetime]
    last_story_at: datetime | None


def read_board(
    session: Session, actor: Actor, wanted: BoardFilter, *, now: datetime, after: str | None = None, limit: int = 50
) -> Board:
    """Articles newest first within flash, urgent and normal; filters as on the screen. `after` is a cursor."""
    _require_read(actor)
    rank = case((Article.state.in_(CLOSED_STATES), 3), else_=PRIORITY_RANK)
    query = select_articles(wanted)
    if after:
        key_rank, key_id = _read_cursor(after)
        query = query.where(or_(rank > key_rank, and_(rank == key_rank, Article.id < key_id)))
    rows = session.execute(query.add_columns(rank).order_by(rank, Article.id.desc()).limit(limit + 1)).all()
    more = len(rows) > limit
    rows = rows[:limit]
    cursor = f"{rows[-1][1]}.{rows[-1][0]}" if more else None
    return _make_board(session, wanted, [row[0] for row in rows], cursor=cursor, now=now)


def read_columns(session: Session, actor: Actor, wanted: BoardFilter, *, now: datetime, most: int = 20) -> Board:
    """The board with at most so many articles a state: the pressing ones, then those waiting longest in it.

    What is out comes newest first. `counts` say how many there are in all.
    """
    _require_read(actor)
    out = Article.state.in_(CLOSED_STATES)
    order = (
        case((out, 3), else_=PRIORITY_RANK),
        case((out, None), else_=Article.state_since),
        Article.state_since.desc(),
        Article.id,
    )
    place = func.row_number().over(partition_by=Article.state, order_by=order).label("place")
    ranked = select_articles(wanted).add_columns(Article.state, place).subquery()
    ids = session.scalars(select(ranked.c.id).where(ranked.c.place <= most).order_by(ranked.c.state, ranked.c.place)).all()
    return _make_board(session, wanted, ids, cursor=None, now=now)


def read_version(session: Session, actor: Actor, *, now: datetime) -> str:
    """Another one whenever anything a board shows may be another: by a deed, a saved sentence, a job, or the clock."""
    _require_read(actor)
    parts = session.execute(
        select(
            select(func.max(Event.id)).scalar_subquery(),
            select(func.max(Article.changed_at)).scalar_subquery(),
            select(func.max(Job.id)).scalar_subquery(),
            select(func.max(Job.finished_at)).scalar_subquery(),
            select(func.max(Release.live_from)).where(Release.live_from <= now).scalar_subquery(),
        )
    ).one()
    return "-".join(f"{part:%Y%m%d%H%M%S%f}" if isinstance(part, datetime) else str(part or 0) for part in parts)


def _require_read(actor: Actor) -> None:
    if not actor.may(Permission.READ):
        raise Forbidden("not_yours")


def _make_board(session: Session, wanted: BoardFilter, ids: Sequence[int], *, cursor: str | None, now: datetime) -> Board:
    counts, oldest = _count_states(session, select_articles(wanted, state=False))
    base = select_articles(wanted, state=False, held=False)
    held = session.scalar(
        select(func.count(func.distinct(Hold.article_id))).where(Hold.lifted_at.is_(None), Hold.article_id.in_(base))
    )
    rows = tuple(_board_rows(session, ids, now=now))
    return Board(rows, counts, held or 0, cursor, oldest, find_last_story(session))


def find_last_story(session: Session) -> datetime | None:
    """When the newest story came in."""
    return session.scalar(select(Story.created_at).order_by(Story.created_at.desc()).limit(1))


def list_assignees(session: Session, edition_id: int) -> list[tuple[int, str]]:
    """The people articles of an edition are with, by name."""
    rows = session.execute(
        select(User.id, User.name)
        .where(User.id.in_(select(Article.assignee_id).where(Article.edition_id == edition_id)))
        .order_by(User.name, User.id)
    )
    return [(user_id, name) for user_id, name in rows]


def read_board_row(session: Session, actor: Actor, article_id: int, *, now: datetime) -> BoardRow:
    """One row of the board as it stands now; `NotFound` where the actor may not know of it."""
    open_article(session, actor, article_id)
    return _board_rows(session, [article_id], now=now)[0]


def read_story_rows(session: Session, actor: Actor, article_ids: Sequence[int], *, now: datetime) -> list[BoardRow]:
    """Board rows of the articles of one story that the actor may know of."""
    return _board_rows(session, [a for a in article_ids if _may_read(session, actor, a)], now=now)


def _may_read(session: Session, actor: Actor, article_id: int) -> bool:
    try:
        open_article(session, actor, article_id)
    except NotFound:
        return False
    return True


def find_next(session: Session, actor: Actor, *, edition: str, now: datetime) -> BoardRow | None:
    """The most urgent article a translator can take: flash first, mine before nobody's, then the oldest."""
    mine = case((Article.assignee_id == actor.id, 0), else_=1)
    ids = session.scalars(
        select(Article.id)
        .join(Edition, Edition.id == Article.edition_id)
        .join(Story, Story.id == Article.story_id)
        .where(
            Edition.tag == edition,
            Edition.is_source.is_(False),
            Article.state.in_((State.DRAFT.value, State.TRANSLATE.value)),
            or_(Article.assignee_id.is_(None), Article.assignee_id == actor.id),
        )
        .order_by(PRIORITY_RANK, mine, Article.id)
        .limit(1)
    ).all()
    rows = _board_rows(session, list(ids), now=now)
    return rows[0] if rows else None


def first_open_unit(session: Session, article_id: int) -> int | None:
    """Where the caret goes: the first unit nobody has closed."""
    return session.scalars(
        select(Unit.id)
        .where(Unit.article_id == article_id, Unit.retired.is_(False), Unit.status.not_in([s.value for s in CLOSED]))
        .order_by(Unit.position, Unit.id)
        .limit(1)
    ).one_or_none()


def _count_states(session: Session, base: Select[int]) -> tuple[dict[str, int], dict[str, datetime]]:
    query = base.with_only_columns(Article.state, func.count(), func.min(Article.state_since)).group_by(Article.state)
    rows = session.execute(query).all()
    return {state: count for state, count, _ in rows}, {state: since for state, _, since in rows}


def _read_cursor(text: str) -> tuple[int, int]:
    try:
        rank, number = text.split(".")
        return int(rank), int(number)
    except ValueError:
        raise Invalid("cursor_bad") from None


def _board_rows(session: Session, ids: Sequence[int], *, now: datetime) -> list[BoardRow]:
    """Board rows for articles, in the order of `ids`: a fixed number of queries however many there are."""
    if not ids:
        return []
    files = {
        article.id: (article, story, edition, revision, name)
        for article, story, edition, revision, name in session.execute(
            select(Article, Story, Edition, Revision, User.name)
            .join(Story, Story.id == Article.story_id)
            .join(Edition, Edition.id == Article.edition_id)
            .join(Revision, Revision.id == Article.revision_id)
            .outerjoin(User, User.id == Article.assignee_id)
            .where(Article.id.in_(ids))
        )
    }
    closed = [s.value for s in CLOSED]
    progress = {
        a: (total, done or 0, machine or 0)
        for a, total, done, machine in session.execute(
            select(
                Unit.article_id,
                func.count(),
                func.sum(case((Unit.status.in_(closed), 1), else_=0)),
                func.sum(case((Unit.text != "", 1), else_=0)),
            )
            .where(Unit.article_id.in_(ids), Unit.retired.is_(False))
            .group_by(Unit.article_id)
        )
    }
    titles = {
        a: (text, touched)
        for a, text, touched in session.execute(
            select(Unit.article_id, Unit.text, Unit.touched)
            .join(TargetBlock, TargetBlock.id == Unit.block_id)
            .where(Unit.article_id.in_(ids), Unit.retired.is_(False), TargetBlock.kind == "headline")
            .order_by(Unit.position.desc())
        )
    }
    open_holds = select(Hold.article_id, Hold.reason).where(Hold.article_id.in_(ids), Hold.lifted_at.is_(None))
    holds = {article_id: reason for article_id, reason in session.execute(open_holds)}
    returned = set(
        session.scalars(
            select(Note.article_id).where(Note.article_id.in_(ids), Note.kind == "return", Note.resolved_at.is_(None))
        )
    )
    newest_jobs = _newest_jobs(session, ids)
    releases, live = _newest_releases(session, ids), live_numbers(session, ids, now)
    newest_revisions = _released_revisions(session, {story.id for _, story, _, _, _ in files.values()})
    rows = []
    for article_id in ids:
        article, story, edition, revision, name = files[article_id]
        total, done, machine = progress.get(article_id, (0, 0, 0))
        title, touched = titles.get(article_id, ("", True))
        newest = releases.get(article_id)
        rows.append(
            BoardRow(
                article_id=article_id,
                story_id=story.id,
                edition=edition.tag,
                source_title=story.title,
                title=title,
                state=article.state,
                side="source" if edition.is_source else "target",
                priority=story.priority,
                held=holds.get(article_id),
                done=done,
                total=total,
                machine_done=machine,
                words=revision.words,
                assignee=name,
                assignee_id=article.assignee_id,
                since=story.published_at or story.created_at,
                state_since=article.state_since,
                returned=article_id in returned and article.state == State.TRANSLATE.value,
                source_changed=not edition.is_source
                and newest_revisions.get(story.id, article.revision_id) != article.revision_id,
                live_number=live.get(article_id),
                scheduled_for=newest.live_from if newest and newest.live_from > now and newest.withdrawn_at is None else None,
                job=newest_jobs.get(article_id),
                title_by_machine=bool(title) and not touched,
            )
        )
    return rows


def _newest_releases(session: Session, ids: Sequence[int]) -> dict[int, Release]:
    """The newest release of each article that was not taken back."""
    latest = (
        select(Release.article_id, func.max(Release.number).label("number"))
        .where(Release.article_id.in_(ids), Release.taken_back_at.is_(None))
        .group_by(Release.article_id)
        .subquery()
    )
    query = (
        select(Release)
        .options(defer(Release.content))
        .join(latest, and_(Release.article_id == latest.c.article_id, Release.number == latest.c.number))
    )
    return {release.article_id: release for release in session.scalars(query)}


def _newest_jobs(session: Session, ids: Sequence[int]) -> dict[int, jobs.JobView]:
    from workflow.db.jobs import Job

    latest = select(func.max(Job.id)).where(Job.article_id.in_(ids), Job.kind == jobs.PRETRANSLATE).group_by(Job.article_id)
    return {
        job.article_id: jobs.view_job(job)
        for job in session.scalars(select(Job).where(Job.id.in_(latest)))
        if job.article_id is not None
    }


def _released_revisions(session: Session, story_ids: set[int]) -> dict[int, int]:
    """The newest released source revision of each story."""
    latest = (
        select(Article.story_id, func.max(Release.revision_id))
        .join(Release, Release.article_id == Article.id)
        .join(Edition, Edition.id == Article.edition_id)
        .where(Article.story_id.in_(story_ids), Edition.is_source, Release.taken_back_at.is_(None))
        .group_by(Article.story_id)
    )
    return {story_id: revision_id for story_id, revision_id in session.execute(latest)}
