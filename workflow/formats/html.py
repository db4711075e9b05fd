"""An HTML page or a fragment of one → a story: the article is cut out of its page, its bytes stay as they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from workflow.core.document import Notice
from workflow.core.markup import source_text
from workflow.formats.amp import (
    find_amp_author,
    find_amp_content,
    find_amp_picture,
    find_amp_title,
    is_amp_furniture,
    is_amp_page,
)
from workflow.formats.elements import Page, PageElement
from workflow.formats.story import IncomingStory

_PAGE_START = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
# One opening tag inside a sentence may be what the story is about; an end tag, a picture or a line break is HTML.
_ANY_TAG = re.compile(
    r"(?:\A\s*<|</|<(?=br\b|img\b))(?:p|div|span|h[1-6]|br|ul|ol|li|a|b|i|em|strong|article|section|main|figure|figcaption|img|blockquote|table|"
    r"tr|td|iframe|script|style|form|html|head|body|title|meta|amp-[a-z-]+)(?:\s[^<>]*)?/?>|<!--\s*wp:",
    re.IGNORECASE,
)
_ARTICLE_CLASSES = frozenset(
    {
        "entry-content",
        "post-content",
        "article-content",
        "article-body",
        "article__body",
        "article__text",
        "article-text",
        "post-body",
        "post__text",
        "td-post-content",
        "news-text",
        "story-body",
        "amp-wp-article-content",
    }
)
_FURNITURE_NAMES = frozenset({"nav", "aside", "header", "footer"})
_FURNITURE_CLASSES = frozenset(
    {"sharedaddy", "jp-relatedposts", "post-navigation", "comments-area", "breadcrumbs", "screen-reader-text"}
)


def looks_like_html(text: str) -> bool:
    """Whether a text is meant as HTML: it begins like a page or has a tag that HTML knows."""
    return bool(_PAGE_START.match(text[:10_000]) or _ANY_TAG.search(text))


def read_html(text: str, *, language: str) -> IncomingStory:
    """A story from a page (AMP or not) or a fragment.

    The headline is the article's ``h1``, else ``og:title``, else ``title``; the body is the article's content, less
    navigation, headers and footers of the page. A fragment is taken whole, less its ``h1``.
    """
    page = Page(text)
    if is_amp_page(page):
        title, html = _read_amp(page)
    else:
        title, html = _read_article(page)
    url = _find_link(page, "canonical") or _find_meta(page, "og:url")
    notices = () if title else (Notice("no_headline"),)
    return IncomingStory(
        language=language,
        title=title,
        html=html,
        byline=_find_byline(page),
        url=url,
        source=_host(url),
        external_id=url if _host(url) else "",
        published_at=_find_time(page),
        notices=notices,
    )


def _read_amp(page: Page) -> tuple[str, str]:
    title = find_amp_title(page)
    content = find_amp_content(page)
    if content is None:
        return _read_article(page)
    furniture = page.find_all(is_amp_furniture, inside=content)
    html = page.inner(content, without=furniture)
    picture = find_amp_picture(page)
    if picture is not None and not content.contains(picture):
        html = page.outer(picture) + "\n" + html.lstrip("\r\n")
    return (_text_of(page, title) if title else _find_title(page, None)[0]), html


def _read_article(page: Page) -> tuple[str, str]:
    scope = (
        _longest(page, lambda e: e.attributes.get("itemprop") == "articleBody" or bool(_ARTICLE_CLASSES & e.classes))
        or _longest(page, lambda e: e.name == "article")
        or _longest(page, lambda e: e.name == "main")
        or page.find(lambda e: e.name == "body")
    )
    is_page = page.find(lambda e: e.name in ("html", "head", "body", "main", "article")) is not None
    title, heading = _find_title(page, scope)
    if scope is None:
        holes = [heading] if heading else []
        if is_page or heading is None:
            holes += page.find_all(lambda e: e.name in ("head", "title"))
        return title, page.cut(0, len(page.source), without=holes).strip("\r\n")
    holes = page.find_all(_is_furniture, inside=scope)
    if heading is not None:
        holes.append(heading)
    return title, page.inner(scope, without=holes)


def _is_furniture(element: PageElement) -> bool:
    return bool(
        element.name in _FURNITURE_NAMES
        or _FURNITURE_CLASSES & element.classes
        or element.attributes.get("role") in ("navigation", "banner", "contentinfo", "complementary")
        or is_amp_furniture(element)
    )


def _longest(page: Page, test: Callable[[PageElement], bool]) -> PageElement | None:
    found = page.find_all(test)
    return max(found, key=lambda element: element.inner_end - element.inner_start, default=None)


def _find_title(page: Page, scope: PageElement | None) -> tuple[str, PageElement | None]:
    """The headline and the heading in the body that it is, if it is one."""
    headings = page.find_all(lambda e: e.name == "h1")
    inside = [e for e in headings if scope is not None and scope.contains(e)]
    for heading in inside or headings:
        if text := _text_of(page, heading):
            return text, heading
    if text := _find_meta(page, "og:title"):
        return text, None
    title = page.find(lambda e: e.name == "title")
    return (_without_site(_text_of(page, title), _find_meta(page, "og:site_name")) if title else ""), None


def _without_site(title: str, site: str) -> str:
    """A page's title without the site's name at its end, where the page says what that is."""
    if site and title.endswith(site):
        return title[: -len(site)].rstrip(" \u00a0|–—-·:") or title
    return title


def _text_of(page: Page, element: PageElement) -> str:
    return " ".join(source_text(page.inner(element)).split())


def _find_meta(page: Page, name: str) -> str:
    keys = ("property", "name", "itemprop")
    element = page.find(lambda e: e.name == "meta" and name in [e.attributes.get(key) for key in keys])
    return " ".join(element.attributes.get("content", "").split()) if element else ""


def _find_link(page: Page, relation: str) -> str:
    element = page.find(lambda e: e.name == "link" and e.attributes.get("rel", "").lower() == relation)
    return element.attributes.get("href", "").strip() if element else ""


def _find_byline(page: Page) -> str:
    author = find_amp_author(page)
    if author is not None:
        return _text_of(page, author)
    name = _find_meta(page, "author") or _find_meta(page, "article:author")
    return "" if name.startswith(("http://", "https://")) else name


def _find_time(page: Page) -> datetime | None:
    value = _find_meta(page, "article:published_time") or _find_meta(page, "datePublished")
    if not value:
        element = page.find(lambda e: e.name == "time" and "datetime" in e.attributes)
        value = element.attributes["datetime"].strip() if element else ""
    try:
        time = datetime.fromisoformat(value)
    except ValueError:
        return None
    # A time without zone could be anybody's; it is not guessed.
    return time.astimezone(UTC) if time.tzinfo is not None else None


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.netloc.rpartition("@")[2].lower() if parts.scheme in ("http", "https") else ""
