"""What people type into a story's body → HTML, and back.

Paragraphs are divided by an empty line (where there is none, by the end of the line). A line may begin with a mark:
``## `` and ``### `` a subhead, ``- `` a list item, ``1. `` a numbered one, ``> `` a quotation. Inline HTML tags stay
tags, and a paragraph that begins with a block tag is HTML and stays as it is.
"""

from __future__ import annotations

import re
from itertools import groupby

_INLINE = "a|abbr|b|bdi|br|cite|code|del|em|i|img|ins|kbd|mark|q|s|small|span|strong|sub|sup|time|u|wbr"
_BLOCK = (
    "address|article|aside|blockquote|caption|center|col|colgroup|dd|details|div|dl|dt|figcaption|figure|footer|form|h[1-6]|header|hr|iframe|"
    "embed|object|video|audio|source|li|main|nav|ol|p|picture|pre|script|section|style|summary|table|tbody|td|tfoot|th|thead|tr|ul|amp-[a-z-]+"
)
_IS_BLOCK = re.compile(rf"\s*<(?:!--|/?(?:{_BLOCK})(?=[\s/>]))", re.IGNORECASE)
_STRAY = re.compile(rf"<(?!/?(?:{_INLINE})(?:[\s/][^<>]*)?>)", re.IGNORECASE)
_AMPERSAND = re.compile(r"&(?!(?:[a-zA-Z][a-zA-Z0-9]{1,31}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)")
_MARKS = (
    ("h3", re.compile(r"###\s+(.*)")),
    ("h2", re.compile(r"##\s+(.*)")),
    ("ul", re.compile(r"[-•*]\s+(?=\S)(.*)")),
    ("ol", re.compile(r"\d{1,2}[.)]\s+(.*)")),
    ("quote", re.compile(r">\s?(.*)")),
    ("speech", re.compile(r"([–—]\s.*)")),
)
_SIMPLE = re.compile(r"<(p|h2|h3|ul|ol|blockquote)>(.*)</\1>", re.DOTALL)
_ITEM = re.compile(r"<li>(.*?)</li>", re.DOTALL)
_QUOTED = re.compile(r"<p>(.*?)</p>", re.DOTALL)


def write_html(text: str) -> str:
    """The body's HTML. Text that is HTML throughout comes back unchanged (with line feeds as line ends)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    chunks = [chunk for chunk in re.split(r"\n[ \t]*\n\s*", text.strip("\n")) if chunk.strip()]
    if chunks and all(_IS_BLOCK.match(chunk) for chunk in chunks):
        return text.strip("\n")
    by_line = len(chunks) == 1
    return "\n\n".join(html for chunk in chunks for html in _write_chunk(chunk, by_line=by_line))


def show_text(html: str) -> str:
    """A body for editing: light marks where they say the same, else the HTML itself."""
    shown = "\n\n".join(_show_block(block) for block in html.split("\n\n"))
    return shown if write_html(shown) == html else html


def _write_chunk(chunk: str, *, by_line: bool) -> list[str]:
    if _IS_BLOCK.match(chunk):
        return [chunk.strip("\n")]
    lines = [line.strip() for line in chunk.split("\n") if line.strip()]
    marked = _read_marks(lines)
    out: list[str] = []
    for kind, group in groupby(marked, key=lambda line: line[0]):
        texts = [_inline(text) for _, text in group]
        if kind in ("h2", "h3"):
            out += [f"<{kind}>{text}</{kind}>" for text in texts]
        elif kind in ("ul", "ol"):
            out.append(f"<{kind}>" + "".join(f"<li>{text}</li>" for text in texts) + f"</{kind}>")
        elif kind == "quote":
            out.append("<blockquote>" + "".join(f"<p>{text}</p>" for text in texts if text) + "</blockquote>")
        elif by_line or kind == "speech":
            out += [f"<p>{text}</p>" for text in texts]
        else:
            out.append(f"<p>{' '.join(texts)}</p>")
    return out


def _read_marks(lines: list[str]) -> list[tuple[str, str]]:
    """(kind, text) of each line. One item alone is no list: a line of speech, or a date, begins like one too."""
    found: list[tuple[str, str]] = []
    for line in lines:
        kind, text = next(((name, hit.group(1)) for name, mark in _MARKS if (hit := mark.fullmatch(line))), ("", line))
        found.append((kind, text))
    kinds = [kind for kind, _ in found]

    def is_lonely(n: int) -> bool:
        return kinds[n] in ("ul", "ol") and kinds[n] not in (*kinds[max(0, n - 1) : n], *kinds[n + 1 : n + 2])

    return [("", line) if is_lonely(n) else found[n] for n, line in enumerate(lines)]


def _inline(text: str) -> str:
    """A line with its inline tags; what only looks like a tag, and a bare ampersand, become entities."""
    return _AMPERSAND.sub("&amp;", _STRAY.sub("&lt;", text))


def _show_block(block: str) -> str:
    found = _SIMPLE.fullmatch(block)
    if found is None:
        return block
    name, inner = found.groups()
    if name in ("h2", "h3"):
        return f"{'##' if name == 'h2' else '###'} {inner}"
    if name in ("ul", "ol"):
        items = _ITEM.findall(inner)
        return "\n".join(f"- {item}" if name == "ul" else f"{n}. {item}" for n, item in enumerate(items, start=1))
    if name == "blockquote":
        return "\n".join(f"> {line}" for line in _QUOTED.findall(inner))
    return inner
