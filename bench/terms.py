"""Terms in a sentence: 10,000 of them, beside a loop over every term with a pattern of its stems. And how often the checks
of terms and names fire on what people translated."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

from bench.stats import Timing, summarise
from workflow.core.names import find_names
from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.names import check_names
from workflow.core.stems import beginning, fold
from workflow.core.terms import TermEntry, TermFinder
from workflow.core.words import split_words

NEWS = Path(__file__).resolve().parents[2] / "shared" / "data" / "news" / "wmt21-23.jsonl"
TERMS = 10_000


def read_pairs() -> list[tuple[str, str]]:
    """Russian sentences with their human English; nothing where the material is not there."""
    if not NEWS.exists():
        return []
    stories = [json.loads(line) for line in NEWS.read_text("utf-8").splitlines()]
    return [
        (segment["src"], segment[name])
        for story in stories
        for segment in story["segments"]
        for name in ("ref", "ref_B")
        if segment.get(name)
    ]


def make_terms(sentences: list[str]) -> list[TermEntry]:
    """Words and runs of two and three words of the news as terms, names as persons."""
    found: dict[str, TermEntry] = {}
    for text in sentences:
        for name in find_names(text):
            found.setdefault(name.nominative, TermEntry(len(found) + 1, name.nominative, name.proposal, kind="person"))
    for size in (2, 3, 1):
        for text in sentences:
            words = [word.text for word in split_words(text)]
            for at in range(len(words) - size + 1):
                lemma = " ".join(words[at : at + size])
                if len(lemma) > 6 and len(found) < TERMS:
                    found.setdefault(lemma, TermEntry(len(found) + 1, lemma, "x"))
    return list(found.values())[:TERMS]


def measure() -> tuple[Timing, Timing, Timing, float] | None:
    """Milliseconds a sentence the first time (with its words unknown), again, and by the loop; seconds to build the finder."""
    pairs = read_pairs()
    if not pairs:
        return None
    sentences = list(dict.fromkeys(source for source, _ in pairs))
    terms = make_terms(sentences[: len(sentences) // 2])
    started = time.perf_counter()
    finder = TermFinder(terms)
    built = time.perf_counter() - started
    cold = [_time(finder.find, text) for text in sentences[len(sentences) // 2 :]]
    warm = [_time(finder.find, text) for text in sentences]
    patterns = [re.compile(r"\b" + r"\w*\W+".join(re.escape(beginning(fold(w))) for w in t.lemma.split())) for t in terms]
    loop = [_time(lambda text: [p for p in patterns if p.search(fold(text))], text) for text in sentences[:40]]
    return summarise(cold), summarise(warm), summarise(loop), built


def count_names() -> tuple[int, int, int, int]:
    """Human references, those on which the names check fires; names taken out of them, and how many of those it sees."""
    pairs = read_pairs()
    fired = taken = seen = 0
    for source, target in pairs:
        fired += bool(check_names(UnitText(1, source, target), Desk()))
        for name in find_names(source):
            surname = next((part.text for part in name.parts if part.part == "Surn"), "")
            # What stands for the name, as the check itself would know it, goes; the sentence stays.
            kept = [word for word in target.split() if not _alike(word, name.proposal)]
            if surname and name.certain and len(kept) < len(target.split()):
                taken += 1
                seen += bool(check_names(UnitText(1, source, " ".join(kept)), Desk()))
    return len(pairs), fired, taken, seen


def _alike(word: str, proposal: str) -> bool:
    from rapidfuzz import fuzz

    return any(fuzz.ratio(re.sub(r"\W", "", word).casefold(), part.casefold()) >= 70 for part in proposal.split())


def _time(run: object, text: str) -> float:
    started = time.perf_counter()
    run(text)  # type: ignore[operator]
    return (time.perf_counter() - started) * 1000


def rows() -> list[tuple[str, str, str, str, bool]]:
    """The rows of the results."""
    found = measure()
    if found is None:
        return []
    cold, warm, loop, built = found
    pairs, fired, taken, seen = count_names()
    return [
        (
            f"finding {TERMS:,} terms by lemma in a sentence, p50 / p95",
            "p95 ≤ 5 ms",
            f"{warm.p50:.2f} / {warm.p95:.2f} ms; with words never seen before {cold.p50:.2f} / {cold.p95:.2f} ms; "
            f"building the finder once {built:.1f} s",
            f"a loop over patterns of stems: {loop.p50:.0f} / {loop.p95:.0f} ms",
            warm.p95 <= 5,
        ),
        (
            f"the names check fires on human references ({pairs:,})",
            "≤ 1 %, advisory",
            f"{fired} ({100 * fired / pairs:.2f} %)",
            "any capitalised word by transliteration: 3–7 %",
            fired / pairs <= 0.01,
        ),
        (
            "… and sees a name taken out",
            "≥ 80 %",
            f"{seen} of {taken} ({100 * seen / max(taken, 1):.0f} %)",
            "–",
            seen >= 0.8 * taken,
        ),
    ]


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(map(str, row)))
