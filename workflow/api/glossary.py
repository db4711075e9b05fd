"""`/glossary`: what the editions call things and people."""

from __future__ import annotations

from workflow.api.cursors import read_cursor, write_cursor
from workflow.api.registry import PREFIX, Answer, Call, Routes
from workflow.api.schemas.glossary import (
    TermIn,
    TermList,
    TermOut,
    TermQuery,
    TermVersionList,
    show_term,
    show_term_version,
)
from workflow.core.errors import NotFound
from workflow.core.permissions import Permission
from workflow.services import editions, glossary
from workflow.services.glossary import TermInput, TermView

routes = Routes("glossary")
ETAG = "the term's version"
WRITES = ("read", "glossary:write")


@routes.get(
    "/glossary", "Terms an edition goes by, its own and those for all editions", response=TermList, query=TermQuery, errors=(404,)
)
def list_terms(call: Call, *, query: TermQuery) -> Answer:
    edition = editions.find_edition(call.session, query.edition)
    if not call.actor.may(Permission.READ, edition.id):
        raise NotFound("edition", tag=query.edition)
    after = read_cursor("glossary", query.cursor)
    found = glossary.list_terms(
        call.session, edition.id, q=query.q.strip(), kind=query.kind or "", after=after, limit=query.limit + 1, by_lemma=False
    )
    shown = found[: query.limit]
    more = shown[-1].id if len(found) > query.limit else None
    return Answer(TermList(items=[show_term(t) for t in shown], next=write_cursor("glossary", more)))


@routes.post(
    "/glossary", "Add a term", response=TermOut, body=TermIn, status=201, idempotent=True, needs=WRITES, etag=ETAG, errors=(404,)
)
def add_term(call: Call, *, body: TermIn) -> Answer:
    term = glossary.save_new(call.work, call.actor, _input(call, body))
    return Answer(show_term(term), status=201, etag=str(term.version), headers={"Location": f"{PREFIX}/glossary/{term.id}"})


@routes.get("/glossary/{term_id}", "A term; deleted ones say so", response=TermOut, etag=ETAG)
def get_term(call: Call, *, term_id: int) -> Answer:
    return _answer(glossary.get_term(call.session, call.actor, term_id))


@routes.put(
    "/glossary/{term_id}",
    "Write a term anew; one that was deleted is there again",
    response=TermOut,
    body=TermIn,
    if_match=ETAG,
    etag=ETAG,
    needs=WRITES,
)
def put_term(call: Call, *, term_id: int, version: int, body: TermIn) -> Answer:
    return _answer(glossary.change_term(call.work, call.actor, term_id, _input(call, body), version=version))


@routes.delete(
    "/glossary/{term_id}",
    "Take a term out; it stays in the history and can come back",
    response=TermOut,
    if_match=ETAG,
    etag=ETAG,
    needs=WRITES,
)
def delete_term(call: Call, *, term_id: int, version: int) -> Answer:
    return _answer(glossary.delete_term(call.work, call.actor, term_id, version=version))


@routes.post(
    "/glossary/{term_id}/restore",
    "Bring a deleted term back",
    response=TermOut,
    if_match=ETAG,
    etag=ETAG,
    needs=WRITES,
)
def restore_term(call: Call, *, term_id: int, version: int) -> Answer:
    return _answer(glossary.restore_term(call.work, call.actor, term_id, version=version))


@routes.get("/glossary/{term_id}/history", "Every saved version of a term, the newest first", response=TermVersionList)
def list_term_versions(call: Call, *, term_id: int) -> Answer:
    found = glossary.list_history(call.session, call.actor, term_id)
    return Answer(TermVersionList(items=[show_term_version(v) for v in found], next=None))


def _answer(term: TermView) -> Answer:
    return Answer(show_term(term), etag=str(term.version))


def _input(call: Call, body: TermIn) -> TermInput:
    edition = None if body.edition is None else editions.find_edition(call.session, body.edition)
    return TermInput(
        lemma=body.lemma,
        preferred=body.preferred,
        variants=tuple(body.variants),
        forbidden=tuple(body.forbidden),
        kind=body.kind,
        part_of_speech=body.part_of_speech,
        note=body.note,
        keep=body.do_not_translate,
        edition_id=edition.id if edition is not None else None,
    )
