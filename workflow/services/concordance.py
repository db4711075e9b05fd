"""Looking words up, in either language: approved pairs of the memory, and what was published, sentence by sentence.

A word stands for its forms (`core.stems`). Published text is found by the units as they stand now and shown as it was
released, so a word that only an older, replaced version had is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, or_, select, tuple_
from sqlalchemy.orm import Session

from workflow.core.document import Document, iter_blocks
from workflow.core.errors import Forbidden, NotFound
from workflow.core.hashing import normalise
from workflow.core.markup_tokens import strip_tokens
from workflow.core.memory_terms import name_space, word_term
from workflow.core.permissions import Actor, Permission
from workflow.core.stems import beginning, find_words, fold, same_word
from workflow.core.units import UnitStatus
from workflow.db.articles import Article, Release
from workflow.db.memory import MemoryEntry
from workflow.db.memory_index import open_index
from workflow.db.publications import Edition
from workflow.db.segments import Unit, UnitVersion
from workflow.db.stories import Revision, Story
from workflow.services.content import is_live
from workflow.services.glossary import open_finder

#: Words of a query that are looked at; a longer one is a sentence, which similarity finds.
MOST_WORDS = 8
#: Rows the database may offer before the words are compared one by one.
CANDIDATES = 300
#: Stories published in the source language alone: how many are shown, and how far back they are looked for.
MOST_ALONE = 5
ALONE_FOR = timedelta(days=366)

Span = tuple[int, int]
Kind = Literal["published", "memory", "source"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where the words stand. `kind`: published, memory, or source: published in the source language alone.

    Texts are plain; the marks are offsets in code points of the words that were asked for and of their terms.
    """

    kind: Kind
    source: str
    target: str
    story_id: int | None
    title: str
    at: datetime
    url: str
    provenance: str
    source_marks: tuple[Span, ...] = ()
    target_marks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Concordance:
    """What was found; `more`: not everything is shown."""

    hits: tuple[Hit, ...]
    more: bool


def look_up(
    session: Session, actor: Actor, q: str, *, edition: str, now: datetime, limit: int = 20, besides: int | None = None
) -> Concordance:
    """Every sentence pair that has all words of `q` in one of its languages, the newest first, published before memory.

    Case, ё for е and endings do not matter; `мурман*` is every word that begins so. `besides`: the story at hand, whose
    own original is no example.
    """
    found = session.scalars(select(Edition).where(Edition.tag == edition, Edition.is_source.is_(False))).one_or_none()
    if found is None:
        raise NotFound("edition", tag=edition)
    if not actor.may(Permission.READ, found.id):
        raise Forbidden("not_yours")
    source = session.scalars(select(Edition).where(Edition.is_source)).one()
    query = _Query.read(q)
    if not query.words:
        return Concordance((), False)
    terms = {w for term in open_finder(session, found.id).find(q) for _, _, w in find_words(term.target)}
    published = sorted(_published(session, found, query, now), key=lambda h: h.at, reverse=True)
    known = {(h.source, h.target) for h in published}
    learned = [h for h in _learned(session, source.language, found.language, query) if (h.source, h.target) not in known]
    hits = [*published, *learned]
    if len(hits) < limit:
        hits += _alone(session, source, {besides, *(h.story_id for h in hits)}, query, now)
    return Concordance(tuple(_mark(h, query, terms) for h in hits[:limit]), len(hits) > limit)


@dataclass(frozen=True, slots=True)
class _Query:
    """Folded words; those of `starts` are beginnings of words."""

    words: tuple[str, ...]
    starts: frozenset[str]

    @classmethod
    def read(cls, q: str) -> _Query:
        plain = normalise(q)
        found = [(fold(plain[a:b]), plain[b : b + 1] == "*") for a, b, _ in find_words(plain)]
        long = [each for each in found if len(each[0]) > 1] or found
        words = tuple(dict.fromkeys(word for word, _ in long))[:MOST_WORDS]
        return cls(words, frozenset(word for word, starred in long if starred))

    def beginning(self, word: str) -> str:
        return word if word in self.starts else beginning(word)

    def is_form(self, word: str, of: str) -> bool:
        return word.startswith(of) if of in self.starts else same_word(of, word)

    def fits(self, text: str) -> bool:
        """Whether the text has every word."""
        there = {word for _, _, word in find_words(text)}
        return all(any(self.is_form(word, each) for word in there) for each in self.words)

    def marks(self, text: str, more: set[str] | frozenset[str] = frozenset()) -> tuple[Span, ...]:
        return tuple(
            (start, end)
            for start, end, word in find_words(text)
            if any(self.is_form(word, each) for each in self.words) or any(same_word(each, word) for each in more)
        )

    def may_have(self, column: Any) -> ColumnElement[bool]:
        """That a text column may hold every word. SQLite folds the case of ASCII only, and nobody folds ё."""
        return and_(*(or_(*(column.ilike(p, escape="\\") for p in _patterns(self.beginning(w)))) for w in self.words))


def _patterns(start: str) -> tuple[str, ...]:
    """Patterns for a word in lower case or with a capital, and all in capitals."""
    any_case = start if start[0] == "_" or len(start) == 1 else f"\0{start[1:]}"
    return tuple(f"%{_escape(form)}%" for form in (any_case, start.upper()))


