"""A memory file sent through the page: put aside, taken in by a worker, with its progress shown and a way to stop it."""

from __future__ import annotations

import secrets
import time
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for

from workflow.core.errors import Forbidden, Invalid, NotFound
from workflow.core.permissions import Actor, Permission
from workflow.http.i18n import gettext
from workflow.http.identity import require_actor
from workflow.http.messages import format_message
from workflow.http.runtime import get_runtime, now, reading, writing
from workflow.services import editions, jobs, memory_files, memory_uploads
from workflow.web.requests import go_to

blueprint = Blueprint("memory_uploads", __name__)

#: How long an upload that ended is spoken of.
SHOWN = timedelta(hours=1)
#: Files whose job never came are dropped after this.
KEPT_SECONDS = 7 * 24 * 3600
#: What stands around the file in the form.
_FORM = 1_000_000


@blueprint.url_value_preprocessor
def allow_larger(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Before anything reads the form: this one file may be larger than others."""
    if request.method == "POST" and endpoint == "memory_uploads.upload":
        request.max_content_length = get_runtime().settings.max_memory_bytes + _FORM


@blueprint.post("/memory/uploads")
def upload() -> Response:
    """Put the file aside and queue it."""
    actor = _require_right()
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Invalid("empty")
    with reading() as db:
        known = editions.list_editions(db)
    source = next(e for e in known if e.is_source)
    chosen = next((e for e in known if e.tag == request.form.get("edition") and not e.is_source), None)
    if chosen is None:
        raise NotFound("edition")
    folder = memory_files.upload_path(get_runtime().settings.data_dir, "")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in folder.iterdir():
        if time.time() - old.stat().st_mtime > KEPT_SECONDS:
            old.unlink(missing_ok=True)
    key = secrets.token_hex(16)
    file.save(folder / key)
    with writing() as work:
        memory_uploads.request_import(
            work,
            actor,
            key=key,
            name=file.filename,
            source_language=source.language,
            target_language=chosen.language,
            reviewed=request.form.get("unreviewed") != "1",
        )
    flash(gettext("The file is being read. You may go on with something else."), "info")
    return go_to(url_for("memory.search_memory", edition=chosen.tag) + "#uploads")


@blueprint.get("/memory/uploads")
def show_uploads() -> Response:
    """How far files are: a piece of the page, asked for again while one is on its way."""
    _require_right()
    with reading() as db:
        uploads = memory_uploads.list_uploads(db, since=now() - SHOWN)
    return make_response(render_template("memory/_uploads.html", uploads=uploads))


@blueprint.post("/memory/uploads/<int:job_id>/stop")
def stop(job_id: int) -> Response:
    actor = _require_right()
    with writing() as work:
        jobs.get_job(work.session, actor, job_id)
        jobs.cancel_job(work, actor, job_id)
    flash(gettext("Stopped. What was taken in until then stands under “Imports” and can be removed."), "success")
    return go_to(url_for("memory.search_memory") + "#uploads")


@blueprint.app_template_filter("upload_problem")
def tell_problem(problem: dict[str, Any]) -> str:
    """Why a file was not taken in."""
    code = "upload_failed" if problem["code"] == "chunk_failed" else str(problem["code"])
    return format_message(code, {name: value for name, value in problem.items() if name != "code"})


def _require_right() -> Actor:
    actor = require_actor()
    if not actor.may(Permission.MEMORY_MANAGE):
        raise Forbidden("not_yours")
    return actor
