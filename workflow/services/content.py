"""What readers will see of an article, built from its rows, and the hash an editor approves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from slugify import slugify
from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from workflow.core.document import BlockKind, DatelineFields, Document, Element, Piece, source_html
from workflow.core.document import TargetBlock as BlockText
from workflow.core.links import lead_to, list_links, read_address
from workflow.core.markup import target_html
from workflow.core.markup_tokens import strip_tokens
from workflow.core.pictures import list_pictures
from workflow.core.states import Side
from workflow.core.style import HouseStyle, format_dateline
from workflow.core.units import UnitStatus, cover_from_json, covered_keys, tokens_from_json
from workflow.db.articles import Hold, Release
from workflow.db.segments import TargetBlock, Unit
from workflow.services.access import ArticleFile, load_units
from workflow.services.editions import view_edition

#: Fields of an article beside its body, all of which readers or machines of readers see.
FIELDS = ("short_headline", "description", "push_title", "tags", "picture_rights", "links")
#: Those that go by an address, of a picture or of a page the original links to.
BY_ADDRESS = ("picture_rights", "links")


def build_content(session: Session, file: ArticleFile, *, drafts: bool = False) -> dict[str, Any]:
    """Everything a reader will see, as canonical JSON: the same rows give the same bytes.

    Only confirmed units are in it; with `drafts` every unit that has text, for previews.
    """
    parts = _source_parts(file) if file.side is Side.SOURCE else _target_parts(session, file, drafts=drafts)
    return {
        **parts,
        "language": file.edition.language,
        "edition": file.edition.tag,
        "slug": file.article.slug or propose_slug(parts["title"], file),
        "source_url": "" if file.side is Side.SOURCE else file.story.url,
        "correction_note": file.article.correction_note,
        "fields": _fields(file, parts["html"]),
    }


def _fields(file: ArticleFile, html: str) -> dict[str, Any]:
    """The fields that say something; those about a picture or a link that is not there go nowhere."""
    fields = {name: file.article.fields[name] for name in FIELDS if file.article.fields.get(name)}
    if "picture_rights" in fields:
        there = {picture.src for picture in list_pictures(html)}
        fields["picture_rights"] = {src: text for src, text in fields["picture_rights"].items() if src in there}
    if "links" in fields:
        known = {link.address for link in list_links(file.document)}
        fields["links"] = {address: to for address, to in fields["links"].items() if address in known}
    return {name: value for name, value in fields.items() if value}


def content_hash(content: Mapping[str, Any]) -> str:
    """SHA-256, hexadecimal, over the canonical JSON (sorted keys, no spaces, UTF-8) of `build_content`."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()


def propose_slug(title: str, file: ArticleFile) -> str:
    """An address from the headline; the story's number keeps it unique whatever the headline."""
    most = int(view_edition(file.edition).policy["slug_most"])
    words = slugify(title, max_length=most, word_boundary=True, save_order=True)
    return f"{words}-{file.story.id}" if words else str(file.story.id)


def live_release(session: Session, article_id: int, now: Any) -> Release | None:
    """The newest release whose time has come, not taken back; None where it was withdrawn.

    One that waited for its time while a hold was open goes on waiting; what was out before the hold stays out.
    """
    release = session.scalars(
        select(Release).where(Release.article_id == article_id, *_come(now)).order_by(Release.number.desc()).limit(1)
    ).one_or_none()
    return None if release is None or release.withdrawn_at is not None else release


def live_numbers(session: Session, article_ids: Sequence[int], now: Any) -> dict[int, int]:
    """The number of the live release of each article that has one."""
    latest = (
        select(Release.article_id, func.max(Release.number).label("number"))
        .where(Release.article_id.in_(article_ids), *_come(now))
        .group_by(Release.article_id)
        .subquery()
    )
    rows = session.execute(
        select(Release.article_id, Release.number)
        .join(latest, and_(Release.article_id == latest.c.article_id, Release.number == latest.c.number))
        .where(Release.withdrawn_at.is_(None))
    )
    return {article_id: number for article_id, number in rows}  # rows are no pairs to the type checker


def is_live(now: Any) -> ColumnElement[bool]:
    """That a release is the live one of its article."""
    newer = aliased(Release)
    superseded = exists().where(newer.article_id == Release.article_id, newer.number > Release.number, *_come(now, newer))
    return and_(*_come(now), Release.withdrawn_at.is_(None), ~superseded)


