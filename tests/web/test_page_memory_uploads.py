"""A memory file through the page: read whole first, taken in by a worker, stopped, killed halfway, refused with a reason."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from tests.conftest import Client, ClientAs, Newsroom, make_client_as
from workflow.app import create_app
from workflow.db.jobs import JobChunk
from workflow.db.work import unit_of_work
from workflow.services import jobs, memory_entries, memory_files, memory_imports, memory_uploads
from workflow.settings import Settings
from workflow.tasks import memory_uploads as task
from workflow.tasks.memory_uploads import take_in_slice
from workflow.tasks.runtime import WorkerRuntime

XLIFF = (
    '<xliff version="1.2"><file source-language="ru" target-language="en" original="x" datatype="plaintext"><body>'
    '<trans-unit id="1" approved="yes"><source>Мост открыт.</source><target>The bridge is open.</target></trans-unit>'
    '<trans-unit id="2"><source>Порт закрыт.</source><target>The port is closed.</target></trans-unit></body></file></xliff>'
)
PO = (
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Мост открыт."\nmsgstr "The bridge is open."\n\n'
    'msgid "Порт закрыт."\nmsgstr "The port is closed."\n'
)
TMX = (
    '<tmx version="1.4"><header srclang="ru"/><body><tu><tuv xml:lang="ru"><seg>Мост открыт.</seg></tuv>'
    '<tuv xml:lang="en"><seg>The bridge is open.</seg></tuv></tu><tu><tuv xml:lang="ru"><seg>Порт закрыт.</seg></tuv>'
    '<tuv xml:lang="en"><seg>The port is closed.</seg></tuv></tu></body></tmx>'
)


def table(count: int) -> str:
    return "source,target\n" + "".join(f"Мост {n} открыт.,Bridge {n} is open.\n" for n in range(count))


@pytest.fixture
def editor(client_as: ClientAs) -> Client:
    client = client_as("editor", by="session")
    client.get("/?lang=en")
    return client


@pytest.fixture
def worker(settings: Settings, newsroom: Newsroom) -> WorkerRuntime:
    return WorkerRuntime(settings, newsroom.database)


def send(client: Client, data: str | bytes, name: str = "house.tmx", **more: str) -> TestResponse:
    content = io.BytesIO(data.encode() if isinstance(data, str) else data)
    return client.post(
        "/memory/uploads", data={"file": (content, name), "edition": "en", **more}, content_type="multipart/form-data"
    )


def text_of(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def work_off(worker: WorkerRuntime, job: int) -> None:
    while take_in_slice(worker, job):
        pass


def kept(settings: Settings) -> list[Path]:
    return sorted((settings.data_dir / "memory-uploads").iterdir())


@pytest.mark.parametrize(("name", "data"), [("a.tmx", TMX), ("a.csv", table(2)), ("a.po", PO), ("a.xlf", XLIFF)])
def test_taken_in(
    editor: Client, newsroom: Newsroom, worker: WorkerRuntime, settings: Settings, wakes: list[int], name: str, data: str
) -> None:
    assert send(editor, data, name).status_code == 303
    (job,) = wakes
    waiting = text_of(editor.get("/memory"))
    assert "waiting for a worker" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    work_off(worker, job)
    done = text_of(editor.get("/memory"))
    assert "2 pairs taken in" in done
    assert "hx-trigger" not in text_of(editor.get("/memory/uploads")), "nothing is on its way: nobody asks again"
    with newsroom.database.reading() as session:
        (row,) = memory_imports.list_imports(session)
        (counts,) = memory_imports.count_pairs(session)
        assert jobs.get_job(session, newsroom.actor("editor"), job).state == "done"
        assert not jobs.find_waiting(session, newsroom.clock())
    assert (row.name, row.state, row.added, row.by) == (name, "done", 2, "Editor")
    assert counts.unreviewed == (name == "a.xlf"), "a unit that nobody approved"
    assert kept(settings) == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (TMX[:-40], "Line 1 is not XML"),
        ('<!DOCTYPE tmx [<!ENTITY a "b">]><tmx/>', "entities"),
        ("source,target\nМост,Bridge\nПорт\n", "Line 3"),
        (TMX.replace('"en"', '"de"'), "no pair of these two languages"),
        (XLIFF.replace("1.2", "9"), "not XLIFF"),
        (b"source,target\n\xff\xfe,x\n", "UTF-8"),
    ],
)
def test_a_bad_file_leaves_nothing(
    editor: Client, newsroom: Newsroom, worker: WorkerRuntime, settings: Settings, wakes: list[int], data: str | bytes, words: str
) -> None:
    assert send(editor, data, "bad.x").status_code == 303
    work_off(worker, wakes[0])
    assert words in re.sub("&#39;", "'", text_of(editor.get("/memory")))
    with newsroom.database.reading() as session:
        assert memory_imports.list_imports(session) == []
        assert memory_entries.count_entries(session) == 0
        assert jobs.get_job(session, newsroom.actor("editor"), wakes[0]).state == "failed"
    assert kept(settings) == []


def test_unreviewed_as_a_whole(editor: Client, newsroom: Newsroom, worker: WorkerRuntime, wakes: list[int]) -> None:
    send(editor, TMX, unreviewed="1")
    work_off(worker, wakes[0])
    with newsroom.database.reading() as session:
        (counts,) = memory_imports.count_pairs(session)
    assert (counts.pairs, counts.unreviewed) == (2, 2)


def test_who_may_and_what_is_refused(
    editor: Client, client_as: ClientAs, app: Flask, newsroom: Newsroom, wakes: list[int]
) -> None:
    translator = client_as("translator", by="session")
    assert send(translator, TMX).status_code == 404
    assert translator.get("/memory/uploads").status_code == 404
    assert "memory/uploads" not in text_of(translator.get("/memory"))
    assert send(editor, TMX, edition="ru").status_code == 404
    assert editor.post("/memory/uploads", data={"edition": "en"}).status_code == 422
    bare = make_client_as(app, newsroom)("editor", by="session")
    bare.headers.clear()
    assert send(bare, TMX).status_code in (400, 403), "no token, no file"
    assert wakes == []


def test_a_larger_file_than_a_story_may_be(settings: Settings, newsroom: Newsroom) -> None:
    limits = replace(settings, max_upload_bytes=100_000, max_memory_bytes=300_000)
    app = create_app(limits, database=newsroom.database, clock=newsroom.clock)
    client = make_client_as(app, newsroom)("editor", by="session")
    client.get("/?lang=en")
    assert send(client, table(2000), "most.csv").status_code == 303

    def declare(path: str, size: int) -> TestResponse:
        more = {"CONTENT_LENGTH": str(size)}
        return client.post(path, data=b"", content_type="multipart/form-data; boundary=x", environ_overrides=more)

    refused = declare("/memory/uploads", 1_400_000)
    assert refused.status_code == 413
    assert "0.3 MB" in text_of(refused)
    assert declare("/memory/uploads", 1_200_000).status_code != 413
    assert declare("/stories/upload", 1_200_000).status_code == 413, "nothing else may be as large"


def test_stopped_and_killed_halfway(
    any_newsroom: Newsroom, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A worker that dies between portions neither loses nor doubles a pair; a stopped job writes nothing more."""
    monkeypatch.setattr(task, "PORTION", 10)
    monkeypatch.setattr(task, "SLICE", 0.0)
    worker = WorkerRuntime(replace(settings, lease_seconds=1), any_newsroom.database)
    editor = any_newsroom.actor("editor")

    def request(key: str) -> int:
        path = memory_files.upload_path(settings.data_dir, key)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(table(95), encoding="utf-8")
        with any_newsroom.work() as work:
            return memory_uploads.request_import(
                work, editor, key=key, name="x.csv", source_language="ru", target_language="en", reviewed=True
            )

    job = request("one")
    assert take_in_slice(worker, job), "it is read"
    assert take_in_slice(worker, job)
    real = memory_uploads.add_portion

    def die(*args: object, **more: object) -> None:
        real(*args, **more)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(memory_uploads, "add_portion", die)
        with pytest.raises(KeyboardInterrupt):
            take_in_slice(worker, job)
    with any_newsroom.database.reading() as session:
        assert jobs.get_job(session, editor, job).done == 10, "what was not committed is not counted"
    with unit_of_work(any_newsroom.database) as work:  # the lease of the dead one ends
        work.session.execute(update(JobChunk).values(lease_until=None))
    work_off(worker, job)
    with any_newsroom.database.reading() as session:
        (row,) = memory_imports.list_imports(session)
        assert (row.state, row.added, row.known) == ("done", 95, 0)
        assert jobs.get_job(session, editor, job).state == "done"
    other = request("two")
    take_in_slice(worker, other)
    take_in_slice(worker, other)
    with any_newsroom.work() as work:
        jobs.cancel_job(work, editor, other)
    assert not take_in_slice(worker, other)
    with any_newsroom.database.reading() as session:
        assert jobs.get_job(session, editor, other).done == 10
        assert memory_imports.list_imports(session)[0].state == "running", "it is marked as broken off, and can be removed"
    assert kept(settings) == []
