"""What TMX and XLIFF share: a stream of XML that is read piece by piece, and inline elements that become placeholders.

A file may name its DTD, which is not fetched; one that declares entities is refused, for they can be made to blow up or
to read files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol
from xml.parsers import expat

from workflow.core.markup_tokens import Token, render_tokens
from workflow.formats.pairs import Pair, PairFileError

_CHUNK = 1 << 16


@dataclass(slots=True)
class Mark:
    """An inline element. `key` says which of them belong together in source and target."""

    key: str
    closing: bool = False


Parts = list[str | Mark]


class PairReader(Protocol):
    """Collects pairs in `done`, which whoever feeds the parser empties. `refused`: why the file is none of this kind."""

    done: list[Pair]
    refused: str

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def characters(self, text: str) -> None: ...


def read_stream(stream: BinaryIO, reader: PairReader) -> Iterator[Pair]:
    """The pairs as they come; memory does not grow with the file. Raises `PairFileError`."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters

    def refuse(*_: object) -> int:
        raise PairFileError("entities", line=parser.CurrentLineNumber)

    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.SkippedEntityHandler = refuse
    while True:
        chunk = stream.read(_CHUNK)
        try:
            parser.Parse(chunk, not chunk)
        except expat.ExpatError as error:
            raise PairFileError("not_xml", line=error.lineno, detail=expat.ErrorString(error.code) or "") from None
        except (LookupError, ValueError) as error:  # an encoding nobody knows
            raise PairFileError("encoding", line=parser.CurrentLineNumber, detail=str(error)) from None
        if reader.refused:
            raise PairFileError(reader.refused, line=parser.CurrentLineNumber)
        yield from reader.done
        reader.done.clear()
        if not chunk:
            return


def write_tokens(source: Sequence[str | Mark], target: Sequence[str | Mark]) -> tuple[str, str]:
    """Both texts with placeholders, numbered in the order they come."""
    numbers: dict[str, int] = {}
    for part in (*source, *target):
        if isinstance(part, Mark):
            numbers.setdefault(part.key, len(numbers) + 1)

    def write(parts: Sequence[str | Mark]) -> str:
        return render_tokens(part if isinstance(part, str) else Token(numbers[part.key], part.closing) for part in parts)

    return write(source), write(target)
