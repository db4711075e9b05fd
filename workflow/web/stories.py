"""Stories: writing one, the page about one, its priority, and opening it in an edition."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for

from workflow.core.errors import Forbidden, Invalid, NotFound, WorkflowError
from workflow.core.permissions import Actor, Permission
from workflow.core.states import Action, Role
from workflow.db.work import Work
from workflow.formats.writing import show_text, write_html
from workflow.http.i18n import gettext
from workflow.http.identity import require_actor
from workflow.http.messages import format_message
from workflow.http.problems import to_problem
from workflow.http.runtime import now, reading, writing
from workflow.http.security import allow_pictures
from workflow.services import articles, editions, events, fields, ingest, publishing, story_pages, transitions
from workflow.services import board as board_service
from workflow.web.fields import shown_fields
from workflow.web.public import clean_body
from workflow.web.requests import go_to

blueprint = Blueprint("stories", __name__)


@dataclass(frozen=True)
class StoryForm:
    """What is in the form, as typed. `revision` is the one it was opened with: 0 for a new story."""

    title: str = ""
    standfirst: str = ""
    byline: str = ""
    url: str = ""
    priority: str = "normal"
    body: str = ""
    revision: int = 0
    errors: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def from_request(cls) -> StoryForm:
        form = request.form
        revision = form.get("revision", "0")
        return cls(
            title=form.get("title", "").strip(),
            standfirst=form.get("standfirst", "").strip(),
            byline=form.get("byline", "").strip(),
            url=form.get("url", "").strip(),
            priority=form.get("priority", "normal"),
            body=form.get("body", ""),
            revision=int(revision) if revision.isdecimal() else 0,
        )

    def to_input(self, *, language: str) -> ingest.StoryInput:
        return ingest.StoryInput(
            title=self.title,
            html=write_html(self.body),
            language=language,
            standfirst=self.standfirst,
            byline=self.byline,
            url=self.url,
            priority=self.priority,
        )


#: Under which field of the form an error is shown.
_FIELD_OF = {
    "title_missing": "title",
    "title_too_long": "title",
    "empty": "body",
    "no_text": "body",
    "not_russian": "body",
    "url_bad": "url",
}


@blueprint.get("/stories")
def list_stories() -> Response:
    """Stories are listed on the board, in the source edition."""
    require_actor()
    with reading() as db:
        source = _source_edition(editions.list_editions(db))
    return go_to(url_for("board.show_board", edition=source.tag))


@blueprint.route("/stories/new", methods=["GET", "POST"])
def new_story() -> Response:
    """Write a story: kept as a draft, or sent to review at once."""
    actor = require_actor()
    with reading() as db:
        source = _source_edition(editions.list_editions(db))
    _require_author(actor, source)
    if request.method == "GET":
        return _show_form(StoryForm(), source, None)
    form = StoryForm.from_request()
    try:
        _check(form)
        with writing() as work:
            result = ingest.ingest_story(work, actor, form.to_input(language=source.language), draft=True)
            submitted = _submit_if_asked(work, actor, result.story_id)
    except Invalid as error:
        return _show_form(_with_error(form, error), source, None, status=422)
    return _saved(result.story_id, submitted, "new", result.notices)


@blueprint.route("/stories/<int:story_id>/edit", methods=["GET", "POST"])
def edit_story(story_id: int) -> Response:
    """A new revision of a story's text, while it may be edited."""
    actor = require_actor()
    with reading() as db:
        story = story_pages.read_story(db, actor, story_id)
        source = _source_edition(editions.list_editions(db))
        article = articles.read_article(db, actor, story.article_id, now=now())
    if request.method == "GET":
        if not article.may_edit:
            flash(_why_closed(article), "warning")
            return go_to(url_for("stories.show_story", story_id=story_id))
        return _show_form(_form_of(story), source, story)
    form = StoryForm.from_request()
    if form.revision != story.revision and request.form.get("anyway") != str(story.revision):
        return _show_form(form, source, story, status=409, theirs=_form_of(story))
    try:
        _check(form)
        with writing() as work:
            result = ingest.revise_story(work, actor, story_id, form.to_input(language=story.language))
            if form.priority != story.priority:
                ingest.set_priority(work, actor, story_id, form.priority)
            submitted = _submit_if_asked(work, actor, story_id)
    except WorkflowError as error:
        problem = to_problem(error)
        return _show_form(_with_error(form, error), source, story, status=404 if isinstance(error, NotFound) else problem.status)
    return _saved(story_id, submitted, str(story_id), result.notices)


@blueprint.post("/stories/preview")
def preview_story() -> Response:
    """The story as it will be set, while it is written."""
    require_actor()
    form = StoryForm.from_request()
    allow_pictures()
    return make_response(render_template("stories/preview.html", form=form, body=clean_body(write_html(form.body))))


