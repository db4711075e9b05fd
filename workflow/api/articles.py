"""`/articles/{id}` and its holds."""

from __future__ import annotations

from workflow.api.registry import Answer, Call, Routes
from workflow.api.schemas.articles import ArticleOut, HoldIn, show_article
from workflow.services import articles, holds

routes = Routes("articles")
ETAG = "the article's structure version"


def answer_article(call: Call, article_id: int, *, status: int = 200) -> Answer:
    """The article as it stands, in the transaction that changed it."""
    if call.writing is not None:
        call.session.flush()
    article = articles.read_article(call.session, call.actor, article_id, now=call.now)
    return Answer(show_article(article), status=status, etag=str(article.structure_version))


@routes.get("/articles/{article_id}", "State, holds, progress, findings, content hash, moves", response=ArticleOut, etag=ETAG)
def get_article(call: Call, *, article_id: int) -> Answer:
    return answer_article(call, article_id)


@routes.post(
    "/articles/{article_id}/holds",
    "Block publishing until the hold is lifted",
    response=ArticleOut,
    body=HoldIn,
    status=201,
    idempotent=True,
    needs=("read", "hold"),
    etag=ETAG,
)
def raise_hold(call: Call, *, article_id: int, body: HoldIn) -> Answer:
    holds.raise_hold(call.work, call.actor, article_id, reason=body.reason)
    return answer_article(call, article_id, status=201)


@routes.delete("/holds/{hold_id}", "Acknowledge and lift a hold", response=ArticleOut, needs=("read", "hold"), etag=ETAG)
def lift_hold(call: Call, *, hold_id: int) -> Answer:
    return answer_article(call, holds.lift_hold(call.work, call.actor, hold_id))
