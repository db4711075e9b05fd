"""`/articles/{id}/notes`, the threads in them, and `/mentions`."""

from __future__ import annotations

from workflow.api.registry import Answer, Call, Routes
from workflow.api.schemas.articles import (
    MentionList,
    NoteIn,
    NoteList,
    NoteOut,
    ReaderList,
    ReaderOut,
    show_mention,
    show_note,
)
from workflow.services import notes

routes = Routes("notes")


@routes.get("/articles/{article_id}/notes", "Notes on the article and its units, newest first", response=NoteList)
def list_notes(call: Call, *, article_id: int) -> Answer:
    return Answer(NoteList(items=[show_note(n) for n in notes.list_notes(call.session, call.actor, article_id)], next=None))


@routes.post(
    "/articles/{article_id}/notes",
    "Say something about the article or one of its units, or answer a note",
    response=NoteList,
    body=NoteIn,
    status=201,
    idempotent=True,
    needs=("read", "comment"),
)
def add_note(call: Call, *, article_id: int, body: NoteIn) -> Answer:
    notes.add_note(call.work, call.actor, article_id, text=body.text, unit_id=body.unit, answers=body.answers)
    found = notes.list_notes(call.session, call.actor, article_id)
    return Answer(NoteList(items=[show_note(n) for n in found], next=None), status=201)


@routes.post("/notes/{note_id}/resolve", "Settle a note's thread", response=NoteOut, needs=("read", "comment"))
def resolve_note(call: Call, *, note_id: int) -> Answer:
    return Answer(show_note(notes.resolve_note(call.work, call.actor, note_id)))


@routes.post("/notes/{note_id}/reopen", "Open a settled thread again", response=NoteOut, needs=("read", "comment"))
def reopen_note(call: Call, *, note_id: int) -> Answer:
    return Answer(show_note(notes.resolve_note(call.work, call.actor, note_id, resolved=False)))


@routes.post("/notes/{note_id}/read", "I have read a note that names me", response=NoteOut)
def read_note(call: Call, *, note_id: int) -> Answer:
    return Answer(show_note(notes.read_note(call.work, call.actor, note_id)))


@routes.get("/articles/{article_id}/mentionable", "Whom a note on the article can tell by `@Name`", response=ReaderList)
def list_mentionable(call: Call, *, article_id: int) -> Answer:
    people = notes.list_mentionable(call.session, call.actor, article_id)
    return Answer(ReaderList(items=[ReaderOut(id=one.id, name=one.name) for one in people], next=None))


@routes.get("/mentions", "Notes of open threads that name me and that I have not read", response=MentionList)
def list_mentions(call: Call) -> Answer:
    return Answer(MentionList(items=[show_mention(m) for m in notes.list_mentions(call.session, call.actor)], next=None))
