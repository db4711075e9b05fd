"""Posts of an archive with what says which are translations of one another: WordPress exports, REST answers, HTML pages."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from urllib.parse import unquote, urlsplit

from workflow.core.document import UnreadableStory
from workflow.core.language import detect_language
from workflow.core.markup import source_text
from workflow.formats.charset import decode_text_file
from workflow.formats.elements import Page
from workflow.formats.html import looks_like_html
from workflow.formats.incoming import read_stories
from workflow.formats.pairs import same_language
from workflow.formats.story import IncomingStory
from workflow.formats.wordpress_json import looks_like_json
from workflow.formats.wxr import looks_like_wxr, read_posts

_PICTURE = re.compile(r"<(?:amp-)?img\b[^>]*?\bsrc\s*=\s*[\"']([^\"'>]+)", re.IGNORECASE)
#: WordPress' own copies of a picture: `bridge-1024x683.jpg`, `bridge-scaled.jpg`.
_COPY = re.compile(r"-(?:\d+x\d+|scaled|e\d{9,})\Z")


@dataclass(frozen=True, slots=True)
class ArchivePost:
    """`names`: its address, path and id; `translations`: names of posts that the file calls its translations; `groups`:
    posts that share one are translations of one another. `where` is the file, for messages."""

    story: IncomingStory
    where: str
    names: frozenset[str]
    slug: str = ""
    translations: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    pictures: frozenset[str] = frozenset()

    @property
    def label(self) -> str:
        return self.story.url or (f"{self.where}#{self.story.external_id}" if self.story.external_id else self.where)


def read_archive(data: bytes, *, where: str, language: str, max_bytes: int) -> list[ArchivePost]:
    """The published posts of a file that are in a language. Raises `UnreadableStory` as `read_stories` does, and `not_wxr`."""
    if len(data) > max_bytes:
        raise UnreadableStory("too_large", str(len(data)))
    text = decode_text_file(data)
    if looks_like_wxr(text):
        posts = _read_export(data, where, language)
    elif looks_like_json(text):
        posts = _read_rest(text, data, where, language)
    else:
        posts = iter([_read_page(text, data, where, language)])
    return [post for post in posts if post.story.status == "publish" and _is_in(post.story, language)]


def name_of(written: str) -> str:
    """An address, path or id as names are compared: without scheme, `www.`, query and slash at the end."""
    written = written.strip()
    try:
        parts = urlsplit(written)
    except ValueError:
        return written
    if parts.scheme in ("http", "https"):
        return unquote(parts.netloc.lower().removeprefix("www.") + parts.path.rstrip("/"))
    return written.removeprefix("./").rstrip("/")


def _is_in(story: IncomingStory, language: str) -> bool:
    """One export may hold both languages; where a plugin does not say so, the letters do."""
    found = detect_language(f"{story.title}\n{source_text(story.html)}")
    return found == "other" or same_language(found, language) or language not in ("ru", "en")


def _read_export(data: bytes, where: str, language: str) -> Iterator[ArchivePost]:
    for item, story in read_posts(io.BytesIO(data), language=language):
        yield _make(story, where, slug=item.texts.get("wp:post_name", ""), groups=item.groups)


def _read_rest(text: str, data: bytes, where: str, language: str) -> Iterator[ArchivePost]:
    stories = read_stories(data, name=where, language=language, max_bytes=len(data))
    posts = json.loads(text)
    for story, post in zip(stories, posts if isinstance(posts, list) else [posts], strict=True):
        told = post.get("lang") or post.get("wpml_current_locale") or ""
        if isinstance(told, str) and told and not same_language(told, language):
            continue
        yield _make(story, where, slug=_text(post.get("slug")), translations=_translations(post))


def _translations(post: Mapping[str, Any]) -> Iterator[str]:
    """Polylang: `translations: {"en": 12}`. WPML: `wpml_translations: [{"id": 12, "href": …}]`."""
    polylang = post.get("translations")
    if isinstance(polylang, Mapping):
        yield from (str(value) for value in polylang.values() if isinstance(value, int | str) and value != post.get("id"))
    wpml = post.get("wpml_translations")
    for each in wpml if isinstance(wpml, list) else []:
        if isinstance(each, Mapping):
            yield from (str(each[name]) for name in ("id", "href") if isinstance(each.get(name), int | str))


def _read_page(text: str, data: bytes, where: str, language: str) -> ArchivePost:
    story = read_stories(data, name=where, language=language, max_bytes=len(data))[0]
    path = PurePath(urlsplit(story.url).path if story.url else where)
    slug = path.parent.name if path.stem == "index" else path.stem
    if not looks_like_html(text):
        return _make(story, where, slug=slug)
    page = Page(text)
    alternates = page.find_all(lambda e: e.name == "link" and "hreflang" in e.attributes)
    own = name_of(story.url) if story.url else ""
    linked = [name_of(e.attributes.get("href", "")) for e in alternates if e.attributes["hreflang"].lower() != "x-default"]
    return _make(story, where, slug=slug, translations=(name for name in linked if name != own), page=text)


def _make(
    story: IncomingStory,
    where: str,
    *,
    slug: str = "",
    translations: Iterable[str] = (),
    groups: frozenset[str] = frozenset(),
    page: str = "",
) -> ArchivePost:
    names = {name_of(story.url), name_of(where), PurePath(where).name, story.external_id} - {""}
    pictures = (PurePath(address.partition("?")[0]).stem for address in _PICTURE.findall(page or story.html))
    return ArchivePost(
        story,
        where,
        frozenset(names),
        unquote(slug),
        frozenset(map(name_of, translations)) - {""},
        groups,
        frozenset(name for address in pictures if len(name := _COPY.sub("", address)) > 4),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
