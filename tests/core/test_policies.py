"""The table of policies: each default is a value it would take, each wrong value is told, and words are not forgotten."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.core.policies import DEFAULTS, GROUPS, POLICIES, read_policies
from workflow.core.style import HouseStyle, format_dateline
from workflow.http.messages import format_message, has_message
from workflow.web.policies import GROUP_WORDS, WORDS


def test_the_table_is_whole() -> None:
    assert read_policies(DEFAULTS) == (dict(DEFAULTS), {})
    assert len(POLICIES) == sum(len(group.policies) for group in GROUPS), "each key once"
    assert set(WORDS) == set(POLICIES)
    assert set(GROUP_WORDS) == {group.key for group in GROUPS}
    for policy in POLICIES.values():
        for choice in policy.choices if policy.kind != "checks" else ():
            assert policy.read(choice) == choice
    assert HouseStyle() == HouseStyle.from_policy(dict(DEFAULTS))


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("four_eyes", "yes", "policy_flag"),
        ("four_eyes", 1, "policy_flag"),
        ("prefill_fuzzy", 49, "policy_number"),
        ("prefill_fuzzy", "101", "policy_number"),
        ("prefill_fuzzy", 80.5, "policy_number"),
        ("prefill_fuzzy", True, "policy_number"),
        ("prefill_fuzzy", "", "policy_number"),
        ("slug_most", [90], "policy_number"),
        ("dateline", "{country}", "policy_dateline"),
        ("dateline", "{city", "policy_dateline"),
        ("dateline", "{city!r}", "policy_dateline"),
        ("dateline", "{city:>99999999}", "policy_dateline"),
        ("dateline", "{city.__class__}", "policy_dateline"),
        ("dateline", "{0}", "policy_dateline"),
        ("dateline", "({agency})", "policy_dateline_city"),
        ("dateline", "{city}\n", None),
        ("dateline", "{city}\n!", "policy_not_text"),
        ("dateline", "{city}\x00", "policy_not_text"),
        ("dateline", "{city}" + "x" * 120, "policy_long"),
        ("date_order", "ymd", "policy_choice"),
        ("time_zone", "Moscow", "policy_zone"),
        ("time_zone", "../../etc/passwd", "policy_zone"),
        ("time_zone", "Europe", "policy_zone"),
        ("time_zone", "", "policy_zone"),
        ("quotes", "“”", "policy_quotes"),
        ("quotes", "abcd", "policy_quotes"),
        ("dash", "", "policy_dash"),
        ("dash", "~", "policy_dash"),
        ("dash", "\N{NO-BREAK SPACE}– ", None),
        ("ellipsis", "!", "policy_ellipsis"),
        ("no_break_after", "x " * 300, "policy_long"),
        ("no_break_after", 5, "policy_not_text"),
        ("size", 1, "policy_unknown"),
        ("checks", "off", "policy_checks"),
        ("checks", {"empty": "off", "placeholders": "advisory"}, None),
        ("checks", {"spelling of Martian": "off"}, "check_unknown"),
        ("checks", {"empty": "loud"}, "check_severity_bad"),
        ("checks", {"empty": ["off"]}, "check_severity_bad"),
    ],
)
def test_what_a_value_may_be(key: str, value: object, code: str | None) -> None:
    clean, wrong = read_policies({key: value, "four_eyes": False} if key != "four_eyes" else {key: value})
    assert {k: c for k, (c, _) in wrong.items()} == ({key: code} if code else {})
    assert (key in clean) is (code is None)
    for found, params in wrong.values():
        assert has_message(found) and "…" not in format_message(found, params).replace("… or", "")


@given(st.sampled_from([p for p in POLICIES if POLICIES[p].kind != "flag"]), st.text() | st.integers() | st.floats() | st.none())
def test_whatever_is_taken_can_be_used_and_is_taken_again(key: str, value: object) -> None:
    clean, wrong = read_policies({key: value})
    if wrong or clean[key] is None:
        return
    assert read_policies(clean) == (clean, {})
    style = HouseStyle.from_policy(clean)
    format_dateline(style, city="Minsk", day=date(2026, 2, 4), language="en")
    assert len(str(style.for_typing("en")["quotes"])) == 4
