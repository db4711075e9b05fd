"""polib 1.2.0 as the parser and writer of PO messages, with its holes closed.

polib puts messages together; before it sees a line, `_Scanner` reads that line as GNU gettext would (po-lex
and po-gram in the gettext sources) and rewrites it, at its own line number, into the one form polib gets
right. Comments never reach polib: they are kept here. What is repaired:

- `pofile(text)` splits lines at U+2028, U+0085, VT and FF too, and opens a file if the text is its name
- `#~|` (the previous msgid of an obsolete message), trailing comments and white space in comments are lost
- `\\a` and octal and hexadecimal escapes are not undone; an unknown escape passes; `"a" "b"` on one line
  is an error
- a message with a context and an empty msgid is taken for the header
- a first message's comments are taken for the header's when there is no header
- a msgid without msgstr at the end of the file passes, and so does a msgid_plural without msgid; the first
  message's line number is 0
- duplicates pass (`read_po` refuses them); a string of many lines takes time with their square
- writing breaks a msgstr at U+2028 and its like
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import SupportsIndex

import polib

from workflow.formats.gettext.catalog import CatalogError

# Possessive throughout: a line made to be slow takes no longer than another.
_LINE = re.compile(
    r"(?P<prefix>#~\||#~|#\||)[ \t\r\f\v]*+"
    r"(?:(?P<word>msgctxt|msgid_plural|msgid|msgstr)\b[ \t]*+(?:\[[ \t]*+(?P<index>[0-9])[ \t]*+\][ \t]*+)?)?"
    r'(?P<strings>".*+)?',
    re.DOTALL,
)
_STRINGS = re.compile(r'(?:"(?:[^"\\]|\\.)*+"[ \t\r\f\v]*+)++', re.DOTALL)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
# po-lex.c, control_sequence(): these and no others. A run of numbers is bytes of the file's charset.
_ESCAPE = re.compile(r"(?:\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}))+|\\(.)", re.DOTALL)
_NUMBER = re.compile(r"\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3}))")
_LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"'}
_POLIB_LINE = re.compile(r"\(line (\d+)\)(?:: (.*))?")
_SPACE = " \t\r\f\v"
_NARROWEST = 20
# What a message may end with ("" is the beginning of the file), and after which keyword each may stand.
_ENDS = ("", "msgstr", "msgstr[]")
_FOLLOWS = {
    "msgctxt": _ENDS,
    "msgid": (*_ENDS, "msgctxt"),
    "msgid_plural": ("msgid",),
    "msgstr": ("msgid",),
    "msgstr[]": ("msgid_plural", "msgstr[]"),
}


@dataclass(slots=True)
class Comments:
    """The comment lines before a message. translator, extracted: as they stand after `#` and `#.`."""

    translator: list[str] = field(default_factory=list)
    extracted: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    previous_parts: dict[str, list[str]] = field(default_factory=dict)

    @property
    def previous(self) -> dict[str, str]:
        """msgctxt, msgid and msgid_plural of the `#|` lines."""
        return {name: "".join(parts) for name, parts in self.previous_parts.items()}


@dataclass(slots=True)
class Parsed:
    """A message as polib put it together, its comments, and the line of its first keyword."""

    entry: polib.POEntry
    comments: Comments
    line: int


class LfText(str):
    """A string whose only line end is LF. polib calls splitlines() on what it reads and what it writes."""

    __slots__ = ()

    def splitlines(self, keepends: SupportsIndex = False) -> list[str]:
        lines = self.split("\n")
        last = lines.pop()
        if keepends:
            lines = [line + "\n" for line in lines]
        return [*lines, last] if last else lines


class _Messages(polib.POFile):
    """Keeps the header among the messages: polib's find("") may take another message for it."""

    def find(self, *_: object, **__: object) -> None:
        return None


def parse_messages(text: str, *, codec: str) -> tuple[list[Parsed], list[str]]:
    """All messages of a PO text in file order, the header too, and the comment lines after the last one.

    Raises CatalogError `syntax` with the line where GNU gettext would stop as well.
    """
    scanner = _Scanner(codec)
    for number, line in enumerate(text.split("\n"), 1):
        scanner.read(line, number)
    scanner.finish()
    source = LfText("\n".join(scanner.lines))
    try:
        entries = list(polib.pofile(source, klass=_Messages, encoding="utf-8"))
    except OSError as error:
        found = _POLIB_LINE.search(str(error))
        at = int(found.group(1)) if found else 0
        raise CatalogError("syntax", line=at, detail=(found and found.group(2)) or "") from None
    if len(entries) != len(scanner.starts):
        raise CatalogError("syntax", line=scanner.starts[-1][0] if scanner.starts else 1)
    parsed = [Parsed(entry, comments, line) for entry, (line, comments) in zip(entries, scanner.starts, strict=True)]
    return parsed, scanner.trailing


def format_entry(entry: polib.POEntry, *, width: int) -> str:
    """A message as PO text ending in one LF, without comments; width 0 breaks lines after LF only."""
    width = max(width, _NARROWEST) if width > 0 else 0
    entry.msgid = LfText(entry.msgid)
    entry.msgstr = LfText(entry.msgstr)
    if entry.msgid_plural:
        entry.msgid_plural = LfText(entry.msgid_plural)
    if entry.previous_msgid:
        entry.previous_msgid = LfText(entry.previous_msgid)
    return str(entry.__unicode__(wrapwidth=width))


