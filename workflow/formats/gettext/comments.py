"""The `#.` comments of our catalogs: one `key: value` a line, in this order.

    block: paragraph        the block's kind
    unit: rewritten         only for a paragraph rewritten as one
    status: later           only for a unit marked *later*
    origin: machine firefox/ru-en
    version: 7              the unit's version, by which an import tells a stale file
    note: …                 a line for each line of the note
    omitted: 12/5 "source" reason "why"      units PO has no place for, on the message that follows them;
    added: 12/9 "text"                       `omitted-after`, `added-after` on the last message

`version` stands before everything a person typed, and the first one counts: a tool that wraps comments
cannot turn a piece of a note into a version.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from workflow.formats.gettext.catalog import CommentUnit, UnitMessage
from workflow.formats.gettext.text import join_lines

_VERSION = re.compile(r"version: ([0-9]{1,18})")
_UNIT = re.compile(r'(omitted|added)(?:-after)?: (\S+) "((?:[^"\\]|\\.)*+)"(?: reason "((?:[^"\\]|\\.)*+)")?', re.DOTALL)


def build_comments(message: UnitMessage, *, template: bool) -> list[str]:
    """The `#.` lines of a message, without the `#.`. A template has no origin: it has no targets."""
    lines = [f"block: {join_lines(message.block_kind)}"]
    if message.kind == "rewritten":
        lines.append("unit: rewritten")
    if message.status == "later" and not template:
        lines.append("status: later")
    if not template:
        lines.append(f"origin: {join_lines(message.origin)}")
    lines.append(f"version: {message.version}")
    if message.note:
        lines += [f"note: {join_lines(line)}" for line in message.note.split("\n")]
    return [line.rstrip() for line in lines]


def build_unit_comment(message: UnitMessage, *, after: bool = False) -> str:
    """The line that stands for an omitted or an added unit."""
    suffix = "-after" if after else ""
    if message.status == "omitted":
        text = message.source if message.kind != "added" else message.target
        reason = f" reason {_quote(message.omit_reason)}" if message.omit_reason else ""
        return f"omitted{suffix}: {message.context} {_quote(text)}{reason}"
    return f"added{suffix}: {message.context} {_quote(message.target)}"


def parse_version(lines: Iterable[str]) -> int | None:
    """The unit version in a message's `#.` lines; None where there is none."""
    for line in lines:
        if found := _VERSION.fullmatch(line.strip()):
            return int(found.group(1))
    return None


def parse_comment_units(lines: Sequence[str]) -> list[CommentUnit]:
    """The omitted and added units in `#.` lines. A line that a tool has broken is passed over."""
    units = []
    for line in lines:
        if found := _UNIT.fullmatch(line.strip()):
            what, context, text, reason = found.groups()
            units.append(CommentUnit(context, what, _unquote(text), _unquote(reason or "")))
    return units


def _quote(text: str) -> str:
    escaped = join_lines(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _unquote(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
