"""WordPress' export file (WXR 1.0 to 1.2: RSS 2.0 with elements of its own), read as a stream.

What plugins for several languages write beside a post is kept: Polylang's terms `language` and `post_translations`, and
the fields `_wpml_import_language_code` and `_wpml_import_translation_group` of WPML's exporter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO
from urllib.parse import urlsplit

from workflow.core.document import UnreadableStory
from workflow.core.markup import source_text
from workflow.formats.pairs import same_language
from workflow.formats.story import IncomingStory
from workflow.formats.xml_stream import XmlFault, feed

_START = re.compile(
    r"\A\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<!DOCTYPE[^[>]*(?:\[[^]]*\])?\s*>\s*)*<rss\b[^>]*wordpress\.org/export/",
    re.DOTALL,
)
#: Elements of an item whose text is kept, by the prefixes that every version of the format writes.
_TEXTS = frozenset(
    {"title", "link", "guid", "dc:creator", "content:encoded", "excerpt:encoded"}
    | {f"wp:{name}" for name in ("post_id", "post_date_gmt", "post_name", "status", "post_type", "meta_key", "meta_value")}
)
_NO_POSTS = re.compile(
    r"attachment|revision|nav_menu_item|custom_css|customize_changeset|oembed_cache|user_request|wp_\w+|acf-\S+"
)


@dataclass(slots=True)
class WxrItem:
    """A post as the file has it: texts by element, terms as (taxonomy, slug), fields by name."""

    texts: dict[str, str] = field(default_factory=dict)
    terms: list[tuple[str, str]] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """As a plugin for several languages says it, else ""."""
        told = next((slug for taxonomy, slug in self.terms if taxonomy == "language"), "")
        return told or self.fields.get("_wpml_import_language_code", "")

    @property
    def groups(self) -> frozenset[str]:
        """Posts that share one are translations of one another."""
        found = {f"polylang {slug}" for taxonomy, slug in self.terms if taxonomy == "post_translations"}
        if group := self.fields.get("_wpml_import_translation_group"):
            found.add(f"wpml {group}")
        return frozenset(found)


class _Reader:
    def __init__(self) -> None:
        self.done: list[WxrItem] = []
        self.is_wxr = False
        self._item: WxrItem | None = None
        self._name = ""
        self._text: list[str] = []
        self._key = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.is_wxr = self.is_wxr or name.startswith("wp:")
        if name == "item":
            self._item = WxrItem()
        elif self._item is not None:
            if name == "category" and "domain" in attributes:
                self._item.terms.append((attributes["domain"], attributes.get("nicename", "")))
            self._name = name if name in _TEXTS else ""
            self._text = []

    def end(self, name: str) -> None:
        if self._item is None:
            return
        if name == "item":
            self.done.append(self._item)
            self._item = None
        elif name == self._name:
            text = "".join(self._text)
            if name == "wp:meta_key":
                self._key = text
            elif name == "wp:meta_value":
                self._item.fields.setdefault(self._key, text)
            else:
                self._item.texts.setdefault(name, text)
            self._name = ""

    def characters(self, text: str) -> None:
        if self._name:
            self._text.append(text)


def looks_like_wxr(text: str) -> bool:
    """Whether a file's beginning is that of a WordPress export."""
    return _START.match(text[:8000]) is not None


def read_wxr(stream: BinaryIO) -> Iterator[WxrItem]:
    """The posts and pages of an export. Raises UnreadableStory("not_wxr") with what is wrong, entities included."""
    reader = _Reader()
    try:
        for _ in feed(stream, reader):
            yield from (item for item in reader.done if _is_post(item))
            reader.done.clear()
    except XmlFault as fault:
        why = "it declares or uses XML entities of its own" if fault.code == "entities" else fault.detail
        raise UnreadableStory("not_wxr", f"line {fault.line}: {why}") from None
    if not reader.is_wxr:
        raise UnreadableStory("not_wxr", "a feed, but no WordPress export")


def read_posts(stream: BinaryIO, *, language: str) -> Iterator[tuple[WxrItem, IncomingStory]]:
    """The posts that the file says are in a language, or of which it does not say. Raises as `read_wxr` does."""
    for item in read_wxr(stream):
        if not item.language or same_language(item.language, language):
            yield item, read_item(item, language=language)


def _is_post(item: WxrItem) -> bool:
    words = item.texts.get("title", "") + item.texts.get("content:encoded", "")
    return bool(words.strip()) and not _NO_POSTS.fullmatch(item.texts.get("wp:post_type", "post"))


def read_item(item: WxrItem, *, language: str) -> IncomingStory:
    """The post as a story."""
    url = item.texts.get("link", "").strip()
    return IncomingStory(
        language=language,
        title=" ".join(source_text(item.texts.get("title", "")).split()),
        html=item.texts.get("content:encoded", ""),
        standfirst=" ".join(source_text(item.texts.get("excerpt:encoded", "")).split()),
        byline=item.texts.get("dc:creator", "").strip(),
        url=url,
        source=_host(url) or _host(item.texts.get("guid", "")),
        external_id=item.texts.get("wp:post_id", "").strip(),
        published_at=_read_time(item.texts.get("wp:post_date_gmt", "")),
        status="publish" if item.texts.get("wp:status", "publish") == "publish" else "draft",
    )


def _read_time(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(written.strip()).replace(tzinfo=UTC)
    except ValueError:  # drafts have zeros
        return None


def _host(url: str) -> str:
    try:
        return urlsplit(url.strip()).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""
