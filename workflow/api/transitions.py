"""`/articles/{id}/transitions`, *take* and *take back*."""

from __future__ import annotations

from workflow.api.articles import answer_article
from workflow.api.registry import Answer, Call, Routes
from workflow.api.schemas.articles import ArticleOut, MoveList, TransitionIn, show_move
from workflow.services import articles, publishing, transitions
from workflow.services.transitions import MoveRequest

routes = Routes("transitions")


@routes.get("/articles/{article_id}/transitions", "What I may do with the article, and what is in the way", response=MoveList)
def list_transitions(call: Call, *, article_id: int) -> Answer:
    return Answer(MoveList(items=[show_move(m) for m in transitions.list_moves(call.session, call.actor, article_id)], next=None))


@routes.post(
    "/articles/{article_id}/transitions",
    "Take the article along the table of states",
    response=ArticleOut,
    body=TransitionIn,
    idempotent=True,
    needs=("read", "transitions"),
    errors=(409, 412),
    etag="the article's structure version",
    description="409 with the reasons as `findings` where the table or a guard refuses; 412 where the content is not "
    "the one of `content_hash`.",
)
def make_transition(call: Call, *, article_id: int, body: TransitionIn) -> Answer:
    accepted = body.accept_dismissed
    transitions.make_move(
        call.work,
        call.actor,
        article_id,
        MoveRequest(
            body.action,
            reason=body.reason,
            unit_id=body.unit,
            content_hash=body.content_hash,
            publish_at=body.publish_at,
            accept_dismissed=accepted if isinstance(accepted, bool) else frozenset(accepted),
            override_reason=body.override_reason,
            grace_seconds=body.grace_seconds,
        ),
    )
    return answer_article(call, article_id)


@routes.post(
    "/articles/{article_id}/take",
    "Make the article one's own; a draft is started by it",
    response=ArticleOut,
    idempotent=True,
    needs=("read", "units:write"),
    errors=(409,),
    etag="the article's structure version",
)
def take_article(call: Call, *, article_id: int) -> Answer:
    articles.take_article(call.work, call.actor, article_id)
    return answer_article(call, article_id)


@routes.post(
    "/articles/{article_id}/take-back",
    "Undo a publication that is not live yet",
    response=ArticleOut,
    idempotent=True,
    needs=("read", "transitions"),
    errors=(409,),
    etag="the article's structure version",
)
def take_back(call: Call, *, article_id: int) -> Answer:
    publishing.take_back(call.work, call.actor, article_id)
    return answer_article(call, article_id)
