"""Catalogs out and in: an article's units as gettext messages, and what a returned file may change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.core.errors import Conflict, Forbidden, Invalid, NotFound
from workflow.core.permissions import Actor, Permission
from workflow.core.states import Side
from workflow.core.units import UnitStatus
from workflow.db.articles import Article
from workflow.db.publications import Edition
from workflow.db.segments import TargetBlock, Unit
from workflow.db.work import Work
from workflow.formats.gettext import (
    CatalogError,
    CatalogHead,
    KeptExtras,
    ReadCatalog,
    ReadMessage,
    UnitMessage,
    is_same_source,
    is_same_target,
    read_catalog,
    write_mo,
    write_po,
)
from workflow.services import asides, units
from workflow.services.access import ArticleFile, load_units, open_article
from workflow.services.events import record_event

FORMATS = ("po", "pot", "mo")
CONTENT_TYPES = {
    "po": "text/x-gettext-translation; charset=utf-8",
    "pot": "text/x-gettext-translation-template; charset=utf-8",
    "mo": "application/x-gettext-translation",
}


class Outcome(StrEnum):
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ImportLine:
    """What became of one message. `why` is a message code; `line` the line of the file, 0 where it has none."""

    context: str
    outcome: Outcome
    why: str = ""
    line: int = 0
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class ImportReport:
    lines: tuple[ImportLine, ...] = field(default=())
    dry_run: bool = False

    def count(self, outcome: Outcome) -> int:
        return sum(line.outcome is outcome for line in self.lines)


def export_article(session: Session, actor: Actor, article_id: int, fmt: str, *, width: int = 0) -> bytes:
    """One article's catalog: `po`, `pot` (no translations) or `mo`."""
    return export_articles(session, actor, [article_id], fmt, width=width)


def export_articles(session: Session, actor: Actor, article_ids: Sequence[int], fmt: str, *, width: int = 0) -> bytes:
    """Several articles of one edition as one catalog."""
    if fmt not in FORMATS:
        raise Invalid("format_unknown", format=fmt, known=", ".join(FORMATS))
    files = [open_article(session, actor, article_id) for article_id in article_ids]
    if not files:
        raise NotFound("article")
    if any(f.side is Side.SOURCE for f in files):
        raise Invalid("catalog_of_source")
    if not actor.may(Permission.CATALOG_EXPORT, files[0].edition.id):
        raise Forbidden("catalog_not_yours")
    head = CatalogHead(
        project=f"{files[0].publication.name} {files[0].edition.tag}",
        language=files[0].edition.language,
        source_language=files[0].story.language,
        created=min(f.article.created_at for f in files),
        revised=max(f.article.changed_at for f in files),
    )
    messages = [message for file in files for message in _messages(session, file)]
    if fmt == "mo":
        return write_mo(head, messages)
    keep = KeptExtras.from_json(files[0].article.catalog_extras) if len(files) == 1 and files[0].article.catalog_extras else None
    return write_po(head, messages, template=fmt == "pot", width=width, keep=keep)


def find_articles(session: Session, *, edition: str, story_ids: Iterable[int] | None = None) -> list[int]:
    """Ids of an edition's articles, all or those of some stories."""
    query = select(Article.id).join(Edition, Edition.id == Article.edition_id).where(Edition.tag == edition).order_by(Article.id)
    if story_ids is not None:
        query = query.where(Article.story_id.in_(list(story_ids)))
    return list(session.scalars(query))


def import_catalog(
    work: Work,
    actor: Actor,
    data: bytes,
    *,
    article_id: int | None = None,
    edition: str | None = None,
    dry_run: bool = False,
    max_bytes: int = 50_000_000,
) -> ImportReport:
    """Bring a catalog back. It changes only units whose version is the file's; everything else is reported.

    Raises `Invalid` (with the line) for a file that is no catalog; nothing is written then.
    """
    try:
        catalog = read_catalog(data, max_bytes=max_bytes)
    except CatalogError as error:
        raise Invalid(f"catalog_{error.code}", line=error.line, detail=error.detail) from None
    importer = Actor(actor.id, actor.name, actor.grants, actor.scopes, "import")
    lines: list[ImportLine] = []
    opened: dict[int, ArticleFile] = {}
    for message in catalog.messages:
        if message.obsolete:
            continue
        lines.append(_import_message(work, importer, message, opened, article_id=article_id, edition=edition, dry_run=dry_run))
    if not dry_run:
        _keep_extras(catalog, opened, article_id)
        changed = sum(line.outcome is Outcome.CHANGED for line in lines)
        for file in opened.values():
            record_event(
                work,
                importer,
                "catalog.import",
                story_id=file.story.id,
                article_id=file.article.id,
                changed=changed,
                messages=len(lines),
            )
    return ImportReport(tuple(lines), dry_run)


def _messages(session: Session, file: ArticleFile) -> list[UnitMessage]:
    out = []
    for unit, block in load_units(session, file.article.id):
        out.append(
            UnitMessage(
                context=f"{file.story.id}/{unit.id}",
                source=unit.source,
                target=unit.text,
                status=unit.status,
                block_kind=block.kind,
                kind=unit.kind,
                version=unit.version,
                origin=describe_origin(unit),
                reference=_reference(file, block, unit),
                previous_source=unit.previous_source,
                omit_reason=unit.reason if unit.status == UnitStatus.OMITTED else "",
            )
        )
    return out


