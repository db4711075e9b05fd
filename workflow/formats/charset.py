"""Bytes of a text file → text, by byte order mark or declared charset; never by guessing."""

from __future__ import annotations

import codecs
import re

from workflow.core.document import UnreadableStory

_BINARY = (
    b"\x89PNG",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"%PDF",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\xd0\xcf\x11\xe0",
    b"RIFF",
    b"\x7fELF",
    b"BM\x00",
    b"OggS",
    b"ID3",
    b"BZh",
    b"\xfd7zXZ",
    b"SQLite format 3",
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Where HTML (in its first 4096 bytes, a little more than browsers look at) or XML says its charset.
_DECLARED = re.compile(
    rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*(?P<meta>[A-Za-z0-9_.:-]+)|\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"'](?P<xml>[A-Za-z0-9_.:-]+)",
    re.IGNORECASE,
)
_LOOKED_AT = 4096


def decode_text_file(data: bytes) -> str:
    """The text. Raises UnreadableStory: ``binary``, or ``wrong_charset`` with the charset that was tried."""
    if data.startswith(_BINARY):
        raise UnreadableStory("binary", "")
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return _check(_decode(data[len(mark) :] if charset == "utf-8" else data, charset))
    if b"\x00" in data:
        raise UnreadableStory("binary", "")
    declared = _DECLARED.search(data[:_LOOKED_AT])
    charset = (declared["meta"] or declared["xml"]).decode("ascii").lower() if declared else "utf-8"
    if charset.startswith(("utf-16", "utf-32")):
        charset = "utf-8"  # it could not have been read this far
    return _check(_decode(data, charset))


def _decode(data: bytes, charset: str) -> str:
    try:
        text = data.decode(charset)
        if not isinstance(text, str):  # a codec that is no charset, like "hex"
            raise LookupError(charset)
    except (UnicodeError, LookupError, ValueError) as error:
        raise UnreadableStory("wrong_charset", charset) from error
    # Lone surrogates ("utf-7", "utf-16") cannot be stored.
    return text.encode("utf-8", "replace").decode("utf-8")


def _check(text: str) -> str:
    """Refuses what decodes but is no text: NULs or many control characters."""
    if "\x00" in text:
        raise UnreadableStory("binary", "")
    controls = len(re.findall(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]", text[:20_000]))
    if controls * 20 > len(text[:20_000]):
        raise UnreadableStory("binary", "")
    return text
