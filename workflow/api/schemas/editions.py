"""An edition with its policy, as it goes out and as it is changed."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from workflow.api.schemas.common import In, Out
from workflow.services.editions import EditionView


class EditionOut(Out):
    """`version` is the ETag; `own` names the policies that were set here, the others follow the defaults."""

    id: int
    tag: str
    name: str
    language: str
    is_source: bool
    wants_stories: bool
    engine: str | None
    policy: dict[str, Any]
    own: list[str]
    version: int


class EditionList(Out):
    items: list[EditionOut]
    next: str | None


class EditionIn(In):
    name: str = Field("", max_length=500)
    wants_stories: bool = True
    engine: str | None = Field(None, max_length=40, description="null: the one set for all")
    policy: dict[str, Any] = Field(default_factory=dict, description="by key; null: the default again")


def show_edition(edition: EditionView) -> EditionOut:
    return EditionOut(
        id=edition.id,
        tag=edition.tag,
        name=edition.name,
        language=edition.language,
        is_source=edition.is_source,
        wants_stories=edition.wants_stories,
        engine=edition.engine,
        policy=dict(edition.policy),
        own=sorted(edition.own),
        version=edition.version,
    )