class _Scanner:
    """Reads line by line; `lines` is for polib, `starts` has the first line and comments of each message."""

    def __init__(self, codec: str) -> None:
        self.codec = codec
        self.lines: list[str] = []
        self.starts: list[tuple[int, Comments]] = []
        self.trailing: list[str] = []
        self._pending = Comments()
        self._pending_raw: list[str] = []
        self._word = ""  # the last keyword of a message
        self._word_line = 0
        self._obsolete = False
        self._lead = ""  # what stands before the string in polib's line of that keyword
        self._texts: list[str] = []  # its string and those of the lines that continue it
        self._previous_word = ""  # the last keyword of a `#|` comment
        self._commented = False  # a comment was read: what follows is a new message

    def read(self, line: str, number: int) -> None:
        stripped = line.strip(_SPACE)
        if stripped.startswith("#") and not stripped.startswith("#~"):
            self._commented = True
        if stripped.startswith("#") and not stripped.startswith(("#~", "#|")):
            self._read_comment(stripped)
            self.lines.append("")
            return
        found = _LINE.fullmatch(stripped)
        prefix, word, index, strings = found.groups() if found else ("", None, None, None)
        if found is None or (word is not None and strings is None):
            raise CatalogError("syntax", line=number, detail=_shorten(stripped))
        if strings is None:
            self.lines.append("")
            return
        text = self._read_strings(strings, number)
        if prefix in ("#|", "#~|"):
            self._read_previous(word, text, number)
            self.lines.append("")
            return
        self.lines.append("")
        if word:
            self._write_keyword()
            self._start_keyword(word, index, obsolete=prefix == "#~", number=number)
        elif self._obsolete != (prefix == "#~") or not self._word or self._commented:
            raise CatalogError("syntax", line=number, detail=_shorten(stripped))
        self._texts.append(text)

    def finish(self) -> None:
        self._write_keyword()
        if self._word not in _ENDS:
            raise CatalogError("syntax", line=self._word_line, detail=f"{self._word} without msgstr")
        self.trailing = self._pending_raw

    def _start_keyword(self, word: str, index: str | None, *, obsolete: bool, number: int) -> None:
        starts = word == "msgctxt" or (word == "msgid" and self._word != "msgctxt")
        name = word if index is None else f"{word}[]"
        inside = not starts and (obsolete != self._obsolete or self._commented)
        if self._word not in _FOLLOWS.get(name, ()) or inside:
            raise CatalogError("syntax", line=number, detail=word)
        if starts:
            self.starts.append((number, self._pending))
            self._pending, self._pending_raw, self._previous_word = Comments(), [], ""
            self._commented = False
        self._word, self._word_line, self._obsolete = name, number, obsolete
        self._lead = f"{'#~ ' if obsolete else ''}{name.replace('[]', f'[{index}]')}"

    def _write_keyword(self) -> None:
        """Puts the whole string on the keyword's own line: polib adds up lines in quadratic time."""
        if self._word:
            self.lines[self._word_line - 1] = f'{self._lead} "{polib.escape("".join(self._texts))}"'
        self._texts = []

    def _read_strings(self, strings: str, number: int) -> str:
        if not _STRINGS.fullmatch(strings):
            raise CatalogError("syntax", line=number, detail=_shorten(strings))
        text = "".join(_STRING.findall(strings))
        return _ESCAPE.sub(lambda found: self._undo_escape(found, number), text) if "\\" in text else text

    def _undo_escape(self, found: re.Match[str], number: int) -> str:
        try:
            if found.group(1) is not None:
                return _LETTERS[found.group(1)]
            values = [
                int(hexadecimal, 16) if hexadecimal else int(octal, 8) for hexadecimal, octal in _NUMBER.findall(found.group())
            ]
            text = bytes(values).decode(self.codec)
        except (KeyError, ValueError):
            text = "\0"
        if "\0" in text or "\x04" in text:
            raise CatalogError("syntax", line=number, detail=_shorten(found.group()))
        return text

    def _read_previous(self, word: str | None, text: str, number: int) -> None:
        name = word or self._previous_word
        if not name or name == "msgstr":
            raise CatalogError("syntax", line=number, detail="#|")
        if word:
            self._pending.previous_parts[name] = []
        self._pending.previous_parts[name].append(text)
        self._previous_word = name

    def _read_comment(self, line: str) -> None:
        kind, rest = line[1:2], line[2:]
        if kind == ".":
            self._pending.extracted.append(rest.removeprefix(" "))
        elif kind == ":":
            self._pending.references.append(rest.strip())
        elif kind in (",", "="):
            self._pending.flags += [flag for one in rest.split(",") if (flag := one.strip())]
        else:
            self._pending.translator.append(line[1:])
        if kind not in (",", "="):
            self._pending_raw.append(line)


def split_references(lines: Sequence[str]) -> list[str]:
    """The entries of `#:` lines. A name with spaces stands between U+2068 and U+2069 (gettext 0.22)."""
    found = re.findall("\u2068[^\u2068\u2069]*+\u2069[^ \t]*+|[^ \t]+", " ".join(lines))
    return [one.replace("\u2068", "").replace("\u2069", "") for one in found]


def _shorten(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"
