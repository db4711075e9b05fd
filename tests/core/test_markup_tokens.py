"""Placeholder tokens: writing and reading are inverse, damage is named, cuts are safe."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from workflow.core.document import Element
from workflow.core.hashing import markup_hash, normalise, segment_hash
from workflow.core.markup import (
    Token,
    escape_text,
    find_token_damage,
    parse_tokens,
    render_tokens,
    renumber_tokens,
    safe_split_offsets,
    strip_tokens,
    token_numbers,
)

BRACES = st.text(alphabet="{}/1290 aя", max_size=12)
TOKENS = st.builds(Token, st.integers(0, 999_999), st.booleans())
PARTS = st.lists(st.one_of(BRACES, st.text(max_size=5), TOKENS), max_size=8)


def merge(parts: list[str | Token]) -> list[str | Token]:
    merged: list[str | Token] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        elif part != "":
            merged.append(part)
    return merged


@given(PARTS)
def test_reading_undoes_writing(parts: list[str | Token]) -> None:
    assert parse_tokens(render_tokens(parts)) == merge(parts)


@given(st.one_of(BRACES, st.text()))
def test_plain_text_stays_plain(plain: str) -> None:
    assert strip_tokens(escape_text(plain)) == plain
    assert token_numbers(escape_text(plain)) == ()


@given(st.one_of(BRACES, PARTS.map(render_tokens)))
def test_reading_anything_settles(text: str) -> None:
    once = render_tokens(parse_tokens(text))
    assert parse_tokens(once) == parse_tokens(text)
    assert render_tokens(parse_tokens(once)) == once


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("{1}мост{/1}", [Token(1), "мост", Token(1, True)]),
        ("{{1}", ["{1}"]),
        ("{{/1}", ["{/1}"]),
        ("{{{1}", ["{", Token(1)]),
        ("{{{{1}", ["{{1}"]),
        ("{1", ["{1"]),
        ("{a} {}", ["{a} {}"]),
        ("{1}}", [Token(1), "}"]),
        ("{12345678}", ["{12345678}"]),
        ("", []),
    ],
)
def test_the_grammar(text: str, parts: list[str | Token]) -> None:
    assert parse_tokens(text) == parts


@given(PARTS.map(render_tokens), st.integers(1, 50))
def test_renumbering_keeps_the_words(text: str, shift: int) -> None:
    assume(all(number < 999_000 for number in token_numbers(text)))  # a number has six digits at most
    mapping = {number: number + shift for number in token_numbers(text)}
    moved = renumber_tokens(text, mapping)
    assert strip_tokens(moved) == strip_tokens(text)
    assert token_numbers(moved) == tuple(mapping[number] for number in token_numbers(text))


@pytest.mark.parametrize(
    ("source", "target", "codes"),
    [
        ("{1}мост{/1} и {2}", "{2} and a {1}bridge{/1}", []),
        ("{1}мост{/1}", "bridge", ["token_missing", "token_missing"]),
        ("{1}мост{/1}", "{1}bridge", ["token_unpaired"]),
        ("мост", "{1}bridge{/1}", ["token_extra", "token_extra"]),
        ("{1}мост{/1}", "{/1}bridge{1}", ["token_order"]),
        ("{1}а{/1} {2}б{/2}", "{1}a{2}b{/1}{/2}", ["token_nesting"]),
        ("{1}мост{/1}", "{1}a{/1}{1}b{/1}", ["token_extra", "token_extra"]),
        ("ещё.{/1} Да", "more.{/1} Yes", []),
        ("{{1}", "{{1}", []),
    ],
)
def test_damage_is_named(source: str, target: str, codes: list[str]) -> None:
    assert [damage.code for damage in find_token_damage(source, target)] == codes


@given(PARTS.map(render_tokens))
def test_a_text_does_not_damage_itself(text: str) -> None:
    codes = {damage.code for damage in find_token_damage(text, text)}
    assert codes <= {"token_order", "token_nesting"}  # the source itself may be crooked


@given(st.one_of(PARTS.map(render_tokens), BRACES))
@example("{{/0")
def test_a_safe_cut_loses_nothing(text: str) -> None:
    for offset in safe_split_offsets(text, inside_pairs=True):
        left, right = text[:offset], text[offset:]
        assert merge(parse_tokens(left) + parse_tokens(right)) == parse_tokens(text)


def test_a_safe_cut_stays_out_of_pairs() -> None:
    text = "а {1}б в{/1} г"
    assert {text[:offset] for offset in safe_split_offsets(text)} == {"а", "а ", "а {1}б в{/1}", "а {1}б в{/1} "}
    assert "а {1}б" in {text[:offset] for offset in safe_split_offsets(text, inside_pairs=True)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Мост  открыт", "Мост\u00a0открыт"),
        ("«Мост» — открыт", '"Мост" - открыт'),
        ("Мо\u00adст", "Мост\u200b"),
        ("{1}Мост{/1} открыт", "Мост {3}открыт{/3}"),
        ("й", "и\u0306"),
    ],
)
def test_what_does_not_count_in_the_hash(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)
    assert segment_hash(one) == segment_hash(other)
    assert len(segment_hash(one)) == 32


def test_what_counts_in_the_hash() -> None:
    texts = ["Мост открыт", "мост открыт", "Мост открыт.", "Мост открыт 5", "Мост не открыт", "Мост открыт{{1}"]
    assert len({segment_hash(text) for text in texts}) == len(texts)


def test_a_links_address_has_a_hash_of_its_own() -> None:
    link, moved = Element('<a href="/a">', "</a>"), Element('<a href="/b">', "</a>")
    text = "Мэр {1}открыл{/1} мост"
    assert markup_hash(text, [link]) != markup_hash(text, [moved])
    assert markup_hash(text, [link]) == markup_hash("Мэр {2}открыл{/2} мост", [moved, link])
    assert markup_hash(text, [link]) == markup_hash(text, {1: link})
    assert markup_hash(text, [link]) != markup_hash("{1}Мэр{/1} открыл мост", [link])
    picture = Element('<img alt="а">', None, "b2", (9, 12))
    assert markup_hash("{1}", [picture]) == markup_hash("{1}", [Element('<img alt="бб">', None, "b2", (9, 13))])
