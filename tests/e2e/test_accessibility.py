"""Every screen in every state, light and dark, on a desk and on a phone: axe finds nothing, nothing sticks out, is cut off or covers the focus.

The rows are in `screens.py`. A state is reached once; colours and width change under it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import workflow
from tests.e2e.looking import find_path, look_at
from tests.e2e.screens import LONG, SCREENS
from tests.e2e.stage import Stage, stage
from workflow.resources import resource_dir
from workflow.web import ROOMS

__all__ = ["stage"]

#: Addresses of the pages' blueprints that are no pages: a file, a version, or the way to another page.
NO_PAGES = {"articles.export_catalog", "board.show_version", "admin.show_admin", "glossary.export_terms", "stories.list_stories"}


@pytest.mark.parametrize("name", [name for name in SCREENS if name not in LONG])
def test_a_screen_is_for_everybody(stage: Stage, name: str) -> None:
    look_at(stage, name)


def test_nothing_is_left_out(stage: Stage) -> None:
    """Every page, dialog, alert and form there is stands in a row."""
    rules = [rule for rule in stage.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    pages = {rule.endpoint for rule in rules if rule.endpoint.split(".")[0] in {room.blueprint.name for room in ROOMS}}
    adapter = stage.app.url_map.bind("localhost")
    paths = {
        path for screen in SCREENS.values() for path in (screen.path, *(state.path for state in screen.states.values())) if path
    }
    opened = {adapter.match(find_path(stage, path).partition("?")[0])[0] for path in paths}
    asked = {name for screen in SCREENS.values() for name in screen.asks}
    assert pages - opened - asked == NO_PAGES

    python = "\n".join(path.read_text("utf-8") for path in Path(workflow.__file__).parent.rglob("*.py"))
    templates = set(re.findall(r'"([a-z_]+/[a-z_]+\.html)"', python))
    assert templates - {name for screen in SCREENS.values() for name in screen.renders} == set()

    folder = resource_dir("templates")
    html = "\n".join(path.read_text("utf-8") for path in folder.rglob("*.html") if path.name != "styleguide.html")
    seen = " ".join(f"{name} {state.sees}" for screen in SCREENS.values() for name, state in screen.states.items())
    alert = r'<[^>]*\bid="([a-z-]+)"[^>]*role="alert"|<[^>]*role="alert"[^>]*\bid="([a-z-]+)"'
    dialogs = re.findall(r'<dialog id="([a-z-]+)"', html) + re.findall(r'confirm_dialog\("([a-z-]+)"', html)
    forms = re.findall(r'<template id="([a-z]+)-template"', html)
    alerts = [one or other for one, other in re.findall(alert, html)]
    assert len(dialogs) > 8
    assert len(forms) > 5
    assert len(alerts) > 3
    assert [name for name in dialogs + forms + alerts if not re.search(rf"(?<![a-z-]){name}", seen)] == []
