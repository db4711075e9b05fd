"""Posts as WordPress' REST API gives them: one post, or a list (developer.wordpress.org/rest-api/reference/posts)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from workflow.core.document import Notice, UnreadableStory
from workflow.core.markup import source_text
from workflow.formats.story import IncomingStory

_JSON_START = re.compile(r"\s*(?:\{\s*(?:\"|\}|\Z)|\[\s*(?:[\[{\"\]]|\Z))")
_MORE = re.compile(r"(?:\[\s*(?:…|\.\.\.)\s*\]|…|\.\.\.)\s*\Z")
_DRAFTS = frozenset({"draft", "pending", "private", "future", "auto-draft", "trash"})


def looks_like_json(text: str) -> bool:
    """Whether the text begins like a JSON object or a list of something, not like a sentence in brackets."""
    if _JSON_START.match(text[:200]):
        return True
    if not text.lstrip().startswith("["):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def read_wordpress_json(text: str, *, language: str) -> list[IncomingStory]:
    """The posts in a REST answer. Raises UnreadableStory("not_wordpress_json") naming what is missing."""
    try:
        data = json.loads(text)
    except RecursionError as error:
        raise UnreadableStory("not_wordpress_json", "the JSON is nested too deeply") from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise UnreadableStory("not_wordpress_json", f"the JSON ends early or is broken at {where}") from error
    except ValueError as error:
        raise UnreadableStory("not_wordpress_json", "the JSON is broken") from error
    posts = data if isinstance(data, list) else [data]
    if not posts:
        raise UnreadableStory("not_wordpress_json", "the list of posts is empty")
    return [_read_post(post, language, f"post {index}" if len(posts) > 1 else "the post") for index, post in enumerate(posts, 1)]


def _read_post(post: object, language: str, label: str) -> IncomingStory:
    if not isinstance(post, Mapping):
        raise UnreadableStory("not_wordpress_json", f"{label} is not an object")
    if "code" in post and "message" in post and "id" not in post:
        raise UnreadableStory("not_wordpress_json", f"an error answer of WordPress: {_text(post['message'])[:200]}")
    missing = [name for name in ("id", "title", "content") if name not in post]
    if missing:
        raise UnreadableStory("not_wordpress_json", f"{label} has no {', '.join(missing)}")
    if isinstance(post["id"], bool) or not isinstance(post["id"], int | str):
        raise UnreadableStory("not_wordpress_json", f"the id of {label} is not a number")
    title = _rendered(post["title"], f"the title of {label}", prefer_raw=True)
    html = _read_content(post["content"], label)
    url = _text(post.get("link"))
    protected = isinstance(post["content"], Mapping) and post["content"].get("protected") is True
    return IncomingStory(
        language=language,
        title=" ".join(source_text(title).split()),
        html=html,
        standfirst=_read_excerpt(post.get("excerpt"), html),
        byline=_read_author(post),
        url=url,
        source=_host(url) or _host(_rendered_or_empty(post.get("guid"))),
        external_id=str(post["id"]),
        published_at=_read_time(post.get("date_gmt")),
        status="draft" if _text(post.get("status")) in _DRAFTS else "publish",
        notices=(Notice("protected_post", str(post["id"])),) if protected else (),
    )


def _read_content(content: object, label: str) -> str:
    """The raw content when it holds blocks (it is what goes back), else what WordPress rendered."""
    if isinstance(content, Mapping):
        raw, rendered = _text(content.get("raw")), _text(content.get("rendered"))
        if "<!-- wp:" in raw or (raw and not rendered):
            return raw
    return _rendered(content, f"the content of {label}", prefer_raw=False)


def _rendered(value: object, label: str, *, prefer_raw: bool) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        for key in ("raw", "rendered") if prefer_raw else ("rendered", "raw"):
            if isinstance(value.get(key), str):
                return _text(value[key])
    raise UnreadableStory("not_wordpress_json", f"{label} has neither rendered nor raw")


def _rendered_or_empty(value: object) -> str:
    if isinstance(value, Mapping):
        return _text(value.get("rendered")) or _text(value.get("raw"))
    return _text(value)


def _read_excerpt(excerpt: object, html: str) -> str:
    """The excerpt when a person wrote it; the one WordPress cuts from the text says nothing new."""
    text = " ".join(source_text(_rendered_or_empty(excerpt)).split())
    if not text or _MORE.search(text):
        return ""
    return "" if text in " ".join(source_text(html).split()) else text


def _read_author(post: Mapping[str, Any]) -> str:
    embedded = post.get("_embedded")
    authors = embedded.get("author") if isinstance(embedded, Mapping) else None
    if not isinstance(authors, list):
        return ""
    names = [_text(author.get("name")) for author in authors if isinstance(author, Mapping)]
    return ", ".join(" ".join(source_text(name).split()) for name in names if name)


def _read_time(value: object) -> datetime | None:
    try:
        time = datetime.fromisoformat(_text(value))
    except ValueError:  # drafts have "0000-00-00T00:00:00" or nothing
        return None
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def _text(value: object) -> str:
    """A JSON string that can be stored: no NUL, no lone surrogate; "" for anything else."""
    if not isinstance(value, str):
        return ""
    return value.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
