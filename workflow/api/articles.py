"""`/articles/{id}`, its notes and holds."""

from __future__ import annotations

from workflow.api.registry import Answer, Call, Routes
from workflow.api.schemas.articles import ArticleOut, HoldIn, NoteIn, NoteList, show_article, show_note
from workflow.services import articles, holds, notes

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


@routes.get("/articles/{article_id}/notes", "Notes on the article and its units, newest first", response=NoteList)
def list_notes(call: Call, *, article_id: int) -> Answer:
    return Answer(NoteList(items=[show_note(n) for n in notes.list_notes(call.session, call.actor, article_id)], next=None))


@routes.post(
    "/articles/{article_id}/notes",
    "Say something about the article or one of its units",
    response=NoteList,
    body=NoteIn,
    status=201,
    idempotent=True,
    needs=("read", "comment"),
)
def add_note(call: Call, *, article_id: int, body: NoteIn) -> Answer:
    notes.add_note(call.work, call.actor, article_id, text=body.text, unit_id=body.unit)
    call.session.flush()
    return Answer(
        NoteList(items=[show_note(n) for n in notes.list_notes(call.session, call.actor, article_id)], next=None), status=201
    )


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
