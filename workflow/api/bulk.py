"""`/bulk` and `/catalogs.zip`: one thing done to many articles."""

from __future__ import annotations

from workflow.api.registry import Answer, Call, Routes
from workflow.api.schemas.bulk import AssignIn, BulkOut, ManyIn, PriorityIn, UndoIn, ZipQuery, read_change, show_result
from workflow.core.errors import Forbidden, NotFound
from workflow.services import bulk
from workflow.services.bulk import BulkResult

routes = Routes("bulk")


HOW = (
    "Each article is judged by itself: `items` says what was done and what was refused, `changes` what was before."
    " 403 or 404 where nothing may be done to any of them."
)


@routes.post(
    "/bulk/assign",
    "Give many articles to a person who may translate them, or to nobody",
    response=BulkOut,
    body=AssignIn,
    needs=("read", "units:write"),
    idempotent=True,
    errors=(404,),
    description=HOW,
)
def assign_many(call: Call, *, body: AssignIn) -> Answer:
    return _answer(bulk.assign_articles(call.work, call.actor, body.articles, body.assignee))


@routes.post(
    "/bulk/pretranslation",
    "Queue pre-translation of many articles",
    response=BulkOut,
    body=ManyIn,
    needs=("read", "pretranslate"),
    idempotent=True,
    errors=(404,),
    description=HOW,
)
def pretranslate_many(call: Call, *, body: ManyIn) -> Answer:
    return _answer(bulk.pretranslate_articles(call.work, call.actor, body.articles))


@routes.post(
    "/bulk/priority",
    "Make the stories of many articles flash, urgent or normal",
    response=BulkOut,
    body=PriorityIn,
    needs=("read", "story:priority"),
    idempotent=True,
    errors=(404,),
    description=HOW,
)
def prioritise_many(call: Call, *, body: PriorityIn) -> Answer:
    return _answer(bulk.set_priorities(call.work, call.actor, body.articles, body.priority))


@routes.post(
    "/bulk/undo",
    "Put back what a bulk action changed",
    response=BulkOut,
    body=UndoIn,
    needs=("read",),
    idempotent=True,
    errors=(404,),
    description="`changes` is what the action answered. Assigning is undone with `units:write`, a priority with"
    " `story:priority`. What somebody changed again since stays as it is and is refused (`changed_since`). Queued"
    " pre-translation is no change of this kind: a job is cancelled by itself. " + HOW,
)
def undo_many(call: Call, *, body: UndoIn) -> Answer:
    return _answer(bulk.undo_changes(call.work, call.actor, [read_change(change) for change in body.changes]))


@routes.get(
    "/catalogs.zip",
    "The gettext catalogs of many articles in one ZIP file",
    response=None,
    query=ZipQuery,
    media_types=("application/zip",),
    needs=("read", "catalog:export"),
    errors=(404,),
    description="Articles that have no catalog are left out.",
)
def export_many(call: Call, *, query: ZipQuery) -> Answer:
    data, result = bulk.export_articles(call.session, call.actor, [int(part) for part in query.articles.split(",")])
    _require_some(result)
    return Answer(data, media_type="application/zip", headers={"Content-Disposition": 'attachment; filename="catalogs.zip"'})


def _answer(result: BulkResult) -> Answer:
    _require_some(result)
    return Answer(show_result(result))


def _require_some(result: BulkResult) -> None:
    """A request of which nothing may be done is refused as a whole."""
    if result.done or not all(o.forbidden for o in result.outcomes):
        return
    known = next((o for o in result.refused if o.code != "not_found"), None)
    if known is None:
        raise NotFound("article")
    raise Forbidden(known.code)
