"""MO files, read and written in one pass ("The Format of GNU MO Files" in the gettext manual).

polib's writer copies all it has written once more for every message (40 s for 50,000), and its reader trusts
every offset in the file; so neither is used.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping

from workflow.formats.gettext.catalog import MAX_BYTES, CatalogError, KeptExtras, ReadCatalog, ReadMessage
from workflow.formats.gettext.decoding import MO_MAGICS, check_size, find_codec, is_mo
from workflow.formats.gettext.headers import declared_charset, parse_header, unknown_headers

_HEAD = 28  # bytes: magic, revision, count, two table offsets, hash size and offset


def build_mo(texts: Mapping[str, str]) -> bytes:
    """An MO file of keys ("context\\x04msgid", "" for the header) and texts: little endian, no hash table."""
    pairs = sorted((key.encode(), text.encode()) for key, text in texts.items())
    offset = _HEAD + 16 * len(pairs)
    tables: list[list[int]] = [[], []]
    body: list[bytes] = []
    for column in (0, 1):
        for pair in pairs:
            tables[column] += [len(pair[column]), offset]
            body.append(pair[column] + b"\0")
            offset += len(pair[column]) + 1
    second = _HEAD + 8 * len(pairs)
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), _HEAD, second, 0, second + 8 * len(pairs))
    numbers = tables[0] + tables[1]
    return head + struct.pack(f"<{len(numbers)}I", *numbers) + b"".join(body)


def read_mo(data: bytes, *, max_bytes: int = MAX_BYTES) -> ReadCatalog:
    """The messages of an MO file, in its own order (by bytes). It has no comments, flags or line numbers.

    Raises CatalogError: `empty`, `too_large`, `not_mo`, `damaged_mo`, `charset_unknown`.
    """
    check_size(data, max_bytes)
    if not is_mo(data):
        raise CatalogError("not_mo")
    pairs = list(_read_pairs(data))
    headers: dict[str, str] = {}
    codec = "utf-8"
    for key, text in pairs:
        if key == b"":
            codec = find_codec(declared_charset([text.decode("latin-1")]))
            codec = "utf-8" if codec == "ascii" else codec
            headers = parse_header(_decode(text, codec))
            break
    messages = tuple(_build_message(_decode(key, codec), _decode(text, codec)) for key, text in pairs if key)
    extras = KeptExtras(headers=unknown_headers(headers))
    return ReadCatalog(headers=headers, messages=messages, extras=extras, kind="mo", charset=codec)


def _read_pairs(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    order = "<" if data[:4] == MO_MAGICS[0] else ">"
    try:
        revision, count, first, second = struct.unpack_from(f"{order}4I", data, 4)
        if revision >> 16 > 1 or 16 * count > len(data):
            raise CatalogError("damaged_mo", detail=f"revision {revision:#x}, {count} messages")
        keys = struct.unpack_from(f"{order}{2 * count}I", data, first)
        texts = struct.unpack_from(f"{order}{2 * count}I", data, second)
    except struct.error:
        raise CatalogError("damaged_mo", detail="tables") from None
    total = 0
    for number in range(0, 2 * count, 2):
        pair = []
        for table in (keys, texts):
            length, offset = table[number : number + 2]
            total += length
            # Overlapping strings could make a small file into gigabytes.
            if offset + length > len(data) or total > len(data):
                raise CatalogError("damaged_mo", detail=f"message {number // 2 + 1}")
            pair.append(data[offset : offset + length])
        yield pair[0], pair[1]


def _build_message(key: str, text: str) -> ReadMessage:
    head, found, rest = key.partition("\x04")
    context = head if found else None
    source, _, plural = (rest if found else key).partition("\0")
    targets = tuple(text.split("\0"))
    has_plural = "\0" in key
    return ReadMessage(
        context=context,
        source=source,
        target=targets[0],
        plural=plural if has_plural else None,
        plural_targets=targets if has_plural else (),
    )


def _decode(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        raise CatalogError("damaged_mo", detail=f"not {codec}") from None
