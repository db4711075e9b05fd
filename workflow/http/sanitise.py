"""HTML on its way out: an allowlist of what a story may contain, scripts and styles gone, frames as plain links.

The document keeps every byte as it came; only what is shown passes through here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import urlsplit

import nh3

TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "time",
        "tr",
        "u",
        "ul",
        "var",
        "wbr",
    ]
)
ATTRIBUTES: dict[str, set[str]] = {
    "*": {"lang", "dir", "title"},
    "a": {"href", "hreflang"},
    "blockquote": {"cite"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_FRAME = re.compile(r"<(iframe|amp-iframe|embed|object)\b([^>]*)>(?:.*?</\1\s*>)?", re.IGNORECASE | re.DOTALL)
_ADDRESS = re.compile(r"""\b(?:src|data)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)


def sanitise_html(html: str, *, embed_label: Callable[[str], str]) -> str:
    """What of `html` readers may see. `embed_label` gives the words of the link a frame becomes, from its host."""
    linked = _FRAME.sub(lambda found: _frame_link(found.group(2), embed_label), html)
    return nh3.clean(
        linked,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=_keep_attribute,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
        strip_comments=True,
    )


def is_web_address(address: str) -> bool:
    """Whether a link may point there: a whole http or https address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _frame_link(attributes: str, embed_label: Callable[[str], str]) -> str:
    found = _ADDRESS.search(attributes)
    address = unescape(found.group(1).strip("\"'")).strip() if found else ""
    if address.startswith("//"):
        address = f"https:{address}"
    if not is_web_address(address):
        return ""
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    return f'<p><a href="{escape(address)}">{escape(embed_label(host))}</a></p>'


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    """Pictures come over https or from our own files; everything else would be refused by the page's policy."""
    if tag == "img" and name == "src":
        own = value.startswith("/static/") and ".." not in value
        return value if own or (value.startswith("https://") and is_web_address(value)) else None
    return value
