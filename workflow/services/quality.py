"""Findings of units: what the checks say, and which of it somebody dismissed for this very text."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from workflow.core.links import read_address
from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.registry import run_checks
from workflow.core.style import HouseStyle
from workflow.db.segments import Dismissal, TargetBlock, Unit
from workflow.services.access import ArticleFile
from workflow.services.content import elements_of
from workflow.services.editions import read_severities, view_edition
from workflow.services.glossary import open_finder
from workflow.services.links import find_not_out, find_versions

Rows = Sequence[tuple[Unit, TargetBlock]]


@dataclass(frozen=True, slots=True)
class DismissalView:
    """`finding` is its key, "" for all that the check says; `occurrences` how often it stood."""

    id: int
    check: str
    finding: str
    occurrences: int
    reason: str
    author_id: int | None

    def covers(self, finding: Finding, occurrences: int) -> bool:
        if not self.finding:
            return self.check == finding.check
        return self.finding == finding.key and occurrences <= self.occurrences


@dataclass(frozen=True, slots=True)
class UnitFinding:
    """A finding with its unit, and who dismissed it if somebody did."""

    unit_id: int
    finding: Finding
    dismissed: DismissalView | None = None

    @property
    def name(self) -> str:
        """What it is called in its article."""
        return f"{self.unit_id}:{self.finding.key}"

    @property
    def blocks(self) -> bool:
        return self.finding.severity is Severity.BLOCKING and self.dismissed is None


def text_key(source: str, text: str) -> str:
    """What a dismissal is good for: this source with this text."""
    return hashlib.sha256(f"{source}\0{text}".encode()).hexdigest()[:32]


@cache
def _dismissals_query() -> Select[Dismissal]:
    return select(Dismissal).where(Dismissal.article_id == bindparam("article")).order_by(Dismissal.id)


def load_dismissals(session: Session, article_id: int) -> dict[tuple[int, str], list[DismissalView]]:
    """An article's dismissals by unit and the text they are good for."""
    rows = session.scalars(_dismissals_query(), {"article": article_id})
    found: dict[tuple[int, str], list[DismissalView]] = {}
    for d in rows:
        view = DismissalView(d.id, d.check, d.finding, d.occurrences, d.reason, d.author_id)
        found.setdefault((d.unit_id, d.text_hash), []).append(view)
    return found


def open_checks(session: Session, file: ArticleFile, *, links: Iterable[str] = ()) -> Desk:
    """What the article's edition and story give the checks. `links` are the addresses its texts lead to."""
    policy = view_edition(file.edition).policy
    links = frozenset(links)
    return Desk(
        source_language=file.story.language,
        target_language=file.edition.language,
        style=HouseStyle.from_policy(dict(policy)),
        terms=None if file.edition.is_source else open_finder(session, file.edition.id),
        transliteration=str(policy["transliteration"]),
        published=file.story.published_at or file.story.created_at,
        zone=str(policy["time_zone"]),
        severities=read_severities(policy),
        versions=find_versions(session, file, links),
        not_out=find_not_out(session, file, links),
    )


def find_by_unit(session: Session, file: ArticleFile, rows: Rows) -> dict[int, list[UnitFinding]]:
    """The findings of an article's units by unit. `rows` are all of its units in order: some checks look at the whole."""
    return find_in_texts(session, file, [_read_text(unit, block, file) for unit, block in rows])


def find_in_texts(session: Session, file: ArticleFile, texts: Sequence[UnitText]) -> dict[int, list[UnitFinding]]:
    """`find_by_unit` for all of an article's texts."""
    found = run_checks(texts, open_checks(session, file, links=[to for text in texts for _, to in text.links]))
    dismissals = load_dismissals(session, file.article.id) if found else {}
    keys = {text.unit_id: text_key(text.source, text.target) for text in texts if text.unit_id in found} if dismissals else {}
    return {
        unit_id: _judge(unit_id, findings, dismissals.get((unit_id, keys.get(unit_id, "")), ()))
        for unit_id, findings in found.items()
    }


def _judge(unit_id: int, findings: Sequence[Finding], dismissals: Sequence[DismissalView]) -> list[UnitFinding]:
    """A unit's findings, each with what dismisses it. What says the same of the text is dismissed together."""
    if not dismissals:
        return [UnitFinding(unit_id, f) for f in findings]
    often = Counter(f.key for f in findings)
    return [UnitFinding(unit_id, f, next((d for d in dismissals if d.covers(f, often[f.key])), None)) for f in findings]


def find_in_article(session: Session, file: ArticleFile, rows: Rows) -> list[UnitFinding]:
    """Every finding of an article in page order, dismissed ones first."""
    found = find_by_unit(session, file, rows)
    in_order = [f for unit, _ in rows for f in found.get(unit.id, ())]
    return sorted(in_order, key=lambda f: f.dismissed is None)


@cache
def _texts_query() -> Select[Any]:
    columns = (Unit.id, Unit.source, Unit.text, Unit.status, Unit.kind, Unit.machine, Unit.tokens)
    return (
        select(*columns, TargetBlock.source_key, TargetBlock.kind, TargetBlock.id)
        .join(TargetBlock, TargetBlock.id == Unit.block_id)
        .where(Unit.article_id == bindparam("article"), Unit.retired.is_(False))
        .order_by(Unit.position, Unit.id)
    )


def load_texts(session: Session, file: ArticleFile) -> list[UnitText]:
    """What checks ask for of an article's living units, in order, without the rows themselves: a save waits for it."""
    rows = session.execute(_texts_query(), {"article": file.article.id})
    return [
        UnitText(
            unit_id,
            source,
            text,
            status,
            kind,
            block=key or f"+{block}",
            block_kind=block_kind,
            machine=_by_engine(machine),
            guessed=bool(machine and machine.get("guessed")),
            links=_read_links(tokens, file),
        )
        for unit_id, source, text, status, kind, machine, tokens, key, block_kind, block in rows
    ]


def _by_engine(machine: Mapping[str, Any] | None) -> str | None:
    return machine["text"] if machine and machine.get("kind") == "machine" else None


def _read_text(unit: Unit, block: TargetBlock, file: ArticleFile) -> UnitText:
    return UnitText(
        unit_id=unit.id,
        source=unit.source,
        target=unit.text,
        status=unit.status,
        kind=unit.kind,
        block=block.source_key or f"+{block.id}",
        block_kind=block.kind,
        machine=_by_engine(unit.machine),
        guessed=bool(unit.machine and unit.machine.get("guessed")),
        links=_read_links(unit.tokens, file),
    )


def _read_links(tokens: Mapping[str, Any] | None, file: ArticleFile) -> tuple[tuple[int, str], ...]:
    """Where a unit's links lead in the edition, by the number of their placeholder."""
    return tuple((number, to) for number, element in elements_of(file, tokens).items() if (to := read_address(element)))
