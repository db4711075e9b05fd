"""Which post of one language is the translation of which of another: by what a list, a plugin or the addresses say, else by
what the texts share. One to one; what is not sure is left out.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Why = Literal["listed", "linked", "slug", "likeness"]
#: Translations come out within days; a slug is kept for longer, but not for another story years later.
NEAR, SLUG_NEAR = timedelta(days=4), timedelta(days=60)
#: What two posts that are only alike must share, from 0 to 1, and how much more than the next best does.
LIKE, MARGIN = 0.22, 1.4
#: A key that more of the posts have says nothing.
COMMON, MOST_COMMON = 0.2, 100.0
#: A slug must be longer than this to be the name of a story.
SHORT_SLUG = 6


@dataclass(frozen=True, slots=True)
class Post:
    """`keys`: for each word that can be found in the other language, what it is found by (see `sentence_anchors`)."""

    names: frozenset[str]
    slug: str = ""
    translations: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    date: datetime | None = None
    keys: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True)
class PostPair:
    """Numbers of two posts, and what says that they belong together. `sure`: nobody guessed."""

    source: int
    target: int
    why: Why

    @property
    def sure(self) -> bool:
        return self.why != "likeness"


def pair_posts(
    sources: Sequence[Post], targets: Sequence[Post], *, listed: Iterable[tuple[str, str]] = (), guess: bool = True
) -> list[PostPair]:
    """The pairs in the sources' order. `listed`: names (`formats.archive.name_of`) of posts that somebody paired by hand."""
    left, right = set(range(len(sources))), set(range(len(targets)))
    pairs: list[PostPair] = []
    ways: list[tuple[Why, Iterator[tuple[int, int]]]] = [
        ("listed", _find_listed(sources, targets, listed)),
        ("linked", _find_linked(sources, targets)),
        ("slug", _find_slugs(sources, targets)),
    ]
    for why, found in ways:
        pairs += _take(why, found, left, right)
    if guess:
        pairs += _take("likeness", _find_alike(sources, targets, sorted(left), sorted(right)), left, right)
    return sorted(pairs, key=lambda pair: pair.source)


def _take(why: Why, found: Iterable[tuple[int, int]], left: set[int], right: set[int]) -> Iterator[PostPair]:
    """Of what was found, what is one to one among the posts that are free."""
    free = {pair for pair in found if pair[0] in left and pair[1] in right}
    ours, theirs = Counter(s for s, _ in free), Counter(t for _, t in free)
    for source, target in sorted(free):
        if ours[source] == theirs[target] == 1:
            left.discard(source)
            right.discard(target)
            yield PostPair(source, target, why)


def _by_name(posts: Sequence[Post]) -> dict[str, int]:
    """Names that only one post has."""
    found = Counter(name for post in posts for name in post.names)
    return {name: n for n, post in enumerate(posts) for name in post.names if found[name] == 1}


def _find_listed(
    sources: Sequence[Post], targets: Sequence[Post], listed: Iterable[tuple[str, str]]
) -> Iterator[tuple[int, int]]:
    ours, theirs = _by_name(sources), _by_name(targets)
    return ((ours[one], theirs[other]) for one, other in listed if one in ours and other in theirs)


def _find_linked(sources: Sequence[Post], targets: Sequence[Post]) -> Iterator[tuple[int, int]]:
    ours, theirs = _by_name(sources), _by_name(targets)
    groups: dict[str, list[int]] = defaultdict(list)
    for n, post in enumerate(targets):
        for group in post.groups:
            groups[group].append(n)
        for name in post.translations & ours.keys():
            yield ours[name], n
    for n, post in enumerate(sources):
        yield from ((n, theirs[name]) for name in post.translations & theirs.keys())
        yield from ((n, target) for group in post.groups for target in groups.get(group, ()))


def _find_slugs(sources: Sequence[Post], targets: Sequence[Post]) -> Iterator[tuple[int, int]]:
    slugs: dict[str, list[int]] = defaultdict(list)
    for n, post in enumerate(targets):
        slugs[post.slug].append(n)
    for n, post in enumerate(sources):
        # A number, or a word that any page may be called by, is no name of a story.
        if len(post.slug) > SHORT_SLUG and not post.slug.replace("-", "").isdigit():
            yield from ((n, t) for t in slugs.get(post.slug, ()) if _near(post, targets[t], SLUG_NEAR))


def _near(one: Post, other: Post, within: timedelta) -> bool:
    return one.date is None or other.date is None or abs(one.date - other.date) <= within


def _find_alike(
    sources: Sequence[Post], targets: Sequence[Post], left: Sequence[int], right: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Pairs each of which is the other's best, by a margin."""
    spread: dict[str, list[int]] = defaultdict(list)
    for t in right:
        for key in frozenset[str]().union(*targets[t].keys):
            spread[key].append(t)
    # Rare keys weigh most; what most posts have says nothing, and what none has half of what only one has.
    most = min(MOST_COMMON, max(3.0, len(right) * COMMON))
    weights = {key: math.log(1 + len(right) / len(posts)) for key, posts in spread.items() if len(posts) <= most}
    unknown = math.log(1 + len(right)) / 2
    sizes = {t: sum(max((weights.get(key, 0.0) for key in keys), default=0.0) for keys in set(targets[t].keys)) for t in right}
    like: dict[int, dict[int, float]] = {}
    back: dict[int, dict[int, float]] = defaultdict(dict)
    for s in left:
        shared: dict[int, float] = defaultdict(float)
        size = 0.0
        for keys in set(sources[s].keys):
            best: dict[int, float] = {}
            for key in keys & weights.keys():
                for t in spread[key]:
                    best[t] = max(best.get(t, 0.0), weights[key])
            for t, weight in best.items():
                shared[t] += weight
            size += max((weights.get(key, 0.0 if key in spread else unknown) for key in keys), default=0.0)
        near = {t: weight for t, weight in shared.items() if _near(sources[s], targets[t], NEAR)}
        like[s] = {t: weight / math.sqrt(max(1.0, size) * max(1.0, sizes[t])) for t, weight in near.items()}
        for t, score in like[s].items():
            back[t][s] = score
    for s, found in like.items():
        best_one = _choose(found)
        if best_one is not None and found[best_one] >= LIKE and _choose(back[best_one]) == s:
            yield s, best_one


def _choose(found: Mapping[int, float]) -> int | None:
    """The best one, if the next is clearly worse."""
    ranked = sorted(found, key=lambda n: -found[n])[:2]
    if not ranked or (len(ranked) > 1 and found[ranked[0]] < MARGIN * found[ranked[1]]):
        return None
    return ranked[0]
