"""Searching the translation memory."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request

from workflow.core.errors import Forbidden
from workflow.core.markup_tokens import strip_tokens
from workflow.core.permissions import Permission
from workflow.http.identity import require_actor
from workflow.http.runtime import now, reading
from workflow.services import concordance, editions, memory
from workflow.web.editor.marks import mark_words

blueprint = Blueprint("memory", __name__)
blueprint.add_app_template_filter(strip_tokens, "plain")
blueprint.add_app_template_filter(mark_words, "marked")

LIMIT = 20


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
    )
    return make_response(body)
