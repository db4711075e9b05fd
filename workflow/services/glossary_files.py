"""Glossaries out as TBX and CSV, and back: a file is taken whole or not at all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.core.errors import Forbidden, Invalid
from workflow.core.permissions import Actor, Permission
from workflow.core.stems import fold
from workflow.db.glossary import Term
from workflow.db.publications import Edition
from workflow.db.work import Work
from workflow.formats.terms import WRITERS, FileTerm, TermFileError, read_terms
from workflow.services import glossary
from workflow.services.editions import EditionView
from workflow.services.glossary import TermInput

#: Terms one file may have.
MOST = 50_000


@dataclass(frozen=True, slots=True)
class TermLine:
    """What became of a line: added, changed, unchanged or refused, with the message code of why."""

    line: int
    lemma: str
    outcome: str
    code: str = ""
    params: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class TermReport:
    """`written` is false on a dry run, and where a line was refused: then nothing at all was written."""

    lines: tuple[TermLine, ...]
    written: bool

    def count(self, outcome: str) -> int:
        return sum(line.outcome == outcome for line in self.lines)

    @property
    def refused(self) -> tuple[TermLine, ...]:
        return tuple(line for line in self.lines if line.outcome == "refused")


def export_terms(session: Session, actor: Actor, edition: EditionView, fmt: str) -> bytes:
    """The terms an edition goes by, as `tbx` or `csv`. The same terms give the same bytes."""
    if not actor.may(Permission.READ, edition.id) and actor.is_person:
        raise Forbidden("not_yours")
    if fmt not in WRITERS:
        raise Invalid("format_unknown", known=", ".join(WRITERS))
    found = glossary.list_terms(session, edition.id)
    terms = (FileTerm(t.lemma, t.preferred, t.variants, t.forbidden, t.kind, t.part_of_speech, t.note, t.keep) for t in found)
    return WRITERS[fmt](terms, source=_source_language(session), target=edition.language)


def import_terms(
    work: Work, actor: Actor, data: bytes, edition: EditionView, *, everywhere: bool = False, dry_run: bool = False
) -> TermReport:
    """Bring terms in, into the edition or (`everywhere`) the publication.

    A lemma that is there once, and once in the file, is changed; another is added. One bad line, and nothing is written.
    """
    scope = None if everywhere else edition.id
    if not glossary.may_write(actor, scope):
        raise Forbidden("glossary_not_yours")
    try:
        read = read_terms(data, source=_source_language(work.session), target=edition.language)
    except TermFileError as error:
        raise Invalid(error.code, line=error.line, detail=error.detail) from None
    if not read:
        raise Invalid("terms_empty")
    if len(read) > MOST:
        raise Invalid("terms_too_many", most=MOST)
    standing = _standing(work.session, scope, lock=not dry_run)
    latin = glossary.reads_latin(work.session, scope)
    often = Counter(fold(" ".join(term.lemma.split())) for term in read)
    lines: list[TermLine] = []
    changes: list[tuple[Term | None, TermInput]] = []
    taken: set[tuple[str, str]] = set()
    for term in read:
        try:
            given = glossary.check_input(_input(term, scope), latin=latin)
        except Invalid as error:
            lines.append(TermLine(term.line, term.lemma, "refused", error.code, tuple(error.params.items())))
            continue
        key = fold(given.lemma)
        if (key, given.preferred.casefold()) in taken:
            params = (("lemma", given.lemma), ("preferred", given.preferred))
            lines.append(TermLine(term.line, term.lemma, "refused", "term_exists", params))
            continue
        taken.add((key, given.preferred.casefold()))
        there = standing.get(key, [])
        same = next((t for t in there if t.preferred.casefold() == given.preferred.casefold()), None)
        row = same or (there[0] if len(there) == 1 and often[key] == 1 else None)
        outcome = "added" if row is None else "unchanged" if glossary.view_given(row) == given else "changed"
        lines.append(TermLine(term.line, term.lemma, outcome))
        if outcome != "unchanged":
            changes.append((row, given))
    report = TermReport(tuple(lines), written=False)
    if report.refused or dry_run:
        return report
    glossary.write_many(work, actor, changes, edition_id=edition.id)
    return replace(report, written=True)


def _input(term: FileTerm, scope: int | None) -> TermInput:
    return TermInput(
        term.lemma, term.preferred, term.variants, term.forbidden, term.kind, term.part_of_speech, term.note, term.keep, scope
    )


def _standing(session: Session, scope: int | None, *, lock: bool) -> dict[str, list[Term]]:
    query: Any = select(Term).where(Term.deleted.is_(False)).order_by(Term.id)
    query = query.where(Term.edition_id == scope) if scope is not None else query.where(Term.edition_id.is_(None))
    standing: dict[str, list[Term]] = {}
    for term in session.scalars(query.with_for_update() if lock else query):
        standing.setdefault(term.lemma_key, []).append(term)
    return standing


def _source_language(session: Session) -> str:
    return session.scalars(select(Edition.language).where(Edition.is_source)).one()
