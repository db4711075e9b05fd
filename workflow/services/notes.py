"""Notes: what people say to each other about an article or one of its units, in threads that are settled in the end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, String, bindparam, cast, or_, select
from sqlalchemy.orm import Session, aliased

from workflow.core.errors import Forbidden, Invalid, NotFound
from workflow.core.permissions import HOLDINGS, Actor, Permission
from workflow.core.states import TEXT_EDITORS, Role
from workflow.db.articles import Article, Note
from workflow.db.events import Event
from workflow.db.segments import Unit
from workflow.db.stories import Revision
from workflow.db.users import RoleGrant, User
from workflow.db.work import Work
from workflow.services.access import ArticleFile, open_article
from workflow.services.asides import find_living
from workflow.services.events import record_event

#: Mentions that the board looks through, the newest.
MENTIONS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class NoteView:
    """`unit_id` is the unit the note stands at now; `parent_id` the first note of the thread an answer belongs to."""

    id: int
    unit_id: int | None
    kind: str
    text: str
    author: str | None
    at: datetime
    resolved: bool
    parent_id: int | None = None
    author_id: int | None = None
    resolved_by: str | None = None
    mentions: tuple[str, ...] = ()
    mentioned_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Thread:
    """A note and what was answered, oldest first."""

    first: NoteView
    answers: tuple[NoteView, ...]


@dataclass(frozen=True, slots=True)
class MentionView:
    """A note that names somebody who has not read it yet."""

    note_id: int
    article_id: int
    unit_id: int | None
    title: str
    author: str | None
    text: str
    at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class ReaderView:
    """Somebody whom a note can tell."""

    id: int
    name: str


@cache
def _newest_query(open_only: bool) -> Select[Note, str, str, datetime | None]:
    """Put together once: that takes SQLAlchemy longer than running it."""
    first, resolver = aliased(Note), aliased(User)
    query = (
        select(Note, User.name, resolver.name, first.resolved_at)
        .outerjoin(User, User.id == Note.author_id)
        .outerjoin(resolver, resolver.id == Note.resolved_by)
        .outerjoin(first, first.id == Note.parent_id)
        .where(Note.article_id == bindparam("article"))
    )
    if open_only:
        alone = (Note.parent_id.is_(None)) & (Note.resolved_at.is_(None))
        query = query.where(or_(alone, (Note.parent_id.is_not(None)) & (first.resolved_at.is_(None))))
    return query.order_by(Note.id.desc()).limit(bindparam("most"))


def newest_notes(session: Session, article_id: int, *, limit: int = 50, open_only: bool = False) -> list[NoteView]:
    """Notes on an article, the newest first; with `open_only` those of threads that nobody has resolved."""
    rows = session.execute(_newest_query(open_only), {"article": article_id, "most": limit}).all()
    names = _names(session, {i for note, *_ in rows for i in note.mentions})
    return [
        NoteView(
            id=n.id,
            unit_id=_where(session, n.unit_id),
            kind=n.kind,
            text=n.text,
            author=author,
            at=n.created_at,
            resolved=(n.resolved_at if n.parent_id is None else settled) is not None,
            parent_id=n.parent_id,
            author_id=n.author_id,
            resolved_by=by,
            mentions=tuple(names[i] for i in n.mentions if i in names),
            mentioned_ids=tuple(n.mentions),
        )
        for n, author, by, settled in rows
    ]


def make_threads(notes: Iterable[NoteView]) -> list[Thread]:
    """Notes as threads, the one begun first coming first; an answer whose beginning is not among them is left out."""
    inorder = sorted(notes, key=lambda note: note.id)
    answers: dict[int, list[NoteView]] = {}
    for note in inorder:
        if note.parent_id is not None:
            answers.setdefault(note.parent_id, []).append(note)
    return [Thread(note, tuple(answers.get(note.id, ()))) for note in inorder if note.parent_id is None]


def list_notes(session: Session, actor: Actor, article_id: int) -> list[NoteView]:
    """The newest fifty notes on an article, resolved ones included, newest first."""
    return newest_notes(session, open_article(session, actor, article_id).article.id)


def add_note(
    work: Work, actor: Actor, article_id: int, *, text: str, unit_id: int | None = None, answers: int | None = None
) -> int:
    """Say something about an article or one of its units, or answer a note there. Its id.

    `@Name` tells a person who may read the article: by whole name, by the part of the address before the @, or by the
    first name where only one person has it.
    """
    file = open_article(work.session, actor, article_id, lock=True)
    if not actor.may(Permission.COMMENT, file.edition.id):
        raise Forbidden("not_yours")
    if not text.strip():
        raise Invalid("note_missing")
    if unit_id is not None:
        unit = work.session.get(Unit, unit_id)
        if unit is None or unit.article_id != article_id:
            raise NotFound("unit")
    parent: int | None = None
    if answers is not None:
        answered = work.session.get(Note, answers)
        if answered is None or answered.article_id != article_id:
            raise NotFound("note")
        parent, unit_id = answered.parent_id or answered.id, answered.unit_id
    mentions = find_mentions(text, _readers(work.session, file.edition.id, besides=actor.id))
    note = Note(
        article_id=article_id,
        unit_id=unit_id,
        kind="comment",
        text=text.strip(),
        author_id=actor.id,
        created_at=work.now,
        parent_id=parent,
        mentions=mentions,
    )
    work.session.add(note)
    work.session.flush()
    more = {"mentions": mentions} if mentions else {}
    record_event(work, actor, "note.add", story_id=file.story.id, article_id=article_id, unit_id=unit_id, note=note.id, **more)
    return note.id


def resolve_note(work: Work, actor: Actor, note_id: int, *, resolved: bool = True) -> NoteView:
    """Settle a thread, or open it again: whoever began it, and those who write in such articles."""
    note, file = _open_note(work, actor, note_id)
    if note.parent_id is not None:
        note = work.session.get_one(Note, note.parent_id)
    roles = {role for (side, _), role in TEXT_EDITORS.items() if side is file.side} | {Role.EDITOR}
    writes = bool(roles & actor.roles_in(file.edition.id))
    if not actor.may(Permission.COMMENT, file.edition.id) or not (writes or note.author_id == actor.id):
        raise Forbidden("note_not_yours")
    if resolved != (note.resolved_at is not None):
        note.resolved_at = work.now if resolved else None
        note.resolved_by = actor.id if resolved else None
        deed = "note.resolve" if resolved else "note.reopen"
        record_event(work, actor, deed, story_id=file.story.id, article_id=file.article.id, unit_id=note.unit_id, note=note.id)
        work.session.flush()
    return _view_one(work.session, note)


def read_note(work: Work, actor: Actor, note_id: int) -> NoteView:
    """The actor has read a note that names them: it is no longer among their mentions."""
    note, file = _open_note(work, actor, note_id)
    if actor.id in note.mentions and note.id not in _read_by(work.session, actor, {file.article.id}):
        record_event(
            work, actor, "note.read", story_id=file.story.id, article_id=file.article.id, unit_id=note.unit_id, note=note.id
        )
    return _view_one(work.session, note)


def list_mentions(session: Session, actor: Actor) -> list[MentionView]:
    """Notes of open threads that name the actor and that they have not read, newest first."""
    first = aliased(Note)
    rows = session.execute(
        select(Note, User.name, Article.edition_id, Article.state, Revision.title)
        .join(Article, Article.id == Note.article_id)
        .join(Revision, Revision.id == Article.revision_id)
        .outerjoin(User, User.id == Note.author_id)
        .outerjoin(first, first.id == Note.parent_id)
        .where(Note.resolved_at.is_(None), first.resolved_at.is_(None), cast(Note.mentions, String) != "[]")
        .order_by(Note.id.desc())
        .limit(MENTIONS_AT_ONCE)
    ).all()
    mine = [row for row in rows if actor.id in row[0].mentions and actor.may(Permission.READ, row.edition_id)]
    read = _read_by(session, actor, {row[0].article_id for row in mine})
    return [
        MentionView(note.id, note.article_id, _where(session, note.unit_id), title, author, note.text, note.created_at, state)
        for note, author, _, state, title in mine
        if note.id not in read
    ]


def list_mentionable(session: Session, actor: Actor, article_id: int) -> list[ReaderView]:
    """Everybody whom a note on the article can tell, by name; not oneself."""
    file = open_article(session, actor, article_id)
    people = _readers(session, file.edition.id, besides=actor.id)
    return sorted((ReaderView(user.id, user.name) for user in people), key=lambda one: (one.name.casefold(), one.id))


def find_mentions(text: str, readers: Sequence[User]) -> list[int]:
    """Ids of the people whom `@Name` in a text means, in the order of the text."""
    firsts = [user.name.split()[0].casefold() for user in readers if user.name.split()]
    keys: dict[str, int] = {}
    for user in readers:
        first = (user.name.split() or [""])[0].casefold()
        names = [user.name.casefold(), user.email.partition("@")[0].casefold(), first if firsts.count(first) == 1 else ""]
        for name in filter(None, names):
            keys.setdefault(name, user.id)
    if not keys:
        return []
    known = "|".join(re.escape(name) for name in sorted(keys, key=len, reverse=True))
    found = re.finditer(rf"(?<!\w)@({known})(?!\w)", text.casefold())
    return list(dict.fromkeys(keys[match[1]] for match in found))


def _open_note(work: Work, actor: Actor, note_id: int) -> tuple[Note, ArticleFile]:
    note = work.session.get(Note, note_id)
    if note is None:
        raise NotFound("note")
    try:
        file = open_article(work.session, actor, note.article_id, lock=True)
    except NotFound:
        raise NotFound("note") from None
    work.session.refresh(note)
    return note, file


def _view_one(session: Session, note: Note) -> NoteView:
    found = newest_notes(session, note.article_id, limit=10_000)
    return next(view for view in found if view.id == note.id)


def _readers(session: Session, edition_id: int, *, besides: int | None) -> list[User]:
    """People whose role lets them read in the edition."""
    rows = session.execute(
        select(User, RoleGrant.role)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(User.disabled_at.is_(None), or_(RoleGrant.edition_id.is_(None), RoleGrant.edition_id == edition_id))
        .order_by(User.id)
    )
    readers = {user.id: user for user, role in rows if Permission.READ in HOLDINGS[Role(role)]}
    return [user for user in readers.values() if user.id != besides]


def _read_by(session: Session, actor: Actor, article_ids: set[int]) -> set[int]:
    query = select(Event.data).where(Event.article_id.in_(article_ids), Event.action == "note.read", Event.actor_id == actor.id)
    return {int(data["note"]) for data in session.scalars(query)} if article_ids else set()


def _names(session: Session, ids: set[int]) -> dict[int, str]:
    return {row.id: row.name for row in session.execute(select(User.id, User.name).where(User.id.in_(ids)))} if ids else {}


def _where(session: Session, unit_id: int | None) -> int | None:
    """The unit a note stands at: if that was merged away, the one its text went into."""
    unit = None if unit_id is None else session.get(Unit, unit_id)
    if unit is None or not unit.retired:
        return unit_id
    living = find_living(session, unit)
    return None if living is None else living.id
