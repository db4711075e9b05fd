"""Real Russian sentences, grown to as many as are asked for the way a news archive grows: clauses said again in other
company, other words of the same ending, and the same sentence with a small change.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

NEWS = Path(__file__).resolve().parents[2] / "shared" / "data" / "news"
_CLAUSE = re.compile(r"(?<=[,;:—]) ")
_LONG_WORD = re.compile(r"[а-яё]{5,}")
_DIGIT = re.compile(r"\d")


class NoNews(Exception):
    """The real sentences are not on this machine."""


@lru_cache(maxsize=1)
def real_sentences() -> tuple[str, ...]:
    """Distinct Russian sentences of the news, in a fixed order."""
    from workflow.core.segmentation import split_sentences

    if not (NEWS / "wmt21-23.jsonl").is_file():
        raise NoNews(f"there are no sentences in {NEWS}")
    found: dict[str, None] = {}
    with (NEWS / "wmt21-23.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            for segment in json.loads(line)["segments"]:
                found[segment["src"]] = None
    with gzip.open(NEWS / "postedits.ru-en.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            found[json.loads(line)["src"]] = None
    with gzip.open(NEWS / "wikinews-ru.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            for paragraph in json.loads(line)["paragraphs"]:
                for start, end in split_sentences(paragraph):
                    found[paragraph[start:end]] = None
    return tuple(text for text in found if len(text) >= 12)


def grow(count: int, *, seed: int = 4) -> Iterator[str]:
    """`count` distinct sentences: the real ones, then new ones made of them, 12 % of them nearly the same as another."""
    real = real_sentences()
    yield from real[:count]
    chance = random.Random(seed)
    heads: list[str] = []
    tails: list[str] = []
    by_ending = words_by_ending()
    for text in real:
        parts = _CLAUSE.split(text)
        heads.append(parts[0])
        tails += parts[1:]
    seen = {hash(text) for text in real[:count]}
    made = min(count, len(real))
    while made < count:
        if chance.random() < 0.12:
            text = change_a_little(chance.choice(real), chance, by_ending)
        else:
            text = " ".join([chance.choice(heads), *(chance.choice(tails) for _ in range(chance.choice((0, 1, 1, 2))))])
            text = _LONG_WORD.sub(lambda m: chance.choice(by_ending[m[0][-3:]]) if chance.random() < 0.25 else m[0], text)
            text = text.rstrip(",;:—. ") + "."
        if len(text) < 12 or hash(text) in seen:
            continue
        seen.add(hash(text))
        made += 1
        yield text


@lru_cache(maxsize=1)
def words_by_ending() -> dict[str, list[str]]:
    """Longer words of the real sentences by their last three letters, as often as they are met."""
    found: dict[str, list[str]] = defaultdict(list)
    for text in real_sentences():
        for word in _LONG_WORD.findall(text):
            found[word[-3:]].append(word)
    return found


def change_a_little(text: str, chance: random.Random, by_ending: dict[str, list[str]]) -> str:
    """One word of the same ending for another, a digit for another, or a word left out."""
    kind = chance.choice(("word", "digit", "drop"))
    if kind == "digit" and _DIGIT.search(text):
        return _DIGIT.sub(lambda _: str(chance.randrange(10)), text)
    words = text.split(" ")
    at = chance.randrange(len(words))
    if kind == "drop" and len(words) > 4:
        return " ".join(words[:at] + words[at + 1 :])
    spot = _LONG_WORD.search(text, chance.randrange(len(text)))
    return text if spot is None else f"{text[: spot.start()]}{chance.choice(by_ending[spot[0][-3:]])}{text[spot.end() :]}"
