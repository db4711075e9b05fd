"""The committed demo model translates what it promises, through the real engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mt.mt_helpers import TRAINING, ask, read_pairs
from workflow.mt.base import Engine, EngineOptions
from workflow.mt.firefox import DEMO_MODEL, is_known_to_demo
from workflow.mt.registry import create_engine

SENTENCES = read_pairs(TRAINING / "demo_sentences.tsv")
PHRASES = read_pairs(TRAINING / "demo_phrases.tsv")
HELD_OUT = read_pairs(Path(__file__).parent / "held_out.tsv")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    options = EngineOptions(cache_dir=tmp_path_factory.mktemp("cache"), allow_demo_model=True)
    return create_engine("firefox", options)


def translate_all(engine: Engine, sources: list[str]) -> list[str | None]:
    texts: list[str | None] = []
    for start in range(0, len(sources), engine.max_batch):
        batch = ask(*sources[start : start + engine.max_batch])
        texts += [result.text for result in engine.translate(batch, source="ru", target="en")]
    return texts


@pytest.mark.parametrize("pairs", [SENTENCES, PHRASES], ids=["sentences", "phrases"])
def test_every_demo_text_is_exact(engine: Engine, pairs: list[tuple[str, str]]) -> None:
    assert len(pairs) > 40
    got = translate_all(engine, [source for source, _ in pairs])
    assert list(zip([source for source, _ in pairs], got, strict=True)) == pairs


def test_sentences_it_never_saw_are_translated_too(engine: Engine) -> None:
    assert len(HELD_OUT) >= 100
    got = translate_all(engine, [source for source, _ in HELD_OUT])
    exact = sum(text == target for text, (_, target) in zip(got, HELD_OUT, strict=True))
    assert exact / len(HELD_OUT) >= 0.95


def test_every_phrase_is_a_part_of_a_demo_sentence() -> None:
    for source, target in PHRASES:
        assert any(source.lower() in whole.lower() and target.lower() in english.lower() for whole, english in SENTENCES), source


def test_a_sentence_with_an_unknown_word_is_left_for_a_person(engine: Engine) -> None:
    [result] = engine.translate(ask("Никто не ожидал бегемота."), source="ru", target="en")
    assert (result.text, result.error) == (None, "outside_demo_model")
    assert is_known_to_demo("420 тысяч тонн, «Береговой»!")


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("{1}Подробности появятся позже.{/1}", "{1}More details to follow.{/1}"),
        (
            "«Мы ждали этого дня {1}девять лет{/1}», — сказал {2}мэр города{/2}.",
            "“We have waited {1}nine years{/1} for this day,” {2}the city's mayor{/2} said.",
        ),
        (
            "За месяц через {1}терминал{/1} прошло {2}{3}420 тысяч{/3} тонн пшеницы{/2}.",
            "{1}The terminal{/1} handled {2}{3}420,000{/3} tons of wheat{/2} during the month.",
        ),
        ("{1}Два судна ждут погрузки на рейде.", "{1}Two ships are waiting in the roads to be loaded."),
        (
            "Грузовики пойдут в объезд через {1}посёлок Ключи{/1}.",
            "Trucks will be diverted through {1}the village of Klyuchi{/1}.",
        ),
    ],
)
def test_links_and_emphasis_find_their_words(engine: Engine, source: str, target: str) -> None:
    [result] = engine.translate(ask(source), source="ru", target="en")
    assert result.text == target


def test_it_stays_small_and_says_what_it_is(engine: Engine) -> None:
    sizes = {path.name: path.stat().st_size for path in DEMO_MODEL.iterdir() if path.suffix != ".md"}
    assert len(sizes) == 3
    assert sum(sizes.values()) <= 250_000
    assert engine.info.demo
    assert "demo model" in engine.info.label
