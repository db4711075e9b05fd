"""The page about an article: its state and moves, its job, holds, notes, releases, and its catalog out and in."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for

from workflow.core.errors import Invalid, NotFound
from workflow.core.permissions import Permission
from workflow.core.states import Action, Role
from workflow.http.i18n import gettext, ngettext
from workflow.http.identity import require_actor
from workflow.http.runtime import get_runtime, now, reading, writing
from workflow.services import articles, events, fields, holds, interchange, jobs, notes, publishing, takeover, transitions, units
from workflow.services import board as board_service
from workflow.web import words
from workflow.web.fields import shown_fields
from workflow.web.requests import go_to, safe_path

blueprint = Blueprint("articles", __name__)
blueprint.add_app_template_filter(words.tell_event, "event")
blueprint.add_app_template_filter(words.tell_who, "who")
blueprint.add_app_template_filter(words.tell_deed, "deed")
blueprint.add_app_template_filter(words.tell_why, "why")

#: Moves that need the eyes of the review page, or its hash; the page leads there.
ON_REVIEW = (Action.PUBLISH, Action.RETURN)


@blueprint.get("/articles/<int:article_id>")
def show_article(article_id: int) -> Response:
    actor = require_actor()
    with reading() as db:
        article = articles.read_article(db, actor, article_id, now=now())
        if article.side == "source":
            return go_to(url_for("stories.show_story", story_id=article.story_id))
        releases = publishing.list_releases(db, actor, article_id)
        trail = events.list_events(db, actor, article_id=article_id, limit=30) if actor.may(Permission.EVENTS_READ) else []
        row = board_service.read_board_row(db, actor, article_id, now=now())
        beside = fields.read_fields(db, actor, article_id)
    trail = [event for n, event in enumerate(trail) if n == 0 or not _is_one_sitting(event, trail[n - 1])]
    roles = actor.roles_in(article.edition_id)
    body = render_template(
        "articles/article.html",
        article=article,
        row=row,
        releases=releases,
        trail=trail,
        now=now(),
        **shown_fields(beside),
        formats=interchange.FORMATS,
        may_hold=actor.may(Permission.HOLD, article.edition_id),
        may_comment=actor.may(Permission.COMMENT, article.edition_id),
        may_import=actor.may(Permission.CATALOG_IMPORT, article.edition_id) and article.may_edit,
        may_pretranslate=actor.may(Permission.PRETRANSLATE, article.edition_id) and article.state in jobs.WRITABLE,
        may_take=Role.TRANSLATOR in roles and article.state in jobs.WRITABLE,
        may_take_over=actor.may(Permission.TAKEOVER, article.edition_id) and article.state in jobs.WRITABLE,
        is_editor=Role.EDITOR in roles,
    )
    return make_response(body)


@blueprint.get("/articles/<int:article_id>/job")
def show_job(article_id: int) -> Response:
    """The article's newest pre-translation: how far it is, and what it did to each sentence."""
    actor = require_actor()
    with reading() as db:
        article = articles.read_article(db, actor, article_id, now=now())
        if article.job is None:
            raise NotFound("job")
        job = jobs.get_job(db, actor, article.job.id, results=True)
        texts = {u.id: u.source for u in units.list_units(db, actor, article_id)} if job.finished_at else {}
    may_retry = (
        actor.may(Permission.PRETRANSLATE, article.edition_id)
        and article.state in jobs.WRITABLE
        and any(job.counts.get(did) for did in ("left", "failed"))
    )
    return make_response(render_template("articles/job.html", article=article, job=job, texts=texts, may_retry=may_retry))


@blueprint.post("/articles/<int:article_id>/moves")
def make_move(article_id: int) -> Response:
    """Take the article along its table of states; publishing is done on the review page."""
    actor = require_actor()
    try:
        action = Action(request.form.get("action", ""))
    except ValueError:
        raise Invalid("no_such_move") from None
    request_made = transitions.MoveRequest(
        action, reason=request.form.get("reason", "").strip(), content_hash=request.form.get("content_hash")
    )
    with writing() as work:
        transitions.make_move(work, actor, article_id, request_made)
    flash(_told(action), "success")
    return go_to(safe_path(request.form.get("next"), url_for("articles.show_article", article_id=article_id)))


@blueprint.post("/articles/<int:article_id>/take-back")
def take_back(article_id: int) -> Response:
    """Undo a publication that has not gone out yet."""
    actor = require_actor()
    with writing() as work:
        publishing.take_back(work, actor, article_id)
    flash(gettext("Taken back: nothing went out. The article is in review again."), "success")
    return _back(article_id)


