"""Reading PO and MO files: bytes in, `ReadCatalog` out, or a `CatalogError` that says why and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workflow.formats.gettext.catalog import (
    MAX_BYTES,
    CatalogError,
    CommentUnit,
    KeptExtras,
    KeptMessage,
    ReadCatalog,
    ReadMessage,
)
from workflow.formats.gettext.comments import parse_comment_units, parse_version
from workflow.formats.gettext.decoding import check_size, decode_po, is_mo
from workflow.formats.gettext.headers import parse_header, unknown_headers
from workflow.formats.gettext.mo import read_mo
from workflow.formats.gettext.polib_repairs import Parsed, parse_messages, split_references


def read_catalog(data: bytes, *, max_bytes: int = MAX_BYTES, unique_contexts: bool = True) -> ReadCatalog:
    """Reads a PO or an MO file, whichever `data` is. Raises CatalogError as `read_po` and `read_mo` do."""
    if is_mo(data):
        return read_mo(data, max_bytes=max_bytes)
    return read_po(data, max_bytes=max_bytes, unique_contexts=unique_contexts)


def read_po(data: bytes, *, max_bytes: int = MAX_BYTES, unique_contexts: bool = True) -> ReadCatalog:
    """Reads a PO or POT file.

    unique_contexts: an article's catalog has one message a context; pass False for catalogs where a context
    is shared by many messages, as in a program's. Two messages with one context and one msgid are always
    refused, as msgfmt refuses them.

    Raises CatalogError: `empty`, `too_large`, `binary`, `is_mo`, `charset_unknown`, `charset_wrong`,
    `syntax`, `duplicate`, with the line where there is one.
    """
    check_size(data, max_bytes)
    if is_mo(data):
        raise CatalogError("is_mo")
    text, codec = decode_po(data)
    parsed, trailing = parse_messages(text, codec=codec)
    if not parsed:
        raise CatalogError("empty", detail="no messages")
    header = next((one for one in parsed if _is_header(one)), None)
    entries = [one for one in parsed if one is not header]
    _refuse_duplicates(parsed, unique_contexts=unique_contexts)
    headers = parse_header(header.entry.msgstr) if header else {}
    header_comment = header.comments.translator if header else []
    extras = KeptExtras(
        header_comment=tuple(header_comment),
        headers=unknown_headers(headers),
        order=tuple(one.entry.msgctxt for one in entries if _is_unit(one)),
        messages=tuple(_keep(one) for one in entries if _is_unit(one) and _has_extras(one)),
        obsolete=tuple(_keep_obsolete(one) for one in entries if one.entry.obsolete),
        trailing=tuple(line[1:] for line in trailing),
    )
    return ReadCatalog(
        headers=headers,
        messages=tuple(_build_message(one) for one in entries),
        extras=extras,
        header_comment="\n".join(_strip_lead(header_comment)),
        charset=codec,
        comment_units=tuple(_find_comment_units(parsed)),
    )


def _is_header(one: Parsed) -> bool:
    return one.entry.msgctxt is None and one.entry.msgid == "" and not one.entry.obsolete


def _is_unit(one: Parsed) -> bool:
    return one.entry.msgctxt is not None and not one.entry.obsolete


def _has_extras(one: Parsed) -> bool:
    return bool(one.comments.translator or _other_flags(one))


def _other_flags(one: Parsed) -> tuple[str, ...]:
    return tuple(dict.fromkeys(flag for flag in one.comments.flags if flag != "fuzzy"))


def _refuse_duplicates(parsed: Sequence[Parsed], *, unique_contexts: bool) -> None:
    seen: set[tuple[str | None, str]] = set()
    contexts: set[str] = set()
    for one in parsed:
        if one.entry.obsolete:
            continue
        context, key = one.entry.msgctxt, (one.entry.msgctxt, one.entry.msgid)
        if key in seen or (unique_contexts and context in contexts):
            raise CatalogError("duplicate", line=one.line, detail=context or one.entry.msgid[:60] or "header")
        seen.add(key)
        if context is not None:
            contexts.add(context)


def _build_message(one: Parsed) -> ReadMessage:
    entry, comments = one.entry, one.comments
    targets = _plural_targets(one)
    return ReadMessage(
        context=entry.msgctxt,
        source=entry.msgid,
        target=targets[0] if targets else entry.msgstr,
        fuzzy="fuzzy" in comments.flags,
        obsolete=bool(entry.obsolete),
        version=parse_version(comments.extracted),
        flags=tuple(comments.flags),
        comments=tuple(_strip_lead(comments.translator)),
        previous_source=comments.previous.get("msgid"),
        line=one.line,
        plural=entry.msgid_plural if targets else None,
        plural_targets=targets,
        extracted=tuple(comments.extracted),
        references=tuple(split_references(comments.references)),
    )


def _plural_targets(one: Parsed) -> tuple[str, ...]:
    forms: dict[int, str] = one.entry.msgstr_plural
    return tuple(forms[number] for number in sorted(forms))


def _keep(one: Parsed) -> KeptMessage:
    return KeptMessage(
        context=one.entry.msgctxt,
        source=one.entry.msgid,
        comments=tuple(one.comments.translator),
        flags=_other_flags(one),
    )


def _keep_obsolete(one: Parsed) -> KeptMessage:
    targets = _plural_targets(one)
    return KeptMessage(
        context=one.entry.msgctxt,
        source=one.entry.msgid,
        comments=tuple(one.comments.translator),
        flags=tuple(one.comments.flags),
        plural=one.entry.msgid_plural if targets else None,
        targets=targets or (one.entry.msgstr,),
        previous=dict(one.comments.previous),
    )


def _find_comment_units(parsed: Iterable[Parsed]) -> Iterable[CommentUnit]:
    for one in parsed:
        yield from parse_comment_units(one.comments.extracted)


def _strip_lead(lines: Iterable[str]) -> list[str]:
    return [line.removeprefix(" ") for line in lines]
