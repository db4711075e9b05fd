"""Terms: adding, changing and deleting them, each kept as it was; and the finder an edition's sentences are asked with.

A term belongs to an edition or to its whole publication; an edition's own hides the publication's of the same lemma.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cache
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Select, bindparam, or_, select, update
from sqlalchemy.orm import Session

from workflow.core.errors import Conflict, Forbidden, Invalid, NotFound
from workflow.core.markup_tokens import escape_text
from workflow.core.permissions import HOLDINGS, Actor, Permission
from workflow.core.qa.cyrillic import CYRILLIC_LANGUAGES
from workflow.core.stems import fold
from workflow.core.terms import TermEntry, TermFinder, TermKind
from workflow.core.words import WORD
from workflow.db.glossary import Term, TermVersion
from workflow.db.publications import Edition, Publication
from workflow.db.work import Work
from workflow.services.events import record_event

KINDS = tuple(str(kind) for kind in TermKind)
#: The values TBX-Basic knows, and none.
PARTS_OF_SPEECH = ("", "noun", "properNoun", "adjective", "verb", "adverb", "other")
LONGEST, LONGEST_NOTE, MOST_WORDS = 300, 2000, 40
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class TermInput:
    """What a person says of a term. `edition_id` None: for all editions of the publication."""

    lemma: str
    preferred: str = ""
    variants: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    kind: str = TermKind.OTHER
    part_of_speech: str = ""
    note: str = ""
    keep: bool = False
    edition_id: int | None = None


@dataclass(frozen=True, slots=True)
class TermView:
    id: int
    version: int
    edition_id: int | None
    edition: str | None
    lemma: str
    preferred: str
    variants: tuple[str, ...]
    forbidden: tuple[str, ...]
    kind: str
    part_of_speech: str
    note: str
    keep: bool
    deleted: bool
    updated_at: datetime

    @property
    def entry(self) -> TermEntry:
        return TermEntry(
            self.id, self.lemma, self.preferred, self.variants, self.forbidden, self.kind, self.part_of_speech, self.note,
            self.keep, self.edition_id is not None,
        )  # fmt: skip

    @property
    def given(self) -> TermInput:
        return TermInput(
            self.lemma, self.preferred, self.variants, self.forbidden, self.kind, self.part_of_speech, self.note, self.keep,
            self.edition_id,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TermVersionView:
    version: int
    deleted: bool
    data: dict[str, Any]
    author: str
    via: str
    at: datetime


# -- reading


def list_terms(
    session: Session,
    edition_id: int,
    *,
    q: str = "",
    kind: str = "",
    after: int | None = None,
    limit: int | None = None,
    offset: int = 0,
    by_lemma: bool = True,
) -> list[TermView]:
    """The terms an edition goes by, its own and the publication's, by their lemma; else by number, from `after`.

    `q`: letters of the Russian or the English, or any form of a term.
    """
    query = select(Term, Edition.tag).outerjoin(Edition, Edition.id == Term.edition_id).where(_serves(session, edition_id))
    if kind:
        query = query.where(Term.kind == kind)
    if q:
        # SQLite folds the case of ASCII alone; English is folded by it, Russian by its key.
        forms = {term.id for found in open_finder(session, edition_id).find(escape_text(q)) for term in found.terms}
        letters = Term.lemma_key.contains(fold(q), autoescape=True) | Term.preferred.icontains(q, autoescape=True)
        query = query.where(letters | Term.id.in_(forms))
    query = query.order_by(Term.lemma_key, Term.id) if by_lemma else query.where(Term.id > (after or 0)).order_by(Term.id)
    if limit is not None:
        query = query.limit(limit).offset(offset)
    return [_view(term, tag) for term, tag in session.execute(query)]


def get_term(session: Session, actor: Actor, term_id: int) -> TermView:
    """A term, a deleted one too."""
    term, tag = _load(session, term_id)
    if not actor.may(Permission.READ, term.edition_id):
        raise NotFound("term")
    return _view(term, tag)


def list_history(session: Session, actor: Actor, term_id: int) -> list[TermVersionView]:
    """Every saved version, the newest first."""
    get_term(session, actor, term_id)
    rows = session.scalars(select(TermVersion).where(TermVersion.term_id == term_id).order_by(TermVersion.version.desc()))
    return [TermVersionView(v.version, v.deleted, v.data, v.author_name, v.via, v.created_at) for v in rows]


def find_by_lemma(session: Session, edition_id: int, texts: Iterable[str]) -> dict[str, TermView]:
    """For each text that is a term's lemma to the letter (case and ё aside) that term, the edition's own first."""
    keys = {text: fold(text.strip()) for text in texts}
    terms: dict[str, TermView] = {}
    query = select(Term, Edition.tag).outerjoin(Edition, Edition.id == Term.edition_id).where(_serves(session, edition_id))
    for term, tag in session.execute(
        query.where(Term.lemma_key.in_(set(keys.values()))).order_by(Term.edition_id.is_(None), Term.id)
    ):
        terms.setdefault(term.lemma_key, _view(term, tag))
    return {text: terms[key] for text, key in keys.items() if key in terms}


def may_write(actor: Actor, edition_id: int | None) -> bool:
    """Whether the actor may change terms of the edition; what serves all editions takes a role in all of them."""
    if not actor.is_person:
        return True
    if edition_id is not None:
        return actor.may(Permission.GLOSSARY_WRITE, edition_id)
    everywhere = any(Permission.GLOSSARY_WRITE in HOLDINGS[g.role] for g in actor.grants if g.edition is None)
    return everywhere and actor.in_scope(Permission.GLOSSARY_WRITE)


# -- writing


def add_term(
    work: Work,
    actor: Actor,
    *,
    edition_id: int | None = None,
    lemma: str,
    preferred: str = "",
    variants: Sequence[str] = (),
    forbidden: Sequence[str] = (),
    kind: str = TermKind.OTHER,
    part_of_speech: str = "",
    note: str = "",
    keep: bool = False,
) -> TermView:
    """A new term. `Invalid("term_exists")` where the edition (or the publication) says the same already."""
    given = TermInput(lemma, preferred, tuple(variants), tuple(forbidden), kind, part_of_speech, note, keep, edition_id)
    return save_new(work, actor, given)


def save_new(work: Work, actor: Actor, given: TermInput) -> TermView:
    given = check_input(given, latin=reads_latin(work.session, given.edition_id))
    _may_write(actor, given.edition_id)
    publication = _publication(work.session, given.edition_id)
    _refuse_twin(work.session, publication.id, given)
    term = Term(
        publication_id=publication.id,
        created_by=actor.id,
        created_at=work.now,
        updated_at=work.now,
        version=0,
        deleted=False,
        **_columns(given),
    )
    work.session.add(term)
    return _keep(work, actor, term, publication, "term.add")


def change_term(work: Work, actor: Actor, term_id: int, given: TermInput, *, version: int) -> TermView:
    """Write a term anew. An unchanged save changes nothing; a stale one is a `Conflict` with the term as it is."""
    term, tag = _open(work, actor, term_id, version)
    given = check_input(given, latin=reads_latin(work.session, given.edition_id))
    _may_write(actor, given.edition_id)
    if not term.deleted and _view(term, tag).given == given:
        return _view(term, tag)
    publication = _publication(work.session, given.edition_id)
    _refuse_twin(work.session, publication.id, given, besides=term.id)
    for name, value in _columns(given).items():
        setattr(term, name, value)
    term.deleted = False
    return _keep(work, actor, term, publication, "term.change")


def delete_term(work: Work, actor: Actor, term_id: int, *, version: int) -> TermView:
    """Take a term out. It stays in the history, and `restore_term` brings it back."""
    term, tag = _open(work, actor, term_id, version)
    if term.deleted:
        return _view(term, tag)
    term.deleted = True
    return _keep(work, actor, term, _publication(work.session, term.edition_id), "term.delete")


def restore_term(work: Work, actor: Actor, term_id: int, *, version: int) -> TermView:
    """Bring a deleted term back as it was."""
    term, tag = _open(work, actor, term_id, version)
    if not term.deleted:
        return _view(term, tag)
    publication = _publication(work.session, term.edition_id)
    _refuse_twin(work.session, publication.id, _view(term, tag).given, besides=term.id)
    term.deleted = False
    return _keep(work, actor, term, publication, "term.restore")


def write_many(work: Work, actor: Actor, changes: Sequence[tuple[Term | None, TermInput]], *, edition_id: int) -> None:
    """Write many checked terms at once: new ones, and ones at hand anew. The trail has one line for all."""
    if not changes:
        return
    publication = _publication(work.session, edition_id)
    written = []
    for row, given in changes:
        term = row or Term(
            publication_id=publication.id,
            created_by=actor.id,
            created_at=work.now,
            updated_at=work.now,
            version=0,
            deleted=False,
            **_columns(given),
        )
        if row is not None:
            for name, value in _columns(given).items():
                setattr(row, name, value)
        written.append(term)
    work.session.add_all(written)
    _add_versions(work, actor, written)
    _let_go(work.session, publication)
    added = sum(row is None for row, _ in changes)
    record_event(work, actor, "term.import", added=added, changed=len(changes) - added)
    work.session.flush()


def view_given(term: Term) -> TermInput:
    """What a person said of a term."""
    return _view(term, None).given


def reads_latin(session: Session, edition_id: int | None) -> bool:
    """Whether readers of an edition (of every translation, without one) read Latin letters."""
    query = select(Edition.language).where(Edition.id == edition_id if edition_id is not None else Edition.is_source.is_(False))
    return not any(language.partition("-")[0] in CYRILLIC_LANGUAGES for language in session.scalars(query))


def check_input(given: TermInput, *, latin: bool = False) -> TermInput:
    """The input with its white space in order. `Invalid` names what does not fit; `latin`: a Cyrillic letter in what the texts
    are to say does not, be it in a column taken for another or in a word that only looks right (Мoscow)."""
    lemma, preferred = _tidy(given.lemma), _tidy(given.preferred)
    variants, forbidden = _tidy_all(given.variants), _tidy_all(given.forbidden)
    if WORD.search(lemma) is None:
        raise Invalid("term_lemma_missing")
    if given.keep:
        preferred = lemma
    if not preferred:
        raise Invalid("term_preferred_missing", lemma=lemma)
    long = next((w for w in (lemma, preferred, *variants, *forbidden) if len(w) > LONGEST), None)
    if long is not None or len(given.note) > LONGEST_NOTE or len(variants) + len(forbidden) > MOST_WORDS:
        raise Invalid("term_too_long", most=LONGEST)
    if given.kind not in KINDS:
        raise Invalid("term_kind_unknown", kind=given.kind, known=", ".join(KINDS))
    if given.part_of_speech not in PARTS_OF_SPEECH:
        raise Invalid("term_part_unknown", part=given.part_of_speech, known=", ".join(PARTS_OF_SPEECH[1:]))
    cyrillic = next((w for w in (preferred, *variants) if _CYRILLIC.search(w)), None)
    if latin and cyrillic and not given.keep:
        raise Invalid("term_cyrillic", word=cyrillic)
    variants = tuple(v for v in variants if v != preferred)
    both = {w.casefold() for w in (preferred, *variants)} & {w.casefold() for w in forbidden}
    if both:
        raise Invalid("term_forbids_itself", word=sorted(both)[0])
    return replace(
        given,
        lemma=lemma,
        preferred=preferred,
        variants=variants,
        forbidden=forbidden,
        note=given.note.strip(),
        kind=str(given.kind),
    )


# -- finding


_finders: WeakKeyDictionary[Any, dict[int, tuple[str, TermFinder]]] = WeakKeyDictionary()
_finders_lock = Lock()


@cache
def _version_query() -> Select[str]:
    return (
        select(Publication.glossary_version)
        .join(Edition, Edition.publication_id == Publication.id)
        .where(Edition.id == bindparam("edition"))
    )


def open_finder(session: Session, edition_id: int) -> TermFinder:
    """The edition's finder, built once and kept until a term changes."""
    version = session.scalars(_version_query(), {"edition": edition_id}).one_or_none()
    if version is None:
        raise NotFound("edition")
    engine = session.get_bind().engine
    with _finders_lock:
        kept = _finders.setdefault(engine, {}).get(edition_id)
    if kept is not None and kept[0] == version:
        return kept[1]
    finder = TermFinder(view.entry for view in list_terms(session, edition_id))
    with _finders_lock:
        _finders.setdefault(engine, {})[edition_id] = (version, finder)
    return finder


