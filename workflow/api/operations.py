"""`/articles/{id}/operations` and `/articles/{id}/takeover`: changes of shape."""

from __future__ import annotations

from workflow.api.registry import Answer, Call, Routes
from workflow.api.schemas.units import OperationIn, OperationOut, TakeoverOut, show_operation
from workflow.services import operations, takeover
from workflow.services.operations import UnitRef

routes = Routes("operations")
_PARAMS = ("source_at", "target_at", "reason", "text", "block", "after", "before", "join", "kind", "operation")


@routes.post(
    "/articles/{article_id}/operations",
    "Change the shape of a run of units or of their blocks, or undo such a change",
    response=OperationOut,
    body=OperationIn,
    if_match="the article's structure version",
    etag="the article's structure version",
    idempotent=True,
    needs=("read", "units:write"),
    errors=(409,),
    description="The answer's `inverse` is the body that undoes it, sent with the new structure version.",
)
def apply_operation(call: Call, *, article_id: int, version: int, body: OperationIn) -> Answer:
    params = {name: value for name in _PARAMS if (value := getattr(body, name)) is not None}
    result = operations.apply_operation(
        call.work,
        call.actor,
        article_id,
        op=body.op,
        units=[UnitRef(u.id, u.version) for u in body.units],
        structure_version=version,
        params=params,
    )
    return Answer(show_operation(result), etag=str(result.structure_version))


@routes.post(
    "/articles/{article_id}/takeover",
    "Take over the newest released revision of the source",
    response=TakeoverOut,
    idempotent=True,
    needs=("read", "takeover"),
    errors=(409,),
    description="Covers are carried; only units whose source text changed reopen.",
)
def take_over(call: Call, *, article_id: int) -> Answer:
    done = takeover.take_over(call.work, call.actor, article_id)
    return Answer(
        TakeoverOut(revision=done.revision, reopened=list(done.reopened), added=list(done.added), retired=list(done.retired))
    )
