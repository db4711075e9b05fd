"""XML from outside, read piece by piece.

A file may name its DTD, which is not fetched; one that declares entities is refused, for they can be made to blow up or
to read files.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Protocol
from xml.parsers import expat

_CHUNK = 1 << 16


class XmlFault(ValueError):
    """Why a file cannot be read: `code` is entities, not_xml or encoding; `line` counts from 1; `detail` is the parser's."""

    def __init__(self, code: str, *, line: int, detail: str = "") -> None:
        super().__init__(f"{code}, line {line}: {detail}")
        self.code, self.line, self.detail = code, line, detail


class XmlReader(Protocol):
    """Told of elements and texts in the order they come."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def characters(self, text: str) -> None: ...


def feed(stream: BinaryIO, reader: XmlReader) -> Iterator[int]:
    """Tell `reader` of a file. After each piece the line it has come to: the time to take out what was collected."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters

    def refuse(*_: object) -> int:
        raise XmlFault("entities", line=parser.CurrentLineNumber)

    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.SkippedEntityHandler = refuse
    while True:
        chunk = stream.read(_CHUNK)
        try:
            parser.Parse(chunk, not chunk)
        except expat.ExpatError as error:
            raise XmlFault("not_xml", line=error.lineno, detail=expat.ErrorString(error.code) or "") from None
        except XmlFault:
            raise
        except (LookupError, ValueError) as error:  # an encoding nobody knows
            raise XmlFault("encoding", line=parser.CurrentLineNumber, detail=str(error)) from None
        yield parser.CurrentLineNumber
        if not chunk:
            return
