"""Tokens through an engine that knows none: kept exactly once and nested as they were, or no text at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.core.markup_tokens import Token, find_token_damage, parse_tokens, render_tokens, strip_tokens
from workflow.mt.base import GUESSED
from workflow.mt.placeholders import split_tokens, translate_with_tokens
from workflow.mt.projection import Translated

#: Nothing in the translation says where their tokens belong.
GUESSES = ("старый {1}мост{/1}", "мост{1}порт", "мост {1}{/1}порт", "мост{/1} порт")
WORDS = ["мост", "порт", "Ключи", "в", "2024", "«Береговой»", "—", "город,", "{1}", "{", "a{2"]


@pytest.mark.parametrize(
    ("source", "answers", "expected"),
    [
        ("мост", {"мост": "bridge"}, "bridge"),
        ("{1}мост{/1}", {"мост": "the bridge"}, "{1}the bridge{/1}"),
        ("{1}Мост{/1}.", {"Мост.": "The bridge."}, "{1}The bridge{/1}."),
        ("{1}{2}Мост.{/2}{/1}", {"Мост.": "Bridge."}, "{1}{2}Bridge.{/2}{/1}"),
        ("{1}Мост открыт", {"Мост открыт": "Bridge open"}, "{1}Bridge open"),
        ("Мост открыт{1}", {"Мост открыт": "Bridge open"}, "Bridge open{1}"),
        ("старый {1}мост{/1}", {"старый мост": "old bridge", "мост": "The bridge"}, "old {1}bridge{/1}"),
        ("старый {1}мост{/1}", {"старый мост": "an aged bridge"}, "an aged {1}bridge{/1}"),
        # the order turns round
        (
            "{1}мост{/1} и {2}порт{/2}",
            {"мост и порт": "port and bridge", "мост": "bridge", "порт": "port"},
            "{2}port{/2} and {1}bridge{/1}",
        ),
        ("в {1}2024{/1} году", {"в 2024 году": "2024 was it"}, "{1}2024{/1} was it"),
        # the same word twice: the one nearest to where it stood
        (
            "порт просит {1}порт{/1}",
            {"порт просит порт": "port asks port", "порт": "port"},
            "port asks {1}port{/1}",
        ),
        # a line break goes between words, and words stay apart in what the engine sees
        ("мост{1}порт", {"мост порт": "bridge port"}, "bridge{1} port"),
        ("мост {1}порт{/1}{2} там", {"мост порт там": "b port c", "порт": "port"}, "b {1}port{/1}{2} c"),
        # braces that are only text
        ("{{1} мост", {"{1} мост": "{1} bridge"}, "{{1} bridge"),
        ("{1}{{1}{/1}", {"{1}": "{1}"}, "{1}{{1}{/1}"),
        # a pair around nothing, half a pair
        ("мост {1}{/1}порт", {"мост порт": "bridge port"}, "bridge {1}{/1}port"),
        ("мост{/1} порт", {"мост порт": "bridge port"}, "bridge{/1} port"),
    ],
)
def test_where_tokens_go(source: str, answers: dict[str, str], expected: str) -> None:
    def translate(plain: str) -> Translated:
        return (answers[plain], None) if plain in answers else (None, "empty")

    text, code = translate_with_tokens(source, translate)
    assert text == expected
    assert code == (GUESSED if source in GUESSES and expected != "old {1}bridge{/1}" else None), "a guess is called one"


def test_what_cannot_be_placed_is_no_text() -> None:
    two_pairs = "{1}мост{/1} {2}порт{/2}"
    assert translate_with_tokens(two_pairs, lambda plain: ("Bridgeport", None)) == (None, "placeholders_lost")
    crossing = "{1}мост {2}порт{/1} там{/2}"
    text, code = translate_with_tokens(crossing, lambda plain: (plain, None))
    assert (text is None and code == "placeholders_lost") or not find_token_damage(crossing, text or "")
    assert translate_with_tokens("{1}мост{/1}", lambda plain: (None, "too_long")) == (None, "too_long")


@st.composite
def nested_parts(draw: st.DrawFn, depth: int = 3) -> list[str | Token]:
    """Words, lone tokens and nested pairs; numbers may repeat, as a careless editor makes them."""
    parts: list[str | Token] = []
    for _ in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(["words", "words", "point", "pair"]))
        number = draw(st.integers(1, 9))
        if kind == "words":
            glue = draw(st.sampled_from(["", " ", "  "]))
            parts.append(glue + " ".join(draw(st.lists(st.sampled_from(WORDS), max_size=4))) + glue)
        elif kind == "point":
            parts.append(Token(number))
        elif depth:
            parts += [Token(number), *draw(nested_parts(depth=depth - 1)), Token(number, closing=True)]
    return parts


@st.composite
def wild_parts(draw: st.DrawFn) -> list[str | Token]:
    """Tokens in any order at all: crossing, unpaired, repeated."""
    token = st.builds(Token, st.integers(1, 3), st.booleans())
    return draw(st.lists(st.one_of(st.sampled_from([*WORDS, " "]), token), max_size=12))


def check(source: str, answer: str) -> None:
    def translate(plain: str) -> Translated:
        return (answer, None) if answer.strip() else (None, "empty")

    text, code = translate_with_tokens(source, translate)
    if text is None:
        assert code in ("placeholders_lost", "empty")
        return
    assert code in (None, GUESSED)
    assert find_token_damage(source, text) == []
    before = [part for part in parse_tokens(source) if isinstance(part, Token)]
    after = [part for part in parse_tokens(text) if isinstance(part, Token)]
    assert sorted(map(str, before)) == sorted(map(str, after))
    if strip_tokens(source).strip():
        assert strip_tokens(text) == answer  # the engine's words are untouched


ANSWERS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(["bridge", "port", "2024", "“Beregovoy”", "{1}", "{/2}", "{{3", ",", "—"]), max_size=8).map(
        " ".join
    ),
)


@given(parts=nested_parts(), answer=ANSWERS)
def test_no_token_is_lost_or_doubled(parts: list[str | Token], answer: str) -> None:
    check(render_tokens(parts), answer)


@given(parts=wild_parts(), answer=ANSWERS)
def test_nor_where_the_source_itself_is_damaged(parts: list[str | Token], answer: str) -> None:
    check(render_tokens(parts), answer)


@given(text=st.text(alphabet="ab {}/12.", max_size=40))
def test_nor_for_any_text(text: str) -> None:
    check(text, "one two three four five")


@given(parts=wild_parts())
def test_taking_tokens_out_loses_no_word(parts: list[str | Token]) -> None:
    source = render_tokens(parts)
    assert split_tokens(source).plain.replace(" ", "") == strip_tokens(source).replace(" ", "")


@given(
    words=st.lists(st.sampled_from(["мост", "порт", "город", "река", "школа", "музей"]), unique=True, min_size=2),
    data=st.data(),
)
def test_a_pair_around_a_word_that_comes_back_is_around_that_word(words: list[str], data: st.DataObject) -> None:
    chosen = data.draw(st.sampled_from(words))
    order = data.draw(st.permutations(words))
    source = " ".join(f"{{1}}{word}{{/1}}" if word == chosen else word for word in words)
    text, _ = translate_with_tokens(source, lambda plain: (plain if " " not in plain else " ".join(order), None))
    assert text is not None
    assert f"{{1}}{chosen}{{/1}}" in text
