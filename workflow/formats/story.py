"""A story as a reader found it, before anything is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from workflow.core.document import Notice


@dataclass(frozen=True, slots=True)
class IncomingStory:
    """``title``, ``standfirst`` and ``byline`` are plain text, ``html`` is the body as it came.

    ``source`` and ``external_id`` together name the story where it came from ("" when it has no such name);
    ``published_at`` is in UTC; ``status`` is ``publish`` or ``draft``, as the source has it.
    """

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
    status: str = "publish"
