"""The board: one edition's stories, the most pressing first, and *Take next*."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for

from workflow.core.errors import NotFound
from workflow.core.permissions import Actor, Permission
from workflow.core.states import Role, State
from workflow.http.i18n import gettext
from workflow.http.identity import require_actor
from workflow.http.runtime import now, reading, writing
from workflow.services import articles, editions, notes
from workflow.services import board as board_service
from workflow.web.notes import mention_path
from workflow.web.requests import go_to

blueprint = Blueprint("board", __name__)

STATES = ("draft", "translate", "review", "publish", "withdrawn")
OPEN_STATES = ("draft", "translate", "review")
PAGE = 50


@dataclass(frozen=True)
class Filters:
    """What the board shows, as its address says it."""

    edition: str
    state: str = ""
    q: str = ""
    held: bool = False
    after: str = ""

    def url(self, **changes: str | int) -> str:
        """The board's address with other filters; the list starts at the top."""
        values: dict[str, Any] = {"edition": self.edition, "state": self.state, "q": self.q, "held": int(self.held), **changes}
        return url_for("board.show_board", **{name: value for name, value in values.items() if value})


@blueprint.get("/")
def show_board() -> Response:
    actor = require_actor()
    with reading() as db:
        known = editions.list_editions(db)
        filters = _read_filters(known, actor)
        if filters.edition not in {e.tag for e in known}:
            raise NotFound("edition", tag=filters.edition)
        edition = next(e for e in known if e.tag == filters.edition)
        board = board_service.read_board(
            db,
            actor,
            edition=edition.tag,
            state=filters.state or None,
            q=filters.q,
            held=filters.held,
            now=now(),
            after=filters.after or None,
            limit=PAGE,
        )
        mentions = notes.list_mentions(db, actor)
        offered = board_service.find_next(db, actor, edition=edition.tag, now=now()) if may_translate(actor, edition) else None
    waiting = [since for state, since in board.oldest.items() if state in OPEN_STATES]
    body = render_template(
        "board/board.html",
        open_count=sum(board.counts.get(s, 0) for s in OPEN_STATES),
        waiting_since=min(waiting, default=None),
        target_language=edition.language,
        board=board,
        edition=edition,
        editions=known,
        filters=filters,
        offered=offered,
        states=STATES,
        open_states=OPEN_STATES,
        may_take=may_translate(actor, edition),
        may_upload=actor.may(Permission.STORY_CREATE),
        may_write=actor.may(Permission.STORY_CREATE) and Role.AUTHOR in actor.roles_in(None),
        place=place_of,
        actor=actor,
        search_query=filters.q,
        mentions=mentions,
        mention_path=mention_path,
    )
    return make_response(body)


@blueprint.get("/board/rows/<int:article_id>")
def show_row_progress(article_id: int) -> Response:
    """How far one article's pre-translation is: the part of its row that changes."""
    actor = require_actor()
    with reading() as db:
        row = board_service.read_board_row(db, actor, article_id, now=now())
    return make_response(render_template("board/progress.html", row=row))


@blueprint.post("/take-next")
def take_next() -> Response:
    """Take the most pressing article and go to its first open sentence."""
    actor = require_actor()
    tag = request.form.get("edition", "")
    with writing() as work:
        row = board_service.find_next(work.session, actor, edition=tag, now=work.now)
        unit = None
        if row is not None:
            articles.take_article(work, actor, row.article_id)
            unit = board_service.first_open_unit(work.session, row.article_id)
    if row is None:
        flash(gettext("Nothing waits to be taken."), "info")
        return go_to(url_for("board.show_board", edition=tag or None))
    return go_to(edit_path(row.article_id, unit))


@blueprint.post("/articles/<int:article_id>/take")
def take(article_id: int) -> Response:
    """Take one article and go to its first open sentence."""
    actor = require_actor()
    with writing() as work:
        articles.take_article(work, actor, article_id)
        unit = board_service.first_open_unit(work.session, article_id)
    return go_to(edit_path(article_id, unit))


def edit_path(article_id: int, unit_id: int | None = None) -> str:
    return f"/articles/{article_id}/edit" + (f"#unit-{unit_id}" if unit_id else "")


def may_translate(actor: Actor, edition: editions.EditionView) -> bool:
    return not edition.is_source and Role.TRANSLATOR in actor.roles_in(edition.id)


def place_of(row: board_service.BoardRow, actor: Actor) -> str:
    """Where a person's next step with an article is: its editor, its review, or the page about it."""
    roles = actor.roles_in(None)
    if row.side == "source":
        if row.state == State.REVIEW and Role.EDITOR in roles:
            return f"/articles/{row.article_id}/review"
        if row.state == State.DRAFT and Role.AUTHOR in roles:
            return f"/stories/{row.story_id}/edit"
        return f"/stories/{row.story_id}"
    if row.state == State.REVIEW and Role.EDITOR in roles:
        return f"/articles/{row.article_id}/review"
    if row.state in (State.DRAFT, State.TRANSLATE) and Role.TRANSLATOR in roles:
        return edit_path(row.article_id)
    return f"/articles/{row.article_id}"


def _read_filters(known: list[editions.EditionView], actor: Actor) -> Filters:
    args = request.args
    state = args.get("state", "")
    return Filters(
        edition=args.get("edition") or _home_edition(known, actor),
        state=state if state in STATES else "",
        q=args.get("q", "").strip()[:200],
        held=args.get("held") == "1",
        after=args.get("after", ""),
    )


def _home_edition(known: list[editions.EditionView], actor: Actor) -> str:
    """An author's work is in the source edition, everybody else's in the first edition they have a role in."""
    source = next(e for e in known if e.is_source)
    targets = [e for e in known if not e.is_source]
    own = [e for e in targets if actor.roles_in(e.id) - {Role.AUTHOR}]
    return own[0].tag if own else source.tag
