"""Aligning sentences: human translations of whole news stories, of which a fifth of the sentences was left out and a tenth
joined, beside lengths alone (Gale and Church).
"""

from __future__ import annotations

import json
import random
import time
from dataclasses import dataclass

from bench.terms import NEWS
from workflow.core.sentence_alignment import LEAST_CONFIDENCE, Sentence, align_sentences, may_learn

DROPPED, JOINED = 0.2, 0.1


@dataclass(frozen=True, slots=True)
class Case:
    """Two texts and which sentences are known to stand for each other."""

    sources: list[Sentence]
    targets: list[Sentence]
    beads: set[tuple[tuple[int, ...], tuple[int, ...]]]


def make_cases(*, seed: int = 7, dropped: float = DROPPED, joined: float = JOINED) -> list[Case]:
    """Stories with a human translation, made hard; nothing where the material is not there."""
    if not NEWS.exists():
        return []
    chance = random.Random(seed)
    cases = []
    for line in NEWS.read_text("utf-8").splitlines():
        segments = json.loads(line)["segments"]
        for name in ("ref", "ref_B"):
            pairs = [(s["src"], s[name]) for s in segments if s.get(name)]
            if len(pairs) > 2:
                cases.append(_make_hard(pairs, chance, dropped, joined))
    return cases


def _make_hard(pairs: list[tuple[str, str]], chance: random.Random, dropped: float, joined: float) -> Case:
    sources: list[str] = []
    targets: list[str] = []
    beads: set[tuple[tuple[int, ...], tuple[int, ...]]] = set()
    at = 0
    while at < len(pairs):
        source, target = pairs[at]
        if chance.random() < dropped:
            # Mostly the English is the shorter one; sometimes it has a sentence of its own.
            if chance.random() < 0.75:
                sources.append(source)
            else:
                targets.append(target)
            at += 1
            continue
        if at + 1 < len(pairs) and at and chance.random() < joined:
            more = pairs[at + 1]
            first: tuple[int, ...] = (len(sources),)
            second: tuple[int, ...] = (len(targets),)
            if chance.random() < 0.5:
                sources.append(f"{source} {more[0]}")
                targets += [target, more[1]]
                second = (second[0], second[0] + 1)
            else:
                sources += [source, more[0]]
                targets.append(f"{target} {more[1]}")
                first = (first[0], first[0] + 1)
            beads.add((first, second))
            at += 2
            continue
        beads.add(((len(sources),), (len(targets),)))
        sources.append(source)
        targets.append(target)
        at += 1
    return Case([Sentence(s) for s in sources], [Sentence(t) for t in targets], beads)


@dataclass(frozen=True, slots=True)
class Figures:
    """`known` beads of `sentences` Russian ones, those that were `learned`, and how many of them were `right`."""

    sentences: int
    known: int
    learned: int
    right: int
    seconds: float

    @property
    def precision(self) -> float:
        return self.right / max(1, self.learned)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.known)


def measure(cases: list[Case], *, words: bool = True, least: float = LEAST_CONFIDENCE) -> Figures:
    known = learned = right = 0
    started = time.perf_counter()
    for case in cases:
        known += len(case.beads)
        for bead in align_sentences(case.sources, case.targets, words=words):
            if may_learn(bead, least):
                learned += 1
                right += (bead.sources, bead.targets) in case.beads
    return Figures(sum(len(case.sources) for case in cases), known, learned, right, time.perf_counter() - started)


def rows() -> list[tuple[str, str, str, str, bool]]:
    """The rows of the results."""
    cases = make_cases()
    if not cases:
        return []
    found, alone = measure(cases), measure(cases, words=False)
    shorter = measure(make_cases(dropped=0.4))
    wrong = measure([Case(one.sources, other.targets, set()) for one, other in zip(cases, cases[2:], strict=False)])
    return [
        (
            f"sentences aligned: precision / recall of learned pairs, {len(cases)} stories, 20 % dropped, 10 % joined",
            "≥ .98 / ≥ .85",
            f"{found.precision:.3f} / {found.recall:.3f} ({found.seconds * 1000 / len(cases):.0f} ms a story); "
            f"with 40 % dropped {shorter.precision:.3f} / {shorter.recall:.3f}; "
            f"of stories that do not belong together {wrong.learned} of {wrong.sentences:,} sentences",
            f"Gale–Church lengths alone, at the same confidence: {alone.precision:.3f} / {alone.recall:.3f}",
            found.precision >= 0.98 and found.recall >= 0.85,
        )
    ]


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(map(str, row)))
