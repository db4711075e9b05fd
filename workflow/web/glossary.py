"""The glossary of an edition: looking terms up, adding and changing them, files out and in."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from sqlalchemy.orm import Session

from workflow.core.errors import Conflict, Forbidden, Invalid, NotFound
from workflow.core.permissions import Actor, Permission
from workflow.formats.terms import CONTENT_TYPES
from workflow.http.i18n import gettext
from workflow.http.identity import require_actor
from workflow.http.messages import format_message
from workflow.http.runtime import get_runtime, reading, writing
from workflow.services import editions, glossary, glossary_files
from workflow.services.editions import EditionView
from workflow.services.glossary import KINDS, PARTS_OF_SPEECH, TermInput, TermView
from workflow.services.glossary_files import TermReport
from workflow.web.requests import go_to

blueprint = Blueprint("glossary", __name__)
#: Terms on one page.
PAGE = 200
#: Refused lines a report shows.
MOST_LINES = 50
#: The field of the form an error belongs to.
_AT = {
    "term_lemma_missing": "lemma",
    "term_preferred_missing": "preferred",
    "term_cyrillic": "preferred",
    "term_forbids_itself": "forbidden",
}


@blueprint.get("/glossary")
def list_terms() -> Response:
    """An edition's terms, all or those of a kind or with some letters in them; what was just deleted can come back."""
    actor = _reader()
    q = request.args.get("q", "").strip()[:200]
    kind = request.args.get("kind", "")
    kind = kind if kind in KINDS else ""
    page = max(1, request.args.get("page", 1, type=int))
    deleted: TermView | None = None
    with reading() as db:
        targets, chosen = _choose(db, actor)
        terms = (
            glossary.list_terms(db, chosen.id, q=q, kind=kind, limit=PAGE + 1, offset=(min(page, 10_000) - 1) * PAGE)
            if chosen is not None
            else []
        )
        gone = request.args.get("deleted", type=int)
        if gone is not None:
            deleted, _ = _open(db, actor, gone)
    return make_response(
        render_template(
            "glossary/list.html",
            q=q,
            kind=kind,
            kinds=KINDS,
            page=page,
            more=len(terms) > PAGE,
            terms=terms[:PAGE],
            edition=chosen,
            editions=targets,
            deleted=deleted if deleted is not None and deleted.deleted else None,
            may_write=chosen is not None and glossary.may_write(actor, chosen.id),
        )
    )


@blueprint.get("/glossary/new")
def show_new() -> Response:
    actor = _reader()
    chosen = _choose_own(actor)
    return _form(actor, chosen, {name: request.args.get(name, "")[:300] for name in ("lemma", "preferred", "kind")})


@blueprint.post("/glossary/new")
def add_term() -> Response:
    actor = _reader()
    with reading() as db:
        _, chosen = _choose(db, actor)
    if chosen is None:
        raise NotFound("edition", tag="")
    try:
        with writing() as work:
            glossary.save_new(work, actor, _typed(chosen))
    except Invalid as error:
        return _form(actor, chosen, request.form, error=error)
    flash(gettext("The term is in the glossary."), "success")
    return go_to(url_for("glossary.list_terms", edition=chosen.tag))


@blueprint.get("/glossary/<int:term_id>")
def show_term(term_id: int) -> Response:
    actor = _reader()
    with reading() as db:
        term, chosen = _open(db, actor, term_id)
    return _form(actor, chosen, _fields(term), term=term)


@blueprint.post("/glossary/<int:term_id>")
def change_term(term_id: int) -> Response:
    """Save the form. Somebody else's change meanwhile is shown beside what was typed, and the next save is on top of it."""
    actor = _reader()
    with reading() as db:
        term, chosen = _open(db, actor, term_id)
    try:
        with writing() as work:
            glossary.change_term(work, actor, term_id, _typed(chosen), version=request.form.get("version", 0, type=int))
    except (Invalid, Conflict) as error:
        return _form(actor, chosen, request.form, term=term, error=error)
    flash(gettext("The term is saved."), "success")
    return go_to(url_for("glossary.list_terms", edition=chosen.tag))


@blueprint.post("/glossary/<int:term_id>/delete")
def delete_term(term_id: int) -> Response:
    actor = _reader()
    with writing() as work:
        _, chosen = _open(work.session, actor, term_id)
        glossary.delete_term(work, actor, term_id, version=request.form.get("version", 0, type=int))
    return go_to(url_for("glossary.list_terms", edition=chosen.tag, deleted=term_id))


@blueprint.post("/glossary/<int:term_id>/restore")
def restore_term(term_id: int) -> Response:
    actor = _reader()
    with writing() as work:
        _, chosen = _open(work.session, actor, term_id)
        glossary.restore_term(work, actor, term_id, version=request.form.get("version", 0, type=int))
    flash(gettext("The term is back."), "success")
    return go_to(url_for("glossary.list_terms", edition=chosen.tag))


