"""Texts with placeholders as HTML: chips for `{1}`, and word diffs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from markupsafe import Markup, escape

from workflow.core.diff import Change, DiffPart, diff_words
from workflow.core.facts import find_numbers
from workflow.core.markup_tokens import Token, scan_tokens

_TAG_NAME = re.compile(r"<\s*([\w-]+)")
_NUMBER = re.compile(r"\d+(?:[.,:\u00a0\u202f ]\d+)*")
_HREF = re.compile(r"""\bhref\s*=\s*["']?([^"'\s>]+)""")


def name_element(raw: str) -> str:
    """A placeholder's title, from its raw start tag: ``a https://…``, ``strong``, ``br``."""
    tag = _TAG_NAME.search(raw)
    if tag is None:
        return raw[:60]
    link = _HREF.search(raw)
    return f"{tag[1].lower()} {link[1][:80]}" if link else tag[1].lower()


def show_tokens(text: str, elements: Mapping[int, str], write: Callable[[str], Markup] = escape) -> Markup:
    """The text escaped (by `write`), each placeholder as a chip that says what it stands for."""
    if "{" not in text:
        return write(text)
    out: list[Markup] = []
    for _, _, part in scan_tokens(text):
        if isinstance(part, Token):
            title = name_element(elements.get(part.number, ""))
            out.append(Markup('<mark class="tag" title="{}">{}{}</mark>').format(title, "/" if part.closing else "", part.number))
        else:
            out.append(write(part))
    return Markup("").join(out)


def show_numbers(text: str, source: str) -> Markup:
    """The text with its chips; numbers that the source lacks stand out."""
    ours = set(find_numbers(source))

    def write(part: str) -> Markup:
        out, last = Markup(""), 0
        for found in _NUMBER.finditer(part):
            if set(find_numbers(found[0])) - ours:
                out += escape(part[last : found.start()]) + Markup('<mark class="differs">{}</mark>').format(found[0])
                last = found.end()
        return out + escape(part[last:])

    return show_tokens(text, {}, write)


def show_diff(old: str, new: str, elements: Mapping[int, str] | None = None) -> Markup:
    """What changed from `old` to `new`, as <del> and <ins>."""
    return show_parts(diff_words(old, new), elements or {})


def show_parts(parts: Iterable[DiffPart], elements: Mapping[int, str]) -> Markup:
    frames = {Change.GONE: Markup("<del>{}</del>"), Change.NEW: Markup("<ins>{}</ins>"), Change.SAME: Markup("{}")}
    return Markup("").join(frames[part.change].format(show_tokens(part.text, elements)) for part in parts)


def mark_words(text: str, spans: Iterable[tuple[int, int]]) -> Markup:
    """Plain text with each span (start, end in code points) as <mark>."""
    out: list[Markup] = []
    at = 0
    for start, end in spans:
        out += (escape(text[at:start]), Markup('<mark class="word">{}</mark>').format(text[start:end]))
        at = end
    return Markup("").join([*out, escape(text[at:])])
