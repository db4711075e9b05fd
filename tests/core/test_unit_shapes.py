"""Units' shapes: every cut and join keeps every character of the source covered exactly once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.core.document import Document, iter_blocks, segment_index
from workflow.core.markup import build_document
from workflow.core.markup_tokens import strip_tokens, token_numbers
from workflow.core.units import (
    ShapeError,
    Span,
    UnitKind,
    UnitShape,
    cover_from_json,
    cover_to_json,
    find_cover_problems,
    initial_shape,
    merge_shapes,
    source_text,
    split_shape,
    tokens_from_json,
    tokens_to_json,
)

WORDS = st.sampled_from(["Мост", "открыли", "вчера", "на", "Лене", "около", "7", "млн", "рублей", "🙂", "{1}", "«да»", "2,4"])
SENTENCE = st.lists(WORDS, min_size=1, max_size=7).map(lambda w: " ".join(w) + ".")
MARKED = st.tuples(
    SENTENCE,
    st.sampled_from(["{}", "<b>{}</b>", '<a href="https://example.org/a">{}</a>', "Слово <em>{}</em> и <i>слово</i>.", "{}<br>"]),
).map(lambda pair: pair[1].format(pair[0].replace("{", "{")))
PARAGRAPHS = st.lists(st.lists(MARKED, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=4)


def make_document(paragraphs: list[str]) -> Document:
    document, _ = build_document(language="ru", title="Заголовок дня", html="".join(f"<p>{p}</p>\n" for p in paragraphs))
    return document


def fresh_units(document: Document) -> list[UnitShape]:
    return [initial_shape(block, segment) for block in iter_blocks(document) for segment in block.segments]


@given(PARAGRAPHS)
def test_fresh_units_cover_everything_and_show_the_segment(paragraphs: list[str]) -> None:
    document = make_document(paragraphs)
    units = fresh_units(document)
    assert find_cover_problems(document, [u.cover for u in units]) == []
    segments = [s for b in iter_blocks(document) for s in b.segments]
    assert [source_text(segment_index(document), u) for u in units] == [s.text.strip() for s in segments]


@given(PARAGRAPHS, st.data())
def test_any_cuts_and_joins_keep_the_cover(paragraphs: list[str], data: st.DataObject) -> None:
    document = make_document(paragraphs)
    index = segment_index(document)
    units = fresh_units(document)
    whole = _squeeze("".join(strip_tokens(source_text(index, u)) for u in units))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(units) - 1))
        if data.draw(st.booleans()):
            source = source_text(index, units[at])
            cut = data.draw(st.integers(0, len(source)))
            try:
                units[at : at + 1] = split_shape(index, units[at], source_at=cut, target_at=0)
            except ShapeError as error:
                assert error.code == "split_nothing_left"  # noqa: PT017  (most cuts raise nothing)
        elif at + 1 < len(units):
            count = data.draw(st.integers(2, min(3, len(units) - at)))
            units[at : at + count] = [merge_shapes(units[at : at + count])]
        assert find_cover_problems(document, [u.cover for u in units]) == []
        assert _squeeze("".join(strip_tokens(source_text(index, u)) for u in units)) == whole
        for unit in units:
            assert set(token_numbers(source_text(index, unit))) <= set(unit.tokens), "a placeholder stands for nothing"
            refs = list(unit.tokens.values())
            assert len(refs) == len(set(refs)), "one element under two numbers"


@given(PARAGRAPHS)
def test_merging_everything_keeps_each_text_and_each_element_apart(paragraphs: list[str]) -> None:
    document = make_document(paragraphs)
    index = segment_index(document)
    units = [UnitShape(u.kind, u.cover, u.tokens, source_text(index, u)) for u in fresh_units(document)]
    merged = merge_shapes(units)
    assert strip_tokens(merged.text).replace(" ", "") == "".join(strip_tokens(u.text) for u in units).replace(" ", "")
    assert len(merged.tokens) == len({ref for u in units for ref in u.tokens.values()})
    assert merged.text == source_text(index, merged), "text and source number their placeholders alike"


def test_split_keeps_the_left_text_left_and_never_cuts_a_placeholder() -> None:
    document = make_document(['Мост <a href="/x">через Лену</a> открыли, и движение началось.'])
    index = segment_index(document)
    unit = fresh_units(document)[1]
    unit = UnitShape(unit.kind, unit.cover, unit.tokens, "The bridge {1}over the Lena{/1} opened, and traffic began.")
    source = source_text(index, unit)
    for cut in range(len(source) + 1):
        try:
            left, right = split_shape(index, unit, source_at=cut, target_at=unit.text.index("and"))
        except ShapeError:
            continue
        assert left.text == "The bridge {1}over the Lena{/1} opened,"
        assert right.text == "and traffic began."
        joined = source_text(index, left) + source_text(index, right)
        assert joined.count("{1}") == joined.count("{/1}") == 1


def test_split_at_the_edges_says_that_nothing_is_left() -> None:
    document = make_document(["Мост открыли."])
    unit = fresh_units(document)[1]
    for cut in (0, 100):
        with pytest.raises(ShapeError, match="split_nothing_left"):
            split_shape(segment_index(document), unit, source_at=cut, target_at=0)
    with pytest.raises(ShapeError, match="split_added"):
        split_shape(segment_index(document), UnitShape(kind=UnitKind.ADDED, text="New."), source_at=1, target_at=1)


def test_merge_of_one_is_refused() -> None:
    with pytest.raises(ShapeError, match="merge_needs_two"):
        merge_shapes([UnitShape(text="One.")])


@pytest.mark.parametrize(
    ("covers", "problem"),
    [
        ([], "covered to 0"),
        ([[("h.1", 0, 3)]], "covered to 3"),
        ([[("h.1", 0, 9)], [("h.1", 8, 13)]], "8–13 after 9"),
        ([[("h.1", 0, 13)], [("x.1", 0, 1)]], "no such segment"),
    ],
)
def test_cover_problems_are_found(covers: list[list[tuple[str, int, int]]], problem: str) -> None:
    document, _ = build_document(language="ru", title="Заголовок дня", html="")
    found = find_cover_problems(document, [[Span(*s) for s in cover] for cover in covers])
    assert any(problem in line for line in found), found


@given(st.lists(st.builds(Span, st.text(min_size=1, max_size=5), st.integers(0, 99), st.integers(0, 99))))
def test_covers_survive_json(cover: list[Span]) -> None:
    assert cover_from_json(cover_to_json(cover)) == tuple(cover)


@given(st.dictionaries(st.integers(1, 99), st.tuples(st.text(min_size=1, max_size=5), st.integers(1, 99))))
def test_token_maps_survive_json(tokens: dict[int, tuple[str, int]]) -> None:
    assert tokens_from_json(tokens_to_json(tokens)) == tokens


def _squeeze(text: str) -> str:
    return "".join(text.split())
