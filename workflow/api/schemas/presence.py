"""Who is where in an article."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from workflow.api.schemas.common import Id, In, Out, Time, checked
from workflow.core.avatars import get_initials, get_tint
from workflow.services.presence import PersonHere

Page = Literal["edit", "review"]


class PresenceIn(In):
    unit: Id | None = Field(None, description="the sentence one is in")
    page: Page


class PersonOut(Out):
    id: int
    name: str
    initials: str
    tint: int = Field(description="one of five colours, the same for a name everywhere")
    unit: int | None
    page: Page
    at: Time


class PresenceList(Out):
    items: list[PersonOut]
    next: str | None


def show_people(people: list[PersonHere]) -> PresenceList:
    return PresenceList(
        items=[
            PersonOut(
                id=p.id,
                name=p.name,
                initials=get_initials(p.name),
                tint=get_tint(p.name),
                unit=p.unit_id,
                page=checked(p.page),
                at=p.at,
            )
            for p in people
        ],
        next=None,
    )
