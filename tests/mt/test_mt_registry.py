"""Engines by name, and what each says about itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mt.mt_helpers import ask
from workflow.mt.base import EngineOptions, MTError, base_language, is_metered
from workflow.mt.registry import ENGINES, create_engine, engine_status


def test_the_engines_there_are() -> None:
    assert sorted(ENGINES) == ["deepl", "firefox", "libretranslate", "llm", "none", "yandex"]


@pytest.mark.parametrize("name", sorted(ENGINES))
def test_making_one_and_asking_about_it_costs_nothing(name: str, tmp_path: Path) -> None:
    options = EngineOptions(cache_dir=tmp_path / "cache", allow_download=True, records_url="http://127.0.0.1:1/")
    assert create_engine(name, options).info.name == name
    status = engine_status(name, options)
    assert not status.ready or name == "libretranslate"  # which needs no key
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("name", sorted(ENGINES))
def test_whether_it_is_charged_is_known_without_a_look_at_its_files(name: str, tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"no model")
    engine = create_engine(name, EngineOptions(cache_dir=tmp_path, model_dir=tmp_path))
    assert is_metered(engine) is (name not in ("firefox", "none"))
    assert engine.info.name == name, "what writes the note of a failed call"


def test_an_unknown_name(tmp_path: Path) -> None:
    options = EngineOptions(cache_dir=tmp_path)
    with pytest.raises(MTError, match="firefox, libretranslate, llm, none") as caught:
        create_engine("babel", options)
    assert (caught.value.code, caught.value.permanent) == ("engine_unknown", True)
    assert engine_status("babel", options).code == "engine_unknown"


def test_none_translates_nothing_and_says_so(tmp_path: Path) -> None:
    engine = create_engine("none", EngineOptions(cache_dir=tmp_path))
    results = engine.translate(ask("Мост", ""), source="ru", target="en")
    assert [(result.text, result.error) for result in results] == [(None, "no_engine")] * 2


@pytest.mark.parametrize("tag", ["en", "en-GB", "EN_us", "en-Latn-US"])
def test_the_language_of_a_tag(tag: str) -> None:
    assert base_language(tag) == "en"
