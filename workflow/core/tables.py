"""Where a table's cells stand: blocks know no rows, the document's tree does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workflow.core.document import Container, Document, Leaf, Node

_NAME = re.compile(r"\s*<\s*([\w-]+)")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's table and row, counted from 0 in the document, and whether it is a heading."""

    table: int
    row: int
    heading: bool


def find_cells(document: Document) -> dict[str, Cell]:
    """The place of every block that stands in a table, by the block's key. A table in a cell is a table of its own."""
    found: dict[str, Cell] = {}
    counts = [-1, -1]  # tables, rows

    def walk(nodes: tuple[Node, ...], table: int, row: int) -> Iterator[tuple[str, Cell]]:
        for node in nodes:
            if isinstance(node, Leaf):
                if table >= 0:
                    for block in (*node.blocks, *node.alts):
                        yield block.key, Cell(table, max(row, 0), _name(node.open) == "th")
            elif isinstance(node, Container):
                inner = (table, row)
                if _name(node.open) == "table":
                    counts[0] += 1
                    inner = (counts[0], -1)
                elif _name(node.open) == "tr":
                    counts[1] += 1
                    inner = (table, counts[1])
                yield from walk(node.children, *inner)

    found.update(walk(document.nodes, -1, -1))
    return found


def _name(raw: str) -> str:
    found = _NAME.match(raw)
    return found[1].lower() if found else ""
