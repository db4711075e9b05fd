"""Runs a program and ends it when the process that started this guard ends: `python -m
workflow.runtime.guard ARGV…`.

Only for systems without `PR_SET_PDEATHSIG`, and only for programs that are not ours (the broker).
"""

import os
import signal
import subprocess
import sys
from types import FrameType

from workflow.runtime.processes import PARENT_VARIABLE

_INTERVAL = 0.2


def main() -> int:
    parent_pid = int(os.environ.pop(PARENT_VARIABLE, "0")) or os.getppid()
    wanted: list[int] = []  # a signal may come before the child is there

    def pass_on(signum: int, _frame: FrameType | None) -> None:
        wanted.append(signum)

    signal.signal(signal.SIGTERM, pass_on)
    signal.signal(signal.SIGINT, pass_on)
    child = subprocess.Popen(sys.argv[1:])  # noqa: S603  # the broker, from `processes`
    while True:
        while wanted:
            child.send_signal(wanted.pop(0))
        try:
            code = child.wait(timeout=_INTERVAL)
        except subprocess.TimeoutExpired:
            if os.getppid() != parent_pid:
                child.kill()
            continue
        return code if code >= 0 else 128 - code


if __name__ == "__main__":
    sys.exit(main())
