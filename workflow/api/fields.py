"""`/articles/{id}/fields`, and the older way to write them, `PATCH /articles/{id}`."""

from __future__ import annotations

from workflow.api.articles import ETAG, answer_article
from workflow.api.registry import Answer, Call, Routes
from workflow.api.schemas.articles import ArticleOut
from workflow.api.schemas.fields import FieldsIn, FieldsOut, show_fields
from workflow.services import fields

routes = Routes("fields")
HOW = (
    "With `seen`, the values a change was made against, a field that somebody changed meanwhile is a 412 and nothing is"
    " written; `current.fields` has the values as they stand. The slug can change until the first publication."
)


@routes.get("/articles/{article_id}/fields", "Fields beside the body, their limits, and tags used before", response=FieldsOut)
def get_fields(call: Call, *, article_id: int) -> Answer:
    return Answer(show_fields(fields.read_fields(call.session, call.actor, article_id)))


@routes.patch(
    "/articles/{article_id}/fields",
    "Change fields beside the body",
    response=FieldsOut,
    body=FieldsIn,
    needs=("read", "units:write"),
    errors=(409, 412),
    description=HOW,
)
def patch_fields(call: Call, *, article_id: int, body: FieldsIn) -> Answer:
    _set(call, article_id, body)
    return Answer(show_fields(fields.read_fields(call.session, call.actor, article_id)))


@routes.patch(
    "/articles/{article_id}",
    "Change fields beside the body; answers with the article",
    response=ArticleOut,
    body=FieldsIn,
    etag=ETAG,
    needs=("read", "units:write"),
    errors=(409, 412),
    description=HOW,
)
def patch_article(call: Call, *, article_id: int, body: FieldsIn) -> Answer:
    _set(call, article_id, body)
    return answer_article(call, article_id)


def _set(call: Call, article_id: int, body: FieldsIn) -> None:
    given = body.model_dump(exclude_unset=True)
    seen = given.pop("seen", None)
    fields.set_fields(call.work, call.actor, article_id, given, seen=seen)
    call.session.flush()
