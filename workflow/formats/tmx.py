"""TMX 1.4b (Translation Memory eXchange, LISA OSCAR 2005), read and written unit by unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from workflow.core.markup_tokens import Token, parse_tokens
from workflow.formats.pairs import Pair, same_language, tell
from workflow.formats.pairs_xml import Mark, Parts, read_stream, write_tokens

#: Elements whose text is markup of another format (sections 3.4.1 to 3.4.6); `hi` holds words.
_CODES = frozenset({"bpt", "ept", "ph", "it", "ut"})
_PROPS = {
    "x-kind": "kind",
    "x-previous-hash": "previous_hash",
    "x-next-hash": "next_hash",
    "x-provenance": "provenance",
    "x-reviewed": "reviewed",
}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class _Unit:
    props: dict[str, str] = field(default_factory=dict)
    #: Language → what its segment holds.
    segments: dict[str, Parts] = field(default_factory=dict)


class _Reader:
    def __init__(self, source_language: str, target_language: str) -> None:
        self.done: list[Pair] = []
        self._languages = (source_language, target_language)
        self.refused: str = ""
        self._path: list[str] = []
        self._unit = _Unit()
        self._language = ""
        self._parts: Parts | None = None
        self._code = 0
        self._open: dict[str, str] = {}
        self._highlights: list[str] = []
        self._unnamed = 0
        self._prop = ""
        self._text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._path and name != "tmx":
            self.refused = "not_tmx"
        self._path.append(name)
        if self._parts is not None:
            self._inline(name, attributes)
        elif name == "tu":
            self._unit = _Unit()
        elif name == "tuv":
            self._language = attributes.get("xml:lang") or attributes.get("lang") or ""
        elif name == "seg":
            self._parts, self._open, self._highlights, self._unnamed = [], {}, [], 0
        elif name == "prop" and self._path[-2:-1] == ["tu"]:
            self._prop, self._text = attributes.get("type", ""), []

    def end(self, name: str) -> None:
        self._path.pop()
        if self._parts is not None and name == "seg":
            self._unit.segments.setdefault(self._language, self._parts)
            self._parts = None
        elif self._parts is not None:
            if name in _CODES:
                self._code -= 1
            elif name == "hi" and self._highlights and not self._code:
                self._parts.append(Mark(self._highlights.pop(), closing=True))
        elif name == "prop" and self._prop:
            if self._prop in _PROPS:
                self._unit.props[_PROPS[self._prop]] = "".join(self._text)
            self._prop = ""
        elif name == "tu":
            pair = _as_pair(self._unit, *self._languages)
            if pair is not None:
                self.done.append(pair)

    def characters(self, text: str) -> None:
        if self._parts is not None:
            if not self._code:
                self._parts.append(text)
        elif self._prop:
            self._text.append(text)

    def _inline(self, name: str, attributes: dict[str, str]) -> None:
        assert self._parts is not None
        outermost = not self._code
        if name in _CODES:
            self._code += 1
        if not outermost or name not in _CODES | {"hi"}:
            return
        if name == "ept":
            self._parts.append(Mark(self._open.get(attributes.get("i", ""), self._name(attributes)), closing=True))
            return
        key = self._name(attributes)
        if name == "bpt":
            self._open[attributes.get("i", "")] = key
        elif name == "hi":
            self._highlights.append(key)
        self._parts.append(Mark(key, closing=name == "it" and attributes.get("pos") == "end"))

    def _name(self, attributes: dict[str, str]) -> str:
        """`x` matches elements of source and target (section 3.3); without it their order does."""
        if "x" in attributes:
            return f"x{attributes['x']}"
        self._unnamed += 1
        return f"#{self._unnamed}"


def read_tmx(stream: BinaryIO, *, source_language: str, target_language: str) -> Iterator[Pair]:
    """The units that have both languages, as they come; memory does not grow with the file. Raises `PairFileError`."""
    return read_stream(stream, _Reader(source_language, target_language))


def _as_pair(unit: _Unit, source_language: str, target_language: str) -> Pair | None:
    source = _choose(unit, source_language)
    target = _choose(unit, target_language)
    if source is None or target is None:
        return None
    props: dict[str, str] = {name: value for name, value in unit.props.items() if name != "reviewed"}
    return Pair(*write_tokens(source, target), **props, reviewed=unit.props.get("reviewed") != "no")


def _choose(unit: _Unit, wanted: str) -> Parts | None:
    exact = {language.lower(): parts for language, parts in unit.segments.items()}.get(wanted.lower())
    return exact or next((parts for language, parts in unit.segments.items() if same_language(language, wanted)), None)


def write_tmx(pairs: Iterable[Pair], *, source_language: str, target_language: str, version: str) -> Iterator[str]:
    """A TMX file in pieces."""
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
        f'<header creationtool="Workflow" creationtoolversion={quoteattr(version)} segtype="sentence" o-tmf="Workflow"'
        f' adminlang="en" srclang={quoteattr(source_language)} datatype="plaintext"/>\n<body>\n'
    )
    for pair in pairs:
        props = "".join(
            f'<prop type="{name}">{_escape(value)}</prop>'
            for name, attribute in _PROPS.items()
            if (value := tell(pair, attribute)) and (name, value) != ("x-kind", "text")
        )
        yield (
            f"<tu>{props}"
            f"<tuv xml:lang={quoteattr(source_language)}><seg>{_write_inline(pair.source)}</seg></tuv>"
            f"<tuv xml:lang={quoteattr(target_language)}><seg>{_write_inline(pair.target)}</seg></tuv></tu>\n"
        )
    yield "</body>\n</tmx>\n"


def _write_inline(text: str) -> str:
    """A token that opens and closes is `bpt` and `ept`, one alone `ph`, one that only closes `it`."""
    parts = parse_tokens(text)
    written: list[str] = []
    for n, part in enumerate(parts):
        if isinstance(part, str):
            written.append(_escape(part))
        elif not part.closing:
            paired = _is_pair(parts, n, part.number)
            if paired:
                written.append(f'<bpt i="{part.number}" x="{part.number}">{{{part.number}}}</bpt>')
            else:
                written.append(f'<ph x="{part.number}">{{{part.number}}}</ph>')
        elif any(_is_pair(parts, m, part.number) for m in range(n) if parts[m] == Token(part.number)):
            written.append(f'<ept i="{part.number}">{{/{part.number}}}</ept>')
        else:
            written.append(f'<it pos="end" x="{part.number}">{{/{part.number}}}</it>')
    return "".join(written)


def _is_pair(parts: list[str | Token], at: int, number: int) -> bool:
    """Whether the token at `at` is the only one that opens, and the only one that closes follows."""
    opening, closing = Token(number), Token(number, True)
    return parts.count(opening) == parts.count(closing) == 1 and closing in parts[at:]


def _escape(text: str) -> str:
    return escape(_NOT_XML.sub("", text), {"\r": "&#13;"})
