"""The board's filters: each alone and together, counts that are true under all of them, on both databases."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from tests.conftest import Newsroom
from workflow.services import articles, board, holds
from workflow.services.board_filters import BoardFilter

SHORT = "<p>Первое предложение сюжета. Второе предложение сюжета.</p>"


@pytest.fixture
def stories(any_newsroom: Newsroom) -> dict[str, int]:
    """Articles of the English edition, each with something of its own."""
    n = any_newsroom
    made = {
        "plain": n.add_story(html=SHORT)["en"],
        "flash": n.add_story(html=SHORT, priority="flash")["en"],
        "mine": n.add_story(html=SHORT, priority="flash")["en"],
        "theirs": n.add_story(html=SHORT, priority="urgent")["en"],
        "behind": n.add_story(html=SHORT, external_id="1")["en"],
        "held": n.add_story(html=SHORT, title="Порт закрыт")["en"],
        "review": n.add_story(html=SHORT)["en"],
        "out": n.add_story(html=SHORT)["en"],
    }
    for name, who in (("mine", "translator"), ("theirs", "translator2"), ("behind", "translator")):
        with n.work() as work:
            articles.take_article(work, n.actor(who), made[name])
    n.add_story(html="<p>Иное предложение сюжета.</p>", external_id="1")
    for name in ("held", "mine"):
        with n.work() as work:
            holds.raise_hold(work, n.actor("editor"), made[name], reason="Wait.")
    n.bring_to(made["review"], "review")
    n.bring_to(made["out"], "publish")
    return made


FILTERS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "flash": ({"priority": "flash"}, {"flash", "mine"}),
    "urgent": ({"priority": "urgent"}, {"theirs"}),
    "nobody's": ({"unassigned": True}, {"plain", "flash", "held"}),
    "mine": ({"assignee": "translator"}, {"mine", "behind", "review", "out"}),
    "held": ({"held": True}, {"held", "mine"}),
    "behind": ({"behind": True}, {"behind"}),
    "words": ({"q": "порт"}, {"held"}),
    "draft": ({"state": "draft"}, {"plain", "flash", "held"}),
}


def as_filter(n: Newsroom, **given: Any) -> BoardFilter:
    if "assignee" in given:
        given["assignee"] = n.people[given["assignee"]].id
    return BoardFilter(edition="en", **given)


def test_filters_alone_and_in_pairs_and_their_counts(any_newsroom: Newsroom, stories: dict[str, int]) -> None:
    """Both views show what every filter lets through, and the counts are those of the rows without the state's filter."""
    n = any_newsroom
    names = {article: name for name, article in stories.items()}
    everything = set(stories)
    with n.database.reading() as session:
        rows = {
            names[row.article_id]: row for row in board.read_board(session, n.actor("editor"), as_filter(n), now=n.clock()).rows
        }
        assert set(rows) == everything
        for chosen in [(), *((one,) for one in FILTERS), *combinations(FILTERS, 2)]:
            given: dict[str, Any] = {}
            expected, without_state, without_held = everything, everything, everything
            for name in chosen:
                values, fits = FILTERS[name]
                if set(values) & set(given) or {"unassigned", "assignee"} <= set(values) | set(given):
                    break  # two values for one filter
                given |= values
                expected = expected & fits
                without_state = without_state if name == "draft" else without_state & fits
                without_held = without_held if name in ("held", "draft") else without_held & fits
            else:
                wanted = as_filter(n, **given)
                for read in (board.read_board, board.read_columns):
                    found = read(session, n.actor("editor"), wanted, now=n.clock())
                    assert {names[row.article_id] for row in found.rows} == expected, chosen
                    assert found.counts == Counter(rows[name].state for name in without_state), chosen
                    assert found.held == len(without_held & {"held", "mine"}), chosen
                    oldest = {s: min(rows[m].state_since for m in without_state if rows[m].state == s) for s in found.counts}
                    assert found.oldest == oldest, chosen
        assert board.list_assignees(session, n.article(stories["plain"]).edition_id) == [
            (n.people["translator"].id, "Translator"),
            (n.people["translator2"].id, "Translator2"),
        ]


def test_the_source_edition_is_never_behind_itself(newsroom: Newsroom) -> None:
    newsroom.add_story(html=SHORT, external_id="1")
    newsroom.add_story(html="<p>Иное предложение сюжета.</p>", external_id="1")
    with newsroom.database.reading() as session:
        wanted = BoardFilter(edition="ru", behind=True)
        assert board.read_board(session, newsroom.actor("editor"), wanted, now=newsroom.clock()).rows == ()
        assert (
            len(board.read_board(session, newsroom.actor("editor"), replace(wanted, behind=False), now=newsroom.clock()).rows)
            == 1
        )
