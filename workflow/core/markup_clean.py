"""What never comes in: scripts, styles, forms, plug-ins. Everything else is kept raw and sanitised on the way out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from workflow.core.document import Notice
from workflow.core.markup_scan import ATOM, CLOSE, OPEN, TEXT, Mark, read_attributes, scan_html

#: The notice for each element that is dropped with its content.
DROPPED = {
    "script": "script_dropped",
    "style": "style_dropped",
    "noscript": "noscript_dropped",
    "form": "form_dropped",
    "object": "object_dropped",
    "applet": "object_dropped",
}
# A story with a thousand broken tags needs no thousand notices.
_MOST_OF_A_CODE = 10

_HANDLER = re.compile(r"[\s/\"']on[a-z]+\s*=", re.IGNORECASE)
_SCRIPT_ADDRESS = re.compile(r"(?:java|vb)script:", re.IGNORECASE)


class NoticeList:
    """Collects notices with line numbers of one source; at most ten of a code."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._lines: list[int] | None = None
        self._counts: Counter[str] = Counter()
        self.notices: list[Notice] = []

    def add(self, code: str, offset: int, what: str) -> None:
        """A notice about ``what`` at a source offset: its detail is "<b>:3", the tag and its line."""
        self._counts[code] += 1
        if self._counts[code] <= _MOST_OF_A_CODE:
            self.notices.append(Notice(code, f"{what}:{self._line_of(offset)}"))

    def _line_of(self, offset: int) -> int:
        if self._lines is None:
            self._lines = [match.start() for match in re.finditer("\n", self._source)]
        return bisect_right(self._lines, offset - 1) + 1


def drop_active(source: str) -> tuple[str, tuple[Notice, ...]]:
    """The HTML without scripts and their like, and a notice for each; otherwise not a byte is changed.

    A "<" in the text right before something dropped goes as well, lest it grow together with what follows.
    """
    marks = list(scan_html(source))
    notices = NoticeList(source)
    kept: list[str] = []
    position = 0
    ends = match_ends(marks, {name for name in DROPPED if name not in ("script", "style", "noscript")})
    index = 0
    while index < len(marks):
        mark = marks[index]
        if mark.kind in (OPEN, ATOM):
            _note_handlers(source, mark, notices)
        if mark.name not in DROPPED:
            index += 1
            continue
        last = ends.get(index, index)
        notices.add(DROPPED[mark.name], mark.start, f"<{mark.name}>")
        end_of_text = mark.start
        if index and marks[index - 1].kind == TEXT:
            while end_of_text > position and source[end_of_text - 1] == "<":
                end_of_text -= 1
        kept.append(source[position:end_of_text])
        position = marks[last].end
        index = last + 1
    if not position:
        return source, tuple(notices.notices)
    kept.append(source[position:])
    return "".join(kept), tuple(notices.notices)


def match_ends(marks: Sequence[Mark], names: set[str] | frozenset[str]) -> dict[int, int]:
    """For start tags of those names the index of the end tag that closes them, by counting tags of the same name."""
    stacks: dict[str, list[int]] = {}
    ends: dict[int, int] = {}
    for index, mark in enumerate(marks):
        if mark.name not in names:
            continue
        if mark.kind == OPEN:
            stacks.setdefault(mark.name, []).append(index)
        elif mark.kind == CLOSE and stacks.get(mark.name):
            ends[stacks[mark.name].pop()] = index
    return ends


def _note_handlers(source: str, mark: Mark, notices: NoticeList) -> None:
    raw = source[mark.start : mark.end]
    if not _HANDLER.search(raw) and not _SCRIPT_ADDRESS.search(raw):
        return
    for attribute in read_attributes(raw):
        if attribute.name.startswith("on"):
            notices.add("event_handler", mark.start, f"<{mark.name} {attribute.name}>")
        elif _SCRIPT_ADDRESS.match(attribute.value.strip()):
            notices.add("script_address", mark.start, f"<{mark.name} {attribute.name}>")