@blueprint.get("/stories/<int:story_id>")
def show_story(story_id: int) -> Response:
    """The story: its text, state, moves, revisions, and its articles in the editions."""
    actor = require_actor()
    with reading() as db:
        story = story_pages.read_story(db, actor, story_id)
        article = articles.read_article(db, actor, story.article_id, now=now())
        rows = board_service.read_story_rows(db, actor, story.article_ids, now=now())
        names = {e.tag: e for e in editions.list_editions(db)}
        trail = events.list_events(db, actor, story_id=story_id, limit=30) if actor.may(Permission.EVENTS_READ) else []
        releases = publishing.list_releases(db, actor, story.article_id)
        beside = fields.read_fields(db, actor, story.article_id)
    allow_pictures()
    body = render_template(
        "stories/story.html",
        story=story,
        article=article,
        rows=[row for row in rows if row.side == "target"],
        editions=names,
        trail=trail,
        releases=releases,
        body=clean_body(story.html),
        may_prioritise=actor.may(Permission.STORY_PRIORITY),
        may_open=actor.may(Permission.PRETRANSLATE),
        priorities=ingest.PRIORITIES,
        now=now(),
        saved=request.args.get("saved", ""),
        **shown_fields(beside),
    )
    return make_response(body)


@blueprint.get("/stories/<int:story_id>/revisions/<int:number>")
def show_revision(story_id: int, number: int) -> Response:
    """An older version of the text, as it was."""
    actor = require_actor()
    with reading() as db:
        story = story_pages.read_story(db, actor, story_id)
        revision, standfirst, byline, html = story_pages.read_revision(db, actor, story_id, number)
    allow_pictures()
    body = render_template(
        "stories/revision.html", story=story, revision=revision, standfirst=standfirst, byline=byline, body=clean_body(html)
    )
    return make_response(body)


@blueprint.post("/stories/<int:story_id>/priority")
def set_priority(story_id: int) -> Response:
    actor = require_actor()
    with writing() as work:
        ingest.set_priority(work, actor, story_id, request.form.get("priority", ""))
    flash(gettext("The priority is set."), "success")
    return go_to(url_for("stories.show_story", story_id=story_id))


@blueprint.post("/stories/<int:story_id>/editions")
def open_edition(story_id: int) -> Response:
    """Open the story in an edition that has no article of it yet."""
    actor = require_actor()
    with writing() as work:
        article_id = story_pages.open_in_edition(work, actor, story_id, edition=request.form.get("edition", ""))
    return go_to(f"/articles/{article_id}")


def _source_edition(known: list[editions.EditionView]) -> editions.EditionView:
    return next(e for e in known if e.is_source)


def _require_author(actor: Actor, source: editions.EditionView) -> None:
    if not (actor.may(Permission.STORY_CREATE) and Role.AUTHOR in actor.roles_in(source.id)):
        raise Forbidden("stories_not_yours")


def _form_of(story: story_pages.StoryView) -> StoryForm:
    return StoryForm(
        story.title, story.standfirst, story.byline, story.url, story.priority, show_text(story.html), story.revision
    )


def _check(form: StoryForm) -> None:
    if not form.title:
        raise Invalid("title_missing")
    if form.url and not form.url.startswith(("http://", "https://")):
        raise Invalid("url_bad")


def _with_error(form: StoryForm, error: WorkflowError) -> StoryForm:
    return replace(form, errors={_FIELD_OF.get(error.code, ""): [format_message(error.code, error.params)]})


def _submit_if_asked(work: Work, actor: Actor, story_id: int) -> bool:
    if request.form.get("do") != "submit":
        return False
    story = story_pages.read_story(work.session, actor, story_id)
    transitions.make_move(work, actor, story.article_id, transitions.MoveRequest(Action.SUBMIT))
    return True


def _saved(story_id: int, submitted: bool, draft: str, notices: tuple[object, ...]) -> Response:
    flash(
        gettext("Sent to review. An editor reads it and publishes it.") if submitted else gettext("The draft is saved."),
        "success",
    )
    for notice in notices:
        code, detail = getattr(notice, "code", ""), getattr(notice, "detail", "")
        flash(format_message(code, {"detail": detail}), "warning")
    return go_to(url_for("stories.show_story", story_id=story_id, saved=draft))


def _why_closed(article: articles.ArticleView) -> str:
    if article.state == "publish":
        return gettext("The story is published. Begin an update or a correction first.")
    return format_message("text_not_yours")


def _show_form(
    form: StoryForm,
    source: editions.EditionView,
    story: story_pages.StoryView | None,
    *,
    status: int = 200,
    theirs: StoryForm | None = None,
) -> Response:
    allow_pictures()
    body = render_template(
        "stories/form.html",
        form=form,
        source=source,
        story=story,
        theirs=theirs,
        priorities=ingest.PRIORITIES,
        body=clean_body(write_html(form.body)),
        draft_key=str(story.id) if story else "new",
        may_submit=story is None or story.state == "draft",
    )
    return make_response(body, status)