def glossary_version(session: Session, edition_id: int) -> str:
    """What changes with every change of a term the edition goes by."""
    return session.scalars(_version_query(), {"edition": edition_id}).one()


# -- the rows


def _serves(session: Session, edition_id: int) -> ColumnElement[bool]:
    publication = select(Edition.publication_id).where(Edition.id == edition_id).scalar_subquery()
    scope = or_(Term.edition_id == edition_id, Term.edition_id.is_(None))
    return (Term.publication_id == publication) & scope & Term.deleted.is_(False)


def _load(session: Session, term_id: int) -> tuple[Term, str | None]:
    row = session.execute(
        select(Term, Edition.tag).outerjoin(Edition, Edition.id == Term.edition_id).where(Term.id == term_id)
    ).one_or_none()
    if row is None:
        raise NotFound("term")
    return row[0], row[1]


def _open(work: Work, actor: Actor, term_id: int, version: int) -> tuple[Term, str | None]:
    """The term, checked for permission and version; the publication's row is locked, so that nobody is in between."""
    term, tag = _load(work.session, term_id)
    if actor.is_person and not actor.may(Permission.READ, term.edition_id):
        raise NotFound("term")
    _may_write(actor, term.edition_id)
    work.session.get(Publication, term.publication_id, with_for_update=True, populate_existing=True)
    work.session.refresh(term)
    if term.version != version:
        raise Conflict("term_changed", data={"current": _view(term, tag)})
    return term, tag


