"""One random thing that a person does to an article's units: what property tests are made of."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.conftest import Newsroom
from tests.factories import operate, save
from workflow.core.errors import Conflict, Invalid
from workflow.services.operations import OperationResult
from workflow.services.units import UnitView

OPS = ("split", "merge", "omit", "put_back", "later", "add", "remove", "rewrite", "revert", "save", "save")
BLOCK_OPS = ("move", "move", "join_blocks", "split_block", "retype_block")
KINDS = ("paragraph", "subhead", "list_item", "quote")


def some(data: st.DataObject, units: list[UnitView], most: int) -> list[UnitView]:
    first = data.draw(st.integers(0, len(units) - 1))
    return units[first : first + data.draw(st.integers(1, most))]


def do_one(
    newsroom: Newsroom,
    article: int,
    data: st.DataObject,
    done: list[OperationResult],
    saved: set[str],
    number: int,
    *,
    saving: bool = True,
) -> OperationResult | None:
    """One random thing; None where it was refused or was a save."""
    op = data.draw(st.sampled_from([op for op in OPS + BLOCK_OPS if saving or op != "save"]))
    units = newsroom.units(article)
    unit = data.draw(st.sampled_from(units))
    try:
        if op == "save":
            marks = "".join(f"{{{n}}}word{{/{n}}} " for n in unit.elements)
            text = data.draw(st.sampled_from([f"Text {number}. {marks}And more of it.", f"  {number} — 🙂 {{{{1}} end"]))
            save(newsroom, unit, text, status=data.draw(st.sampled_from(["draft", "confirmed", "later"])))
            saved.add(text)
            return None
        if op == "split":
            return operate(
                newsroom,
                article,
                op,
                [unit],
                source_at=data.draw(st.integers(0, len(unit.source))),
                target_at=data.draw(st.integers(0, len(unit.text))),
            )
        if op == "add":
            added = operate(newsroom, article, op, [unit], text=f"Added {number}.", block=data.draw(st.booleans()))
            saved.add(f"Added {number}.")
            return added
        if op == "omit":
            return operate(newsroom, article, op, some(data, units, 3), reason="Readers know.")
        if op == "rewrite":
            words: dict[str, Any] = data.draw(st.sampled_from([{}, {"text": f"Rewritten {number}."}]))
            return operate(newsroom, article, op, some(data, units, 3), **words)
        if op == "move":
            run = some(data, units, 4)
            if data.draw(st.booleans()):  # whole blocks
                run = [u for u in units if u.block_id in {v.block_id for v in run}]
            after = data.draw(st.sampled_from([None, *(u.id for u in units)]))
            side = data.draw(st.sampled_from(["after", "before"]))
            place: dict[str, Any] = {side: after}
            return operate(newsroom, article, op, run, join=data.draw(st.booleans()), **place)
        if op == "retype_block":
            return operate(newsroom, article, op, some(data, units, 3), kind=data.draw(st.sampled_from(KINDS)))
        if op == "revert":
            if not done:
                return None
            return operate(newsroom, article, op, operation=data.draw(st.sampled_from(done)).operation_id)
        return operate(newsroom, article, op, some(data, units, 3))
    except (Invalid, Conflict):
        return None
