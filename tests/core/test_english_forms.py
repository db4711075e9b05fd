"""Plurals, -ed and -ing, and which of them a word is in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.core.english_forms import Form, inflect, inflect_phrase, read_form, read_phrase_form


@pytest.mark.parametrize(
    ("word", "plural", "past", "gerund"),
    [
        ("tonne", "tonnes", None, None),
        ("city", "cities", None, None),
        ("Kennedy", "Kennedys", None, None),
        ("spokesman", "spokesmen", None, None),
        ("German", "Germans", None, None),
        ("bus", "buses", None, None),
        ("crisis", "crises", None, None),
        ("aircraft", "aircraft", None, None),
        ("march", "marches", "marched", "marching"),
        ("stop", "stops", "stopped", "stopping"),
        ("visit", "visits", "visited", "visiting"),
        ("carry", "carries", "carried", "carrying"),
        ("appoint", "appoints", "appointed", "appointing"),
        ("ban", "bans", "banned", "banning"),
        ("agree", "agrees", "agreed", "agreeing"),
        ("die", "dies", "died", "dying"),
        ("play", "plays", "played", "playing"),
    ],
)
def test_forms(word: str, plural: str, past: str | None, gerund: str | None) -> None:
    assert inflect(word, Form.PLURAL) == plural
    assert read_form(word, plural.upper()) in (Form.PLURAL, Form.BASE)
    for form, right in ((Form.PAST, past), (Form.GERUND, gerund)):
        assert right is None or (inflect(word, form), read_form(word, right)) == (right, form)


def test_what_is_not_regular_is_left_alone() -> None:
    assert inflect("write", Form.PAST) is None
    assert read_form("write", "wrote") is None
    assert read_phrase_form("head of state", "heads of states") == Form.PLURAL
    assert read_phrase_form("head of state", "head") is None
    assert inflect_phrase("head of state", Form.PLURAL) == "heads of state"
    assert inflect_phrase("armed forces", Form.PLURAL) == "armed forces"
    assert inflect_phrase("Su-35", Form.PLURAL) is None


@given(st.text(max_size=20), st.sampled_from(Form))
def test_any_text_has_a_form_or_none(text: str, form: Form) -> None:
    assert inflect_phrase(text, form) is None or isinstance(inflect_phrase(text, form), str)
    read_phrase_form(text, text[::-1])
