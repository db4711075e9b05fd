"""Releases, catalogs, memory, suggestions and the audit trail."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from workflow.api.schemas.common import Id, In, Out, PageQuery, Time
from workflow.core.diff import diff_words
from workflow.http.messages import format_message, has_message
from workflow.services.concordance import Hit
from workflow.services.desk import Panel
from workflow.services.events import EventView
from workflow.services.glossary import TermView
from workflow.services.interchange import ImportLine, ImportReport, Outcome
from workflow.services.memory import Match
from workflow.services.publishing import ReleaseView


class ReleaseOut(Out):
    """An immutable published version. Screens call `number` its version."""

    id: int
    article: int
    number: int
    content_hash: str
    created_at: Time
    created_by: int | None
    live_from: Time
    change: str
    taken_back: bool
    withdrawn: bool
    live: bool


class ReleaseDetailOut(ReleaseOut):
    """With `content`, exactly what was approved; `content_hash` is its SHA-256 as canonical JSON. `html` is its body as
    readers' pages print it, sanitised: show that one."""

    content: dict[str, Any]
    html: str


class ReleaseList(Out):
    items: list[ReleaseOut]
    next: str | None


class CatalogQuery(In):
    width: int = Field(0, ge=0, le=1000, description="wrap PO lines at this width; 0 does not wrap")


class ImportQuery(In):
    dry_run: bool = Field(False, description="report what would happen and change nothing")


class ImportLineOut(Out):
    context: str
    unit: int | None
    line: int = Field(description="the line of the file, 0 where it has none")
    why: str
    message: str


class ImportReportOut(Out):
    """What became of the file's messages. `changed` and `unchanged` count; the lists say what and why."""

    changed: int
    unchanged: int
    conflicts: list[ImportLineOut]
    refused: list[ImportLineOut]
    changes: list[ImportLineOut]
    dry_run: bool


class DiffOut(Out):
    """A run of words. `same` and `gone` joined are the old text, `same` and `new` the new one."""

    change: Literal["same", "gone", "new"]
    text: str


class MatchOut(Out):
    """An offer from memory. `score`: 101 in context, 100 exact, else similarity in percent. `diff`: from the entry's
    source to the one asked about."""

    entry: int
    score: int
    source: str
    target: str
    provenance: str
    numbers_differ: bool
    diff: list[DiffOut]


class MatchList(Out):
    items: list[MatchOut]
    next: str | None


class TermOut(Out):
    id: int
    lemma: str
    preferred: str
    forbidden: list[str]
    kind: str
    note: str


class MachineOut(Out):
    text: str
    label: str


class SuggestionsOut(Out):
    """What helps with a unit: memory, what the engine wrote, terms of its source."""

    unit: int
    version: int
    source: str
    memory: list[MatchOut]
    machine: MachineOut | None
    terms: list[TermOut]


class MemoryQueryIn(In):
    q: str = Field(min_length=1, max_length=5000)
    source: str = Field("ru", max_length=20)
    target: str = Field("en", max_length=20)
    min_score: int = Field(70, ge=30, le=100)
    limit: int = Field(5, ge=1, le=50)
    kind: Literal["text", "headline"] = Field("text", description="headlines match headlines")


class ConcordanceQueryIn(In):
    q: str = Field(min_length=1, max_length=300, description="all of these words; a star after the beginning of one: мурман*")
    edition: str = Field("en", max_length=40)
    limit: int = Field(20, ge=1, le=100)


class HitOut(Out):
    """A sentence with the words. The marks are [start, end] of words asked for and of their terms, in code points."""

    kind: Literal["published", "memory", "source"] = Field(description="source: published in the source language alone")
    source: str
    target: str
    story: int | None
    title: str
    at: Time
    url: str | None
    provenance: str
    source_marks: list[tuple[int, int]]
    target_marks: list[tuple[int, int]]


class HitList(Out):
    items: list[HitOut]
    next: str | None
    more: bool = Field(description="not everything is shown")


class EventOut(Out):
    id: int
    at: Time
    action: str
    actor: str
    via: str
    story: int | None
    article: int | None
    unit: int | None
    data: dict[str, Any]


class EventList(Out):
    items: list[EventOut]
    next: str | None


class EventQuery(PageQuery):
    article: Id | None = None
    story: Id | None = None


def release_fields(release: ReleaseView, *, live: int | None) -> dict[str, Any]:
    return {
        "id": release.id,
        "article": release.article_id,
        "number": release.number,
        "content_hash": release.content_hash,
        "created_at": release.created_at,
        "created_by": release.created_by,
        "live_from": release.live_from,
        "change": release.change,
        "taken_back": release.taken_back,
        "withdrawn": release.withdrawn,
        "live": release.id == live,
    }


def show_report(report: ImportReport) -> ImportReportOut:
    def lines(outcome: Outcome) -> list[ImportLineOut]:
        return [_show_line(line) for line in report.lines if line.outcome is outcome]

    return ImportReportOut(
        changed=report.count(Outcome.CHANGED),
        unchanged=report.count(Outcome.UNCHANGED),
        conflicts=lines(Outcome.CONFLICT),
        refused=lines(Outcome.REFUSED),
        changes=lines(Outcome.CHANGED),
        dry_run=report.dry_run,
    )


def _show_line(line: ImportLine) -> ImportLineOut:
    code = f"import_{line.why}" if has_message(f"import_{line.why}") else line.why
    message = format_message(code, {"line": line.line}) if line.why else ""
    return ImportLineOut(context=line.context, unit=line.unit_id, line=line.line, why=line.why, message=message)


def show_match(match: Match, *, asked: str) -> MatchOut:
    return MatchOut(
        entry=match.entry_id,
        score=match.score,
        source=match.source,
        target=match.target,
        provenance=match.provenance,
        numbers_differ=match.numbers_differ,
        diff=[DiffOut(change=p.change.value, text=p.text) for p in diff_words(match.source, asked)],
    )


def show_hit(hit: Hit) -> HitOut:
    return HitOut(
        kind=hit.kind,
        source=hit.source,
        target=hit.target,
        story=hit.story_id,
        title=hit.title,
        at=hit.at,
        url=hit.url or None,
        provenance=hit.provenance,
        source_marks=list(hit.source_marks),
        target_marks=list(hit.target_marks),
    )


def show_term(term: TermView) -> TermOut:
    return TermOut(
        id=term.id, lemma=term.lemma, preferred=term.preferred, forbidden=list(term.forbidden), kind=term.kind, note=term.note
    )


def show_suggestions(panel: Panel) -> SuggestionsOut:
    return SuggestionsOut(
        unit=panel.unit_id,
        version=panel.version,
        source=panel.source,
        memory=[show_match(m, asked=panel.source) for m in panel.matches],
        machine=MachineOut(text=panel.machine, label=panel.machine_label) if panel.machine is not None else None,
        terms=[show_term(t) for t in panel.terms],
    )


def show_event(event: EventView) -> EventOut:
    return EventOut(
        id=event.id,
        at=event.at,
        action=event.action,
        actor=event.actor,
        via=event.via,
        story=event.story_id,
        article=event.article_id,
        unit=event.unit_id,
        data=event.data,
    )
