"""From `workflow run --demo` on an empty directory to the first unit a worker pre-translated."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT = 60.0


def measure(runs: int = 3) -> list[float]:
    """Seconds, one a run."""
    return [_measure_once() for _ in range(runs)]


def _measure_once() -> float:
    with tempfile.TemporaryDirectory() as directory:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "workflow.cli", "run", "--demo", "--data", directory, "--port", str(port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "WORKFLOW_DATA_DIR": directory},
        )
        try:
            while time.perf_counter() - started < LIMIT:
                if _has_result(Path(directory) / "workflow.sqlite3"):
                    return time.perf_counter() - started
                time.sleep(0.02)
            raise TimeoutError(f"no job had a result within {LIMIT:.0f} s")
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=20)


def _has_result(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=0.2) as connection:
            row = connection.execute("SELECT count(*) FROM job_chunks WHERE state = 'done'").fetchone()
        connection.close()
        return bool(row[0])
    except sqlite3.Error:
        return False
