"""Every code that core and services can answer with has a sentence, in both languages."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from flask import Flask

from tests.web.shell_app import create_shell_app
from workflow.http.i18n import use_language
from workflow.http.messages import ERROR_PAGES, MESSAGES, find_error_page, format_message, has_message

PACKAGE = Path(__file__).resolve().parents[2] / "workflow"
#: Errors whose first argument is a message code. NotFound's is a kind of thing, and all of them read the same.
RAISED = {"Forbidden", "Invalid", "Conflict", "Refused"}


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_shell_app()


def find_codes() -> dict[str, str]:
    """Literal codes given to the errors of workflow.core.errors anywhere in the package → where."""
    codes = {}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    codes[first.value] = f"{path.relative_to(PACKAGE)}:{node.lineno}"
            elif isinstance(node, ast.Tuple) and len(node.elts) == 2 and path.name == "transitions.py":
                code, params = node.elts  # a reason: ("units_open", {"count": 3})
                if isinstance(code, ast.Constant) and isinstance(code.value, str) and isinstance(params, ast.Dict):
                    codes[code.value] = f"{path.relative_to(PACKAGE)}:{node.lineno}"
    return codes


def test_every_raised_code_has_a_sentence() -> None:
    codes = find_codes()
    missing = {code: where for code, where in codes.items() if not has_message(code)}
    assert not missing, f"add to workflow/http/messages.py: {missing}"


#: Codes that are not literals where they are raised: engines, catalogs, notices of a story, damage to placeholders.
OTHERS = re.compile(r'(?:MTError|CatalogError|ShapeError|TokenDamage|UnreadableStory|notices\.add|self\.add|Notice)\(\s*"(\w+)"')


def test_codes_of_engines_catalogs_and_stories_have_sentences() -> None:
    missing = {}
    with create_shell_app().app_context():
        for path in (PACKAGE / "mt").glob("*.py"):
            for code in re.findall(r'MTError\(\s*"(\w+)"', path.read_text(encoding="utf-8")):
                assert "…" not in format_message(code, {"engine": "x"}), "a job says no more of an engine than its name"
    for path in PACKAGE.rglob("*.py"):
        for found in OTHERS.findall(path.read_text(encoding="utf-8")):
            code = f"catalog_{found}" if path.parts[-2] == "gettext" else found
            if path.parts[-2] in ("core", "formats", "gettext", "mt") and not has_message(code):
                missing[code] = path.name
    assert not missing, f"add to workflow/http/messages.py: {missing}"


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_sentence_is_shown_with_and_without_its_parameters(app: Flask, language: str) -> None:
    with app.test_request_context("/"), use_language(language):
        for code in MESSAGES:
            for number in (1, 2, 5, 21):
                words = format_message(code, {"num": number})
                assert words
                assert "%(" not in words
                assert words[-1] in ".!?…", f"{code}: a sentence ends as one"
            assert format_message(code)


def test_an_unknown_code_and_a_missing_parameter_do_not_break_a_page(app: Flask) -> None:
    with app.test_request_context("/"), use_language("en"):
        assert format_message("no_such_code") == "no_such_code"
        assert "…" in format_message("title_too_long")
        assert "longer than <b>%s</b>" in format_message("title_too_long", {"most": "<b>%s</b>"})


def test_a_forbidden_page_says_what_a_missing_one_says() -> None:
    assert find_error_page(403) is find_error_page(404)
    assert find_error_page(418) is ERROR_PAGES[400]
    assert find_error_page(599) is ERROR_PAGES[500]
