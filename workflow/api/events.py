"""`/events`: the audit trail."""

from __future__ import annotations

from workflow.api.cursors import read_cursor, write_cursor
from workflow.api.registry import Answer, Call, Routes
from workflow.api.schemas.more import EventList, EventQuery, show_event
from workflow.services import events

routes = Routes("events")


@routes.get(
    "/events", "Who did what, when, from where; newest first", response=EventList, query=EventQuery, needs=("events:read",)
)
def list_events(call: Call, *, query: EventQuery) -> Answer:
    found = events.list_events(
        call.session,
        call.actor,
        article_id=query.article,
        story_id=query.story,
        before=read_cursor("events", query.cursor),
        limit=query.limit + 1,
    )
    shown = found[: query.limit]
    after = shown[-1].id if len(found) > query.limit else None
    return Answer(EventList(items=[show_event(e) for e in shown], next=write_cursor("events", after)))