def _keep(work: Work, actor: Actor, term: Term, publication: Publication, action: str) -> TermView:
    """Write the term's next version, its history and the trail, and let what was built of the terms go."""
    tag = work.session.scalars(select(Edition.tag).where(Edition.id == term.edition_id)).one_or_none()
    _add_versions(work, actor, [term])
    _let_go(work.session, publication)
    record_event(work, actor, action, term=term.id, lemma=term.lemma, preferred=term.preferred, edition=tag or "")
    work.session.flush()
    return _view(term, tag)


def _add_versions(work: Work, actor: Actor, terms: Sequence[Term]) -> None:
    for term in terms:
        term.version += 1
        term.updated_by, term.updated_at = actor.id, work.now
    work.session.flush()
    work.session.add_all(
        TermVersion(
            term_id=term.id,
            version=term.version,
            deleted=term.deleted,
            data=asdict(view_given(term)) | {"variants": list(term.variants), "forbidden": list(term.forbidden)},
            author_id=actor.id,
            author_name=actor.name,
            via=actor.via,
            created_at=work.now,
        )
        for term in terms
    )


def _let_go(session: Session, publication: Publication) -> None:
    """What was built of the terms is good no more. Not a counter: a number given in a transaction that failed could come
    again with other terms."""
    session.execute(update(Publication).where(Publication.id == publication.id).values(glossary_version=secrets.token_hex(8)))