@blueprint.get("/glossary/export.<fmt>")
def export_terms(fmt: str) -> Response:
    actor = _reader()
    if fmt not in CONTENT_TYPES:
        raise NotFound("format")
    with reading() as db:
        _, chosen = _choose(db, actor)
        if chosen is None:
            raise NotFound("edition", tag="")
        data = glossary_files.export_terms(db, actor, chosen, fmt)
    headers = {"Content-Disposition": f'attachment; filename="glossary-{chosen.tag}.{fmt}"'}
    return Response(data, content_type=CONTENT_TYPES[fmt], headers=headers)


@blueprint.route("/glossary/import", methods=["GET", "POST"])
def import_terms() -> Response:
    """A file of terms in; with "only look" it says what would change."""
    actor = _reader()
    chosen = _choose_own(actor)
    report: TermReport | None = None
    errors: dict[str, list[str]] = {}
    dry_run = request.form.get("dry_run") == "1"
    if request.method == "POST":
        file = request.files.get("file")
        data = file.read(get_runtime().settings.max_upload_bytes + 1) if file is not None else b""
        if not data.strip():
            errors["file"] = [gettext("Choose a file.")]
        else:
            try:
                with writing() as work:
                    report = glossary_files.import_terms(
                        work, actor, data, chosen, everywhere=request.form.get("scope") == "all", dry_run=dry_run
                    )
            except Invalid as error:
                errors["file"] = [format_message(error.code, error.params)]
    refused = [(line, format_message(line.code, dict(line.params))) for line in report.refused[:MOST_LINES]] if report else []
    body = render_template(
        "glossary/import.html",
        edition=chosen,
        report=report,
        refused=refused,
        errors=errors,
        dry_run=dry_run,
        typed=request.form,
        may_all=glossary.may_write(actor, None),
    )
    return make_response(body, 422 if errors or refused else 200)


def _reader() -> Actor:
    actor = require_actor()
    if not actor.may(Permission.READ):
        raise Forbidden("not_yours")
    return actor


def _open(db: Session, actor: Actor, term_id: int) -> tuple[TermView, EditionView]:
    """A term and the edition it is shown with; a number no column holds is one that is not there."""
    term = glossary.get_term(db, actor, min(term_id, 2**62))
    return term, _edition_of(db, actor, term)


def _choose_own(actor: Actor) -> EditionView:
    """The edition asked for, whose glossary the person may write."""
    with reading() as db:
        _, chosen = _choose(db, actor)
    if chosen is None or not glossary.may_write(actor, chosen.id):
        raise Forbidden("glossary_not_yours")
    return chosen


def _choose(db: Session, actor: Actor) -> tuple[list[EditionView], EditionView | None]:
    """The editions with a glossary, and the one asked for, else the first."""
    targets = [e for e in editions.list_editions(db) if not e.is_source]
    tag = request.args.get("edition") or request.form.get("edition")
    return targets, next((e for e in targets if e.tag == tag), targets[0] if targets else None)


def _edition_of(db: Session, actor: Actor, term: TermView) -> EditionView:
    if term.edition is not None:
        return editions.find_edition(db, term.edition)
    _, chosen = _choose(db, actor)
    if chosen is None:
        raise NotFound("term")
    return chosen


def _typed(edition: EditionView) -> TermInput:
    form = request.form
    return TermInput(
        lemma=form.get("lemma", ""),
        preferred=form.get("preferred", ""),
        variants=tuple(form.get("variants", "").splitlines()),
        forbidden=tuple(form.get("forbidden", "").splitlines()),
        kind=form.get("kind", "other"),
        part_of_speech=form.get("part_of_speech", ""),
        note=form.get("note", "").replace("\r\n", "\n"),
        keep=form.get("keep") == "1",
        edition_id=None if form.get("scope") == "all" else edition.id,
    )


def _fields(term: TermView) -> dict[str, str]:
    """A term as the form has it."""
    return {
        "lemma": term.lemma,
        "preferred": term.preferred,
        "variants": "\n".join(term.variants),
        "forbidden": "\n".join(term.forbidden),
        "kind": term.kind,
        "part_of_speech": term.part_of_speech,
        "note": term.note,
        "keep": "1" if term.keep else "",
        "scope": "" if term.edition else "all",
    }


def _form(
    actor: Actor,
    edition: EditionView,
    typed: Mapping[str, str],
    *,
    term: TermView | None = None,
    error: Invalid | Conflict | None = None,
) -> Response:
    errors = {_AT.get(error.code, "lemma"): [format_message(error.code, error.params)]} if error is not None else {}
    now_there: TermView | None = error.data["current"] if isinstance(error, Conflict) else None
    with reading() as db:
        history = glossary.list_history(db, actor, term.id) if term is not None else []
    body = render_template(
        "glossary/term.html",
        edition=edition,
        term=now_there or term,
        now_there=now_there,
        typed=typed,
        errors=errors,
        history=history,
        kinds=KINDS,
        parts=PARTS_OF_SPEECH,
        may_write=glossary.may_write(actor, term.edition_id if term is not None else edition.id),
        may_all=glossary.may_write(actor, None),
    )
    return make_response(body, 200 if error is None else 412 if now_there is not None else 422)