def _escape(text: str) -> str:
    return re.sub("[\0еЕ]", "_", text.replace("_", "\\_"))


def _learned(session: Session, source_language: str, target_language: str, query: _Query) -> Iterator[Hit]:
    having = _having(session, source_language, target_language, query)
    rows = session.execute(
        select(MemoryEntry, Story.title)
        .outerjoin(Story, Story.id == MemoryEntry.story_id)
        .where(
            MemoryEntry.source_language == source_language,
            MemoryEntry.target_language == target_language,
            MemoryEntry.wrong_at.is_(None),
            or_(MemoryEntry.id.in_(having), query.may_have(MemoryEntry.target)),
        )
        .order_by(MemoryEntry.id.desc())
        .limit(CANDIDATES)
    ).all()
    seen = set()
    for entry, title in rows:
        source, target = strip_tokens(entry.source), strip_tokens(entry.target)
        if (source, target) in seen or not (query.fits(source) or query.fits(target)):
            continue
        seen.add((source, target))
        provenance = "" if entry.story_id else entry.provenance
        yield Hit("memory", source, target, entry.story_id, title or "", entry.created_at, "", provenance)


def _having(session: Session, source_language: str, target_language: str, query: _Query) -> list[int]:
    """The newest entries whose source has a form of every word."""
    index = open_index(session)
    found: set[int] = set()
    for kind in ("text", "headline"):
        before = word_term("", name_space(source_language, target_language, kind))
        forms = [
            [term for term in index.terms_from(before + query.beginning(word)) if query.is_form(term[len(before) :], word)]
            for word in query.words
        ]
        found |= index.have(forms)
    return sorted(found, reverse=True)[: 2 * CANDIDATES]


def _published(session: Session, edition: Edition, query: _Query, now: datetime) -> Iterator[Hit]:
    """Sentences of the edition's live releases, as released."""
    candidates: Sequence[tuple[int, int]] = [
        (unit_id, article_id)
        for unit_id, article_id in session.execute(
            select(Unit.id, Unit.article_id)
            .join(Article, Article.id == Unit.article_id)
            .where(Article.edition_id == edition.id, Article.slug.is_not(None))
            .where(or_(query.may_have(Unit.source), query.may_have(Unit.text)))
            .order_by(Unit.id.desc())
            .limit(CANDIDATES)
        )
    ]
    releases = {
        article_id: (dict(units), story_id, slug, title, at)
        for article_id, units, story_id, slug, title, at in session.execute(
            select(
                Release.article_id,
                Release.units,
                Article.story_id,
                Article.slug,
                Release.content["title"].as_string(),
                Release.live_from,
            )
            .join(Article, Article.id == Release.article_id)
            .where(Release.article_id.in_({article_id for _, article_id in candidates}), is_live(now))
        )
    }
    wanted = {
        (unit_id, releases[article_id][0][unit_id])
        for unit_id, article_id in candidates
        if article_id in releases and unit_id in releases[article_id][0]
    }
    if not wanted:
        return
    versions = session.execute(
        select(UnitVersion.article_id, UnitVersion.source, UnitVersion.text)
        .where(tuple_(UnitVersion.unit_id, UnitVersion.version).in_(sorted(wanted)))
        .where(UnitVersion.status == UnitStatus.CONFIRMED.value)
        .order_by(UnitVersion.unit_id)
    )
    for article_id, source, text in versions:
        _, story_id, slug, title, at = releases[article_id]
        source, text = strip_tokens(source), strip_tokens(text)
        if query.fits(source) or query.fits(text):
            yield Hit("published", source, text, story_id, title, at, f"/{edition.tag}/{slug}", "")


def _alone(session: Session, source: Edition, known: set[int | None], query: _Query, now: datetime) -> list[Hit]:
    """Sentences published in the source language whose stories have no hit of their own."""
    rows = session.execute(
        select(Article.story_id, Article.slug, Revision.title, Revision.document, Release.live_from)
        .join(Release, Release.article_id == Article.id)
        .join(Revision, Revision.id == Release.revision_id)
        .where(Article.edition_id == source.id, Article.story_id.not_in(known - {None}))
        .where(is_live(now), Release.live_from > now - ALONE_FOR)
        .where(or_(query.may_have(Revision.html), query.may_have(Revision.title), query.may_have(Revision.standfirst)))
        .order_by(Release.live_from.desc())
        .limit(CANDIDATES // 10)
    )
    hits: list[Hit] = []
    for story_id, slug, title, document, at in rows:
        texts = (strip_tokens(s.text) for block in iter_blocks(Document.from_json(document)) for s in block.segments)
        first = next((text for text in texts if query.fits(text)), None)
        if first is not None:
            hits.append(Hit("source", first, "", story_id, title, at, f"/{source.tag}/{slug}", ""))
        if len(hits) == MOST_ALONE:
            break
    return hits


def _mark(hit: Hit, query: _Query, terms: set[str]) -> Hit:
    return Hit(
        hit.kind,
        hit.source,
        hit.target,
        hit.story_id,
        hit.title,
        hit.at,
        hit.url,
        hit.provenance,
        query.marks(hit.source),
        query.marks(hit.target, terms),
    )