@blueprint.post("/articles/<int:article_id>/takeover")
def take_over(article_id: int) -> Response:
    """Carry the translation over to the newest Russian version."""
    actor = require_actor()
    with writing() as work:
        result = takeover.take_over(work, actor, article_id)
    changed = len(result.reopened) + len(result.added)
    told = ngettext("%(num)s sentence is open because it changed.", "%(num)s sentences are open because they changed.", changed)
    flash(gettext("The new Russian version is taken over. %(rest)s", rest=told), "success")
    return _back(article_id)


@blueprint.post("/articles/<int:article_id>/pretranslation")
def pretranslate(article_id: int) -> Response:
    """Ask for the machine once more: it fills only what no person has touched."""
    actor = require_actor()
    with writing() as work:
        jobs.request_pretranslation(work, actor, article_id, only_empty=request.form.get("only") == "empty")
    return go_to(url_for("articles.show_article", article_id=article_id, _anchor="job"))


@blueprint.post("/articles/<int:article_id>/pretranslation/stop")
def stop_pretranslation(article_id: int) -> Response:
    actor = require_actor()
    with writing() as work:
        job = jobs.latest_job(work.session, article_id)
        if job is None:
            raise NotFound("job")
        jobs.cancel_job(work, actor, job.id)
    return go_to(url_for("articles.show_article", article_id=article_id, _anchor="job"))


@blueprint.post("/articles/<int:article_id>/holds")
def raise_hold(article_id: int) -> Response:
    actor = require_actor()
    with writing() as work:
        holds.raise_hold(work, actor, article_id, reason=request.form.get("reason", ""))
    flash(gettext("The article is on hold."), "success")
    return _back(article_id)


@blueprint.post("/articles/<int:article_id>/holds/<int:hold_id>/lift")
def lift_hold(article_id: int, hold_id: int) -> Response:
    actor = require_actor()
    with writing() as work:
        holds.lift_hold(work, actor, hold_id)
    flash(gettext("The hold is released."), "success")
    return _back(article_id)


@blueprint.post("/articles/<int:article_id>/notes")
def add_note(article_id: int) -> Response:
    actor = require_actor()
    with writing() as work:
        notes.add_note(work, actor, article_id, text=request.form.get("text", ""))
    return _back(article_id, anchor="notes")


@blueprint.get("/articles/<int:article_id>/catalog.<fmt>")
def export_catalog(article_id: int, fmt: str) -> Response:
    """The article's gettext catalog as a file."""
    actor = require_actor()
    if fmt not in interchange.FORMATS:
        raise NotFound("format")
    with reading() as db:
        data = interchange.export_article(db, actor, article_id, fmt)
        article = board_service.read_board_row(db, actor, article_id, now=now())
    name = interchange.catalog_name(article.story_id, article.edition, fmt)
    return Response(
        data, content_type=interchange.CONTENT_TYPES[fmt], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@blueprint.post("/articles/<int:article_id>/catalog")
def import_catalog(article_id: int) -> Response:
    """Bring a catalog back, or (with `check`) say what it would do."""
    actor = require_actor()
    file = request.files.get("file")
    data = file.read() if file else b""
    dry_run = request.form.get("do") == "check"
    with reading() as db:
        article = articles.read_article(db, actor, article_id, now=now())
    if not data:
        raise Invalid("empty")
    with writing() as work:
        report = interchange.import_catalog(
            work, actor, data, article_id=article_id, dry_run=dry_run, max_bytes=get_runtime().settings.max_upload_bytes
        )
        numbered = units.list_units(work.session, actor, article_id)
    places = {unit.id: (n, unit.source) for n, unit in enumerate(numbered, start=1)}
    return make_response(
        render_template("articles/import.html", article=article, report=report, outcomes=interchange.Outcome, places=places)
    )


def _is_one_sitting(event: events.EventView, later: events.EventView) -> bool:
    """Saves of fields one after the other by one person: a line of the trail each time would hide the rest."""
    return event.action == later.action == fields.EVENT and event.actor == later.actor


def _back(article_id: int, *, anchor: str | None = None) -> Response:
    default = url_for("articles.show_article", article_id=article_id, _anchor=anchor)
    return go_to(safe_path(request.form.get("next"), default))


def _told(action: Action) -> str:
    return {
        Action.START: gettext("The translation has begun."),
        Action.SUBMIT: gettext("Sent to review. An editor reads it and publishes it."),
        Action.RETURN: gettext("Returned with your note."),
        Action.PUBLISH: gettext("Published."),
        Action.UPDATE: gettext("The update has begun. What is live stays until you publish again."),
        Action.CORRECT: gettext("The correction has begun. What is live stays until you publish again."),
        Action.WITHDRAW: gettext("Withdrawn. Readers no longer see it."),
        Action.REOPEN: gettext("Open again."),
    }[action]
