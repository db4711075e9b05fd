"""Where cells stand: rows and columns of a table, tables in cells, headings, captions."""

from __future__ import annotations

from tests.core.html_cases import make_document
from workflow.core.document import iter_blocks
from workflow.core.tables import find_cells

HTML = (
    "<p>Before.</p>"
    "<table><caption>Trips</caption><thead><tr><th>Trip</th><th>Time</th></tr></thead>"
    "<tbody><tr><td>First</td><td><p>8.00</p><p>weekdays</p></td></tr>"
    "<tr><td><table><tr><td>Inner</td></tr></table></td><td>After it</td></tr></tbody></table>"
    "<table><tr><td>Other</td></tr></table>"
)


def test_every_cell_knows_its_place() -> None:
    document = make_document(HTML)
    cells = find_cells(document)
    texts = {block.key: " ".join(segment.text for segment in block.segments) for block in iter_blocks(document)}
    found = {texts[key]: (cell.table, cell.line, cell.column, cell.heading) for key, cell in cells.items()}
    assert "Before." not in found
    assert found.pop("Trips", (0, 0, 0, False))[1:3] == (0, 0)
    assert found == {
        "Trip": (0, 1, 1, True),
        "Time": (0, 1, 2, True),
        "First": (0, 2, 1, False),
        "8.00": (0, 2, 2, False),
        "weekdays": (0, 2, 2, False),
        "Inner": (1, 1, 1, False),
        "After it": (0, 3, 2, False),
        "Other": (2, 1, 1, False),
    }
