"""The board: one edition's stories, the most pressing first, and *Take next*."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for

from workflow.core.errors import NotFound
from workflow.core.permissions import Actor, Permission
from workflow.core.states import Role, State
from workflow.http.formatting import format_ago
from workflow.http.i18n import gettext, lazy_gettext, plural_forms
from workflow.http.identity import current_user, require_actor
from workflow.http.marking import N_n
from workflow.http.runtime import now, reading, writing
from workflow.services import articles, assignment, editions, notes
from workflow.services import board as board_service
from workflow.web import bulk
from workflow.web.actions import Action
from workflow.web.board_filters import STATES, VIEWS, Filters, read_filters
from workflow.web.notes import mention_path
from workflow.web.requests import go_to

blueprint = Blueprint("board", __name__)

OPEN_STATES = ("draft", "translate", "review")
PAGE = 50
MOST_CARDS = 20
NEWS = N_n("%(num)s new story", "%(num)s new stories")


@blueprint.get("/")
def show_board() -> Response:
    actor = require_actor()
    with reading() as db:
        known = editions.list_editions(db)
        filters = read_filters(known, actor)
        edition = next((e for e in known if e.tag == filters.edition), None)
        if edition is None:
            raise NotFound("edition", tag=filters.edition)
        view = filters.view or _kept_view()
        version = board_service.read_version(db, actor, now=now())
        wanted = filters.as_query(actor)
        if view == "columns":
            board = board_service.read_columns(db, actor, wanted, now=now(), most=MOST_CARDS)
        else:
            board = board_service.read_board(db, actor, wanted, now=now(), after=filters.after or None, limit=PAGE)
        mentions = notes.list_mentions(db, actor)
        offered = board_service.find_next(db, actor, edition=edition.tag, now=now()) if may_translate(actor, edition) else None
        people = board_service.list_assignees(db, edition.id)
        may_do = bulk.may_do(actor, edition)
        translators = assignment.list_translators(db, edition.id) if may_do["assign_others"] else []
    waiting = [since for state, since in board.oldest.items() if state in OPEN_STATES]
    body = render_template(
        "board/board.html",
        open_count=sum(board.counts.get(s, 0) for s in OPEN_STATES),
        waiting_since=min(waiting, default=None),
        target_language=edition.language,
        board=board,
        view=view,
        version=version,
        columns=_columns(board, filters),
        edition=edition,
        editions=known,
        filters=filters,
        people=people,
        may_do=may_do,
        translators=translators,
        bulk_texts=bulk.script_texts(),
        board_texts=script_texts(),
        offered=offered,
        states=STATES,
        open_states=OPEN_STATES,
        may_take=may_translate(actor, edition),
        may_upload=actor.may(Permission.STORY_CREATE),
        may_write=actor.may(Permission.STORY_CREATE) and Role.AUTHOR in actor.roles_in(None),
        place=place_of,
        actor=actor,
        search_query=filters.q,
        keys=_list_actions(may_take=may_translate(actor, edition), columns=view == "columns", may_select=any(may_do.values())),
        mentions=mentions,
        mention_path=mention_path,
    )
    return make_response(body)


def _list_actions(*, may_take: bool, columns: bool, may_select: bool) -> list[Action]:
    """What the board's keys do: names are selectors, but for walking through the rows."""
    actions: list[Action] = [
        ("#take-next button", "Enter", lazy_gettext("Take next; on a story, open it"))
        if may_take
        else ("open", "Enter", lazy_gettext("On a story, open it")),
        ("walk", "J | K | ↓ | ↑", lazy_gettext("To the next story, to the one before")),
    ]
    if columns:
        actions.append(("across", "→ | ←", lazy_gettext("To the next column, to the one before")))
    if may_select:
        actions.append(("pick", "X | Shift+X", lazy_gettext("Select this story; all up to this one")))
    if may_take:
        actions.append((":is(.stories tr, .card).at .with form button", "T", lazy_gettext("Take this story")))
    actions.append(("news", "N", lazy_gettext("Show what is new on the board")))
    return actions


def _kept_view() -> str:
    """The view somebody chose last; a table to begin with."""
    user = current_user()
    kept = user.preferences.get("board") if user else None
    return kept if kept in VIEWS else "table"


def _columns(board: board_service.Board, filters: Filters) -> list[tuple[str, list[board_service.BoardRow]]]:
    """States with their rows: those work goes through always, others where there is something."""
    shown = [s for s in STATES if s != "withdrawn" or board.counts.get(s)]
    if filters.state:
        shown = [filters.state]
    return [(state, [row for row in board.rows if row.state == state]) for state in shown]


def script_texts() -> dict[str, object]:
    """What static/js/board_renew.js says."""
    return {"news": plural_forms(*NEWS), "moved": gettext("The board changed."), "show": gettext("Show (N)")}


@blueprint.get("/board/version")
def show_version() -> Response:
    """Whether a board that was shown is still as it was: 304 with its version, else nothing but the new one."""
    actor = require_actor()
    with reading() as db:
        version = board_service.read_version(db, actor, now=now())
    response = make_response("")
    response.set_etag(version)
    response.make_conditional(request)
    return response


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
        last_story = board_service.find_last_story(work.session)
        if row is not None:
            articles.take_article(work, actor, row.article_id)
            unit = board_service.first_open_unit(work.session, row.article_id)
    if row is None:
        flash(_tell_clear(last_story), "info")
        return go_to(url_for("board.show_board", edition=tag or None))
    return go_to(edit_path(row.article_id, unit))


def _tell_clear(last_story: datetime | None) -> str:
    if last_story is None:
        return gettext("The queue is clear. No story has come in yet.")
    return gettext("The queue is clear. The last story came in %(ago)s.", ago=format_ago(last_story, now=now()))


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
