"""The demo's data files, read into dataclasses. Their shape is held by `tests/demo/test_content.py`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflow.core.markup_tokens import strip_tokens

CONTENT = Path(__file__).parent / "content"


@dataclass(frozen=True, slots=True)
class English:
    """A story's English. `texts`: folded Russian sentence → text; `machine`: those that the machine is said to have written."""

    texts: Mapping[str, str]
    machine: frozenset[str]
    operations: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class DemoUpdate:
    """The story's second revision: how long ago it came, what kind of change it is, and its English."""

    minutes_ago: int
    change: str
    title: str
    html: str
    english: English


@dataclass(frozen=True, slots=True)
class DemoStory:
    """`confirmed` is how many units the translator confirmed, None for all; `note` is the editor's, on the unit `note_on`."""

    external_id: str
    title: str
    html: str
    standfirst: str
    byline: str
    url: str
    priority: str
    minutes_ago: int
    source_state: str
    target_state: str | None
    confirmed: int | None
    note: str
    note_on: str
    english: English
    update: DemoUpdate | None


def read_stories() -> list[DemoStory]:
    """Every story, the oldest first."""
    stories = [_read_story(json.loads(path.read_text("utf-8"))) for path in sorted((CONTENT / "stories").glob("*.json"))]
    return sorted(stories, key=lambda s: -s.minutes_ago)


def read_memory() -> list[dict[str, str]]:
    """Pairs with `source`, `target` and `kind` (text or headline)."""
    pairs: list[dict[str, str]] = json.loads((CONTENT / "memory.json").read_text("utf-8"))
    return pairs


def read_glossary() -> list[dict[str, Any]]:
    """Terms with `lemmas`, `english`, `kind`, and perhaps `forbidden` and `note`."""
    terms: list[dict[str, Any]] = json.loads((CONTENT / "glossary.json").read_text("utf-8"))
    return terms


def fold_text(text: str) -> str:
    """A sentence as the data files name it: no placeholders, every run of white space one space."""
    return " ".join(strip_tokens(text).split())


def _read_story(raw: dict[str, Any]) -> DemoStory:
    states = raw["states"]
    update = raw.get("update")
    return DemoStory(
        external_id=raw["external_id"],
        title=raw["title"],
        html=raw["html"],
        standfirst=raw.get("standfirst", ""),
        byline=raw.get("byline", ""),
        url=raw["url"],
        priority=raw["priority"],
        minutes_ago=raw["minutes_ago"],
        source_state=states["ru"],
        target_state=states.get("en"),
        confirmed=None if states["confirmed"] == "all" else states["confirmed"],
        note=states.get("note", ""),
        note_on=states.get("note_on", ""),
        english=_read_english(raw["english"]),
        update=None
        if update is None
        else DemoUpdate(
            update["minutes_ago"], update["change"], update["title"], update["html"], _read_english(update["english"])
        ),
    )


def _read_english(raw: dict[str, Any]) -> English:
    return English(
        texts={unit["match"]: unit["text"] for unit in raw["units"]},
        machine=frozenset(unit["match"] for unit in raw["units"] if unit["origin"] == "machine"),
        operations=tuple(raw["operations"]),
    )
