"""Writing PO, POT and MO files. The same messages give the same bytes: no clock, no set order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polib

from workflow.formats.gettext.catalog import CatalogError, CatalogHead, KeptExtras, KeptMessage, UnitMessage
from workflow.formats.gettext.comments import build_comments, build_unit_comment
from workflow.formats.gettext.headers import build_header, build_mo_header
from workflow.formats.gettext.mo import build_mo
from workflow.formats.gettext.polib_repairs import format_entry
from workflow.formats.gettext.text import clean_text, fit_target, join_lines

_CONTEXT = re.compile(r"[^\s\x00-\x1f\x7f\ud800-\udfff]+")
_FORMAT_FLAG = re.compile(r"(?!no-|impossible-).+-format")
# What at least one of msgfmt's format checks reads as the beginning of something.
_FORMAT_SIGNS = re.compile(r"[%{}$~@<>\\'|]")


@dataclass(slots=True)
class _Placed:
    """A message and the `#.` lines of the omitted and added units around it."""

    message: UnitMessage
    around: list[str] = field(default_factory=list)


def write_po(
    head: CatalogHead,
    messages: Sequence[UnitMessage],
    *,
    template: bool = False,
    width: int = 0,
    keep: KeptExtras | None = None,
) -> bytes:
    """A PO file of an article's units, in UTF-8 with LF; `msgfmt --check` accepts it.

    template: a POT file: no targets, nothing fuzzy, no language. width: wrap lines there; 0 does not wrap.
    keep: what other tools left, from `read_po(…).extras`; their order of messages holds too.

    Raises CatalogError `duplicate` when two messages have one context, ValueError for a context with white
    space or control characters in it.
    """
    kept = keep or KeptExtras()
    _check_contexts(messages)
    placed, loose = _place_units(messages, template=template)
    comments = {one.context: one for one in kept.messages}
    header = polib.POEntry(msgid="", msgstr=build_header(head, kept=kept.headers, template=template))
    lead = [f"#{line}" for line in map(_clean_line, kept.header_comment)]
    lead += [f"#. {line}" for line in loose]
    parts = [_join(lead, format_entry(header, width=0))]
    for one in _put_in_order(placed, kept.order):
        parts.append(_format_unit(one, comments.get(one.message.context), template=template, width=width))
    if not template:
        written: set[tuple[str | None, str]] = {(None, "")}
        written |= {(one.message.context, clean_text(one.message.source)) for one in placed}
        for old in kept.obsolete:
            if (old.context, old.source) not in written:
                written.add((old.context, old.source))
                parts.append(_format_obsolete(old, width=width))
    if kept.trailing:
        parts.append(_join([f"#{_clean_line(line)}" for line in kept.trailing], ""))
    return "\n".join(parts).encode()


def write_mo(head: CatalogHead, messages: Sequence[UnitMessage]) -> bytes:
    """An MO file of what msgfmt would take from `write_po`'s file: confirmed units with a text.

    Raises what `write_po` raises.
    """
    _check_contexts(messages)
    texts = {"": build_mo_header(head)}
    for message in messages:
        target = fit_target(message.source, message.target)
        if _is_message(message) and target and not is_fuzzy(message):
            texts[f"{message.context}\x04{clean_text(message.source)}"] = target
    return build_mo(texts)


def is_fuzzy(message: UnitMessage) -> bool:
    """Whether a message is marked fuzzy: it has a text, and no person has confirmed it (*later* included)."""
    return message.status != "confirmed" and fit_target(message.source, message.target) != ""


def _is_message(message: UnitMessage) -> bool:
    return message.status != "omitted" and message.kind != "added"


def _check_contexts(messages: Iterable[UnitMessage]) -> None:
    seen: set[str] = set()
    for message in messages:
        if not _CONTEXT.fullmatch(message.context):
            raise ValueError(f"not a context: {message.context!r}")
        if message.context in seen:
            raise CatalogError("duplicate", detail=message.context)
        seen.add(message.context)


def _place_units(messages: Sequence[UnitMessage], *, template: bool) -> tuple[list[_Placed], list[str]]:
    """Messages with the omitted and added units before them; and those units when there are no messages."""
    placed: list[_Placed] = []
    waiting: list[UnitMessage] = []
    for message in messages:
        if _is_message(message):
            placed.append(_Placed(message, [build_unit_comment(one) for one in waiting]))
            waiting = []
        elif message.status == "omitted" or not template:
            waiting.append(message)
    if not placed:
        return [], [build_unit_comment(one) for one in waiting]
    placed[-1].around += [build_unit_comment(one, after=True) for one in waiting]
    return placed, []


def _put_in_order(placed: Sequence[_Placed], order: Sequence[str]) -> list[_Placed]:
    """The file's order; a message the file does not have stands after the one before it in the article."""
    if not order:
        return list(placed)
    rank = {context: number for number, context in enumerate(order)}
    keys: list[tuple[int, int]] = []
    last = -1
    for number, one in enumerate(placed):
        last = rank.get(one.message.context, last)
        keys.append((last, number))
    return [placed[number] for _, number in sorted(keys)]


