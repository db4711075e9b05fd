"""The Firefox engine's promises, on the real engine: threads, forks, panics, wrong and damaged files, odd
texts."""

from __future__ import annotations

import gzip
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mt.mt_helpers import (
    MODEL,
    MODEL_NAME,
    SOURCE,
    TARGET,
    VOCABULARY,
    VOCABULARY_NAME,
    ask,
    pack_zstd,
    run_threads,
    write_model_files,
)
from workflow.mt.base import EngineOptions, MTError
from workflow.mt.engine_thread import EngineThread
from workflow.mt.firefox import MAX_BATCH, MAX_CHARACTERS, FirefoxEngine
from workflow.mt.model_files import check_model_layout
from workflow.mt.registry import engine_status
from workflow.mt.sentences import split_long_text, translate_text

PANICKING = MODEL.replace(b"decoder_l1_rnn_W\0", b"decoder_l1_rnn_X\0")  # a tensor it needs has another name


def open_engine(folder: Path) -> FirefoxEngine:
    return FirefoxEngine(EngineOptions(cache_dir=folder / "no-cache", model_dir=folder))


def translate(engine: FirefoxEngine, *texts: str, source: str = "ru", target: str = "en") -> list[str | None]:
    return [result.text for result in engine.translate(ask(*texts), source=source, target=target)]


def refuse(engine: FirefoxEngine, *, source: str = "ru", target: str = "en") -> MTError:
    with pytest.raises(MTError) as caught:
        engine.translate(ask(SOURCE), source=source, target=target)
    return caught.value


def test_a_users_own_model_is_not_called_a_demo(tmp_path: Path) -> None:
    engine = open_engine(write_model_files(tmp_path))
    assert translate(engine, SOURCE, source="ru-RU", target="en_GB") == [TARGET]
    assert engine.info.label == "Firefox"
    assert not engine.info.demo
    assert engine.info.model.startswith("ru-en ")


def test_models_may_lie_in_a_folder_for_the_pair(tmp_path: Path) -> None:
    write_model_files(tmp_path / "ru-en")
    assert translate(open_engine(tmp_path), SOURCE) == [TARGET]


def test_split_vocabularies_and_packed_files(tmp_path: Path) -> None:
    (tmp_path / f"{MODEL_NAME}.gz").write_bytes(gzip.compress(MODEL))
    (tmp_path / "srcvocab.ruen.spm.zst").write_bytes(pack_zstd(VOCABULARY))
    (tmp_path / "trgvocab.ruen.spm").write_bytes(VOCABULARY)
    assert translate(open_engine(tmp_path), SOURCE) == [TARGET]


def test_it_works_from_several_threads_at_once(tmp_path: Path) -> None:
    engine = open_engine(write_model_files(tmp_path))

    def work(number: int) -> None:
        for _ in range(5):
            assert translate(engine, SOURCE, "Два судна ждут погрузки на рейде.") == [
                TARGET,
                "Two ships are waiting in the roads to be loaded.",
            ]

    run_threads(8, work)


