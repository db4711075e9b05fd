"""Well-formed HTML out of pieces: closing what is open, dropping end tags that close nothing."""

from __future__ import annotations

from workflow.core.markup_scan import ATOM, CLOSE, COMMENT, OPEN, VOID, Mark, scan_html


def balance_tags(source: str) -> str:
    """The HTML with every start tag closed in order and no stray end tag; nothing else is changed."""
    if "<" not in source:
        return source
    written: list[str] = []
    open_tags: list[str] = []
    for mark in scan_html(source):
        raw = source[mark.start : mark.end]
        if mark.kind == OPEN and mark.name not in VOID:
            open_tags.append(mark.name)
        elif mark.kind == CLOSE:
            if mark.name not in open_tags:
                continue
            while (name := open_tags.pop()) != mark.name:
                written.append(f"</{name}>")
        elif mark.kind in (ATOM, COMMENT):
            raw = _close_mark(raw, mark)
        written.append(raw)
    written += [f"</{name}>" for name in reversed(open_tags)]
    return "".join(written)


def unclosed_tags(source: str) -> str:
    """The start tags in ``source`` that it leaves open, in order, as written."""
    open_tags: list[tuple[str, str]] = []
    for mark in scan_html(source):
        if mark.kind == OPEN and mark.name not in VOID:
            open_tags.append((mark.name, source[mark.start : mark.end]))
        elif mark.kind == CLOSE and any(name == mark.name for name, _ in open_tags):
            while open_tags.pop()[0] != mark.name:
                pass
    return "".join(raw for _, raw in open_tags)


def close_element(raw: str) -> str:
    """A standalone element that can stand before other text: one the end of the file closed gets its end."""
    for mark in scan_html(raw):
        if not mark.whole:
            return raw[: mark.start] + _close_mark(raw[mark.start :], mark)
    return raw


def _close_mark(raw: str, mark: Mark) -> str:
    if mark.whole:
        return raw
    return raw + ("-->" if mark.kind == COMMENT else f"</{mark.name}>")
