"""What became of sentences since somebody saw them: word by word, and what came, went, was cut, joined or moved.

Sentences are compared in groups: those that share an id or source text, so that a sentence cut in two is no deletion
with an addition beside it, but the same words in two places.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from workflow.core.diff import Change, DiffPart, diff_words
from workflow.core.units import Span, UnitStatus


class Fate(StrEnum):
    """What happened to a sentence. One that only reads differently is `MENDED`."""

    MENDED = "mended"
    ADDED = "added"
    LEFT_OUT = "left_out"
    PUT_BACK = "put_back"
    SPLIT = "split"
    MERGED = "merged"
    MOVED = "moved"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Standing:
    """A sentence as it stood or stands. `text` is plain; covers of different revisions are never compared (`revision`)."""

    id: int
    text: str
    status: str
    source: str = ""
    cover: tuple[Span, ...] = ()
    revision: int = 0

    @property
    def shown(self) -> str:
        """What a reader would see of it."""
        return "" if self.status in (UnitStatus.OMITTED, UnitStatus.LATER) else self.text


@dataclass(frozen=True, slots=True)
class Sequel:
    """A sentence that is there now. The SAME and NEW `parts` are what a reader sees of it now.

    `gone`: what stood behind it and is no more. `source`: the change of its original, empty where there is none.
    """

    id: int
    fates: tuple[Fate, ...]
    parts: tuple[DiffPart, ...]
    gone: tuple[str, ...] = ()
    source: tuple[DiffPart, ...] = ()

    @property
    def changed(self) -> bool:
        return bool(self.fates or self.gone)


def tell_sequels(before: Sequence[Standing], now: Sequence[Standing], *, into: Mapping[int, int]) -> list[Sequel]:
    """For each sentence there is now what became of it. `into` names the unit that a retired one was merged into."""
    groups = _group(before, now, into)
    moved = _find_moved([s.id for s in before], [s.id for s in now])
    found: dict[int, Sequel] = {}
    lost: list[Standing] = []
    for was, stands in groups:
        if stands:
            for sequel in _compare(was, stands, moved):
                found[sequel.id] = sequel
        else:
            lost += was
    ghosts = _place_ghosts(before, now, {s.id for s in lost})
    return [replace(found[s.id], gone=tuple(ghosts.get(s.id, ()))) for s in now]


def _compare(was: Sequence[Standing], stands: Sequence[Standing], moved: set[int]) -> Iterable[Sequel]:
    known = {s.id: s for s in was}
    shared = _slice(diff_words(_join(was), _join(stands)), [s.shown for s in stands])
    alone = len(was) == len(stands) == 1
    merged = len(was) > 1 and any(s.id not in {n.id for n in stands} for s in was)
    for standing, parts in zip(stands, shared, strict=True):
        fates: list[Fate] = []
        old = known.get(standing.id)
        source: tuple[DiffPart, ...] = ()
        if not was:
            fates.append(Fate.ADDED)
        elif old is None:
            fates.append(Fate.SPLIT)
        elif merged:
            fates.append(Fate.MERGED)
        left_out = standing.status == UnitStatus.OMITTED
        if old is not None and left_out != (old.status == UnitStatus.OMITTED):
            fates.append(Fate.LEFT_OUT if left_out else Fate.PUT_BACK)
        elif was and any(p.change is not Change.SAME for p in parts):
            fates.append(Fate.MENDED)
        if old is not None and alone and old.source and standing.source and old.source != standing.source:
            fates.append(Fate.SOURCE)
            source = tuple(diff_words(old.source, standing.source))
        if standing.id in moved:
            fates.append(Fate.MOVED)
        yield Sequel(standing.id, tuple(fates), tuple(parts), source=source)


def _join(standings: Iterable[Standing]) -> str:
    return " ".join(s.shown for s in standings if s.shown)


def _slice(parts: Iterable[DiffPart], texts: Sequence[str]) -> list[list[DiffPart]]:
    """The diff of the joined texts cut at their ends; the spaces that joined them go."""
    out: list[list[DiffPart]] = [[] for _ in texts]
    ends: list[tuple[int, int, int]] = []
    at = 0
    for n, text in enumerate(texts):
        if text:
            ends.append((at, at + len(text), n))
            at += len(text) + 1
    if not ends:
        for part in parts:
            out[0].append(part)
        return out
    here = 0
    for part in parts:
        if part.change is Change.GONE:
            out[next((n for start, end, n in ends if here <= end), ends[-1][2])].append(part)
            continue
        for start, end, n in ends:
            piece = part.text[max(0, start - here) : max(0, end - here)]
            if piece:
                out[n].append(DiffPart(part.change, piece))
        here += len(part.text)
    return out


def _group(
    before: Sequence[Standing], now: Sequence[Standing], into: Mapping[int, int]
) -> list[tuple[list[Standing], list[Standing]]]:
    """Sentences of both times that belong together, each list in its own order."""
    leader: dict[int, int] = {s.id: s.id for s in (*before, *now)}

    def find(unit: int) -> int:
        while leader[unit] != unit:
            leader[unit] = leader[leader[unit]]
            unit = leader[unit]
        return unit

    covering: dict[tuple[int, str], list[tuple[int, int, int]]] = {}
    for s in before:
        for span in s.cover:
            covering.setdefault((s.revision, span.segment), []).append((span.start, span.end, s.id))
    for s in now:
        for span in s.cover:
            for start, end, unit in covering.get((s.revision, span.segment), ()):
                if start < span.end and span.start < end:
                    leader[find(s.id)] = find(unit)
    for gone, survivor in into.items():
        if gone in leader and survivor in leader:
            leader[find(gone)] = find(survivor)
    groups: dict[int, tuple[list[Standing], list[Standing]]] = {}
    for side, standings in enumerate((before, now)):
        for s in standings:
            groups.setdefault(find(s.id), ([], []))[side].append(s)
    return list(groups.values())


def _find_moved(before: Sequence[int], now: Sequence[int]) -> set[int]:
    """The fewest sentences whose moving explains the new order: those outside a longest run that kept theirs."""
    place = {unit: n for n, unit in enumerate(before)}
    kept = [unit for unit in now if unit in place]
    tails: list[int] = []
    last: list[int] = []
    previous: list[int] = []
    for n, unit in enumerate(kept):
        at = bisect_left(tails, place[unit])
        previous.append(last[at - 1] if at else -1)
        tails[at : at + 1] = [place[unit]]
        last[at : at + 1] = [n]
    still: set[int] = set()
    n = last[-1] if last else -1
    while n >= 0:
        still.add(kept[n])
        n = previous[n]
    return set(kept) - still


def _place_ghosts(before: Sequence[Standing], now: Sequence[Standing], lost: set[int]) -> dict[int, list[str]]:
    """What is no more, behind the sentence it last followed (or at the first one there is)."""
    living = {s.id for s in now}
    ghosts: dict[int, list[str]] = {}
    at = now[0].id if now else 0
    for s in before:
        if s.id in living:
            at = s.id
        elif s.id in lost and s.shown:
            ghosts.setdefault(at, []).append(s.shown)
    return ghosts
