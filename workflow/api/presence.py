"""`/articles/{id}/presence`: who else is here, told in the same breath as where one is oneself."""

from __future__ import annotations

import logging

from sqlalchemy.exc import OperationalError

from workflow.api.registry import Access, Answer, Call, Routes
from workflow.api.schemas.presence import PresenceIn, PresenceList, show_people
from workflow.core.permissions import Actor
from workflow.http.runtime import now, reading, writing
from workflow.services import presence

routes = Routes("presence")
log = logging.getLogger(__name__)


@routes.post(
    "/articles/{article_id}/presence",
    "Say where I am in the article, and see who else is",
    response=PresenceList,
    body=PresenceIn,
    access=Access.NONE,
    description="To be said again every few seconds: who is silent for half a minute is gone. It claims nothing.",
)
def tell_presence(actor: Actor, *, article_id: int, body: PresenceIn) -> Answer:
    """Mostly a read: the row is written only where it says something new, and a busy database is not waited for twice."""
    place = presence.Place(body.unit, body.page)
    with reading() as session:
        people = presence.list_others(session, actor, article_id, now=now())
        known = presence.is_known(session, actor, article_id, place, now=now())
    if not known:
        try:
            with writing() as work:
                presence.mark_place(work, actor, article_id, place)
        except OperationalError:
            log.info("the database is busy: somebody's place is not written down")
    return Answer(show_people(people))


@routes.delete("/articles/{article_id}/presence", "Say goodbye", response=PresenceList)
def end_presence(call: Call, *, article_id: int) -> Answer:
    presence.leave(call.work, call.actor, article_id)
    return Answer(show_people(presence.list_others(call.session, call.actor, article_id, now=call.now)))
