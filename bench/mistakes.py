"""Mistakes put into good translations, one at a time: what a check is to catch."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

_NUMBER = re.compile(r"[0-9]+(?:[.,:][0-9]+)*")
_RUSSIAN_DENIAL = re.compile(
    r"\b(?:не|ни|нет|нельзя|без|нету|некому|нечего|ни(?:кто|кого|кому|кем|чего|что|чему|когда|где|как\w*)|"
    r"невозможн\w*|неизвестн\w*|отказ\w*|отриц\w*|опроверг\w*|запре[тщ]\w*|не\w{4,})\b",
    re.IGNORECASE,
)
#: A denial of the English and its opposite.
_LOST: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), instead)
    for pattern, instead in (
        (r"\b(is|are|was|were|has|have|had|do|does|did|would|should|could|must|need)n[’']t\b", r"\1"),
        (r"\b(?:can[’']t|cannot)\b", "can"),
        (r"\bwon[’']t\b", "will"),
        (r"\bnot (?!only|just|to mention|least)", ""),
        (r"\bnever ", ""),
        (r"\bwithout ", "with "),
        (r"\bno one\b|\bnobody\b", "everyone"),
        (r"\bnothing\b", "everything"),
        (r"\bno (?!longer|more|less|later|doubt|one)", "a "),
        (r"\bno longer ", "still "),
        (r"\bneither\b", "both"),
        (r"\bnor\b", "and"),
        (r"\bnone\b", "all"),
        (r"\bunable\b", "able"),
        (r"\bimpossible\b", "possible"),
        (r"\bfail(?:ed|s)? to\b", "managed to"),
        (r"\brefus(?:ed|es) to\b", "agreed to"),
        (r"\brefused\b(?! to)", "accepted"),
        (r"\bden(?:ied|ies)\b", "confirmed"),
        (r"\bunlikely\b", "likely"),
        (r"\b(?:hardly|barely|scarcely) ", "clearly "),
    )
)
_VERB = re.compile(r"\b(?:is|are|was|were|will|can|could|should|would|must|has|have|had)\b(?! not|n[’'])", re.IGNORECASE)
_COUNTS = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fifteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
]
_ORDERS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
_COUNTED = re.compile(rf"\b(?:{'|'.join((*_COUNTS, *_ORDERS))})\b")

Mistakes = Callable[[str, str, random.Random], Iterator[str]]


def change_digit(source: str, target: str, chance: random.Random) -> Iterator[str]:
    """One digit of every number."""
    for match in _NUMBER.finditer(target) if re.search("[0-9]", source) else ():
        at = chance.choice([n for n in range(*match.span()) if target[n].isdigit()])
        other = chance.choice([d for d in "0123456789" if d != target[at]])
        yield target[:at] + other + target[at + 1 :]


def drop_number(source: str, target: str, chance: random.Random) -> Iterator[str]:
    for match in _NUMBER.finditer(target) if re.search("[0-9]", source) else ():
        yield target[: match.start()] + target[match.end() :]


def change_number_word(source: str, target: str, chance: random.Random) -> Iterator[str]:
    """Every number in words made another one of its kind."""
    for match in _COUNTED.finditer(target):
        kind = _COUNTS if match[0] in _COUNTS else _ORDERS
        other = chance.choice([word for word in kind if word != match[0]])
        yield target[: match.start()] + other + target[match.end() :]


def lose_denial(source: str, target: str, chance: random.Random) -> Iterator[str]:
    """Every denial made its opposite, where the Russian denies something."""
    for pattern, instead in _LOST if _RUSSIAN_DENIAL.search(source) else ():
        for match in pattern.finditer(target):
            yield target[: match.start()] + match.expand(instead) + target[match.end() :]


def invent_denial(source: str, target: str, chance: random.Random) -> Iterator[str]:
    """The first verb that can take a `not` takes one."""
    if match := _VERB.search(target):
        yield f"{target[: match.end()]} not{target[match.end() :]}"


#: (kind, the check that is to see it, what makes it).
MISTAKES: tuple[tuple[str, str, Mistakes], ...] = (
    ("changed", "numbers", change_digit),
    ("dropped", "numbers", drop_number),
    ("number words", "numbers", change_number_word),
    ("negation lost", "negation", lose_denial),
    ("negation invented", "negation", invent_denial),
)
