"""What is lost or paid for twice while everything goes wrong: the chaos tests' own counts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parent.parent / "tests"
Row = tuple[str, str, str, str, bool]


def measure_typing(*, rounds: int = 3) -> tuple[int, int, int]:
    """(typed, lost, misplaced) over every scenario and `rounds` seeded mixtures of somebody who types."""
    found = _run("e2e/test_editor_chaos.py", CHAOS_ROUNDS=str(rounds))
    return (sum(f["typed"] for f in found), sum(f["lost"] for f in found), sum(f["misplaced"] for f in found))


def measure_engines(*, kills: int = 20) -> list[Row]:
    """Sentences that a service was paid for again, beside those that were in flight when something died."""
    return [
        (
            f"{f['what']} {f['times']} times while {f['units']:,} units are pre-translated by a paid service, {f['where']}",
            "each unit once; paid again only what was in flight",
            f"each once; {f['again']} paid again, of {f['in_flight']} in flight in {f['lost']} calls that died",
            "–",
            f["again"] <= f["in_flight"],
        )
        for f in _run("tasks/test_engine_chaos.py", CHAOS_KILLS=str(kills))
    ]


def _run(file: str, **env: str) -> list[dict[str, Any]]:
    """The figures that a file's tests leave behind."""
    with tempfile.TemporaryDirectory() as directory:
        figures = Path(directory) / "figures"
        run = subprocess.run(  # our own interpreter and fixed arguments
            [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", str(TESTS / file)],
            env={**os.environ, "CHAOS_FIGURES": str(figures), **env},
            stdout=subprocess.DEVNULL,
            check=False,
        )
        found = [json.loads(line) for line in figures.read_text(encoding="utf-8").splitlines()]
    if run.returncode and not any(f["lost"] or f.get("misplaced") for f in found):
        raise RuntimeError("a scenario did not come to its end; `make chaos` says which")
    return found
