"""`/memory/search`, `/memory/concordance` and `/units/{id}/suggestions`."""

from __future__ import annotations

from workflow.api.registry import Answer, Call, Routes
from workflow.api.schemas.more import (
    ConcordanceQueryIn,
    HitList,
    MatchList,
    MemoryQueryIn,
    SuggestionsOut,
    show_hit,
    show_match,
    show_suggestions,
)
from workflow.core.errors import NotFound
from workflow.services import concordance, desk, memory, units
from workflow.services.memory import MemoryQuery

routes = Routes("memory")


@routes.get(
    "/memory/search",
    "The same and similar sources with their approved translations, best first",
    response=MatchList,
    query=MemoryQueryIn,
)
def search_memory(call: Call, *, query: MemoryQueryIn) -> Answer:
    found = memory.find_matches(
        call.session,
        [MemoryQuery(query.q, query.kind)],
        source_language=query.source,
        target_language=query.target,
        limit=query.limit,
        least=query.min_score,
    )[0]
    shown = [show_match(m, asked=query.q) for m in found if m.score >= query.min_score]
    return Answer(MatchList(items=shown, next=None))


@routes.get(
    "/memory/concordance",
    "Where words stand, in any of their forms and in either language: what was published, then approved pairs",
    response=HitList,
    query=ConcordanceQueryIn,
    errors=(404,),
)
def search_words(call: Call, *, query: ConcordanceQueryIn) -> Answer:
    found = concordance.look_up(call.session, call.actor, query.q, edition=query.edition, now=call.now, limit=query.limit)
    return Answer(HitList(items=[show_hit(h) for h in found.hits], next=None, more=found.more))


@routes.get(
    "/units/{unit_id}/suggestions", "Offers for a unit: memory, the engine's text, terms", response=SuggestionsOut, errors=(410,)
)
def list_suggestions(call: Call, *, unit_id: int) -> Answer:
    unit = units.get_unit(call.session, call.actor, unit_id)
    panels = desk.read_panels(call.session, call.actor, unit.article_id, [unit_id])
    if not panels:
        raise NotFound("unit")
    return Answer(show_suggestions(panels[0]))
