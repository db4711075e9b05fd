"""Stories as they come in: plain text, HTML, an AMP page, WordPress REST JSON and WXR. The content decides, not the name."""

from __future__ import annotations

import io
import re

from workflow.core.document import UnreadableStory
from workflow.core.language import detect_language
from workflow.core.markup import source_text
from workflow.formats.charset import decode_text_file
from workflow.formats.html import looks_like_html, read_html
from workflow.formats.plain_text import read_plain_text
from workflow.formats.story import IncomingStory
from workflow.formats.wordpress_json import looks_like_json, read_wordpress_json
from workflow.formats.wxr import looks_like_wxr, read_posts

__all__ = ["IncomingStory", "check_language", "read_stories", "read_story_html", "read_story_text"]

_FEED = re.compile(r"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|rdf:RDF|urlset|opml|NewsML|newsItem)\b", re.DOTALL)


def read_stories(data: bytes, *, name: str = "", language: str = "ru", max_bytes: int = 20_000_000) -> list[IncomingStory]:
    """The stories in a file, in its order.

    Raises UnreadableStory: ``empty``, ``too_large``, ``binary``, ``wrong_charset``, ``not_wordpress_json``,
    ``not_wxr``, ``unknown_format`` (XML feeds), ``no_text``. ``name`` only helps to say what is wrong.
    """
    if len(data) > max_bytes:
        raise UnreadableStory("too_large", f"{len(data)} bytes, at most {max_bytes}")
    if not data.strip():
        raise UnreadableStory("empty", name)
    text = decode_text_file(data)
    if not text.strip():
        raise UnreadableStory("empty", name)
    if looks_like_json(text):
        stories = read_wordpress_json(text, language=language)
    elif looks_like_wxr(text):
        stories = [story for _, story in read_posts(io.BytesIO(data), language=language)]
        if not stories:
            raise UnreadableStory("not_wxr", f"no post in “{language}”")
    elif _FEED.match(text[:4000]):
        raise UnreadableStory("unknown_format", "an XML feed or export")
    elif looks_like_html(text):
        stories = [read_html(text, language=language)]
    else:
        stories = [read_plain_text(text, language=language)]
    for story in stories:
        check_text(story)
    return stories


def read_story_text(text: str, *, title: str = "", language: str = "ru") -> IncomingStory:
    """A story pasted as plain text; without a title its first line is the headline. Raises UnreadableStory."""
    story = read_plain_text(_clean(text), language=language, title=title.strip())
    check_text(story)
    return story


def read_story_html(html: str, *, title: str = "", language: str = "ru") -> IncomingStory:
    """A story pasted as HTML. With a title the HTML is the body as it is. Raises UnreadableStory."""
    html = _clean(html)
    story = IncomingStory(language, title.strip(), html) if title.strip() else read_html(html, language=language)
    check_text(story)
    return story


def check_text(story: IncomingStory) -> None:
    """Raises UnreadableStory("no_text") for a story with neither headline nor body text."""
    if not story.title.strip() and not source_text(story.html).strip():
        raise UnreadableStory("no_text", story.external_id)


def check_language(story: IncomingStory) -> None:
    """Raises UnreadableStory("not_<language>") when the text is plainly in another script than the story's language.

    Only Russian and English can be told apart; anything else passes. ``detail`` is the language found.
    """
    found = detect_language(f"{story.title}\n{source_text(story.html)}")
    if story.language == "ru" and found != "ru":
        raise UnreadableStory("not_russian", found)
    if story.language == "en" and found == "ru":
        raise UnreadableStory("not_english", found)


def _clean(text: str) -> str:
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
