"""The glossary of an edition, for reading."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request

from workflow.core.errors import Forbidden
from workflow.core.permissions import Permission
from workflow.http.identity import require_actor
from workflow.http.runtime import reading
from workflow.services import editions, glossary

blueprint = Blueprint("glossary", __name__)


@blueprint.get("/glossary")
def list_terms() -> Response:
    """An edition's terms, all or those with some letters in them."""
    actor = require_actor()
    if not actor.may(Permission.READ):
        raise Forbidden("not_yours")
    q = request.args.get("q", "").strip()[:200]
    with reading() as db:
        targets = [e for e in editions.list_editions(db) if not e.is_source]
        chosen = next((e for e in targets if e.tag == request.args.get("edition")), targets[0] if targets else None)
        terms = glossary.list_terms(db, chosen.id, q=q) if chosen is not None else []
    return make_response(render_template("glossary/list.html", q=q, terms=terms, edition=chosen, editions=targets))