def test_it_works_in_a_forked_child_after_the_parent_used_it(tmp_path: Path) -> None:
    """As a prefork worker does; in a process of its own, because forking a threaded test run is asking for
    trouble."""
    write_model_files(tmp_path)
    script = f"""
import os, sys
from pathlib import Path
from workflow.mt.base import EngineOptions, TranslationRequest
from workflow.mt.firefox import FirefoxEngine
engine = FirefoxEngine(EngineOptions(cache_dir=Path({str(tmp_path)!r}), model_dir=Path({str(tmp_path)!r})))
say = lambda: engine.translate([TranslationRequest({SOURCE!r}, "lede")], source="ru", target="en")[0].text
assert say() == {TARGET!r}
child = os.fork()
if child == 0:
    os._exit(0 if say() == {TARGET!r} else 1)
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
assert say() == {TARGET!r}
sys.exit(status)
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", script],
        timeout=60, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_a_panic_becomes_an_error_and_harms_nothing_else(tmp_path: Path) -> None:
    broken = open_engine(write_model_files(tmp_path / "broken", model=PANICKING))
    good = open_engine(write_model_files(tmp_path / "good"))
    for texts in ([SOURCE], [SOURCE, SOURCE], ["", *[SOURCE] * 20]):
        with pytest.raises(MTError) as caught:
            broken.translate(ask(*texts), source="ru", target="en")
        assert (caught.value.code, caught.value.permanent) == ("engine_crashed", True)
    assert translate(good, SOURCE) == [TARGET]


def test_an_engine_whose_files_are_mended_works_again(tmp_path: Path) -> None:
    engine = open_engine(write_model_files(tmp_path, model=PANICKING))
    assert refuse(engine).code == "engine_crashed"
    write_model_files(tmp_path)
    assert translate(engine, SOURCE) == [TARGET]


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
def test_the_engines_thread_swallows_no_interrupt(kind: type[BaseException]) -> None:
    thread: EngineThread[None] = EngineThread(lambda: None, name="test")

    def interrupt(_: None) -> None:
        raise kind

    with pytest.raises(kind):
        thread.run(interrupt)
    assert thread.run(lambda _: 5) == 5


def test_a_named_directory_that_does_not_serve_is_an_error_and_not_the_demo(tmp_path: Path) -> None:
    cases = {
        "absent": "model_missing",
        "empty": "model_missing",
        "no-vocabulary": "model_missing",
        "other-pair": "model_wrong_pair",
    }
    (tmp_path / "empty").mkdir()
    (write_model_files(tmp_path / "no-vocabulary") / VOCABULARY_NAME).unlink()
    (write_model_files(tmp_path / "other-pair") / MODEL_NAME).rename(tmp_path / "other-pair" / "model.enru.intgemm.alphas.bin")
    for name, code in cases.items():
        options = EngineOptions(
            cache_dir=tmp_path / "cache",
            model_dir=tmp_path / name,
            allow_demo_model=True,
            allow_download=True,
        )
        error = refuse(FirefoxEngine(options))
        assert (error.code, error.permanent) == (code, True)
        assert str(tmp_path / name) in error.detail
        assert engine_status("firefox", options).code == code


@pytest.mark.parametrize("keep", [0, 1, 15, 100, 5_000, len(MODEL) - 1])
def test_a_cut_model_file_is_an_error_that_names_it(tmp_path: Path, keep: int) -> None:
    error = refuse(open_engine(write_model_files(tmp_path, model=MODEL[:keep])))
    assert (error.code, error.permanent) == ("model_damaged", True)
    assert MODEL_NAME in error.detail


@pytest.mark.parametrize("offset", [8, 16, 32, 40], ids=["count", "name", "dimensions", "data"])
@pytest.mark.parametrize("value", [2**31, 2**40, 2**63, 2**64 - 1])
def test_a_damaged_table_of_contents_does_not_end_the_process(tmp_path: Path, offset: int, value: int) -> None:
    """The engine itself aborts on some of these, so they are found before it sees them."""
    model = bytearray(MODEL)
    struct.pack_into("<Q", model, offset, value)
    error = refuse(open_engine(write_model_files(tmp_path, model=bytes(model))))
    assert (error.code, error.permanent) == ("model_damaged", True)


@pytest.mark.parametrize(
    "vocabulary",
    [b"", b"\xff" * 400, b"hello", b"\x0a", VOCABULARY[:-1], VOCABULARY[:4000]],
    ids=["empty", "noise", "text", "tag", "short by one", "half"],
)
def test_a_damaged_vocabulary_is_an_error_that_names_it(tmp_path: Path, vocabulary: bytes) -> None:
    """With some of these the engine translates everything into nothing, without a word."""
    error = refuse(open_engine(write_model_files(tmp_path, vocabulary=vocabulary)))
    assert (error.code, error.permanent) == ("model_damaged", True)
    assert VOCABULARY_NAME in error.detail


def test_the_layout_check_accepts_the_whole_file_only() -> None:
    check_model_layout(MODEL, name="x")
    with pytest.raises(MTError, match="not a Marian model"):
        check_model_layout(b"PK\x03\x04" + bytes(5000), name="x")


def test_without_a_model_and_without_a_way_to_get_one(tmp_path: Path) -> None:
    error = refuse(FirefoxEngine(EngineOptions(cache_dir=tmp_path)))
    assert (error.code, error.permanent) == ("model_missing", True)


def test_the_demo_model_serves_no_other_pair(tmp_path: Path) -> None:
    options = EngineOptions(cache_dir=tmp_path, allow_demo_model=True)
    assert refuse(FirefoxEngine(options), target="de").code == "model_missing"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (None, "empty")),
        (" \u00a0\n\t", (None, "empty")),
        ("2024", ("2024", None)),
        ("* * *", ("* * *", None)),
        ("{1}", ("{1}", None)),
        ("{1} {/1}", ("{1} {/1}", None)),
        ("Никто\u00a0не пострадал.", (TARGET, None)),
        ("Ни\u00adкто не  пострадал.\n", (TARGET, None)),
        ("слово " * 100, (None, "too_long")),
    ],
)
def test_odd_texts(tmp_path: Path, text: str, expected: tuple[str | None, str | None]) -> None:
    [result] = open_engine(write_model_files(tmp_path)).translate(ask(text), source="ru", target="en")
    assert (result.text, result.error) == expected


def test_a_long_text_is_cut_between_clauses_and_nothing_of_it_is_lost() -> None:
    clause = "никто не пострадал, и мост открыт"
    text = "; ".join([clause] * 30)
    asked: list[str] = []

    def shout(part: str) -> str:
        asked.append(part)
        return part.upper()

    assert translate_text(text, shout, limit=MAX_CHARACTERS) == (text.upper(), None)
    assert len(asked) > 1
    assert all(len(part) <= MAX_CHARACTERS for part in asked)
    assert split_long_text("а" * 50, limit=40) is None


def test_one_answer_for_each_request_and_no_more_than_a_batch(tmp_path: Path) -> None:
    engine = open_engine(write_model_files(tmp_path))
    assert translate(engine) == []
    assert translate(engine, SOURCE, "", SOURCE) == [TARGET, None, TARGET]
    with pytest.raises(MTError) as caught:
        translate(engine, *[SOURCE] * (MAX_BATCH + 1))
    assert caught.value.code == "wrong_count"
