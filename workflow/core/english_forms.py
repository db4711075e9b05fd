"""Forms of English words where they are plain: plurals, -ed and -ing. None where one cannot tell without a dictionary."""

from __future__ import annotations

import re
from enum import StrEnum


class Form(StrEnum):
    BASE = "base"
    PLURAL = "plural"
    PAST = "past"
    GERUND = "gerund"


_PLURALS = {
    "man": "men", "woman": "women", "child": "children", "person": "people", "foot": "feet", "tooth": "teeth", "mouse": "mice",
    "wife": "wives", "life": "lives", "knife": "knives", "half": "halves", "leaf": "leaves", "wolf": "wolves", "shelf": "shelves",
    "thief": "thieves", "loaf": "loaves", "hero": "heroes", "potato": "potatoes", "tomato": "tomatoes", "veto": "vetoes",
    "embargo": "embargoes", "cargo": "cargoes", "echo": "echoes", "torpedo": "torpedoes", "crisis": "crises",
    "analysis": "analyses", "basis": "bases", "phenomenon": "phenomena", "criterion": "criteria", "quiz": "quizzes",
}  # fmt: skip
_SAME_WORDS = "aircraft spacecraft hovercraft series species sheep fish deer offspring personnel staff police cattle"
_VERB_WORDS = """
    be become begin bring build buy catch choose come cost cut deal do draw drive eat fall feed feel fight find fly forbid forget
    get give go grow hang have hear hide hit hold hurt keep know lay lead leave lend let lie lose make mean meet pay put read ride
    ring rise run say see seek sell send set shake shine shoot shut sing sink sit sleep speak spend split spread stand steal stick
    strike swear swim take teach tear tell think throw understand wake wear win withdraw write
"""
_SAME = frozenset(_SAME_WORDS.split())
_VERBS = frozenset(_VERB_WORDS.split())
_MAN = re.compile(r"(?<!hu)(?<!ger)(?<!ro)(?<!otto)man\Z", re.IGNORECASE)
_ONE_SYLLABLE = re.compile(r"[^aeiouy]*[aeiou][bdgklmnprt]\Z", re.IGNORECASE)
_LAST = re.compile(r"[^\W\d_]+\Z")


def inflect(word: str, form: Form) -> str | None:
    """A word in another form."""
    lower = word.lower()
    if form is Form.BASE:
        return word
    if form is Form.PLURAL:
        return _pluralise(word, lower)
    if lower in _VERBS or not lower.isalpha():
        return None
    if form is Form.PAST:
        if lower.endswith("e"):
            return f"{word}d"
        if re.search(r"[^aeiou]y\Z", lower):
            return f"{word[:-1]}ied"
        return f"{word}{word[-1]}ed" if _ONE_SYLLABLE.fullmatch(lower) else f"{word}ed"
    if lower.endswith("ie"):
        return f"{word[:-2]}ying"
    if re.search(r"[^eoy]e\Z", lower):
        return f"{word[:-1]}ing"
    return f"{word}{word[-1]}ing" if _ONE_SYLLABLE.fullmatch(lower) else f"{word}ing"


def _pluralise(word: str, lower: str) -> str:
    if lower in _SAME:
        return word
    if lower in _PLURALS:
        return word[0] + _PLURALS[lower][1:]
    if _MAN.search(word) and len(word) > 4:
        return f"{word[:-2]}en"
    if re.search(r"[^aeiou]y\Z", lower):
        return f"{word[:-1]}ies" if word[0].islower() else f"{word}s"
    return f"{word}es" if lower.endswith(("s", "x", "z", "ch", "sh")) else f"{word}s"


def read_form(word: str, written: str) -> Form | None:
    """Which form of a word is written; None where it is none of these."""
    return next((form for form in Form if (inflect(word, form) or "").lower() == written.lower()), None)


def inflect_phrase(phrase: str, form: Form) -> str | None:
    """A phrase with its head in another form: the last word, or what stands before `of`."""
    head = phrase.partition(" of ")[0]
    last = _LAST.search(head)
    if last is None:
        return phrase if form is Form.BASE else None
    if form is Form.PLURAL and re.search(r"[^su]s\Z", last[0]):  # armed forces
        return phrase
    new = inflect(last[0], form)
    return None if new is None else f"{head[: last.start()]}{new}{phrase[len(head) :]}"


def read_phrase_form(phrase: str, written: str) -> Form | None:
    """`read_form` for a phrase of which at most one word is in another form."""
    ours, theirs = re.split(r"[\s\u00a0-]+", phrase), re.split(r"[\s\u00a0-]+", written)
    if len(ours) != len(theirs):
        return None
    forms = {form for one, other in zip(ours, theirs, strict=True) if (form := read_form(one, other)) is not Form.BASE}
    return Form.BASE if not forms else forms.pop() if len(forms) == 1 else None
