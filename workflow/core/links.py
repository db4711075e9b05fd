"""Links of a text: where an element leads, the same element leading elsewhere, and which addresses are one page."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from hashlib import sha256
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urljoin, urlsplit

from workflow.core.document import Document, Element, iter_blocks
from workflow.core.markup_tokens import strip_tokens

_HREF = re.compile(r"""(<a\b[^>]*?\shref\s*=\s*)(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE | re.DOTALL)
#: What python-slugify makes: nothing else can be a story's, whatever stands in somebody's address.
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: What an address says only of how a reader came by it.
_TRACKING = re.compile(r"utm_|(?:fbclid|gclid|yclid|ysclid|_openstat|from)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the original: its address, and its words where it first stands."""

    address: str
    words: str


def read_address(element: Element) -> str:
    """Where an element leads; "" where it is no link to a page."""
    found = _HREF.match(element.open)
    address = html.unescape(found[2] if found[2] is not None else found[3]).strip() if found else ""
    return address if is_page(address) else ""


def lead_to(element: Element, address: str) -> Element:
    """The same link to another page."""
    return replace(element, open=_HREF.sub(lambda found: f'{found[1]}"{html.escape(address)}"', element.open, count=1))


def is_page(address: str) -> bool:
    """Whether an address is of a page on the web: whole, or from the root of the site it stands on."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if any(mark.isspace() or not mark.isprintable() for mark in address):
        return False
    if parts.scheme:
        return parts.scheme in ("http", "https") and bool(parts.netloc)
    return bool(parts.path.startswith("/")) and not parts.netloc


def list_links(document: Document) -> list[Link]:
    """The links of a document in its order, each address once."""
    found: dict[str, Link] = {}
    for block in iter_blocks(document):
        text = " ".join(segment.text for segment in block.segments)
        for number, element in enumerate(block.elements, start=1):
            address = read_address(element)
            if address and address not in found:
                found[address] = Link(address, _words_between(text, number))
    return list(found.values())


def _words_between(text: str, number: int) -> str:
    _, opened, rest = text.partition(f"{{{number}}}")
    return " ".join(strip_tokens(rest.partition(f"{{/{number}}}")[0]).split()) if opened else ""


def page_key(address: str, *, base: str = "") -> str:
    """The same for all spellings of one page: without scheme, `www.`, fragment, tracking and slash at the end. "" for none.

    `base` is the address of the page the link stands on: one from the root of a site is of that site. A hash of 32
    characters: addresses are longer than a database can index.
    """
    try:
        parts = urlsplit(urljoin(base, address.strip()))
    except ValueError:
        return ""
    if not (is_page(address.strip()) and parts.netloc):
        return ""
    asked = sorted((name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(name))
    page = f"{_host(parts)}{unquote(parts.path).rstrip('/')}?{urlencode(asked)}"
    return sha256(page.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def guess_slug(address: str) -> str:
    """The last word of an address without an ending such as .html, where it can be a story's slug; else ""."""
    word = urlsplit(address).path.rstrip("/").rpartition("/")[2].partition(".")[0]
    return word if _SLUG.fullmatch(word) else ""


class StoryAddress:
    """How an edition writes the address of a story: a pattern with {slug}, and {edition} where it is wanted."""

    def __init__(self, pattern: str, *, edition: str) -> None:
        self._before, _, self._after = pattern.replace("{edition}", edition).partition("{slug}")

    def write(self, slug: str) -> str:
        return f"{self._before}{slug}{self._after}"

    def read(self, address: str) -> str:
        """The slug in an address, "" where it is not one of the edition's. A pattern without a host fits every host."""
        ours, parts = urlsplit(self._before), urlsplit(address)
        if ours.netloc and _host(ours) != _host(parts):
            return ""
        path, before, after = parts.path.rstrip("/"), ours.path, self._after.rstrip("/")
        if not (path.startswith(before) and path.endswith(after)):
            return ""
        slug = path[len(before) : len(path) - len(after)]
        return slug if _SLUG.fullmatch(slug) else ""


def _host(parts: SplitResult) -> str:
    return parts.netloc.lower().removeprefix("www.").removesuffix(":80").removesuffix(":443")
