"""`/editions`."""

from __future__ import annotations

from workflow.api.registry import Answer, Call, Routes
from workflow.api.schemas.more import EditionList, show_edition
from workflow.services import editions

routes = Routes("editions")


@routes.get("/editions", "The publication's editions, the source first", response=EditionList)
def list_editions(call: Call) -> Answer:
    return Answer(EditionList(items=[show_edition(e) for e in editions.list_editions(call.session)], next=None))
