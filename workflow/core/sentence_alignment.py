"""Which English sentences are the translation of which Russian ones, in two texts that were made from one another freely.

A path through both texts, of beads of at most two sentences a side, is judged by lengths (Gale and Church, 1993) and by
the words that can be found again on the other side. The confidence of a bead is its share in all paths (forward and
backward sums), so that what could be read in two ways is sure of nothing. Sentences may be left out on either side.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workflow.core.markup_tokens import strip_tokens
from workflow.core.sentence_anchors import Anchor, read_anchors

#: Sentences taken together on each side, and how often that is so in news.
SHAPES = {(1, 1): 0.816, (1, 2): 0.03, (2, 1): 0.03, (2, 2): 0.004, (1, 0): 0.06, (0, 1): 0.06}
#: Where more than these shares of both texts are left out, they are read again as what they are: no close translations.
SKIPPED, MOST_SKIPPED = 0.06, 0.35
#: English characters to a Russian one, and the variance of lengths for each (of human translations of news).
RATIO, VARIANCE = 1.04, 3.2
#: How much wider the lengths of sentences lie that are no translations, and the worst that a length may say.
WIDER, WORST_LENGTH = 3.0, -7.0
#: Words are not independent of one another: what they say together counts for less than its sum.
TRUST = 0.6
#: What the words of a bead may say against it where there are many to choose from; of a few sentences they must say more,
#: for there the place alone would do.
PROOF = 3.0
#: How far from the diagonal a bead may lie, in sentences.
BAND = 80
#: What a bead must be worth to be taken for a translation: right 99 times of a hundred.
LEAST_CONFIDENCE = 0.9
_NEVER = -math.inf


@dataclass(frozen=True, slots=True)
class Sentence:
    """`block`: sentences of different blocks are never taken together. Only the same `kind`s stand for each other.

    `known`: what the text has besides what its words say, such as a glossary's terms.
    """

    text: str
    block: int = 0
    kind: str = "text"
    known: tuple[Anchor, ...] = ()


@dataclass(frozen=True, slots=True)
class Bead:
    """Sentences, by their numbers, that stand for each other; one side may be empty. `confidence` from 0 to 1."""

    sources: tuple[int, ...]
    targets: tuple[int, ...]
    confidence: float


def align_sentences(sources: Sequence[Sentence], targets: Sequence[Sentence], *, words: bool = True) -> list[Bead]:
    """The likeliest path: every sentence is in one bead, in order. Without `words` only lengths are judged."""
    grid = _Grid(sources, targets, words)
    beads = grid.read_path(SHAPES)
    left = sum(b.confidence * (len(b.sources) + len(b.targets)) for b in beads if not b.sources or not b.targets)
    share = left / max(1, len(sources) + len(targets))
    if share <= SKIPPED:
        return beads
    skip = min(MOST_SKIPPED, share)
    rest = (1 - 2 * skip) / (1 - 2 * SKIPPED)
    return grid.read_path({shape: often * rest if all(shape) else skip for shape, often in SHAPES.items()})


def may_learn(bead: Bead, least: float = LEAST_CONFIDENCE) -> bool:
    """Whether a bead is a pair for the memory. Two sentences a side are none: nobody will ask for them together."""
    return bool(bead.sources and bead.targets) and len(bead.sources + bead.targets) < 4 and bead.confidence >= least


class _Grid:
    """What every bead that may be would say, by how many sentences of each side lie before its end."""

    def __init__(self, sources: Sequence[Sentence], targets: Sequence[Sentence], words: bool) -> None:
        self._sources, self._targets = sources, targets
        self._slope = len(targets) / max(1, len(sources))
        self._lengths = [[len(strip_tokens(s.text)) for s in side] for side in (sources, targets)]
        self._evidence = _Evidence(
            *([(*read_anchors(s.text), *s.known) for s in side] if words else [] for side in (sources, targets))
        )
        self._words = words
        self._judged: dict[tuple[int, int, int, int], float] = {}

    def read_path(self, shapes: Mapping[tuple[int, int], float]) -> list[Bead]:
        end = (len(self._sources), len(self._targets))
        ways: dict[tuple[int, int], list[tuple[int, int, float]]] = {}
        best, forward = {(0, 0): 0.0}, {(0, 0): 0.0}
        back: dict[tuple[int, int], tuple[int, int, float]] = {}
        for i in range(end[0] + 1):
            for j in self._row(i):
                here = [
                    (a, b, math.log(often) + said)
                    for (a, b), often in shapes.items()
                    if (i - a, j - b) in forward and (said := self._judge(i - a, a, j - b, b)) > _NEVER
                ]
                if here:
                    ways[i, j] = here
                    a, b, score = back[i, j] = max(here, key=lambda way: best[i - way[0], j - way[1]] + way[2])
                    best[i, j] = best[i - a, j - b] + score
                    forward[i, j] = _add([forward[i - a, j - b] + score for a, b, score in here])
        behind: dict[tuple[int, int], list[float]] = {end: [0.0]}
        backward: dict[tuple[int, int], float] = {}
        for i, j in reversed(ways):
            backward[i, j] = _add(behind.pop((i, j), [_NEVER]))
            for a, b, score in ways[i, j]:
                behind.setdefault((i - a, j - b), []).append(backward[i, j] + score)
        beads = []
        spare = min(PROOF, 1.5 * math.log(max(1, min(end))))
        i, j = end
        while i or j:
            a, b, score = back[i, j]
            share = forward[i - a, j - b] + score + backward[i, j] - forward[end]
            i, j = i - a, j - b
            confidence = math.exp(min(0.0, share))
            if a and b and self._words:
                confidence /= 1 + math.exp(-self._evidence.judge(i, a, j, b) - spare)
            beads.append(Bead(tuple(range(i, i + a)), tuple(range(j, j + b)), confidence))
        return beads[::-1]

    def _row(self, i: int) -> range:
        middle, wide = round(i * self._slope), BAND + math.ceil(self._slope)
        return range(max(0, middle - wide), min(len(self._targets), middle + wide) + 1)

    def _judge(self, i: int, a: int, j: int, b: int) -> float:
        """How much likelier the sentences of a bead are translations than not (natural logarithm)."""
        if not a or not b:
            return 0.0
        found = self._judged.get((i, a, j, b))
        if found is None:
            left, right = self._sources[i : i + a], self._targets[j : j + b]
            if len({s.kind for s in (*left, *right)}) > 1 or any(len({s.block for s in side}) > 1 for side in (left, right)):
                found = _NEVER
            else:
                found = _judge_lengths(sum(self._lengths[0][i : i + a]), sum(self._lengths[1][j : j + b]))
                found += self._evidence.judge(i, a, j, b)
            self._judged[i, a, j, b] = found
        return found


class _Evidence:
    """For each anchor of a sentence in which sentences of the other side it is found, as bits, and what that says."""

    def __init__(self, sources: Sequence[tuple[Anchor, ...]], targets: Sequence[tuple[Anchor, ...]]) -> None:
        here, there = _index(sources), _index(targets)
        self._forth = [[_weigh(anchor, there, len(targets)) for anchor in anchors] for anchors in sources]
        # Of the translation's own anchors only those that must have a counterpart speak, and only where they have none.
        self._back = [
            [(mask, 0.0, lost) for a in anchors if a.binding for mask, _, lost in [_weigh(a, here, len(sources))]]
            for anchors in targets
        ]

    def judge(self, i: int, a: int, j: int, b: int) -> float:
        there, here = ((1 << b) - 1) << j, ((1 << a) - 1) << i
        said = sum(found if mask & there else lost for words in self._forth[i : i + a] for mask, found, lost in words)
        said += sum(found if mask & here else lost for words in self._back[j : j + b] for mask, found, lost in words)
        return TRUST * said


def _index(side: Sequence[tuple[Anchor, ...]]) -> dict[str, int]:
    index: dict[str, int] = {}
    for n, anchors in enumerate(side):
        for key in (key for anchor in anchors for key in anchor.keys):
            index[key] = index.get(key, 0) | 1 << n
    return index


def _weigh(anchor: Anchor, index: Mapping[str, int], size: int) -> tuple[int, float, float]:
    """Where an anchor is found; what it says if it is, and if it is not: little where it is found everywhere."""
    mask = 0
    for key in anchor.keys:
        mask |= index.get(key, 0)
    chance = min(anchor.likely, (max(0, mask.bit_count() - 1) + 10 * anchor.chance) / (size + 10))
    return mask, math.log(anchor.likely / chance), math.log((1 - anchor.likely) / (1 - chance))


def _judge_lengths(source: int, target: int) -> float:
    mean = (source + target / RATIO) / 2
    apart = (target - source * RATIO) / math.sqrt(max(1.0, mean) * VARIANCE)
    return max(WORST_LENGTH, math.log(WIDER) - apart * apart / 2 * (1 - 1 / WIDER**2))


def _add(logarithms: Sequence[float]) -> float:
    """The logarithm of a sum."""
    most = max(logarithms)
    return most if most == _NEVER else most + math.log(sum(math.exp(each - most) for each in logarithms))
