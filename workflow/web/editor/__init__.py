"""The grid: an article beside its original, sentence by sentence, and what helps with each."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request

from workflow.core.errors import Invalid
from workflow.core.markup_tokens import strip_tokens
from workflow.http.identity import require_actor
from workflow.http.runtime import now, reading
from workflow.http.security import allow_pictures
from workflow.services import desk as desks
from workflow.services import fields
from workflow.services.access import open_article
from workflow.services.concordance import look_up
from workflow.web.editor import words
from workflow.web.editor.preview import make_preview
from workflow.web.editor.rows import make_rows
from workflow.web.editor.suggestions import make_panel
from workflow.web.fields import shown_fields

blueprint = Blueprint("editor", __name__)


@blueprint.get("/articles/<int:article_id>/edit")
def edit(article_id: int) -> Response:
    """The grid, whole: readable without a script."""
    with reading() as session:
        actor = require_actor()
        file = open_article(session, actor, article_id)
        desk = desks.view_desk(session, actor, file)
        beside = fields.view_fields(session, actor, file)
    if desk.side == "source":
        return _see(f"/stories/{desk.story_id}")
    return make_response(
        render_template(
            "editor/edit.html",
            desk=desk,
            rows=make_rows(desk),
            title=strip_tokens(desk.title),
            job=words.tell_job(desk.job),
            closed=words.tell_closed(desk),
            keys=words.list_actions(),
            characters=words.CHARACTERS,
            texts=words.script_texts(),
            **shown_fields(beside),
            returned=[n for n in desk.notes if n.kind == "return"],
        )
    )


@blueprint.get("/articles/<int:article_id>/edit/rows")
def rows(article_id: int) -> str:
    """The rows alone, as they stand now."""
    with reading() as session:
        desk = desks.read_desk(session, require_actor(), article_id)
    return render_template("editor/rows.html", desk=desk, rows=make_rows(desk), closed=words.tell_closed(desk))


@blueprint.get("/articles/<int:article_id>/edit/panel")
def panel(article_id: int) -> str:
    """Help for the units named by `unit`, a section each."""
    try:
        ids = [int(value) for value in request.args.getlist("unit")]
    except ValueError:
        raise Invalid("parameter_bad", name="unit") from None
    with reading() as session:
        panels = desks.read_panels(session, require_actor(), article_id, ids)
    return render_template("editor/panel.html", panels=[make_panel(p) for p in panels], article_id=article_id)


@blueprint.get("/articles/<int:article_id>/edit/concordance")
def concordance(article_id: int) -> str:
    """Where the words of `q` stand in the memory and in what was published."""
    with reading() as session:
        actor = require_actor()
        file = open_article(session, actor, article_id)
        q = request.args.get("q", "").strip()[:300]
        found = look_up(session, actor, q, edition=file.edition.tag, now=now(), besides=file.story.id)
        language, source_language = file.edition.language, file.story.language
    return render_template("editor/concordance.html", found=found, language=language, source_language=source_language)


@blueprint.get("/articles/<int:article_id>/edit/reading")
def read_through(article_id: int) -> str:
    """The article alone as it will be set, every sentence with its unit's id: what is read beside the grid."""
    with reading() as session:
        shown = make_preview(session, require_actor(), article_id, units_named=True)
    return render_template("editor/reading.html", shown=shown)


@blueprint.get("/articles/<int:article_id>/preview")
def preview(article_id: int) -> str:
    """The article as it will be set, what is not confirmed yet marked."""
    with reading() as session:
        shown = make_preview(session, require_actor(), article_id)
    allow_pictures()
    return render_template("editor/preview.html", shown=shown)


def _see(path: str) -> Response:
    answer = redirect(path, 302)
    assert isinstance(answer, Response)
    return answer
