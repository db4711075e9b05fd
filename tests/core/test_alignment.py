"""Taking over a revision: only what changed reopens, and the new revision is covered whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workflow.core.alignment import Takeover, align_segments, plan_takeover
from workflow.core.document import Document, iter_blocks, segment_index
from workflow.core.hashing import segment_hash
from workflow.core.markup import build_document
from workflow.core.units import ShapeError, UnitShape, find_cover_problems, initial_shape, merge_shapes, source_text, split_shape

SENTENCES = [
    f"{who} {did} {what}."
    for who in ("Мэр", "Суд", "Порт")
    for did in ("открыл", "принял", "закрыл")
    for what in ("мост", "план", "док")
]
PARAGRAPH = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4, unique=True)
BODY = st.lists(PARAGRAPH, min_size=1, max_size=4)
#: No sentence twice: which of two equal ones was changed cannot be told.
UNIQUE_BODY = BODY.filter(lambda body: len({s for p in body for s in p}) == sum(len(p) for p in body))


def make_document(body: list[list[str]], title: str = "Заголовок") -> Document:
    document, _ = build_document(language="ru", title=title, html="\n".join(f"<p>{' '.join(p)}</p>" for p in body))
    return document


def units_of(document: Document) -> list[tuple[int, UnitShape]]:
    shapes = [initial_shape(block, segment) for block in iter_blocks(document) for segment in block.segments]
    return list(enumerate(shapes, start=1))


def texts(document: Document, shapes: list[UnitShape]) -> list[str]:
    index = segment_index(document)
    return [source_text(index, shape) for shape in shapes]


@given(BODY, BODY, st.data())
def test_any_change_of_the_source_is_covered_and_reopens_only_what_changed(
    old_body: list[list[str]], new_body: list[list[str]], data: st.DataObject
) -> None:
    old, new = make_document(old_body), make_document(new_body)
    units = units_of(old)
    for turn in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(units) - 1))
        if data.draw(st.booleans()) and at + 1 < len(units):
            units[at : at + 2] = [(units[at][0], merge_shapes([units[at][1], units[at + 1][1]]))]
        else:
            source = source_text(segment_index(old), units[at][1])
            try:
                left, right = split_shape(segment_index(old), units[at][1], source_at=len(source) // 2, target_at=0)
            except ShapeError:
                continue
            units[at : at + 1] = [(units[at][0], left), (1000 + turn, right)]
    before = dict(zip([i for i, _ in units], texts(old, [s for _, s in units]), strict=True))
    plan = plan_takeover(old, new, units)
    assert find_cover_problems(new, [u.shape.cover for u in plan.units]) == []
    assert sorted([u.id for u in plan.units if u.id is not None] + list(plan.gone)) == sorted(i for i, _ in units)
    after = texts(new, [u.shape for u in plan.units])
    for unit, now in zip(plan.units, after, strict=True):
        if unit.id is not None and not unit.reopened:
            assert segment_hash(now) == segment_hash(before[unit.id]), "a changed sentence did not reopen"
    _in_source_order(new, plan)


@given(BODY)
def test_an_unchanged_source_changes_nothing(body: list[list[str]]) -> None:
    old, new = make_document(body), make_document(body)
    units = units_of(old)
    plan = plan_takeover(old, new, units)
    assert [(u.id, u.shape, u.reopened) for u in plan.units] == [(i, s, False) for i, s in units]
    assert plan.gone == ()


@given(UNIQUE_BODY, st.data())
def test_one_changed_sentence_reopens_one_unit(body: list[list[str]], data: st.DataObject) -> None:
    p = data.draw(st.integers(0, len(body) - 1))
    s = data.draw(st.integers(0, len(body[p]) - 1))
    changed = [list(paragraph) for paragraph in body]
    changed[p][s] = "Завод построил новый цех."
    old, new = make_document(body), make_document(changed)
    plan = plan_takeover(old, new, units_of(old))
    reopened = [u for u in plan.units if u.reopened]
    assert texts(new, [u.shape for u in reopened]) == ["Завод построил новый цех."]
    assert plan.gone == ()
    assert all(u.id is not None for u in plan.units)


def test_a_moved_paragraph_takes_its_translations_along() -> None:
    old = make_document([["Мэр открыл мост."], ["Суд принял план."], ["Порт закрыл док."]])
    new = make_document([["Порт закрыл док."], ["Мэр открыл мост."], ["Суд принял план."]])
    plan = plan_takeover(old, new, units_of(old))
    assert [u.id for u in plan.units] == [1, 4, 2, 3]
    assert not any(u.reopened for u in plan.units)


def test_a_changed_link_changes_the_map_and_not_the_text() -> None:
    old, _ = build_document(language="ru", title="З", html='<p>Мост <a href="/old">открыли</a> вчера утром.</p>')
    new, _ = build_document(language="ru", title="З", html='<p>Мост <a href="/new">открыли</a> вчера утром.</p>')
    plan = plan_takeover(old, new, units_of(old))
    unit = plan.units[1]
    assert not unit.reopened
    block = next(b for b in iter_blocks(new) if b.elements)
    assert {n: block.elements[e - 1].open for n, (_, e) in unit.shape.tokens.items()} == {1: '<a href="/new">'}


def test_a_link_before_it_renumbers_the_map_and_not_the_text() -> None:
    old, _ = build_document(language="ru", title="З", html='<p>Мэр приехал утром. Мост <a href="/b">открыли</a> вчера.</p>')
    new, _ = build_document(
        language="ru", title="З", html='<p><i>Мэр</i> приехал утром. Мост <a href="/b">открыли</a> вчера.</p>'
    )
    plan = plan_takeover(old, new, units_of(old))
    block = next(b for b in iter_blocks(new) if b.elements)
    second = plan.units[2]
    assert [block.elements[e - 1].open for _, (_, e) in sorted(second.shape.tokens.items())] == ['<a href="/b">']
    assert list(second.shape.tokens) == [1], "the unit's own number stays"
    assert source_text(segment_index(new), second.shape) == "Мост {1}открыли{/1} вчера."


def test_added_sentences_stay_behind_the_one_they_followed() -> None:
    old = make_document([["Мэр открыл мост."], ["Суд принял план."]])
    new = make_document([["Порт закрыл док."], ["Мэр открыл мост."], ["Суд принял план."]])
    units = units_of(old)
    units.insert(2, (99, UnitShape(text="Only here.")))
    plan = plan_takeover(old, new, units)
    ids = [u.id for u in plan.units]
    assert ids[ids.index(99) - 1] == 2


def test_removed_sentences_are_gone_and_named() -> None:
    old = make_document([["Мэр открыл мост.", "Суд принял план."]])
    new = make_document([["Мэр открыл мост."]])
    plan = plan_takeover(old, new, units_of(old))
    assert plan.gone == (3,)
    assert align_segments(old, new).removed != ()


def _in_source_order(document: Document, plan: Takeover) -> None:
    order = {key: n for n, key in enumerate(segment_index(document))}
    firsts = [(order[u.shape.cover[0].segment], u.shape.cover[0].start) for u in plan.units if u.shape.cover]
    assert firsts == sorted(firsts), "units stand in the order of the new source"
