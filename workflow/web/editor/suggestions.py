"""The panel beside the active row, in words and diffs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from workflow.core.names import FoundName
from workflow.core.terms import FoundTerm
from workflow.http.i18n import pgettext
from workflow.http.messages import format_message
from workflow.services.asides import AsideView
from workflow.services.desk import Panel
from workflow.services.dismissals import Judgement
from workflow.services.notes import Thread
from workflow.services.units import VersionView
from workflow.web.editor.marks import show_diff, show_numbers, show_tokens
from workflow.web.editor.rows import STATE_WORDS
from workflow.web.words import tell_event

#: Suggestions that have a key of their own.
MOST = 4


@dataclass(frozen=True, slots=True)
class Offer:
    """A suggestion: `text` is what a key inserts; `was` the Russian it was made for, diffed against this one."""

    kind: str
    text: str
    shown: Markup
    score: int | None
    was: Markup | None
    from_where: str
    numbers_differ: bool
    numbers_replaced: bool = False
    negation_differs: bool = False
    reviewed: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """One saved version. `what` says how it came about, `text` is what restoring it inserts."""

    version: int
    who: str
    what: str
    at: datetime
    text: str
    shown: Markup


@dataclass(frozen=True, slots=True)
class PanelView:
    unit_id: int
    version: int
    language: str
    source_language: str
    offers: tuple[Offer, ...]
    terms: tuple[FoundTerm, ...]
    names: tuple[FoundName, ...]
    edition: str
    may_add_terms: bool
    steps: tuple[Step, ...]
    threads: tuple[Thread, ...]


def make_panel(panel: Panel) -> PanelView:
    offers = [
        Offer(
            "memory",
            m.target,
            show_numbers(m.target, panel.source),
            m.score,
            show_diff(m.source, panel.source) if m.score < 100 else None,
            m.provenance,
            m.numbers_differ,
            m.numbers_replaced,
            m.negation_differs,
            m.reviewed,
        )
        for m in panel.matches
    ]
    if panel.machine is not None:
        offers.append(Offer("machine", panel.machine, show_tokens(panel.machine, {}), None, None, panel.machine_label, False))
    return PanelView(
        panel.unit_id,
        panel.version,
        panel.language,
        panel.source_language,
        tuple(offers[: MOST - 1] + offers[MOST - 1 :][-1:]),
        panel.terms,
        panel.names,
        panel.edition,
        panel.may_add_terms,
        tuple(_steps(panel.versions, panel.asides, panel.judgements)),
        panel.threads,
    )


def _steps(versions: tuple[VersionView, ...], asides: tuple[AsideView, ...], judgements: tuple[Judgement, ...]) -> list[Step]:
    """The history, the text as it stands first, then newest first with what was offered and not taken, and what was judged.

    Saves that only follow one another's typing are one step.
    """
    steps: list[Step] = []
    for n, version in enumerate(versions):
        newer = versions[n - 1] if n else None
        if newer is not None and _same_hand(version, newer):
            continue
        steps.append(
            Step(version.version, _who(version), _what(version), version.at, version.text, show_tokens(version.text, {}))
        )
    not_taken = pgettext("unit", "offered, not taken")
    beside = [Step(a.version, a.author, not_taken, a.at, a.text, show_tokens(a.text, {})) for a in asides]
    beside += [Step(0, j.author, _judged(j), j.at, "", Markup()) for j in judgements]
    return steps[:1] + sorted(steps[1:] + beside, key=lambda step: step.at, reverse=True)


def _judged(judgement: Judgement) -> str:
    told = [format_message(judgement.code, dict(judgement.params))] if judgement.code else []
    why = f" ({judgement.reason})" if judgement.reason else ""
    return ": ".join([tell_event(judgement.action), *told]) + why


def _same_hand(older: VersionView, newer: VersionView) -> bool:
    return (
        older.author == newer.author
        and older.author is not None
        and older.status == newer.status == "draft"
        and (newer.at - older.at).total_seconds() < 600
    )


def _who(version: VersionView) -> str:
    if version.author:
        return version.author
    kind = version.origin.get("kind")
    if kind == "machine":
        return str(version.origin.get("label") or version.origin.get("engine") or pgettext("origin", "machine"))
    if kind == "memory":
        return pgettext("origin", "memory")
    return ""


def _what(version: VersionView) -> str:
    if version.author is None and version.status != "empty":
        return pgettext("unit", "pre-translated")
    if version.author is None:
        return pgettext("unit", "Came with the story")
    return str(STATE_WORDS.get(version.status, version.status))
