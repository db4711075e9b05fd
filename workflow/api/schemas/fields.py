"""The fields beside an article's body."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from workflow.api.schemas.common import In, Out
from workflow.services.fields import FieldsView

Tag = Annotated[str, Field(max_length=200)]
Rights = dict[Annotated[str, Field(max_length=2000)], Annotated[str, Field(max_length=2000)]]


class FieldValues(In):
    """Values of fields; those left out are not spoken of. `picture_rights` goes by the picture's address, `links` by the

    address the original links to; its values say where that link leads in the edition ("" where the original's leads).
    """

    short_headline: str | None = Field(None, max_length=2000)
    description: str | None = Field(None, max_length=2000)
    push_title: str | None = Field(None, max_length=2000)
    tags: list[Tag] | None = Field(None, max_length=100)
    slug: str | None = Field(None, max_length=200)
    picture_rights: Rights | None = Field(None, max_length=200)
    links: Rights | None = Field(None, max_length=500)


class FieldsIn(FieldValues):
    """Fields beside the body; those left out stay as they are. `seen` are the values the change was made against."""

    seen: FieldValues | None = None


class PictureOut(Out):
    src: str
    alt: str
    rights: str


class LinkOut(Out):
    """A link of the original, its words, where it leads in the edition, and our own story's page there, if it is out."""

    address: str
    words: str
    leads_to: str
    version: str


class FieldsOut(Out):
    """`slug` is null while it is only proposed. `limits` are the edition's advice in characters; longer values are kept."""

    article: int
    short_headline: str
    description: str
    push_title: str
    tags: list[str]
    slug: str | None
    proposed_slug: str
    slug_frozen: bool
    pictures: list[PictureOut]
    links: list[LinkOut]
    limits: dict[str, int]
    known_tags: list[str]
    may_edit: bool


def show_fields(fields: FieldsView) -> FieldsOut:
    return FieldsOut(
        article=fields.article_id,
        short_headline=fields.short_headline,
        description=fields.description,
        push_title=fields.push_title,
        tags=list(fields.tags),
        slug=fields.slug,
        proposed_slug=fields.proposed_slug,
        slug_frozen=fields.slug_frozen,
        pictures=[PictureOut(src=p.src, alt=p.alt, rights=p.rights) for p in fields.pictures],
        links=[LinkOut(address=k.address, words=k.words, leads_to=k.leads_to, version=k.version) for k in fields.links],
        limits=dict(fields.limits),
        known_tags=list(fields.known_tags),
        may_edit=fields.may_edit,
    )
