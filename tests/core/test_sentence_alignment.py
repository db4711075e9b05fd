"""Sentences of two languages: what belongs together is found, in order and once, and what does not is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.alignment import make_cases, measure
from workflow.core.english_sentences import split_english
from workflow.core.sentence_alignment import Bead, Sentence, align_sentences
from workflow.core.sentence_anchors import read_anchors

RUSSIAN = (
    "Паром «Иван Седов» вышел из Магадана 12 марта.",
    "На борту было 240 пассажиров.",
    "Капитан Орлов сообщил, что погода хорошая.",
    "В прошлом году рейсы отменяли девять раз.",
    "Билет стоит 3,5 тыс. рублей.",
)
ENGLISH = (
    "The ferry Ivan Sedov left Magadan on March 12.",
    "There were 240 passengers on board.",
    "Captain Orlov said the weather was fine.",
    "Last year sailings were cancelled nine times.",
    "A ticket costs 3,500 rubles.",
)
texts = st.one_of(st.sampled_from([*RUSSIAN, *ENGLISH]), st.text(max_size=60))
sentences = st.lists(
    st.builds(Sentence, texts, st.integers(0, 3), st.sampled_from(["text", "text", "headline", "caption"])), max_size=12
)


def align(source: str, target: str) -> list[tuple[str, str]]:
    """The beads of two texts given by the numbers of their sentences, as `12-1`."""
    found = align_sentences([Sentence(RUSSIAN[int(n)]) for n in source], [Sentence(ENGLISH[int(n)]) for n in target])
    return [
        ("".join(source[n] for n in bead.sources), "".join(target[n] for n in bead.targets))
        for bead in found
        if bead.confidence >= 0.9 and bead.sources and bead.targets
    ]


@pytest.mark.parametrize(
    ("source", "target", "wanted"),
    [
        ("01234", "01234", "01234"),
        ("01234", "034", "034"),
        ("01234", "04", "04"),
        ("04", "01234", "04"),
        ("0", "4", ""),
        ("", "012", ""),
        ("012", "", ""),
    ],
)
def test_what_was_left_out_stays_alone(source: str, target: str, wanted: str) -> None:
    assert align(source, target) == [(n, n) for n in wanted]


def test_joined_and_reordered() -> None:
    whole = [Sentence(text) for text in RUSSIAN]
    joined = [Sentence(f"{ENGLISH[0]} {ENGLISH[1]}"), *(Sentence(text) for text in ENGLISH[2:])]
    assert align_sentences(whole, joined)[0].sources == (0, 1)
    assert align_sentences([Sentence(f"{RUSSIAN[0]} {RUSSIAN[1]}"), *whole[2:]], [Sentence(t) for t in ENGLISH])[0].targets == (
        0,
        1,
    )
    # Of what changed places one stays; the other is not forced upon anything.
    assert ("4", "4") not in align("01234", "40123")
    assert align("01234", "40123")[:1] == [("0", "0")]


def test_neither_across_paragraphs_nor_kinds() -> None:
    apart = [Sentence(RUSSIAN[0], block=0), Sentence(RUSSIAN[1], block=1)]
    assert all(len(bead.sources) < 2 for bead in align_sentences(apart, [Sentence(f"{ENGLISH[0]} {ENGLISH[1]}")]))
    headline = [Sentence(RUSSIAN[0], kind="headline")]
    assert all(not bead.sources or not bead.targets for bead in align_sentences(headline, [Sentence(ENGLISH[0])]))


@settings(max_examples=60, deadline=None)
@given(sentences, sentences)
def test_in_order_each_once(sources: list[Sentence], targets: list[Sentence]) -> None:
    beads = align_sentences(sources, targets)
    assert [n for bead in beads for n in bead.sources] == list(range(len(sources)))
    assert [n for bead in beads for n in bead.targets] == list(range(len(targets)))
    assert all(0 <= bead.confidence <= 1 and (bead.sources or bead.targets) for bead in beads)
    for bead in beads:
        kinds = {sources[n].kind for n in bead.sources} | {targets[n].kind for n in bead.targets}
        assert len(kinds) == 1 or not bead.sources or not bead.targets


@settings(max_examples=60, deadline=None)
@given(st.lists(texts, max_size=12))
def test_a_text_is_its_own_translation(text: list[str]) -> None:
    same = [Sentence(each) for each in text]
    assert [(b.sources, b.targets) for b in align_sentences(same, same)] == [((n,), (n,)) for n in range(len(text))]


def test_a_long_text_is_read_along_its_diagonal() -> None:
    sources = [Sentence(f"В {n} году построили {n * 3} домов.") for n in range(100, 500)]
    targets = [Sentence(f"In {n} they built {n * 3} houses.") for n in range(100, 500) if n % 4]
    found = align_sentences(sources, targets)
    assert sum(bead.confidence > 0.9 and len(bead.sources + bead.targets) == 2 for bead in found) > 280
    assert Bead((0,), (), 0) not in found


@pytest.mark.parametrize(
    ("russian", "english"),
    [
        ("Набиуллиной", "Nabiullina"),
        ("Хабаровском", "Khabarovsk"),
        ("Юрию", "Yury"),
        ("Штайнмайера", "Steinmeier"),
        ("«Кратер» NASA", "NASA"),
        ("1,5 млрд", "1.5 billion"),
        ("экономике", "economy"),
        ("конференцией", "conference"),
        ("понедельник", "Monday"),
        ("российская", "Russia"),
    ],
)
def test_what_is_found_again(russian: str, english: str) -> None:
    def keys(text: str) -> set[str]:
        return {key for anchor in read_anchors(text) for key in anchor.keys}

    assert keys(f"Она {russian}") & keys(f"The {english}"), (keys(russian), keys(english))


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Smith met Gen. Petrov.|He left at 5 p.m. on Friday.",
        "The U.S. Senate voted.|“It is over,” J. R. Brown said.|Why?|“Nobody knows.”|Then they left.",
        "It cost $3.5 million.|No. 5 won on Sept. 3.",
        "One sentence without an end",
        "Is it?|(Yes.)|It is…|Good!",
    ],
)
def test_english_sentences(text: str) -> None:
    assert split_english(text.replace("|", " ")) == text.split("|")


def test_on_real_translations() -> None:
    """The promise of `bench/alignment.py`, on what is there."""
    cases = make_cases()[:60]
    if not cases:
        pytest.skip("no news on this machine")
    found, alone = measure(cases), measure(cases, words=False)
    assert found.precision >= 0.98
    assert found.recall >= 0.85
    assert found.recall > alone.recall + 0.1, "words say more than lengths"