def _format_unit(one: _Placed, kept: KeptMessage | None, *, template: bool, width: int) -> str:
    message = one.message
    source = clean_text(message.source)
    target = "" if template else fit_target(source, message.target)
    fuzzy = not template and is_fuzzy(message)
    lead = [f"#{_clean_line(line)}" for line in kept.comments] if kept and not template else []
    lead += [f"#. {line}" for line in [*build_comments(message, template=template), *one.around]]
    if message.reference:
        lead.append(f"#: {_format_reference(message.reference)}")
    flags = ["fuzzy"] if fuzzy else []
    flags += [flag for flag in kept.flags if _may_keep_flag(flag, source + target)] if kept else []
    previous = clean_text(message.previous_source) if fuzzy and message.previous_source is not None else None
    entry = polib.POEntry(msgctxt=message.context, msgid=source, msgstr=target, flags=flags, previous_msgid=previous)
    return _join(lead, format_entry(entry, width=width))


def _format_obsolete(kept: KeptMessage, *, width: int) -> str:
    entry = polib.POEntry(
        msgctxt=kept.context,
        msgid=kept.source,
        msgid_plural=kept.plural or "",
        msgstr="" if kept.plural is not None else "".join(kept.targets[:1]),
        msgstr_plural=dict(enumerate(kept.targets)) if kept.plural is not None else {},
        flags=list(kept.flags),
        obsolete=True,
        previous_msgctxt=kept.previous.get("msgctxt"),
        previous_msgid=kept.previous.get("msgid"),
        previous_msgid_plural=kept.previous.get("msgid_plural"),
    )
    return _join([f"#{_clean_line(line)}" for line in kept.comments], format_entry(entry, width=width))


def _may_keep_flag(flag: str, text: str) -> bool:
    """A tool that took "5 % d" for a format string would make msgfmt refuse good text: such a flag goes."""
    return "\\" not in flag and not (_FORMAT_FLAG.fullmatch(flag) and _FORMAT_SIGNS.search(text))


def _format_reference(reference: str) -> str:
    """One entry, whatever it holds: gettext puts a name with spaces between U+2068 and U+2069.

    msgcat may break the line after any space, and after a backslash that would swallow the next one.
    """
    text = join_lines(re.sub("[\u2068\u2069]", "", reference)).replace("\\", "/")
    return f"\u2068{text}\u2069" if re.search(r"\s", text) else text


def _clean_line(line: str) -> str:
    return line.replace("\n", " ").rstrip(" \t\r\f\v")


def _join(lead: Sequence[str], body: str) -> str:
    """Comment lines and what they belong to. GNU gettext takes a backslash before a line end, in a comment
    too, for "this line goes on": a space behind it prevents that."""
    return "".join(f"{line} \n" if line.endswith("\\") else f"{line}\n" for line in lead) + body
