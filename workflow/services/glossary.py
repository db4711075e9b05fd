"""Terms: adding them and finding them in a sentence.

Matching is by word stems: a lemma's words must stand in the sentence in order, each with up to three letters of
another ending. It is enough to offer terms; checks do not rest on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.core.permissions import Actor
from workflow.db.glossary import Term
from workflow.db.work import Work

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class TermView:
    id: int
    lemma: str
    preferred: str
    forbidden: tuple[str, ...]
    kind: str
    note: str


def add_term(
    work: Work,
    actor: Actor,
    *,
    edition_id: int,
    lemma: str,
    preferred: str,
    forbidden: Sequence[str] = (),
    kind: str = "other",
    note: str = "",
) -> None:
    work.session.add(
        Term(
            edition_id=edition_id,
            lemma=lemma,
            lemma_key=_fold(lemma),
            preferred=preferred,
            forbidden=list(forbidden),
            kind=kind,
            note=note,
            created_by=actor.id,
            created_at=work.now,
        )
    )


def list_terms(session: Session, edition_id: int, *, q: str = "") -> list[TermView]:
    query = select(Term).where(Term.edition_id == edition_id).order_by(Term.lemma_key)
    if q:
        query = query.where(Term.lemma_key.contains(_fold(q), autoescape=True) | Term.preferred.icontains(q, autoescape=True))
    return [_view(term) for term in session.scalars(query)]


def find_by_lemma(session: Session, edition_id: int, texts: Iterable[str]) -> dict[str, TermView]:
    """For each text that is a term's lemma to the letter (case and ё aside) that term; the oldest of several."""
    keys = {text: _fold(text.strip()) for text in texts}
    terms: dict[str, Term] = {}
    query = select(Term).where(Term.edition_id == edition_id, Term.lemma_key.in_(set(keys.values()))).order_by(Term.id)
    for term in session.scalars(query):
        terms.setdefault(term.lemma_key, term)
    return {text: _view(terms[key]) for text, key in keys.items() if key in terms}


class TermFinder:
    """The terms of an edition, loaded once and looked for in many sentences."""

    def __init__(self, terms: Sequence[TermView]) -> None:
        self._by_stem: dict[str, list[tuple[list[str], TermView]]] = {}
        for term in terms:
            words = _WORD.findall(_fold(term.lemma))
            if words:
                self._by_stem.setdefault(words[0][:3], []).append((words, term))

    def find(self, text: str) -> list[TermView]:
        """Terms of the sentence in order, the longest of overlapping ones."""
        words = _WORD.findall(_fold(text))
        found: list[TermView] = []
        at = 0
        while at < len(words):
            fitting = [
                (parts, term)
                for parts, term in self._by_stem.get(words[at][:3], ())
                if len(words) >= at + len(parts) and all(map(_same_stem, parts, words[at : at + len(parts)]))
            ]
            if fitting:
                parts, term = max(fitting, key=lambda item: (len(item[0]), len(item[1].lemma)))
                if term not in found:
                    found.append(term)
                at += len(parts)
            else:
                at += 1
        return found


def open_finder(session: Session, edition_id: int) -> TermFinder:
    return TermFinder(list_terms(session, edition_id))


def _view(term: Term) -> TermView:
    return TermView(term.id, term.lemma, term.preferred, tuple(term.forbidden), term.kind, term.note)


def _same_stem(lemma: str, word: str) -> bool:
    if lemma == word:
        return True
    stem = lemma[: max(3, len(lemma) - 2)]
    return len(lemma) > 3 and word.startswith(stem) and abs(len(word) - len(lemma)) <= 3


def _fold(text: str) -> str:
    return text.casefold().replace("ё", "е")