def describe_origin(unit: Unit) -> str:
    """Where a text came from, in a few stable words."""
    origin = unit.origin
    match origin.get("kind"):
        case "machine":
            return f"machine {origin.get('engine')}/{origin.get('model')}"
        case "memory":
            return f"memory {origin.get('score')}"
        case "human" | "import" as kind:
            return str(kind)
        case _:
            return "none"


def _reference(file: ArticleFile, block: TargetBlock, unit: Unit) -> str:
    where = unit.cover[0][0] if unit.cover else block.source_key or "own"
    return f"{file.story.url or f'story/{file.story.id}'}#{where}"


def _import_message(
    work: Work,
    actor: Actor,
    message: ReadMessage,
    opened: dict[int, ArticleFile],
    *,
    article_id: int | None,
    edition: str | None,
    dry_run: bool,
) -> ImportLine:
    context = message.context or ""

    def line(outcome: Outcome, why: str = "", unit_id: int | None = None) -> ImportLine:
        if outcome is Outcome.CONFLICT and unit is not None and not dry_run:
            living = units.find_living(work.session, unit) or unit
            _keep_aside(work, actor, opened[unit.article_id], living, message)
        return ImportLine(context, outcome, why, message.line, unit_id)

    story_id, unit_id = _read_context(context)
    unit = work.session.get(Unit, unit_id) if unit_id else None
    if unit is None or (article_id is not None and unit.article_id != article_id):
        return line(Outcome.REFUSED, "unit_unknown")
    try:
        file = _open(work, actor, unit.article_id, opened, dry_run=dry_run)
    except NotFound:
        return line(Outcome.REFUSED, "unit_unknown")
    if file.story.id != story_id or (edition is not None and file.edition.tag != edition):
        return line(Outcome.REFUSED, "unit_unknown")
    work.session.refresh(unit)
    same_text = is_same_target(unit.source, unit.text, message.target)
    fuzzy_now = bool(unit.text) and unit.status != UnitStatus.CONFIRMED
    if unit.retired:
        return line(Outcome.CONFLICT, "unit_retired", unit_id)
    if unit.status == UnitStatus.OMITTED:
        return line(Outcome.CONFLICT, "unit_omitted", unit_id) if message.target.strip() else line(Outcome.UNCHANGED, "", unit_id)
    if not is_same_source(unit.source, message.source):
        return line(Outcome.CONFLICT, "source_differs", unit_id)
    if same_text and (message.fuzzy == fuzzy_now or not unit.text):
        return line(Outcome.UNCHANGED, "", unit_id)
    if not message.target.strip():
        return line(Outcome.CONFLICT, "emptied", unit_id)
    if message.version is None:
        return line(Outcome.CONFLICT, "version_unknown", unit_id)
    if message.version != unit.version:
        return line(Outcome.CONFLICT, "stale", unit_id)
    units.require_open_text(actor, file)
    text = unit.text if same_text else message.target
    status = UnitStatus.DRAFT if message.fuzzy else UnitStatus.CONFIRMED
    if not dry_run:
        try:
            origin = unit.origin if same_text and unit.origin else {"kind": "import"}
            units.save_text(work, actor, unit.id, version=unit.version, text=text, status=status.value, origin=origin, file=file)
        except Conflict:
            return line(Outcome.CONFLICT, "stale", unit_id)
        except Invalid as error:
            return line(Outcome.REFUSED, error.code, unit_id)
    return line(Outcome.CHANGED, "", unit_id)


def _keep_aside(work: Work, actor: Actor, file: ArticleFile, unit: Unit, message: ReadMessage) -> None:
    """What the file has for a unit and did not get in stays in the unit's history, if it can be kept at all."""
    with suppress(Invalid):
        asides.check_text(message.target)
        asides.keep_text(work, actor, file, unit_id=unit.id, text=message.target, version=message.version or unit.version)


def _open(work: Work, actor: Actor, article_id: int, opened: dict[int, ArticleFile], *, dry_run: bool) -> ArticleFile:
    if article_id not in opened:
        file = open_article(work.session, actor, article_id, lock=not dry_run)
        if not actor.may(Permission.CATALOG_IMPORT, file.edition.id):
            raise Forbidden("catalog_not_yours")
        opened[article_id] = file
    return opened[article_id]


def _read_context(context: str) -> tuple[int, int]:
    story, _, unit = context.partition("/")
    return (int(story), int(unit)) if story.isdecimal() and unit.isdecimal() and len(context) < 40 else (0, 0)


def _keep_extras(catalog: ReadCatalog, opened: dict[int, ArticleFile], article_id: int | None) -> None:
    """What another tool left stays with the article, if the file was one article's."""
    if len(opened) == 1:
        file = next(iter(opened.values()))
        if article_id is None or file.article.id == article_id:
            file.article.catalog_extras = catalog.extras.to_json()


def catalog_name(story_id: int, edition: str, fmt: str) -> str:
    """An ASCII file name from ids."""
    return f"story-{story_id}-{edition}.{fmt}"
