"""Searching the translation memory."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request

from workflow.core.errors import Forbidden
from workflow.core.permissions import Permission
from workflow.http.identity import require_actor
from workflow.http.runtime import reading
from workflow.services import editions, memory

blueprint = Blueprint("memory", __name__)

LIMIT = 20


@blueprint.get("/memory")
def search_memory() -> Response:
    """Approved pairs whose Russian is like what was typed, the nearest first."""
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
        found: list[memory.Match] = []
        if q and chosen is not None:
            for kind in ("text", "headline"):
                query = memory.MemoryQuery(q, kind)
                found += memory.find_matches(
                    db, [query], source_language=source.language, target_language=chosen.language, limit=LIMIT, least=50
                )[0]
    matches = sorted(found, key=lambda m: -m.score)[:LIMIT]
    body = render_template(
        "memory/search.html", q=q, matches=matches, total=total, edition=chosen, editions=targets, source=source
    )
    return make_response(body)
