"""Getting the model from a server: what is good is verified and put in place whole, what is not leaves
nothing."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mt.mt_helpers import (
    MODEL,
    MODEL_NAME,
    SOURCE,
    TARGET,
    VOCABULARY,
    VOCABULARY_NAME,
    FakeMozilla,
    ask,
    run_threads,
    serve_models,
    write_model_files,
)
from workflow.mt.base import EngineOptions, MTError
from workflow.mt.firefox import FirefoxEngine
from workflow.mt.registry import engine_status


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture
def mozilla() -> Iterator[FakeMozilla]:
    with serve_models() as fake:
        yield fake


def translate(options: EngineOptions) -> str | None:
    return FirefoxEngine(options).translate(ask(SOURCE), source="ru", target="en")[0].text


def refuse(options: EngineOptions) -> MTError:
    with pytest.raises(MTError) as caught:
        translate(options)
    return caught.value


def list_visible(cache: Path) -> list[str]:
    """What is in the cache, less the lock."""
    return sorted(path.name for path in cache.iterdir() if not path.name.endswith(".lock"))


def test_the_first_use_downloads_and_later_ones_do_not(mozilla: FakeMozilla, tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    options = mozilla.options(tmp_path, progress=lambda done, total: steps.append((done, total)))
    assert engine_status("firefox", options).code == "download_on_first_use"
    assert mozilla.asked == []
    assert translate(options) == TARGET
    assert len(mozilla.asked) == 3
    totals = {total for _, total in steps}
    assert totals == {sum(len(content) for content in mozilla.files.values())}
    assert steps == sorted(steps)
    assert steps[-1][0] == steps[-1][1]
    engine = FirefoxEngine(options)
    assert engine.translate(ask(SOURCE), source="ru", target="en")[0].text == TARGET
    assert engine.info.model == "ru-en 3.0 tiny"
    assert len(mozilla.asked) == 3
    status = engine_status("firefox", options)
    assert (status.ready, status.code) == (True, "ready")


def test_a_download_stays_usable_without_a_network(mozilla: FakeMozilla, tmp_path: Path) -> None:
    assert translate(mozilla.options(tmp_path)) == TARGET
    assert translate(EngineOptions(cache_dir=tmp_path)) == TARGET


def test_eight_threads_download_once(mozilla: FakeMozilla, tmp_path: Path) -> None:
    def work(number: int) -> None:
        assert translate(mozilla.options(tmp_path)) == TARGET

    run_threads(8, work)
    assert len(mozilla.asked) == 3


def test_a_file_that_is_not_what_its_hash_says(mozilla: FakeMozilla, tmp_path: Path) -> None:
    packed = bytearray(mozilla.files[mozilla.path(MODEL_NAME)])
    packed[len(packed) // 2] ^= 1  # one bit; in a raw block nothing but the hash can see it
    mozilla.files[mozilla.path(MODEL_NAME)] = bytes(packed)
    error = refuse(mozilla.options(tmp_path))
    assert (error.code, error.permanent) == ("model_damaged", False)
    assert list_visible(tmp_path) == []


def test_a_file_that_is_no_archive(mozilla: FakeMozilla, tmp_path: Path) -> None:
    mozilla.files[mozilla.path(VOCABULARY_NAME)] = b"<html>Please sign in to this network</html>"
    error = refuse(mozilla.options(tmp_path))
    assert (error.code, error.permanent) == ("model_damaged", False)
    assert list_visible(tmp_path) == []


def test_a_record_without_a_hash_is_not_used(mozilla: FakeMozilla, tmp_path: Path) -> None:
    mozilla.records.clear()
    mozilla.add("model", MODEL_NAME, MODEL, decompressedHash=None)
    assert refuse(mozilla.options(tmp_path)).code == "language_unsupported"


def test_a_record_cannot_write_outside_the_cache(mozilla: FakeMozilla, tmp_path: Path) -> None:
    mozilla.records.clear()
    mozilla.add("model", "../../evil.bin", MODEL)
    mozilla.add("vocab", VOCABULARY_NAME, b"x")
    error = refuse(mozilla.options(tmp_path / "a" / "b"))
    assert error.code == "download_failed"
    assert not list(tmp_path.rglob("evil*"))


@pytest.mark.parametrize(("status", "permanent"), [(404, True), (403, True), (429, False), (500, False), (503, False)])
@pytest.mark.parametrize("what", ["records", "model"])
def test_a_refusal_says_whether_trying_again_helps(
    mozilla: FakeMozilla, tmp_path: Path, what: str, status: int, permanent: bool
) -> None:
    path = "/records" if what == "records" else mozilla.path(MODEL_NAME)
    mozilla.statuses[path] = status
    error = refuse(mozilla.options(tmp_path))
    assert (error.code, error.permanent) == ("download_failed", permanent)
    assert str(status) in error.detail
    assert list_visible(tmp_path) == []
    mozilla.statuses.clear()
    assert translate(mozilla.options(tmp_path)) == TARGET


def test_half_a_download_is_never_used(mozilla: FakeMozilla, tmp_path: Path) -> None:
    mozilla.cut.add(mozilla.path(VOCABULARY_NAME))
    error = refuse(mozilla.options(tmp_path))
    assert (error.code, error.permanent) == ("download_failed", False)
    assert list_visible(tmp_path) == []


@pytest.mark.parametrize("what", ["records", "model"])
def test_a_server_that_falls_silent(mozilla: FakeMozilla, tmp_path: Path, what: str) -> None:
    mozilla.stalled.add("/records" if what == "records" else mozilla.path(MODEL_NAME))
    started = time.monotonic()
    error = refuse(mozilla.options(tmp_path, timeout=0.2))
    assert (error.code, error.permanent) == ("timeout", False)
    assert time.monotonic() - started < 30
    assert list_visible(tmp_path) == []


def test_a_download_has_an_end_however_the_server_drips(mozilla: FakeMozilla, tmp_path: Path) -> None:
    error = refuse(mozilla.options(tmp_path, deadline=0.0))
    assert (error.code, error.permanent) == ("timeout", False)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"data": 5}', b"\xff\xfe", b'{"data": [5, {}]}'])
def test_an_answer_that_is_no_list_of_records(mozilla: FakeMozilla, tmp_path: Path, body: bytes) -> None:
    mozilla.files["/other"] = body
    error = refuse(mozilla.options(tmp_path, records_url=f"{mozilla.address}/other"))
    assert error.code in ("download_failed", "language_unsupported")


@pytest.fixture
def closed_port() -> str:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_offline_is_told_at_once(closed_port: str, tmp_path: Path) -> None:
    options = EngineOptions(cache_dir=tmp_path, allow_download=True, records_url=f"{closed_port}/records")
    started = time.monotonic()
    error = refuse(options)
    assert time.monotonic() - started < 15
    assert (error.code, error.permanent) == ("download_failed", False)


def test_offline_the_demo_model_stands_in_where_it_may(closed_port: str, tmp_path: Path) -> None:
    options = EngineOptions(cache_dir=tmp_path, allow_download=True, allow_demo_model=True, records_url=f"{closed_port}/records")
    engine = FirefoxEngine(options)
    assert engine.translate(ask(SOURCE), source="ru", target="en")[0].text == TARGET
    assert engine.info.demo
    assert engine_status("firefox", options).code == "demo_model"


def test_the_newest_supported_version_with_its_own_vocabulary_is_taken(mozilla: FakeMozilla, tmp_path: Path) -> None:
    mozilla.add("model", MODEL_NAME, b"too old", version="2.9")
    mozilla.add("model", MODEL_NAME, MODEL, version="3.10")
    mozilla.add("vocab", VOCABULARY_NAME, b"another's", version="3.2")
    mozilla.add("model", MODEL_NAME, b"too new", version="4.0")
    error = refuse(mozilla.options(tmp_path / "without"))
    assert error.code == "language_unsupported"  # 3.10 has no vocabulary of its own
    mozilla.add("vocab", VOCABULARY_NAME, VOCABULARY, version="3.10")
    options = mozilla.options(tmp_path / "with")
    engine = FirefoxEngine(options)
    assert engine.translate(ask(SOURCE), source="ru", target="en")[0].text == TARGET
    assert engine.info.model == "ru-en 3.10 tiny"


def test_a_cache_that_rotted_is_fetched_again(mozilla: FakeMozilla, tmp_path: Path) -> None:
    options = mozilla.options(tmp_path)
    assert translate(options) == TARGET
    path = tmp_path / "ru-en" / MODEL_NAME
    path.write_bytes(path.read_bytes()[:-1] + b"\x55")
    offline = EngineOptions(cache_dir=tmp_path)
    assert refuse(offline).code == "model_damaged"
    assert translate(options) == TARGET
    assert len(mozilla.asked) == 6
    (tmp_path / "ru-en" / "manifest.json").write_text("{")
    assert engine_status("firefox", options).code == "model_damaged"
    assert translate(options) == TARGET
    (tmp_path / "ru-en" / VOCABULARY_NAME).unlink()
    assert translate(options) == TARGET


def test_leftovers_of_a_killed_download_are_cleared(mozilla: FakeMozilla, tmp_path: Path) -> None:
    write_model_files(tmp_path / ".ru-en.abc.partial", model=b"half")
    assert translate(mozilla.options(tmp_path)) == TARGET
    assert list_visible(tmp_path) == ["ru-en"]


def test_a_named_directory_asks_no_server(mozilla: FakeMozilla, tmp_path: Path) -> None:
    write_model_files(tmp_path / "mine")
    assert translate(mozilla.options(tmp_path / "cache", model_dir=tmp_path / "mine")) == TARGET
    assert refuse(mozilla.options(tmp_path / "cache", model_dir=tmp_path / "none")).code == "model_missing"
    assert mozilla.asked == []


def test_only_http_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text('{"data": []}')
    options = EngineOptions(cache_dir=tmp_path / "cache", allow_download=True, records_url=secret.as_uri())
    assert refuse(options).code == "download_failed"
