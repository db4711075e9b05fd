"""What TMX and XLIFF share: pairs out of a stream of XML, and inline elements that become placeholders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from workflow.core.markup_tokens import Token, render_tokens
from workflow.formats.pairs import Pair, PairFileError
from workflow.formats.xml_stream import XmlFault, XmlReader, feed


@dataclass(slots=True)
class Mark:
    """An inline element. `key` says which of them belong together in source and target."""

    key: str
    closing: bool = False


Parts = list[str | Mark]


class PairReader(XmlReader, Protocol):
    """Collects pairs in `done`, which whoever feeds the parser empties. `refused`: why the file is none of this kind."""

    done: list[Pair]
    refused: str


def read_stream(stream: BinaryIO, reader: PairReader) -> Iterator[Pair]:
    """The pairs as they come; memory does not grow with the file. Raises `PairFileError`."""
    try:
        for line in feed(stream, reader):
            if reader.refused:
                raise PairFileError(reader.refused, line=line)
            yield from reader.done
            reader.done.clear()
    except XmlFault as fault:
        raise PairFileError(fault.code, line=fault.line, detail=fault.detail) from None


def write_tokens(source: Sequence[str | Mark], target: Sequence[str | Mark]) -> tuple[str, str]:
    """Both texts with placeholders, numbered in the order they come."""
    numbers: dict[str, int] = {}
    for part in (*source, *target):
        if isinstance(part, Mark):
            numbers.setdefault(part.key, len(numbers) + 1)

    def write(parts: Sequence[str | Mark]) -> str:
        return render_tokens(part if isinstance(part, str) else Token(numbers[part.key], part.closing) for part in parts)

    return write(source), write(target)
