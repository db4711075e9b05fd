"""The grid's rows: what each shows, made ready so that the template only fills it in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from workflow.http.i18n import LazyText, lazy_pgettext
from workflow.http.messages import format_message
from workflow.services.desk import Desk, DeskUnit
from workflow.services.notes import Thread, make_threads
from workflow.services.quality import UnitFinding
from workflow.web.editor.marks import name_element, show_diff, show_tokens

#: Words over a block, where one begins.
BLOCK_WORDS: dict[str, LazyText] = {
    "headline": lazy_pgettext("block", "Headline"),
    "standfirst": lazy_pgettext("block", "Standfirst"),
    "dateline": lazy_pgettext("block", "Dateline"),
    "byline": lazy_pgettext("block", "Byline"),
    "lede": lazy_pgettext("block", "Lede"),
    "paragraph": lazy_pgettext("block", "Paragraph"),
    "subhead": lazy_pgettext("block", "Subhead"),
    "list_item": lazy_pgettext("block", "List"),
    "quote": lazy_pgettext("block", "Quote"),
    "table_cell": lazy_pgettext("block", "Table"),
    "embed": lazy_pgettext("block", "Embed"),
    "caption": lazy_pgettext("block", "Caption"),
    "credit": lazy_pgettext("block", "Credit"),
    "alt": lazy_pgettext("block", "Alt text"),
    "legal": lazy_pgettext("block", "Legal note"),
}
LOOKS = {"list_item": "item", "table_cell": "cell"}
#: Blocks whose heading stands once over a run of them.
RUNS = frozenset({"list_item", "table_cell"})

#: A unit's state in a word, for those who do not see its sign.
STATE_WORDS: dict[str, LazyText] = {
    "empty": lazy_pgettext("unit", "not translated"),
    "machine": lazy_pgettext("unit", "by the machine, not confirmed"),
    "memory": lazy_pgettext("unit", "from memory, not confirmed"),
    "draft": lazy_pgettext("unit", "draft"),
    "confirmed": lazy_pgettext("unit", "confirmed"),
    "omitted": lazy_pgettext("unit", "left out"),
    "later": lazy_pgettext("unit", "later"),
}
STATE_ICONS = {
    "empty": "open",
    "machine": "machine",
    "memory": "memory",
    "draft": "translate",
    "confirmed": "confirmed",
    "omitted": "omitted",
    "later": "later",
}


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding in words. `key` names what it says."""

    check: str
    key: str
    blocking: bool
    message: str
    dismissed: str | None
    fix: str | None = None
    #: What may stand at `at` ("start end") instead, one of which is right.
    variants: tuple[str, ...] = ()
    at: str = ""
    #: A link (the address it has) that could lead `to` another page.
    address: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `look` is the block's, `state` the unit's sign (see `STATE_WORDS`); `raw` is set where chips hide it."""

    unit: DeskUnit
    look: str
    state: str
    heading: LazyText | None
    source: Markup
    raw: str | None
    changed: Markup | None
    tokens: tuple[tuple[int, str], ...]
    findings: tuple[FindingRow, ...]
    threads: tuple[Thread, ...]

    @property
    def icon(self) -> str:
        return STATE_ICONS[self.state]

    @property
    def word(self) -> str:
        return str(STATE_WORDS[self.state])


def get_look(kind: str) -> str:
    """The class that gives a block its look."""
    return LOOKS.get(kind, kind)


def get_state(unit: DeskUnit) -> str:
    """The sign of a unit: machine and memory text keep theirs until a person confirms or changes it."""
    if unit.status == "draft" and unit.origin in ("machine", "memory"):
        return unit.origin
    return unit.status


def tell_findings(findings: Sequence[UnitFinding]) -> tuple[FindingRow, ...]:
    """Findings in the language of the screen, each sentence once of each that is judged by itself."""
    told = {}
    for f in findings:
        params = dict(f.finding.params)
        message = format_message(f.finding.code, params)
        key = f.finding.key
        told[key, message] = FindingRow(
            f.finding.check,
            key,
            f.blocks,
            message,
            f.dismissed.reason if f.dismissed is not None else None,
            f.finding.fix,
            f.finding.variants if f.finding.target_range else (),
            "{} {}".format(*f.finding.target_range or ("", "")),
            params["address"] if "to" in params else "",
            params.get("to", ""),
        )
    return tuple(told.values())


def make_rows(desk: Desk) -> list[Row]:
    threads: dict[int, list[Thread]] = {}
    for thread in make_threads(desk.notes):
        if thread.first.unit_id is not None:
            threads.setdefault(thread.first.unit_id, []).append(thread)
    rows: list[Row] = []
    before: DeskUnit | None = None
    for unit in desk.units:
        elements = dict(unit.elements)
        new_block = before is None or before.block_id != unit.block_id
        in_run = before is not None and unit.block_kind in RUNS and before.block_kind == unit.block_kind
        changed = None
        if unit.previous_source is not None and unit.previous_source != unit.source and unit.status != "confirmed":
            changed = show_diff(unit.previous_source, unit.source, elements)
        rows.append(
            Row(
                unit=unit,
                look=get_look(unit.block_kind) + (" capitals" if unit.capitals else ""),
                state=get_state(unit),
                heading=BLOCK_WORDS.get(unit.block_kind) if new_block and not in_run else None,
                source=show_tokens(unit.source, elements),
                raw=unit.source if "{" in unit.source or changed is not None else None,
                changed=changed,
                tokens=tuple((number, name_element(raw)) for number, raw in unit.elements),
                findings=tell_findings(unit.findings),
                threads=tuple(threads.get(unit.id, ())),
            )
        )
        before = unit
    return rows
