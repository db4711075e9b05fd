"""The article alone, as it will be set: drafts marked, pictures shown, sanitised like everything that leaves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from workflow.core.document import BlockKind, DatelineFields, Piece, source_html
from workflow.core.document import TargetBlock as BlockText
from workflow.core.markup import strip_tokens, target_html
from workflow.core.permissions import Actor
from workflow.core.states import Side
from workflow.core.style import HouseStyle, format_dateline
from workflow.core.units import UnitStatus, cover_from_json, covered_keys
from workflow.db.segments import TargetBlock, Unit
from workflow.http.i18n import gettext
from workflow.http.sanitise import sanitise_html
from workflow.services.access import ArticleFile, load_units, open_article
from workflow.services.content import elements_of, group_blocks
from workflow.services.editions import view_edition

#: Private characters around a sentence until its HTML is written, `OPEN id NAMED text CLOSE`; nothing typed can hold them
#: (they are taken out first). What is published never passes here.
_OPEN, _NAMED, _CLOSE = "\ue000", "\ue001", "\ue002"
_TYPED = dict.fromkeys(map(ord, (_OPEN, _NAMED, _CLOSE)))
#: Stands where a sentence is not written yet.
GAP = "· · ·"
_OPENING = re.compile(f"{_OPEN}([0-9]*)({_OPEN}?){_NAMED}")


@dataclass(frozen=True, slots=True)
class Preview:
    """What the preview page shows. `drafts`: units that would not go out as they are; `waiting`: units with no text."""

    article_id: int
    story_id: int
    edition_name: str
    language: str
    state: str
    title: Markup
    standfirst: Markup
    byline: Markup
    html: Markup
    since: datetime
    drafts: int
    waiting: int
    more_follows: bool


def make_preview(session: Session, actor: Actor, article_id: int, *, units_named: bool = False) -> Preview:
    """The article as readers would get it if every sentence with a text were confirmed.

    With `units_named` each sentence is a span with its unit's id, and one that has no text yet a gap.
    """
    file = open_article(session, actor, article_id)
    since = file.story.published_at or file.story.created_at
    if file.side is Side.SOURCE:
        revision = file.revision
        return Preview(
            article_id,
            file.story.id,
            file.edition.name,
            file.edition.language,
            file.article.state,
            escape(revision.title),
            escape(revision.standfirst),
            escape(revision.byline),
            clean_html(source_html(file.document)),
            since,
            0,
            0,
            False,
        )
    rows = load_units(session, article_id)
    texts = _texts(file, rows, named=units_named)
    style = HouseStyle.from_policy(dict(view_edition(file.edition).policy))

    def dateline(fields: DatelineFields, city: str) -> str:
        return format_dateline(style, city=city, day=style.local(since).date(), language=file.edition.language)

    body = target_html(file.document, texts, dateline=dateline)
    units = [unit for unit, _ in rows]
    return Preview(
        article_id=article_id,
        story_id=file.story.id,
        edition_name=file.edition.name,
        language=file.edition.language,
        state=file.article.state,
        title=_plain(texts, BlockKind.HEADLINE),
        standfirst=_plain(texts, BlockKind.STANDFIRST),
        byline=_plain(texts, BlockKind.BYLINE),
        html=clean_html(body),
        since=since,
        drafts=sum(u.status == UnitStatus.DRAFT and bool(u.text.strip()) for u in units),
        waiting=sum(not u.text.strip() and u.status in (UnitStatus.EMPTY, UnitStatus.DRAFT) for u in units),
        more_follows=any(u.status == UnitStatus.LATER for u in units),
    )


def clean_html(html: str) -> Markup:
    """HTML made safe to show, like everything readers get; drafts' marks become <mark>."""
    clean = sanitise_html(html, embed_label=lambda host: gettext("Embedded content: %(host)s", host=host))
    return _show_marks(Markup(clean))  # noqa: S704  # sanitised on the line above


def _show_marks(text: Markup) -> Markup:
    def open_mark(found: re.Match[str]) -> str:
        state = "unconfirmed" if found[2] else ""
        return f'<span class="set {state}" data-unit="{found[1]}" tabindex="-1">' if found[1] else f'<mark class="{state}">'

    named = bool(re.search(f"{_OPEN}[0-9]", text))
    return Markup(_OPENING.sub(open_mark, text).replace(_CLOSE, "</span>" if named else "</mark>"))  # noqa: S704  # ours


def _texts(file: ArticleFile, rows: Sequence[tuple[Unit, TargetBlock]], *, named: bool) -> list[BlockText]:
    """The article's blocks; those of the edition's own stand after the source block before them."""
    out: list[BlockText] = []
    after: str | None = None
    for block, units in group_blocks(rows):
        kind = BlockKind(block.kind)
        pieces = tuple(
            Piece(
                text=_mark(unit, kind, named=named),
                elements=elements_of(file, unit),
                segments=covered_keys(cover_from_json(unit.cover), file.index),
            )
            for unit in units
            if (unit.text.strip() or (named and kind is not BlockKind.ALT))
            and unit.status in (UnitStatus.CONFIRMED, UnitStatus.DRAFT, *([UnitStatus.EMPTY] if named else []))
        )
        out.append(
            BlockText(source=block.source_key, after=after if block.source_key is None else None, kind=kind, pieces=pieces)
        )
        after = block.source_key or after
    return out


def _mark(unit: Unit, kind: BlockKind, *, named: bool) -> str:
    text = unit.text.translate(_TYPED)
    confirmed = unit.status == UnitStatus.CONFIRMED
    if kind is BlockKind.ALT or (not named and (confirmed or kind is BlockKind.DATELINE)):
        return text
    return f"{_OPEN}{unit.id if named else ''}{'' if confirmed else _OPEN}{_NAMED}{text or GAP}{_CLOSE}"


def _plain(texts: Sequence[BlockText], kind: BlockKind) -> Markup:
    return _show_marks(escape(" ".join(strip_tokens(p.text).strip() for t in texts if t.kind is kind for p in t.pieces)))
