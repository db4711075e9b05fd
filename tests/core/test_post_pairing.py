"""Posts are paired one to one, by the surest word there is; where two would do, neither is taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.core.post_pairing import Post, pair_posts

DAY = datetime(2024, 3, 12, tzinfo=UTC)


def post(name: str = "", **more: object) -> Post:
    return Post(names=frozenset({name} - {""}), **more)  # type: ignore[arg-type]


def keys(*words: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset({word}) for word in words)


@pytest.mark.parametrize(
    ("sources", "targets", "listed", "wanted"),
    [
        ([post("a")], [post("b")], [("a", "b")], [(0, 0, "listed")]),
        ([post("a"), post("b")], [post("c")], [("a", "c"), ("b", "c")], []),
        ([post("a", groups=frozenset("g"))], [post("b", groups=frozenset("g"))], [], [(0, 0, "linked")]),
        ([post("a", groups=frozenset("g"))], [post("b", groups=frozenset("g"))] * 2, [], []),
        ([post("a", translations=frozenset("b"))], [post("b")], [], [(0, 0, "linked")]),
        ([post("a")], [post("b", translations=frozenset("a"))], [], [(0, 0, "linked")]),
        ([post("a", slug="a-long-slug")], [post("b", slug="a-long-slug")], [], [(0, 0, "slug")]),
        ([post("a", slug="2024-03-12")], [post("b", slug="2024-03-12")], [], []),
        ([post("a", slug="news")], [post("b", slug="news")], [], []),
        (
            [post("a", slug="a-long-slug", date=DAY)],
            [post("b", slug="a-long-slug", date=DAY + timedelta(days=400))],
            [],
            [],
        ),
        ([post("a", keys=keys("x", "y", "z"))], [post("b", keys=keys("x", "y", "q"))], [], [(0, 0, "likeness")]),
        ([post("a", keys=keys("x", "y", "z"))], [post("b", keys=keys("x", "y", "z"))] * 2, [], []),
        ([post("a", keys=keys("x", "y"), date=DAY)], [post("b", keys=keys("x", "y"), date=DAY + timedelta(days=9))], [], []),
        # What a list says counts for more than what a plugin says.
        (
            [post("a", translations=frozenset("b"))],
            [post("b"), post("c")],
            [("a", "c")],
            [(0, 1, "listed")],
        ),
    ],
)
def test_pairs(
    sources: list[Post], targets: list[Post], listed: list[tuple[str, str]], wanted: list[tuple[int, int, str]]
) -> None:
    assert [(p.source, p.target, p.why) for p in pair_posts(sources, targets, listed=listed)] == wanted


posts = st.lists(
    st.builds(
        Post,
        names=st.frozensets(st.sampled_from("abcdef"), max_size=2),
        slug=st.sampled_from(["", "one-story-slug", "two-story-slug"]),
        translations=st.frozensets(st.sampled_from("abcdef"), max_size=2),
        groups=st.frozensets(st.sampled_from("gh"), max_size=1),
        date=st.none() | st.just(DAY),
        keys=st.lists(st.frozensets(st.sampled_from("uvwxyz"), max_size=2), max_size=5).map(tuple),
    ),
    max_size=6,
)


@given(posts, posts)
def test_nobody_is_paired_twice(sources: list[Post], targets: list[Post]) -> None:
    found = pair_posts(sources, targets)
    assert len({p.source for p in found}) == len({p.target for p in found}) == len(found)
    assert all(p.sure for p in pair_posts(sources, targets, guess=False))
