"""`/memory/search` and `/units/{id}/suggestions`."""

from __future__ import annotations

from workflow.api.registry import Answer, Call, Routes
from workflow.api.schemas.more import MatchList, MemoryQueryIn, SuggestionsOut, show_match, show_suggestions
from workflow.core.errors import NotFound
from workflow.services import desk, memory, units
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
    "/units/{unit_id}/suggestions", "Offers for a unit: memory, the engine's text, terms", response=SuggestionsOut, errors=(410,)
)
def list_suggestions(call: Call, *, unit_id: int) -> Answer:
    unit = units.get_unit(call.session, call.actor, unit_id)
    panels = desk.read_panels(call.session, call.actor, unit.article_id, [unit_id])
    if not panels:
        raise NotFound("unit")
    return Answer(show_suggestions(panels[0]))
