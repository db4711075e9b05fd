"""`workflow run --demo` from end to end: the real parts, the real broker, the demo model, and nothing left behind."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.cli_helpers import COMMAND, STORY, Shell, clean_environment
from tests.runtime.runtime_helpers import alive, descendants, wait_until
from workflow.demo import DEMO_PASSWORD, DEMO_PEOPLE

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at /proc")


class DemoRun:
    """`workflow run --demo` on a free port, its output in a file."""

    def __init__(self, directory: Path, *options: str) -> None:
        self.data = directory / "data"
        self.log = directory / "output"
        self.began = time.monotonic()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*COMMAND, "run", "--demo", "--port", "0", "--data", str(self.data), *options],
                stdout=log,
                stderr=subprocess.STDOUT,
                env=clean_environment(PYTHONUNBUFFERED="1"),
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self.log.read_text("utf-8", "replace")

    @property
    def url(self) -> str:
        found = re.search(r"Ready: (\S+)", self.output)
        assert found is not None, self.output
        return found[1]

    def wait_ready(self) -> None:
        wait_until(lambda: "Ready:" in self.output or self.process.poll() is not None, deadline=90, what="ready")
        assert self.process.poll() is None, self.output

    def ask(self, query: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(f"file:{self.data / 'workflow.sqlite3'}?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchall()

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=30)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoRun]:
    run = DemoRun(tmp_path_factory.mktemp("demo"))
    try:
        run.wait_ready()
        yield run
    finally:
        if run.process.poll() is None:
            run.process.kill()
            run.process.wait()


def test_it_prints_the_address_and_one_sign_in_a_role(demo: DemoRun) -> None:
    for person in DEMO_PEOPLE:
        assert re.search(rf"{person.role}\s+{re.escape(person.email)}\s+{DEMO_PASSWORD}\n", demo.output)
    assert demo.url.startswith("http://127.0.0.1:")
    assert "Traceback" not in demo.output


def test_the_sign_in_page_answers(demo: DemoRun) -> None:
    with urllib.request.urlopen(f"{demo.url}/sign-in", timeout=30) as answer:
        page = answer.read().decode()
    assert answer.status == 200
    assert "<form" in page
    assert DEMO_PASSWORD in page  # the demo shows its sign-ins there too


def test_the_drafts_are_pretranslated_by_the_demo_model(demo: DemoRun) -> None:
    drafts = "SELECT j.state, j.counts, j.findings FROM jobs j JOIN articles a ON a.id = j.article_id WHERE a.state = 'draft'"
    wait_until(lambda: all(row[0] == "done" for row in demo.ask(drafts)), deadline=60, what="pre-translation")
    rows = demo.ask(drafts)
    assert len(rows) == 3
    counts = [json.loads(str(row[1])) for row in rows]
    for kind in ("machine", "exact", "fuzzy", "left"):
        assert any(count.get(kind) for count in counts), kind
    assert all(json.loads(str(row[2])) == [{"code": "demo_model", "engine": "firefox"}] for row in rows)
    origins = demo.ask(
        "SELECT DISTINCT json_extract(origin, '$.label') FROM units WHERE json_extract(origin, '$.engine') = 'firefox'"
    )
    assert [label for (label,) in origins] == ["Firefox (demo model)"]


def test_doctor_sees_everything_running(demo: DemoRun) -> None:
    done = Shell(demo.data).spawn("doctor", "--json", WORKFLOW_MT_ENGINE="firefox")
    found = {check["name"]: check["health"] for check in done.json["checks"]}
    assert done.status == 0, done
    assert found["run"] == found["database"] == found["broker"] == found["worker"] == found["scheduler"] == "ok"
    assert found["engine firefox ru–en"] == "note"  # the demo model is there, and it is only that


def test_commands_beside_the_run_wake_its_worker(demo: DemoRun) -> None:
    shell = Shell(demo.data)
    taken = shell.spawn("ingest", "file", "--json", "-", stdin=STORY)
    assert taken.status == 0, taken
    story = taken.json[0]["story"]
    done = shell.spawn("pretranslate", str(story), "--edition", "en", "--wait", "--json")
    assert done.status == 0, done
    assert done.json[0]["state"] == "done"
    exported = shell.spawn("export", "po", "--story", str(story), "--edition", "en", "-o", "-")
    assert f'msgctxt "{story}/' in exported.out


def test_a_second_run_is_refused(demo: DemoRun) -> None:
    done = Shell(demo.data).spawn("run", "--port", "0")
    assert done.status == 1
    assert "already running" in done.out + done.err
    assert demo.url in done.out + done.err
    assert demo.process.poll() is None


def test_ctrl_c_leaves_nothing_and_the_demo_is_not_loaded_twice(demo: DemoRun, tmp_path: Path) -> None:
    below = descendants(demo.process.pid)
    assert len(below) >= 5
    stories = demo.ask("SELECT count(*) FROM stories")
    assert demo.stop() == 0
    assert not alive(below)
    assert not (demo.data / "run.json").exists()
    assert "Traceback" not in demo.output
    again = DemoRun(tmp_path, "--data", str(demo.data))
    again.data = demo.data
    try:
        again.wait_ready()
        assert "in use already" in again.output
        assert again.ask("SELECT count(*) FROM stories") == stories
        assert again.stop() == 0
    finally:
        if again.process.poll() is None:
            again.process.kill()
            again.process.wait()
