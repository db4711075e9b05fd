"""Medians and percentiles of timings."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of `n` runs."""

    p50: float
    p95: float
    n: int

    def __str__(self) -> str:
        return f"{self.p50:.1f} / {self.p95:.1f} ms (n={self.n})"


def summarise(milliseconds: list[float]) -> Timing:
    ordered = sorted(milliseconds)
    return Timing(statistics.median(ordered), ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))], len(ordered))


def time_runs(run: Callable[[int], object], *, n: int, warm_up: int = 3) -> Timing:
    """Time `run(i)` for i in 0…n-1 after a warm-up."""
    for i in range(warm_up):
        run(-1 - i)
    out = []
    for i in range(n):
        started = time.perf_counter()
        run(i)
        out.append((time.perf_counter() - started) * 1000)
    return summarise(out)
