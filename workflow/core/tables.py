"""Where a table's cells stand: blocks know no rows, the document's tree does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workflow.core.document import Container, Document, Leaf, Node

_NAME = re.compile(r"\s*<\s*([\w-]+)")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's table and row, counted from 0 in the document, and whether it is a heading.

    `line` and `column` are its place in its own table, from 1; 0 outside of rows and cells, as a table's caption is.
    """

    table: int
    row: int
    heading: bool
    line: int
    column: int


def find_cells(document: Document) -> dict[str, Cell]:
    """The place of every block that stands in a table, by the block's key. A table in a cell is a table of its own."""
    found: dict[str, Cell] = {}
    counts = [-1, -1]  # tables, rows

    def walk(nodes: tuple[Node, ...], table: int, row: int, at: list[int]) -> Iterator[tuple[str, Cell]]:
        """`at` is the line and column reached in the table one is in."""
        for node in nodes:
            if not isinstance(node, Leaf | Container):
                continue
            name = _name(node.open)
            if name in ("td", "th"):
                at[1] += 1
            if isinstance(node, Leaf):
                if table >= 0:
                    for block in (*node.blocks, *node.alts):
                        yield block.key, Cell(table, max(row, 0), name == "th", *at)
            elif name == "table":
                counts[0] += 1
                yield from walk(node.children, counts[0], -1, [0, 0])
            elif name == "tr":
                counts[1] += 1
                at[:] = [at[0] + 1, 0]
                yield from walk(node.children, table, counts[1], at)
            else:
                yield from walk(node.children, table, row, at)

    found.update(walk(document.nodes, -1, -1, [0, 0]))
    return found


def _name(raw: str) -> str:
    found = _NAME.match(raw)
    return found[1].lower() if found else ""
