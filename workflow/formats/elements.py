"""Elements of an HTML page with their offsets: enough to cut an article out of its page without changing a byte."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from workflow.core.markup_scan import ATOM, CLOSE, OPEN, VOID, read_attributes, scan_html


@dataclass(frozen=True, slots=True)
class PageElement:
    """``start`` to ``end`` with its tags, ``inner_start`` to ``inner_end`` without; attribute names in lower case."""

    name: str
    start: int
    inner_start: int
    inner_end: int
    end: int
    attributes: dict[str, str]

    @property
    def classes(self) -> frozenset[str]:
        return frozenset(self.attributes.get("class", "").split())

    def contains(self, other: PageElement) -> bool:
        return self.start <= other.start and other.end <= self.end and self is not other


class Page:
    """The elements of a page in document order. An element left open ends where its parent or the page ends."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.elements = _read_elements(source)

    def find(self, test: Callable[[PageElement], bool], *, inside: PageElement | None = None) -> PageElement | None:
        """The first element that passes the test."""
        return next(iter(self.find_all(test, inside=inside)), None)

    def find_all(self, test: Callable[[PageElement], bool], *, inside: PageElement | None = None) -> list[PageElement]:
        """All elements that pass the test, in document order."""
        return [e for e in self.elements if (inside is None or inside.contains(e)) and test(e)]

    def outer(self, element: PageElement) -> str:
        return self.source[element.start : element.end]

    def inner(self, element: PageElement, *, without: Iterable[PageElement] = ()) -> str:
        """The element's content, less some elements in it."""
        return self.cut(element.inner_start, element.inner_end, without=without)

    def cut(self, start: int, end: int, *, without: Iterable[PageElement] = ()) -> str:
        """The source between two offsets, less some elements in it."""
        kept: list[str] = []
        position = start
        for hole in sorted(without, key=lambda element: element.start):
            if hole.start < position or hole.end > end:
                continue
            kept.append(self.source[position : hole.start])
            position = hole.end
        return "".join(kept) + self.source[position:end]


def _read_elements(source: str) -> list[PageElement]:
    found: list[tuple[str, int, int, int, int, dict[str, str]] | None] = []
    stack: list[tuple[int, str, int, int, dict[str, str]]] = []
    waiting: Counter[str] = Counter()

    def close(inner_end: int, end: int) -> None:
        index, name, start, inner_start, attributes = stack.pop()
        waiting[name] -= 1
        found[index] = (name, start, inner_start, inner_end, end, attributes)

    for mark in scan_html(source):
        if mark.kind in (OPEN, ATOM):
            raw = source[mark.start : mark.end]
            attributes = {attribute.name: attribute.value for attribute in read_attributes(raw)}
            if mark.kind == ATOM or mark.name in VOID:
                inner = mark.start + raw.find(">") + 1
                inner_end = max(inner, mark.start + raw.rfind("<")) if mark.kind == ATOM else inner
                found.append((mark.name, mark.start, inner, inner_end, mark.end, attributes))
                continue
            found.append(None)
            stack.append((len(found) - 1, mark.name, mark.start, mark.end, attributes))
            waiting[mark.name] += 1
        elif mark.kind == CLOSE and waiting[mark.name]:
            while stack[-1][1] != mark.name:
                close(mark.start, mark.start)
            close(mark.start, mark.end)
    while stack:
        close(len(source), len(source))
    return [PageElement(*values) for values in found if values is not None]
