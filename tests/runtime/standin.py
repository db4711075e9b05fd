"""A small program with the runtime's parts: an app, tasks that leave marks in a file, a command line.

python standin.py run DATA_DIR [--port N] [--deadline S] | web | worker | scheduler
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from celery import Celery, shared_task

from workflow.celery_app import Periodic, make_celery
from workflow.runtime.background import run_scheduler, run_worker
from workflow.runtime.run import run_all
from workflow.runtime.supervisor import say_line
from workflow.runtime.web_server import serve_web

COMMAND = (sys.executable, str(Path(__file__).resolve()))


def mark(text: str) -> None:
    """Adds one line to the log of marks, in one write."""
    path = Path(os.environ["WORKFLOW_DATA_DIR"], "marks")
    with path.open("ab", buffering=0) as file:
        file.write(f"{text}\n".encode())


@shared_task(name="standin.note")
def note(text: str) -> None:
    mark(f"{text} {os.getpid()}")


@shared_task(name="standin.slow")
def slow(text: str, seconds: float) -> None:
    mark(f"{text} began {os.getpid()}")
    time.sleep(seconds)
    mark(f"{text} ended {os.getpid()}")


@shared_task(name="standin.tick")
def tick() -> None:
    mark("tick")


def make_standin_celery(broker_url: str) -> Celery:
    schedule = {"tick": Periodic(task="standin.tick", every=1.0)}
    return make_celery(broker_url=broker_url, task_modules=(), schedule=schedule)


def make_app() -> Callable[..., Iterable[bytes]]:
    """A WSGI application: /healthz, and /pid, which names the process that answers."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [str(os.getpid()).encode()]

    return answer


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("part", choices=["run", "web", "worker", "scheduler"])
    parser.add_argument("data_dir", nargs="?", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--deadline", type=float, default=2.0)
    parser.add_argument("--broker", default="")
    given = parser.parse_args()
    if given.part == "run":
        return run_all(
            given.data_dir,
            host=given.host,
            port=given.port,
            broker_url=given.broker,
            command=COMMAND,
            stop_deadline=given.deadline,
            on_ready=lambda url: say_line(f"Ready: {url}"),
        )
    data_dir = Path(os.environ["WORKFLOW_DATA_DIR"])
    if given.part == os.environ.get("STANDIN_BROKEN"):
        sys.exit("broken on purpose")
    if given.part == "web":
        serve_web(make_app, host=given.host, port=given.port, threads=2)
    celery = make_standin_celery(os.environ["WORKFLOW_BROKER_URL"])
    if given.part == "worker":
        run_worker(celery, concurrency=1, wake="standin.tick")
    run_scheduler(celery, schedule_file=data_dir / "scheduler" / "beat")
    return 0


if __name__ == "__main__":
    sys.exit(main())
