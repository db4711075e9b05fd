"""An HTML tokenizer that keeps offsets: it never fails and its tokens join to the input byte for byte.

It follows the WHATWG tokenizer where browsers' readers would see a difference (comments, quoting of attributes, raw
text elements), and treats what a browser would swallow up to the end of the file as text. Linear in the input.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.entities import html5
from typing import Final, NamedTuple

TEXT: Final = 0
OPEN: Final = 1
CLOSE: Final = 2
COMMENT: Final = 3  # comments, doctypes, processing instructions, CDATA and other junk
ATOM: Final = 4  # a whole element that is looked at from outside only

RAW_TEXT = frozenset({"script", "style", "textarea", "title", "iframe", "noscript", "noembed", "noframes", "xmp"})
VOID = frozenset(
    [
        "area",
        "base",
        "basefont",
        "bgsound",
        "br",
        "col",
        "embed",
        "frame",
        "hr",
        "img",
        "input",
        "keygen",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)

_CONSTRUCT = re.compile(r"<(?=[A-Za-z/!?])")
_OPEN_TAG = re.compile(
    r"""<(?P<name>[A-Za-z][^\s/>]*+)
    (?:[\s/]++|[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+))?+)*+
    >""",
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?P<value>"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+))?+""",
    re.VERBOSE,
)
_COMMENT_END = re.compile(r"--!?>")
_END_OF = {name: re.compile(rf"</{name}(?=[\s/>])[^>]*+>", re.IGNORECASE) for name in RAW_TEXT}


class Mark(NamedTuple):
    """One token: offsets into the HTML, the element's name in lower case ("" for text and comments).

    ``whole`` is False for a comment or raw text element that the end of the file closes.
    """

    kind: int
    start: int
    end: int
    name: str = ""
    whole: bool = True


def scan_html(source: str) -> Iterator[Mark]:
    """The tokens of ``source`` in order, without holes."""
    position = 0  # where the text that is being collected starts
    search = 0
    last_end = source.rfind(">")
    while True:
        found = _CONSTRUCT.search(source, search)
        if found is None:
            break
        start = found.start()
        mark = _read_construct(source, start, last_end)
        if mark is None:
            break  # the rest has no tag that ends
        if start > position:
            yield Mark(TEXT, position, start)
        yield mark
        position = search = mark.end
    if position < len(source):
        yield Mark(TEXT, position, len(source))


def _read_construct(source: str, start: int, last_end: int) -> Mark | None:
    following = source[start + 1]
    if following == "!" and source.startswith("<!--", start):
        return _read_comment(source, start)
    if start > last_end:
        return None
    if following in "!?":
        return Mark(COMMENT, start, source.index(">", start) + 1)
    if following == "/":
        end = source.index(">", start) + 1
        name = re.match(r"[A-Za-z][^\s/>]*", source[start + 2 : end])
        return Mark(CLOSE, start, end, name[0].lower()) if name else Mark(COMMENT, start, end)
    tag = _OPEN_TAG.match(source, start)
    if tag is None:
        return None
    name_ = tag["name"].lower()
    if name_ not in RAW_TEXT:
        return Mark(OPEN, start, tag.end(), name_)
    close = _END_OF[name_].search(source, tag.end())
    if close is None:
        return Mark(ATOM, start, len(source), name_, whole=False)
    return Mark(ATOM, start, close.end(), name_)


def _read_comment(source: str, start: int) -> Mark:
    for short in ("<!-->", "<!--->"):
        if source.startswith(short, start):
            return Mark(COMMENT, start, start + len(short))
    end = _COMMENT_END.search(source, start + 4)
    if end is None:
        return Mark(COMMENT, start, len(source), whole=False)
    return Mark(COMMENT, start, end.end())


class Attribute(NamedTuple):
    """``value`` is decoded; ``start`` and ``end`` are the offsets in the tag of the value with its quotes."""

    name: str
    value: str
    start: int
    end: int


def read_attributes(tag: str) -> list[Attribute]:
    """The attributes of a start tag given from ``<`` on, in order, the first of a name only."""
    opening = _OPEN_TAG.match(tag)
    if opening is None:
        return []
    found: dict[str, Attribute] = {}
    for match in _ATTRIBUTE.finditer(tag, opening.end("name"), opening.end() - 1):
        name = match["name"].lower()
        raw = match["value"]
        if raw is None:
            found.setdefault(name, Attribute(name, "", match.end(), match.end()))
            continue
        inner = raw[1:-1] if raw[:1] in ('"', "'") else raw
        found.setdefault(name, Attribute(name, decode_attribute(inner), match.start("value"), match.end("value")))
    return list(found.values())


def find_attribute(tag: str, name: str) -> Attribute | None:
    """The attribute of that name (lower case), or None."""
    return next((attribute for attribute in read_attributes(tag) if attribute.name == name), None)


def tag_classes(tag: str) -> frozenset[str]:
    """The class names of a start tag."""
    if "class" not in tag.lower():
        return frozenset()
    attribute = find_attribute(tag, "class")
    return frozenset(attribute.value.split()) if attribute else frozenset()


# Characters and entities. Runs of white space that HTML folds are runs of these five.
ENTITY = re.compile(r"&(?:#[0-9]{1,9};?|#[xX][0-9a-fA-F]{1,9};?|[A-Za-z][A-Za-z0-9]{1,31};?)")
_LONGEST_BARE = max(len(name) for name in html5 if not name.endswith(";"))


def decode_entity(raw: str) -> tuple[str, int]:
    """What an `ENTITY` match stands for and how much of it does; ("", 0) where it is no entity."""
    if raw[1] == "#":
        return html.unescape(raw) or "\ufffd", len(raw)
    name = raw[1:]
    if name in html5:
        return html5[name], len(raw)
    for length in range(min(len(name), _LONGEST_BARE), 1, -1):
        if name[:length] in html5:
            return html5[name[:length]], length + 1
    return "", 0


def decode_attribute(raw: str) -> str:
    """An attribute's value with entities decoded; those without semicolon only where HTML allows them there."""
    if "&" not in raw:
        return raw

    def decode(match: re.Match[str]) -> str:
        text, length = decode_entity(match[0])
        after = raw[match.start() + length : match.start() + length + 1]
        if not length or (match[0][1] != "#" and match[0][length - 1] != ";" and (after == "=" or after.isalnum())):
            return match[0]
        return text + match[0][length:]

    return ENTITY.sub(decode, raw)


def decode_text(raw: str) -> str:
    """Text between tags with entities decoded."""
    if "&" not in raw:
        return raw

    def decode(match: re.Match[str]) -> str:
        text, length = decode_entity(match[0])
        return text + match[0][length:] if length else match[0]

    return ENTITY.sub(decode, raw)
