"""The house style as a page, and the way to it from each finding."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from tests.conftest import ClientAs, Newsroom
from workflow.core.permissions import SYSTEM
from workflow.db.publications import Edition
from workflow.services import glossary, units


@pytest.mark.parametrize(
    ("policy", "dateline", "day"),
    [
        ({}, "VLADIVOSTOK (Realist English).", "February 4, 2026"),
        (
            {"date_order": "dmy", "dateline": "{city}, {date}, {agency} –"},
            "Vladivostok, 4 February 2026, Realist English –",
            "4 February 2026",
        ),
    ],
)
def test_it_says_what_the_policy_sets(
    client_as: ClientAs, newsroom: Newsroom, policy: dict[str, str], dateline: str, day: str
) -> None:
    with newsroom.work() as work:
        edition = work.session.scalars(select(Edition).where(Edition.tag == "en")).one()
        edition.policy = {**edition.policy, **policy}
        for lemma, preferred, note in (("мэр", "the mayor", "Never “city head”."), ("ледокол", "the icebreaker", "")):
            glossary.add_term(
                work,
                SYSTEM,
                edition_id=edition.id,
                lemma=lemma,
                preferred=preferred,
                forbidden=("<b>",) if note else (),
                note=note,
            )
    client = client_as("translator", by="session")
    html = client.get("/editions/en/style?lang=en").get_data(as_text=True)
    assert f"<b>{dateline}</b>" in html
    assert f"<b>{day}</b>" in html
    assert "Never “city head”." in html and "&lt;b&gt;" in html
    assert "ледокол" not in html, "a term without a note is the glossary's matter"
    assert "ВЛАДИВОСТОК (Реалист)." in client.get("/editions/ru/style").get_data(as_text=True)
    assert client.get("/editions/de/style").status_code == 404
    assert client_as("nobody", by="session").get("/editions/en/style").status_code == 404
    assert client_as(None).get("/editions/en/style").status_code == 303


def test_every_finding_leads_to_its_section(client_as: ClientAs, newsroom: Newsroom) -> None:
    story = newsroom.add_story()
    rows = newsroom.units(story["en"])
    with newsroom.work() as work:
        units.save_unit(work, newsroom.actor("translator"), rows[3].id, version=1, text="Forty people.", status="draft")
    style = client_as("translator", by="session").get("/editions/en/style").get_data(as_text=True)
    for page, who in (("edit", "translator"), ("review", "editor")):
        html = client_as(who, by="session").get(f"/articles/{story['en']}/{page}").get_data(as_text=True)
        links = re.findall(r'class="rule" href="/editions/en/style#([\w-]+)"', html)
        assert links and set(links) == {"check-placeholders"}, page
        assert all(f'id="{anchor}"' in style for anchor in [*links, "check-empty"])
