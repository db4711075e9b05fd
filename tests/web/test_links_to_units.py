"""Links to a sentence of the grid name no element: a browser that finds one takes the focus out of the field."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conftest import ClientAs, Newsroom

ROOT = Path(__file__).parents[2]
#: An address or an anchor that is an element's own id, written in a template or by a script.
OWN_ID = re.compile(r"""edit#u(?!nit-)|href[:=]\s*["'`{]*#u(?!nit-)[{$0-9]""")


def test_nothing_is_written_that_leads_to_a_row_by_its_id() -> None:
    files = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("static/js/**/*.js"), *ROOT.glob("workflow/**/*.py")]
    found = {str(file.relative_to(ROOT)) for file in files if OWN_ID.search(file.read_text("utf-8"))}
    assert len(files) > 200
    assert found <= {"templates/review/_parts.html"}, "the review's own sentences are no fields"


def test_every_link_on_the_way_to_a_sentence_names_no_element(client_as: ClientAs, newsroom: Newsroom) -> None:
    story = newsroom.add_story()
    newsroom.bring_to(story["en"], "review")
    unit = newsroom.units(story["en"])[2]
    newsroom.move(story["en"], "return", reason="shorter", unit_id=unit.id)
    client = client_as("translator", by="session")
    linked = 0
    for page in ("edit", ""):
        html = client.get(f"/articles/{story['en']}/{page}".rstrip("/")).get_data(as_text=True)
        linked += html.count(f"#unit-{unit.id}")
        ids = set(re.findall(r'\sid="([^"]+)"', html))
        assert not {target for target in re.findall(r'href="[^"#]*#(u[^"]*)"', html)} & ids
    assert linked >= 2
