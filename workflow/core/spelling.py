"""English spelling: the American and the British dictionary, and words of news that neither has.

They are read when a process is asked about its first word; each word is looked up once.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

from workflow.core.hunspell import Dictionary, read_dictionary

#: Words that are made freely: anti-, pro-, re-…
_PREFIXES = (
    "anti", "auto", "bio", "co", "counter", "cyber", "de", "eco", "euro", "ex", "extra", "geo", "hydro", "hyper", "inter",
    "intra", "macro", "mega", "meta", "micro", "mid", "mini", "mis", "mono", "multi", "nano", "neo", "neuro", "non", "out",
    "over", "para", "post", "pre", "pro", "pseudo", "psycho", "quasi", "re", "self", "semi", "socio", "sub", "super", "techno",
    "tele", "trans", "ultra", "un", "under",
)  # fmt: skip
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@cache
def _dictionary() -> Dictionary:
    lists = (_read(name) for name in ("en-US.dic", "en-GB.dic"))
    return read_dictionary(_read("en.aff"), lists)


@cache
def _own_words() -> frozenset[str]:
    return frozenset(_read("en-news.txt").split())


def warm_up() -> None:
    """Read the dictionaries now, so that nobody has to wait for them later."""
    _dictionary()
    _own_words()


@lru_cache(maxsize=100_000)
def is_common(word: str) -> bool:
    """Whether a word in small letters is in a dictionary."""
    return word in _own_words() or in_dictionary(word)


@lru_cache(maxsize=100_000)
def is_word(word: str) -> bool:
    """Whether a lower-case word is spelt as words are: common, or made of common parts."""
    if is_common(word):
        return True
    for prefix in _PREFIXES:
        rest = word[len(prefix) :]
        if word.startswith(prefix) and len(rest) >= 4 and is_common(rest):
            return True
    return False


@lru_cache(maxsize=10_000)
def suggest(word: str, most: int = 3) -> tuple[str, ...]:
    """Words one slip of the hand away, likelier slips first; none where the word is further off than that."""
    names = _dictionary().names
    if word in names:
        return (names[word],)
    if len(word) > 25:
        return ()
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    slips = [
        *(a + b[1] + b[0] + b[2:] for a, b in halves if len(b) > 1),  # two letters changed places
        *(a + b[1:] for a, b in halves if b and (a[-1:] == b[0] or b[1:2] == b[0])),  # a letter twice
        *(a + a[-1] + b for a, b in halves if a),  # a double letter once
        *(a + c + b[1:] for a, b in halves if b for c in "aeiouy" if b[0] in "aeiouy"),  # the wrong vowel
        *(a + b[1:] for a, b in halves if b),
        *(a + c + b for a, b in halves for c in _LETTERS),
        *(a + c + b[1:] for a, b in halves if b for c in _LETTERS),
    ]
    return tuple(s for s in dict.fromkeys(slips) if s != word and len(s) > 2 and is_common(s))[:most]


def in_dictionary(word: str) -> bool:
    """Whether a published dictionary has a word in small letters, as they write it in America or in Britain."""
    return len(word) <= 40 and _dictionary().has(word)


def _read(name: str) -> str:
    return (files("workflow.core") / "dictionaries" / name).read_text("utf-8")
