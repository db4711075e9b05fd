"""Changing one sentence of a story's own text, everything else left byte for byte."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.core.document import Block, BlockKind, DatelineFields, Document, Piece, TargetBlock, iter_blocks, source_html
from workflow.core.markup import target_html
from workflow.core.markup_tokens import find_token_damage, strip_tokens


class MendError(ValueError):
    """A text that cannot stand in the sentence's place; `code` is a message code, `token` the mark it is about."""

    def __init__(self, code: str, token: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.token = token


@dataclass(frozen=True, slots=True)
class Mended:
    """The parts of a story; None stays as it is."""

    title: str | None = None
    standfirst: str | None = None
    byline: str | None = None
    html: str | None = None


_HEADS = {BlockKind.HEADLINE: "title", BlockKind.STANDFIRST: "standfirst", BlockKind.BYLINE: "byline"}


def mend_sentence(document: Document, key: str, text: str) -> Mended:
    """The story with the sentence `key` reading `text`. KeyError where there is no such sentence.

    Raises `MendError` where nothing would be left of it, or its marks are not those it had.
    """
    block = next((b for b in iter_blocks(document) if any(s.key == key for s in b.segments)), None)
    if block is None:
        raise KeyError(key)
    segment = next(s for s in block.segments if s.key == key)
    if not strip_tokens(text).strip():
        raise MendError("sentence_emptied")
    for damage in find_token_damage(segment.text, text):
        raise MendError(damage.code, damage.token)
    texts = {s.key: s.text for s in block.segments} | {key: text.strip()}
    if block in (document.headline, document.standfirst, document.byline):
        return Mended(**{_HEADS[block.kind]: " ".join(strip_tokens(t) for t in texts.values())})
    if block.kind is BlockKind.DATELINE:  # its parts are told from one another where the story is written
        raise MendError("mend_in_form")
    blocks = [_as_it_stands(b, texts if b is block else {}) for b in iter_blocks(document) if b.segments]
    html = target_html(document, blocks, dateline=_no_dateline)
    return Mended(html=html if html != source_html(document) else None)


def _as_it_stands(block: Block, texts: dict[str, str]) -> TargetBlock:
    elements = dict(enumerate(block.elements, start=1))
    pieces = tuple(Piece(texts.get(s.key, s.text), elements, (s.key,)) for s in block.segments)
    return TargetBlock(source=block.key, after=None, kind=block.kind, pieces=pieces)


def _no_dateline(fields: DatelineFields, city: str) -> str:
    raise AssertionError("a dateline that nobody changed is left as it is")
