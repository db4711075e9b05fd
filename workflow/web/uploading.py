"""Bringing stories in from a file: what is in it is shown first, then what was chosen is taken in."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request, url_for
from markupsafe import Markup

from workflow.core.document import UnreadableStory
from workflow.core.errors import Forbidden, WorkflowError
from workflow.core.permissions import Actor, Permission
from workflow.formats.incoming import IncomingStory, check_language, read_stories
from workflow.http.i18n import gettext
from workflow.http.identity import require_actor
from workflow.http.messages import format_message
from workflow.http.runtime import get_runtime, reading, writing
from workflow.services import editions, ingest
from workflow.web.errors import tell_too_large
from workflow.web.public import clean_body
from workflow.web.requests import go_to
from workflow.web.uploads import drop_upload, keep_upload, read_upload

blueprint = Blueprint("uploading", __name__)


@dataclass(frozen=True)
class Taken:
    """What became of one story of the file: `result`, or the sentence that says why not."""

    title: str
    result: ingest.IngestResult | None
    problem: str = ""


@blueprint.get("/stories/upload")
def show_upload() -> Response:
    _require_right()
    return _show_form()


@blueprint.post("/stories/upload")
def upload() -> Response:
    """Read the file and show what was found; nothing is taken in yet."""
    actor = _require_right()
    assert actor.id is not None
    file = request.files.get("file")
    data = file.read() if file else b""
    try:
        found = _read(data, file.filename or "" if file else "")
    except UnreadableStory as error:
        return _show_form(errors=[tell_unreadable(error)], status=422)
    key = keep_upload(data, user_id=actor.id)
    name = file.filename if file else ""
    body = render_template(
        "stories/found.html",
        found=[(story, _problem_of(story), _excerpt(story)) for story in found],
        key=key,
        name=name,
        priorities=ingest.PRIORITIES,
        may_release=actor.may(Permission.STORY_RELEASE),
    )
    return make_response(body)


@blueprint.post("/stories/upload/take-in")
def take_in() -> Response:
    """Take in the chosen stories, each in a transaction of its own: one that is refused keeps none of the others out."""
    actor = _require_right()
    assert actor.id is not None
    key = request.form.get("key", "")
    data = read_upload(key, user_id=actor.id)
    if data is None:
        return _show_form(errors=[gettext("The file is no longer kept. Choose it again.")], status=422)
    found = _read(data, request.form.get("name", ""))
    chosen = {int(n) for n in request.form.getlist("story") if n.isdecimal()}
    if not chosen:
        return _show_form(errors=[gettext("No story was chosen.")], status=422)
    taken = [_take_in(actor, story) for n, story in enumerate(found) if n in chosen]
    drop_upload(key, user_id=actor.id)
    if len(taken) == 1 and taken[0].result is not None and not taken[0].result.notices:
        return go_to(url_for("stories.show_story", story_id=taken[0].result.story_id))
    return make_response(render_template("stories/taken.html", taken=taken))


def tell_unreadable(error: UnreadableStory) -> str:
    """A sentence for a file that cannot be read."""
    if error.code == "too_large":
        return tell_too_large()
    return format_message(error.code, {"detail": error.detail, "field": error.detail, "line": error.detail})


def _require_right() -> Actor:
    actor = require_actor()
    if not actor.may(Permission.STORY_CREATE):
        raise Forbidden("stories_not_yours")
    return actor


def _read(data: bytes, name: str) -> list[IncomingStory]:
    with reading() as db:
        language = next(e.language for e in editions.list_editions(db) if e.is_source)
    return read_stories(data, name=name, language=language, max_bytes=get_runtime().settings.max_upload_bytes)


def _excerpt(story: IncomingStory) -> str:
    """The words of the body, for recognising it."""
    return Markup(clean_body(story.html)).striptags()  # noqa: S704  # sanitised, then every tag taken off


def _problem_of(story: IncomingStory) -> str:
    """Why a story of the file cannot be taken in, as far as it can be told beforehand."""
    if not story.title.strip():
        return format_message("title_missing")
    try:
        check_language(story)
    except UnreadableStory as error:
        return tell_unreadable(error)
    return ""


def _take_in(actor: Actor, story: IncomingStory) -> Taken:
    values = ingest.as_input(story, priority=request.form.get("priority", "normal"), archive=request.form.get("archive") == "1")
    try:
        with writing() as work:
            result = ingest.ingest_story(work, actor, values, draft=request.form.get("as") != "publish")
    except WorkflowError as error:
        return Taken(story.title, None, format_message(error.code, error.params))
    return Taken(story.title, result)


def _show_form(*, errors: list[str] | None = None, status: int = 200) -> Response:
    limit = round(get_runtime().settings.max_upload_bytes / 1_000_000)
    return make_response(render_template("stories/upload.html", errors=errors or [], limit=limit), status)
