"""From a file's bytes to its text: what it is, how large, in which charset."""

from __future__ import annotations

import codecs
import re

from workflow.formats.gettext.catalog import CatalogError
from workflow.formats.gettext.headers import declared_charset

MO_MAGICS = (b"\xde\x12\x04\x95", b"\x95\x04\x12\xde")  # little and big endian

# The charsets GNU gettext knows (manual, "Filling in the Header Entry"), as Python calls them. Python's own
# list also has codecs that are no charsets at all (rot13, punycode, unicode_escape).
_CODECS = frozenset(
    {"ascii", "utf-8", "koi8-r", "koi8-u", "koi8-t", "cp850", "cp866", "cp874", "cp932", "cp949", "cp950"}
    | {f"cp{number}" for number in range(1250, 1259)}
    | {f"iso8859-{number}" for number in (*range(1, 10), 13, 14, 15)}
    | {"big5", "big5hkscs", "euc_jp", "euc_kr", "gb18030", "gb2312", "gbk", "johab", "shift_jis", "tis-620"}
)
_LINE = re.compile(r'[^"]*+(?:"(?:[^"\\]|\\.)*+"[ \t]*+)++')
_STRING = re.compile(r'"((?:[^"\\]|\\.)*+)"')
_HEADER_BYTES = 64 * 1024  # a header further down than this is none


def check_size(data: bytes, max_bytes: int) -> None:
    """Raises CatalogError `too_large` or `empty`."""
    if len(data) > max_bytes:
        raise CatalogError("too_large", detail=f"{len(data)} > {max_bytes} bytes")
    if not data.strip():
        raise CatalogError("empty")


def is_mo(data: bytes) -> bool:
    """Whether `data` begins as an MO file does."""
    return data[:4] in MO_MAGICS


def find_codec(name: str, *, line: int = 0) -> str:
    """Python's name for a declared charset; "utf-8" for none. Raises CatalogError `charset_unknown`."""
    try:
        codec = codecs.lookup(name or "utf-8").name
    except (LookupError, ValueError):
        codec = ""
    if codec not in _CODECS:
        raise CatalogError("charset_unknown", line=line, detail=name[:40])
    return codec


def decode_po(data: bytes) -> tuple[str, str]:
    """The text of a PO file with LF line ends and no byte order mark, and the codec that read it.

    Raises CatalogError `binary`, `charset_unknown` or `charset_wrong` (with the line of the first bad byte,
    or of the charset when it is UTF-8 that the file declares to be something else: read as declared, every
    letter of it would come out wrong).
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise CatalogError("charset_unknown", line=1, detail="UTF-16")
    if b"\0" in data:
        raise CatalogError("binary")
    has_mark = data.startswith(codecs.BOM_UTF8)
    body = data.removeprefix(codecs.BOM_UTF8)
    name, line = _find_declaration(body)
    codec = find_codec(name, line=line)
    if codec == "ascii":
        codec = "utf-8"  # a superset, and what editors save when a file declares ASCII
    if codec != "utf-8" and (has_mark or not body.isascii()) and _is_utf8(body):
        raise CatalogError("charset_wrong", line=line, detail=f"{name} declared, UTF-8 found")
    try:
        text = body.decode(codec)
    except UnicodeDecodeError as error:
        bad = body.count(b"\n", 0, error.start) + 1
        raise CatalogError("charset_wrong", line=bad, detail=name or "UTF-8") from None
    text = text.replace("\r\n", "\n")
    if "\n" not in text:  # line ends of old Macs
        text = text.replace("\r", "\n")
    return text, codec


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _find_declaration(data: bytes) -> tuple[str, int]:
    """The declared charset and its line, from the header entry only: a story may well talk about charsets.

    Every charset of gettext has ASCII where PO's own syntax is, so Latin-1 will do for looking.
    """
    in_header, seen_msgstr, found = False, False, ""
    where = 0
    for number, raw in enumerate(re.split(rb"\r\n?|\n", data[:_HEADER_BYTES]), 1):
        line = raw.decode("latin-1").strip()
        if not in_header:
            in_header = re.fullmatch(r'msgid\s*""', line) is not None
            if not in_header and line.startswith("msg"):
                return "", 0
        elif line.startswith("msgstr") or (line.startswith('"') and seen_msgstr):
            seen_msgstr = True
            found += "".join(_STRING.findall(line)) if _LINE.fullmatch(line) else ""
            if "charset=" in found and not where:
                where = number
        elif (seen_msgstr and line) or line.startswith('"'):
            break
    return declared_charset([found]), where
