"""Terms, and what of them and of names stands in a sentence."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from workflow.api.schemas.common import In, Out, PageQuery, Time
from workflow.core.names import FoundName
from workflow.core.terms import FoundTerm
from workflow.services.glossary import TermVersionView, TermView

Kind = Literal["person", "organisation", "place", "title", "other"]
PartOfSpeech = Literal["", "noun", "properNoun", "adjective", "verb", "adverb", "other"]
Words = Annotated[list[Annotated[str, Field(max_length=300)]], Field(max_length=40)]


class TermIn(In):
    """A term. `edition` null: for all editions of the publication. `do_not_translate`: it stays as the original has it."""

    lemma: str = Field(max_length=300, description="the Russian, in the nominative")
    preferred: str = Field("", max_length=300)
    variants: Words = Field(default_factory=list, description="what may stand for it beside the preferred")
    forbidden: Words = Field(default_factory=list)
    kind: Kind = "other"
    part_of_speech: PartOfSpeech = ""
    note: str = Field("", max_length=2000)
    do_not_translate: bool = False
    edition: str | None = Field("en", max_length=40)


class TermOut(Out):
    id: int
    version: int
    edition: str | None
    lemma: str
    preferred: str
    variants: list[str]
    forbidden: list[str]
    kind: str
    part_of_speech: str
    note: str
    do_not_translate: bool
    deleted: bool
    updated_at: Time


class TermList(Out):
    items: list[TermOut]
    next: str | None


class TermQuery(PageQuery):
    edition: str = Field("en", max_length=40)
    q: str = Field("", max_length=300, description="letters of the Russian or the English, or any form of a term")
    kind: Kind | None = None


class TermVersionOut(Out):
    version: int
    deleted: bool
    term: dict[str, Any]
    author: str
    via: str
    at: Time


class TermVersionList(Out):
    items: list[TermVersionOut]
    next: str | None


class FoundTermOut(Out):
    """A term where a source has it, in whatever form. `preferred` is what stands for that form; `lemma` is the term's own."""

    id: int
    lemma: str
    preferred: str
    accepted: list[str]
    forbidden: list[str]
    kind: str
    note: str
    source_range: tuple[int, int]


class NameOut(Out):
    """A name no term speaks of, in the nominative, with a transliteration; `certain` is false where it may be a foreign one."""

    name: str
    proposal: str
    certain: bool
    source_range: tuple[int, int]


def show_term(term: TermView) -> TermOut:
    return TermOut(
        id=term.id,
        version=term.version,
        edition=term.edition,
        lemma=term.lemma,
        preferred=term.preferred,
        variants=list(term.variants),
        forbidden=list(term.forbidden),
        kind=term.kind,
        part_of_speech=term.part_of_speech,
        note=term.note,
        do_not_translate=term.keep,
        deleted=term.deleted,
        updated_at=term.updated_at,
    )


def show_term_version(version: TermVersionView) -> TermVersionOut:
    return TermVersionOut(
        version=version.version, deleted=version.deleted, term=version.data, author=version.author, via=version.via, at=version.at
    )


def show_found(found: FoundTerm) -> FoundTermOut:
    return FoundTermOut(
        id=found.term.id,
        lemma=found.term.lemma,
        preferred=found.target,
        accepted=list(found.accepted),
        forbidden=list(found.forbidden),
        kind=found.term.kind,
        note=found.term.note,
        source_range=(found.start, found.end),
    )


def show_name(name: FoundName) -> NameOut:
    return NameOut(name=name.nominative, proposal=name.proposal, certain=name.certain, source_range=(name.start, name.end))
