"""Searching the translation memory, and keeping it in order: wrong pairs, duplicates, imports."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for

from workflow.core.errors import Forbidden
from workflow.core.markup_tokens import strip_tokens
from workflow.core.permissions import Permission
from workflow.http.i18n import gettext, ngettext
from workflow.http.identity import require_actor
from workflow.http.runtime import get_runtime, now, reading, writing
from workflow.services import concordance, editions, memory, memory_imports, memory_upkeep, memory_uploads
from workflow.web.editor.marks import mark_words
from workflow.web.memory_uploads import SHOWN
from workflow.web.requests import go_to

blueprint = Blueprint("memory", __name__)
blueprint.add_app_template_filter(strip_tokens, "plain")
blueprint.add_app_template_filter(mark_words, "marked")

LIMIT = 20
#: Entries of an import that one transaction removes.
PORTION = 2000
#: Portions that one request removes; a file of a million pairs would keep the browser waiting for minutes.
PORTIONS = 10


@blueprint.get("/memory")
def search_memory() -> Response:
    """Approved pairs like the sentence that was typed, the nearest first, then where its words stand in either language."""
    actor = require_actor()
    if not actor.may(Permission.READ):
        raise Forbidden("not_yours")
    q = request.args.get("q", "").strip()[:1000]
    with reading() as db:
        known = editions.list_editions(db)
        source = next(e for e in known if e.is_source)
        targets = [e for e in known if not e.is_source]
        chosen = next((e for e in targets if e.tag == request.args.get("edition")), targets[0] if targets else None)
        total = memory.count_entries(db)
        matches: list[memory.Match] = []
        words = concordance.Concordance((), False)
        if q and chosen is not None:
            for kind in ("text", "headline"):
                matches += memory.find_matches(
                    db,
                    [memory.MemoryQuery(q, kind)],
                    source_language=source.language,
                    target_language=chosen.language,
                    limit=LIMIT,
                )[0]
            words = concordance.look_up(db, actor, q, edition=chosen.tag, now=now(), limit=LIMIT)
        may_manage = actor.may(Permission.MEMORY_MANAGE)
        imports = memory_imports.list_imports(db) if may_manage else []
        uploads = memory_uploads.list_uploads(db, since=now() - SHOWN) if may_manage else []
        wrong = memory_upkeep.list_wrong(db) if may_manage else []
    matches = sorted(matches, key=lambda m: -m.score)[:LIMIT]
    near = {(strip_tokens(m.source), strip_tokens(m.target)) for m in matches}
    body = render_template(
        "memory/search.html",
        q=q,
        matches=matches,
        hits=[hit for hit in words.hits if (hit.source, hit.target) not in near],
        more=words.more,
        total=total,
        edition=chosen,
        editions=targets,
        source=source,
        may_manage=may_manage,
        imports=imports,
        uploads=uploads,
        limit=round(get_runtime().settings.max_memory_bytes / 1_000_000),
        wrong=wrong,
    )
    return make_response(body)


@blueprint.post("/memory/entries/<int:entry_id>/wrong")
def call_wrong(entry_id: int) -> Response:
    """The pair is wrong: from now on it is not offered."""
    actor = require_actor()
    with writing() as work:
        memory_upkeep.call_wrong(work, actor, entry_id, why=request.form.get("why", ""))
    flash(gettext("The pair is not offered any more. It stands under “Called wrong”."), "success")
    return _back()


@blueprint.post("/memory/entries/<int:entry_id>/right")
def call_right(entry_id: int) -> Response:
    """It was not wrong after all."""
    actor = require_actor()
    with writing() as work:
        memory_upkeep.call_right(work, actor, entry_id)
    flash(gettext("The pair is offered again."), "success")
    return _back()


@blueprint.post("/memory/entries/<int:entry_id>/delete")
def delete_entry(entry_id: int) -> Response:
    actor = require_actor()
    with writing() as work:
        memory_upkeep.delete_entry(work, actor, entry_id)
    flash(gettext("The pair is deleted."), "success")
    return _back()


@blueprint.post("/memory/merge")
def merge_duplicates() -> Response:
    actor = require_actor()
    with writing() as work:
        gone = memory_upkeep.merge_duplicates(work, actor)
    if gone:
        flash(ngettext("%(num)s duplicate is merged.", "%(num)s duplicates are merged.", gone), "success")
    else:
        flash(gettext("There are no duplicates."), "info")
    return _back()


@blueprint.post("/memory/imports/<int:import_id>/remove")
def remove_import(import_id: int) -> Response:
    """The file's pairs go, all of them, a portion at a time so that others can write in between."""
    actor = require_actor()
    for _ in range(PORTIONS):
        with writing() as work:
            done = memory_imports.remove_import(work, actor, import_id, most=PORTION)
        if done:
            flash(gettext("The import is removed with all its pairs."), "success")
            return _back()
    flash(gettext("A part of the import is removed. Remove it again to go on; “workflow memory remove” takes it all."), "warning")
    return _back()


def _back() -> Response:
    """To the search it was done from."""
    return go_to(url_for("memory.search_memory", q=request.form.get("q") or None, edition=request.form.get("edition") or None))
