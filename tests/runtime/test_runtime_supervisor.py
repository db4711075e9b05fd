"""The supervisor's manners with parts of any kind: their output, their environment, their failures."""

import os
import signal
import sys
from pathlib import Path

import pytest

from workflow.runtime.supervisor import Part, Supervisor

SHELL = "/bin/sh"


def run_parts(*parts: Part, start_deadline: float = 20.0, once_ready: bool = False) -> tuple[int, list[str]]:
    """Runs parts in this process until they fail, or until they are ready when `once_ready`."""
    said: list[str] = []

    def stop() -> None:
        if once_ready:
            os.kill(os.getpid(), signal.SIGTERM)

    supervisor = Supervisor(parts, say=said.append, start_deadline=start_deadline, on_ready=stop, stop_deadline=5)
    return supervisor.run(), said


def failing(script: str) -> Part:
    return Part(name="odd", argv=[SHELL, "-c", script])


def test_a_part_that_always_fails_is_tried_three_times_ever_later() -> None:
    code, said = run_parts(failing("echo no; exit 3"))
    assert code == 1
    assert said == [
        "odd       | no",
        "odd ended (exit status 3); it starts again in 0.2 seconds.",
        "odd       | no",
        "odd ended (exit status 3); it starts again in 0.4 seconds.",
        "odd       | no",
        "odd ended (exit status 3); it starts again in 0.8 seconds.",
        "odd cannot start; the lines above say why.",
    ]


@pytest.mark.parametrize(
    ("script", "lines"),
    [
        ("printf 'no newline at the end'", ["no newline at the end"]),
        ("printf 'one\\ntwo\\n\\n   \\nthree'", ["one", "two", "three"]),
        ("printf 'caf\\351\\n'", ["caf\ufffd"]),
        ("printf 'раз\\r\\nдва\\r\\n'", ["раз", "два"]),
        ("echo out; echo err >&2", ["out", "err"]),
        (":", []),
    ],
)
def test_every_line_of_a_part_is_said_once_with_its_name(script: str, lines: list[str]) -> None:
    _, said = run_parts(failing(f"{script}; exit 1"))
    spoken = [line.removeprefix("odd       | ") for line in said if line.startswith("odd       | ")]
    assert spoken == lines * 3


def test_a_flood_of_output_loses_nothing() -> None:
    code = f"{sys.executable} -c \"print('x' * 300000); [print(i) for i in range(20000)]\"; exit 1"
    _, said = run_parts(failing(code))
    spoken = [line.removeprefix("odd       | ") for line in said if line.startswith("odd       | ")]
    numbers = [line for line in spoken if line.isdigit()]
    assert numbers == [str(i) for i in range(20000)] * 3
    assert sum(line.count("x") for line in spoken) == 900000


def test_a_part_that_never_says_it_is_ready_ends_the_run() -> None:
    code, said = run_parts(failing("exec sleep 60"), start_deadline=0.3)
    assert code == 1
    assert said[-1] == "Not ready after 0.3 seconds: no answer from odd."


def test_a_value_given_to_a_part_wins_over_the_file_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKFLOW_DATA_DIR_FILE", "/nowhere")
    monkeypatch.setenv("WORKFLOW_SECRET_KEY_FILE", "/kept")
    script = (
        "import os, sys, time; from workflow.runtime.processes import announce_ready;"
        "names = ('DATA_DIR', 'DATA_DIR_FILE', 'SECRET_KEY_FILE');"
        "print(*(os.environ.get('WORKFLOW_' + name) for name in names), flush=True);"
        "announce_ready('odd'); time.sleep(60)"
    )
    env = {"WORKFLOW_DATA_DIR": "/here"}
    code, said = run_parts(Part(name="odd", argv=[sys.executable, "-c", script], env=env), once_ready=True)
    assert code == 0, said
    assert said[0] == "odd       | /here None /kept"


def test_signals_and_handlers_are_as_before_when_it_is_over() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)]
    open_files = len(list(Path("/dev/fd").iterdir()))
    run_parts(failing("exit 1"))
    assert [signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)] == before
    assert len(list(Path("/dev/fd").iterdir())) == open_files
