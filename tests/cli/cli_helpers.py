"""The command line as people run it: a process of its own on a data directory of the test's own."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from workflow.cli import run_cli

COMMAND = (sys.executable, "-m", "workflow.cli")
STORY = (
    "В Выборге открыли новый мост\n\n"
    "ВЫБОРГ (Реалист). Мост открыли во вторник. На открытие пришли сорок человек.\n\n"
    "Работы шли два года. Следующий мост построят в Приморске.\n"
)


def clean_environment(**more: str) -> dict[str, str]:
    """The machine's environment without settings of ours; messages in English."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("WORKFLOW_", "LC_")) and k != "LANGUAGE"}
    return {**kept, "LANG": "C.UTF-8", **more}


@dataclass(frozen=True)
class Done:
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Shell:
    """Runs `workflow …` with `--data` of its own: in this process, for speed, or `spawn`ed as people do."""

    data: Path

    def run(self, *args: str | Path, stdin: bytes | str = b"", **env: str) -> Done:
        given = io.TextIOWrapper(io.BytesIO(stdin.encode() if isinstance(stdin, str) else stdin), encoding="utf-8")
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
        with (
            patch.object(sys, "stdin", given),
            patch.object(sys, "stdout", out),
            patch.object(sys, "stderr", err),
            patch.dict(os.environ, self._environment(env), clear=True),
        ):
            status = run_cli([*map(str, args), "--data", str(self.data)])
        return Done(status, *(s.buffer.getvalue().decode() for s in (out, err)))

    def spawn(self, *args: str | Path, stdin: bytes | str = b"", **env: str) -> Done:
        done = subprocess.run(
            [*COMMAND, *map(str, args), "--data", str(self.data)],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            timeout=120,
            env=self._environment(env),
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    @staticmethod
    def _environment(env: dict[str, str]) -> dict[str, str]:
        return clean_environment(**{"WORKFLOW_MT_ENGINE": "none", "WORKFLOW_MT_DOWNLOAD": "no", **env})

    def ok(self, *args: str | Path, stdin: bytes | str = b"", **env: str) -> Done:
        """Run what must succeed, and say nothing of an error."""
        done = self.run(*args, stdin=stdin, **env)
        assert done.status == 0, done
        assert "Traceback" not in done.err
        return done

    def fails(self, *args: str | Path, status: int = 1, stdin: bytes | str = b"", **env: str) -> str:
        """Run what must fail with a sentence on stderr and nothing on stdout; returns the sentence."""
        done = self.run(*args, stdin=stdin, **env)
        assert done.status == status, done
        assert done.out == ""
        assert done.err.strip()
        assert "Traceback" not in done.err
        return done.err.strip()

    def copy_to(self, target: Path) -> Shell:
        """A shell on a copy of this directory."""
        shutil.copytree(self.data, target)
        return Shell(target)
