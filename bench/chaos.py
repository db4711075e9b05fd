"""Characters lost or misplaced by somebody who types while everything goes wrong: the browser tests' own count."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

TESTS = Path(__file__).parent.parent / "tests" / "e2e" / "test_editor_chaos.py"


def measure(*, rounds: int = 3) -> tuple[int, int, int]:
    """(typed, lost, misplaced) over every scenario and `rounds` seeded mixtures."""
    with tempfile.TemporaryDirectory() as directory:
        figures = Path(directory) / "figures"
        run = subprocess.run(  # our own interpreter and fixed arguments
            [sys.executable, "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", str(TESTS)],
            env={**os.environ, "CHAOS_FIGURES": str(figures), "CHAOS_ROUNDS": str(rounds)},
            stdout=subprocess.DEVNULL,
            check=False,
        )
        found = [json.loads(line) for line in figures.read_text(encoding="utf-8").splitlines()]
    if run.returncode and not any(f["lost"] or f["misplaced"] for f in found):
        raise RuntimeError("a scenario did not come to its end; `make chaos` says which")
    return (sum(f["typed"] for f in found), sum(f["lost"] for f in found), sum(f["misplaced"] for f in found))