def _come(now: Any, release: Any = Release) -> tuple[ColumnElement[bool], ...]:
    """That a release's time has come, and nothing holds it up."""
    held = exists().where(Hold.article_id == release.article_id, Hold.lifted_at.is_(None), Hold.raised_at < release.live_from)
    return release.live_from <= now, release.taken_back_at.is_(None), ~held


def newest_release(session: Session, article_id: int) -> Release | None:
    """The newest release that was not taken back, live or still waiting for its time."""
    return session.scalars(
        select(Release)
        .where(Release.article_id == article_id, Release.taken_back_at.is_(None))
        .order_by(Release.number.desc())
        .limit(1)
    ).one_or_none()


def is_published(unit: Unit, *, drafts: bool = False) -> bool:
    if unit.status == UnitStatus.CONFIRMED:
        return True
    return drafts and unit.status == UnitStatus.DRAFT and bool(unit.text.strip())


def _source_parts(file: ArticleFile) -> dict[str, Any]:
    document = file.document
    return {
        "title": file.revision.title,
        "standfirst": file.revision.standfirst,
        "byline": file.revision.byline,
        "html": source_html(document),
        "more_follows": False,
    }


def _target_parts(session: Session, file: ArticleFile, *, drafts: bool) -> dict[str, Any]:
    rows = load_units(session, file.article.id)
    blocks = group_blocks(rows)
    style = HouseStyle.from_policy(dict(view_edition(file.edition).policy))
    day = style.local(file.story.published_at or file.story.created_at).date()

    def dateline(fields: DatelineFields, city: str) -> str:
        return format_dateline(style, city=city, day=day, language=file.edition.language)

    texts = [_block_text(file, block, units, drafts=drafts) for block, units in blocks]
    anchored = _anchor(file.document, blocks, texts)
    plain = {kind: _plain(file.document, texts, kind) for kind in (BlockKind.HEADLINE, BlockKind.STANDFIRST, BlockKind.BYLINE)}
    return {
        "title": plain[BlockKind.HEADLINE],
        "standfirst": plain[BlockKind.STANDFIRST],
        "byline": plain[BlockKind.BYLINE],
        "html": target_html(file.document, anchored, dateline=dateline),
        "more_follows": any(unit.status == UnitStatus.LATER for unit, _ in rows),
    }


def group_blocks(rows: Sequence[tuple[Unit, TargetBlock]]) -> list[tuple[TargetBlock, list[Unit]]]:
    """The article's blocks in the order of their first units."""
    grouped: dict[int, tuple[TargetBlock, list[Unit]]] = {}
    for unit, block in rows:
        grouped.setdefault(block.id, (block, []))[1].append(unit)
    return list(grouped.values())


def elements_of(file: ArticleFile, tokens: Mapping[str, Any] | None) -> dict[int, Element]:
    """What each placeholder number of a unit with these `tokens` stands for; links lead where the edition has them lead."""
    if not tokens:
        return {}
    out: dict[int, Element] = {}
    for number, (key, element) in tokens_from_json(tokens).items():
        block = file.blocks.get(key)
        if block is not None and 1 <= element <= len(block.elements):
            out[number] = block.elements[element - 1]
    led: Mapping[str, str] = file.article.fields.get("links") or {}
    return {n: lead_to(e, led[to]) if (to := read_address(e)) in led else e for n, e in out.items()} if led else out


def _block_text(file: ArticleFile, block: TargetBlock, units: Iterable[Unit], *, drafts: bool) -> BlockText:
    pieces = tuple(
        Piece(
            text=unit.text,
            elements=elements_of(file, unit.tokens),
            segments=covered_keys(cover_from_json(unit.cover), file.index),
        )
        for unit in units
        if is_published(unit, drafts=drafts)
    )
    return BlockText(source=block.source_key, after=None, kind=BlockKind(block.kind), pieces=pieces)


def _anchor(document: Document, blocks: Sequence[tuple[TargetBlock, list[Unit]]], texts: Sequence[BlockText]) -> list[BlockText]:
    """Give each block of the edition's own the source block it stands after."""
    out: list[BlockText] = []
    after: str | None = None
    for (block, _), text in zip(blocks, texts, strict=True):
        if block.source_key is None:
            out.append(BlockText(source=None, after=after, kind=text.kind, pieces=text.pieces))
        else:
            after = block.source_key
            out.append(text)
    return out


def _plain(document: Document, texts: Sequence[BlockText], kind: BlockKind) -> str:
    """A block outside the body, as plain text."""
    pieces = [piece for text in texts if text.kind is kind and text.source is not None for piece in text.pieces]
    return " ".join(strip_tokens(piece.text).strip() for piece in pieces)
