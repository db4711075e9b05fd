"""Stories as they come in: plain text, HTML, an AMP page, WordPress REST JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from workflow.core.document import Notice


@dataclass(frozen=True, slots=True)
class IncomingStory:
    """A story as a reader found it. ``title``, ``standfirst`` and ``byline`` are plain text, ``html`` is the body."""

    language: str
    title: str
    html: str
    standfirst: str = ""
    byline: str = ""
    url: str = ""
    source: str = ""
    external_id: str = ""
    published_at: datetime | None = None
    priority: str = "normal"
    notices: tuple[Notice, ...] = ()


def read_stories(
    data: bytes, *, name: str = "", language: str = "ru", max_bytes: int = 20_000_000
) -> list[IncomingStory]:
    """The stories in a file, decided by its content, not its name. Raises UnreadableStory."""
    raise NotImplementedError
