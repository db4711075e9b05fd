"""`/editions`: the publication in each language, and what an administrator sets for each."""

from __future__ import annotations

from workflow.api.registry import Answer, Call, Routes
from workflow.api.schemas.editions import EditionIn, EditionList, EditionOut, show_edition
from workflow.core.errors import NotFound
from workflow.core.permissions import Permission
from workflow.services import editions

routes = Routes("editions")
ETAG = "the edition's version"


@routes.get("/editions", "The publication's editions, the source first", response=EditionList)
def list_editions(call: Call) -> Answer:
    return Answer(EditionList(items=[show_edition(e) for e in editions.list_editions(call.session)], next=None))


@routes.get("/editions/{tag}", "An edition with its policy", response=EditionOut, etag=ETAG)
def get_edition(call: Call, *, tag: str) -> Answer:
    found = editions.find_edition(call.session, tag)
    if not call.actor.may(Permission.READ, found.id):
        raise NotFound("edition", tag=tag)
    return Answer(show_edition(found), etag=str(found.version))


@routes.patch(
    "/editions/{tag}",
    "Change an edition and its policy",
    response=EditionOut,
    body=EditionIn,
    if_match=ETAG,
    etag=ETAG,
    needs=("read", "editions:manage"),
    description="What is left out stays. A policy set to null follows the default again. `current` of a 412 is the edition as it"
    " stands.",
)
def patch_edition(call: Call, *, tag: str, version: int, body: EditionIn) -> Answer:
    changed = editions.change_edition(call.work, call.actor, tag, body.model_dump(exclude_unset=True), version=version)
    return Answer(show_edition(changed), etag=str(changed.version))
