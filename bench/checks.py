"""The checks on human translations of news, where they are: how often each fires, what it catches, how long it takes.

Not one sentence is written to the results: the texts may not be passed on. `python -m bench.checks --show` prints the hits.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bench.mistakes import MISTAKES
from bench.stats import Timing, time_runs
from workflow.core.qa import legal, sentences
from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.denials import read_english_denials, read_russian_denials
from workflow.core.qa.figures_en import read_english
from workflow.core.qa.figures_ru import read_russian
from workflow.core.qa.finding import Severity
from workflow.core.qa.plain import read_plain
from workflow.core.qa.registry import run_article_checks, run_checks, run_unit_checks
from workflow.core.qa.sentences import count_sentences

NEWS = Path(__file__).resolve().parents[2] / "shared" / "data" / "news" / "wmt21-23.jsonl"
DESK = Desk()


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of references; `fired` by check, `blocked` those with a blocking finding; `caught` of `injected` by kind."""

    references: int
    fired: dict[str, int]
    blocked: int
    injected: dict[str, int]
    caught: dict[str, int]
    article: Timing


def read_references() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Stories with their pairs of source and human translation; a second translation is a story of its own."""
    for line in NEWS.read_text("utf-8").splitlines():
        story = json.loads(line)
        for name in ("ref", "ref_B"):
            pairs = [(s["src"], s[name]) for s in story["segments"] if s.get(name)]
            if pairs:
                yield f"{story['doc_id']} {name}", pairs


def measure(*, show: bool = False) -> Figures | None:
    """Everything in one pass; None where the news are not."""
    if not NEWS.exists():
        return None
    fired: Counter[str] = Counter()
    blocked = references = 0
    pairs: list[tuple[str, str, frozenset[str]]] = []
    stories = [[UnitText(n, s, t, "confirmed") for n, (s, t) in enumerate(pairs)] for _, pairs in read_references()]
    for units in stories:
        found = run_checks(units, DESK)
        references += len(units)
        for unit in units:
            findings = found.get(unit.unit_id, [])
            fired.update({f.check for f in findings})
            blocked += any(f.severity is Severity.BLOCKING for f in findings)
            pairs.append((unit.source, unit.target, frozenset(f.check for f in findings)))
            for finding in findings if show else []:
                if finding.severity is Severity.BLOCKING:
                    sys.stdout.write(f"{finding.check} {finding.code} {dict(finding.params)}\n  {unit.source}\n  {unit.target}\n")
    injected, caught = _inject(pairs)
    return Figures(references, dict(fired.most_common()), blocked, injected, caught, _time(stories))


def _inject(pairs: list[tuple[str, str, frozenset[str]]]) -> tuple[dict[str, int], dict[str, int]]:
    """Every mistake by itself; not where its check tells something of the text as it is."""
    chance = random.Random(4)
    injected: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    for source, target, told in pairs:
        for kind, check, make in MISTAKES:
            for text in make(source, target, chance) if check not in told else ():
                injected[kind] += 1
                caught[kind] += any(f.check == check for f in run_unit_checks(UnitText(1, source, text), DESK))
    return dict(injected), dict(caught)


def _time(stories: list[list[UnitText]]) -> Timing:
    """Articles of 40 units, none of them seen before."""
    everything = [replace(unit, unit_id=n) for n, unit in enumerate(unit for units in stories for unit in units)]

    def run(n: int) -> None:
        at = (n * 40) % (len(everything) - 40)
        for remembered in (
            run_unit_checks,
            run_article_checks,
            read_plain,
            read_russian,
            read_english,
            read_russian_denials,
            read_english_denials,
            count_sentences,
            sentences._read_words,
            legal._read_source,
        ):
            remembered.cache_clear()
        run_checks(everything[at : at + 40], DESK)

    return time_runs(run, n=40)


def tell() -> list[tuple[str, str, str, str, bool]]:
    """The rows of `bench/RESULTS.md`; none where the news are not."""
    found = measure()
    if found is None:
        return []
    numbers = 100 * found.fired.get("numbers", 0) / found.references
    negation = 100 * found.fired.get("negation", 0) / found.references
    blocked = 100 * found.blocked / found.references
    rates = {kind: 100 * found.caught[kind] / found.injected[kind] for kind in found.injected}
    each = ", ".join(f"{name} {count}" for name, count in found.fired.items())
    return [
        (
            f"numbers check fires on {found.references:,} human translations of news",
            "≤ 0.6 %",
            f"{numbers:.2f} % ({found.fired.get('numbers', 0)})",
            "digit strings compared as they are: 1.2–6.8 %",
            numbers <= 0.6,
        ),
        (
            "… catches one changed digit / a dropped number",
            "≥ 95 % / ≥ 95 %",
            f"{rates['changed']:.1f} % / {rates['dropped']:.1f} % of {found.injected['changed']:,}",
            "a tolerant regular expression: 90 % / 89 %",
            min(rates["changed"], rates["dropped"]) >= 95,
        ),
        (
            "… catches a number in words made another",
            "≥ 75 %",
            f"{rates['number words']:.1f} % of {found.injected['number words']:,}",
            "–",
            rates["number words"] >= 75,
        ),
        (
            "the negation check fires on the same translations",
            "≤ 1 %, advisory",
            f"{negation:.2f} % ({found.fired.get('negation', 0)})",
            "a list of words that deny: 0.7–0.9 %",
            negation <= 1,
        ),
        (
            "… catches a negation lost / invented",
            "≥ 85 % / ≥ 70 %",
            f"{rates['negation lost']:.1f} % of {found.injected['negation lost']} / "
            f"{rates['negation invented']:.1f} % of {found.injected['negation invented']:,}",
            "any word that denies anywhere in the text: 42 % / 0 %",
            rates["negation lost"] >= 85 and rates["negation invented"] >= 70,
        ),
        (
            "all blocking checks on the same translations",
            "≤ 1.5 %",
            f"{blocked:.2f} % ({found.blocked})",
            f"hits: {each}",
            blocked <= 1.5,
        ),
        (
            "all checks on an article of 40 units, nothing remembered, p50 / p95",
            "≤ 100 ms",
            str(found.article),
            "–",
            found.article.p95 <= 100,
        ),
    ]


if __name__ == "__main__":
    sys.stdout.write(f"{measure(show='--show' in sys.argv)}\n")