def _publication(session: Session, edition_id: int | None) -> Publication:
    if edition_id is None:
        return session.scalars(select(Publication).order_by(Publication.id)).first() or _no_publication()
    edition = session.get(Edition, edition_id)
    if edition is None:
        raise NotFound("edition")
    if edition.is_source:
        raise Invalid("term_of_source")
    return session.get_one(Publication, edition.publication_id)


def _no_publication() -> Publication:
    raise NotFound("edition")


def _refuse_twin(session: Session, publication_id: int, given: TermInput, *, besides: int | None = None) -> None:
    rows = session.scalars(
        select(Term).where(
            Term.publication_id == publication_id,
            Term.lemma_key == fold(given.lemma),
            Term.deleted.is_(False),
            Term.edition_id == given.edition_id if given.edition_id is not None else Term.edition_id.is_(None),
        )
    )
    if any(row.id != besides and row.preferred.casefold() == given.preferred.casefold() for row in rows):
        raise Invalid("term_exists", lemma=given.lemma, preferred=given.preferred)


def _may_write(actor: Actor, edition_id: int | None) -> None:
    if not may_write(actor, edition_id):
        raise Forbidden("glossary_not_yours")


def _columns(given: TermInput) -> dict[str, Any]:
    return {
        **asdict(given),
        "lemma_key": fold(given.lemma),
        "variants": list(given.variants),
        "forbidden": list(given.forbidden),
    }


def _view(term: Term, tag: str | None) -> TermView:
    return TermView(
        term.id, term.version, term.edition_id, tag, term.lemma, term.preferred, tuple(term.variants), tuple(term.forbidden),
        term.kind, term.part_of_speech, term.note, term.keep, term.deleted, term.updated_at,
    )  # fmt: skip


def _tidy(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def _tidy_all(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tidy for text in texts if (tidy := _tidy(text))))
