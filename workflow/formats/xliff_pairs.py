"""Pairs of an XLIFF file, 1.0 to 1.2 or 2.0 and 2.1 (OASIS), read unit by unit.

What a person approved is reviewed: `approved="yes"` or the states `translated`, `signed-off`, `reviewed`, `final`. Other
translations are not; units marked as not translated yet, or not to be, are passed over, and so are proposals kept beside a
unit (`alt-trans`, matches).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from workflow.formats.pairs import Pair, same_language
from workflow.formats.pairs_xml import Mark, Parts, read_stream, write_tokens

_REVIEWED = frozenset({"translated", "signed-off", "reviewed", "final"})
_UNTRANSLATED = frozenset({"new", "needs-translation"})
#: Elements beside a unit's own texts.
_ASIDE = frozenset({"alt-trans", "matches", "note", "notes", "glossary", "metadata", "changeTrack", "skeleton", "header"})
#: Their text is markup of another format (1.2, section 2.4.2; in 2.0 only the first has none of it).
_CODES = frozenset({"ph", "it", "bpt", "ept", "x", "bx", "ex", "sc", "ec", "cp"})
_SPANS = frozenset({"g", "pc"})
_CLOSING = frozenset({"ept", "ex", "ec"})
_SPACE = re.compile(r"[ \t\r\n]+")


class _Reader:
    def __init__(self, source_language: str, target_language: str) -> None:
        self.done: list[Pair] = []
        self.refused = ""
        self._wanted = (source_language, target_language)
        self._languages = ("", "")
        self._root = False
        self._aside = 0
        self._code = 0
        self._parts: Parts | None = None
        #: The texts of a unit or segment: source, seg-source, target; and the segments marked in them.
        self._texts: dict[str, Parts] = {}
        self._segments: dict[str, dict[str, Parts]] = {}
        self._whole: Parts = []
        self._marks: list[str | None] = []
        self._spans: list[str] = []
        self._name = ""
        self._state = ""
        self._approved = False
        self._translate = True

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if not self._root:
            self._root = True
            if name != "xliff" or not attributes.get("version", "").startswith(("1.", "2.")):
                self.refused = "not_xliff"
            self._languages = (attributes.get("srcLang", ""), attributes.get("trgLang", ""))
        elif self._aside or name in _ASIDE:
            self._aside += 1
        elif self._parts is not None:
            self._inline(name, attributes)
        elif name == "file" and "source-language" in attributes:
            self._languages = (attributes["source-language"], attributes.get("target-language", ""))
        elif name in ("trans-unit", "unit"):
            self._texts, self._segments, self._state = {}, {}, ""
            self._approved = attributes.get("approved") == "yes"
            self._translate = attributes.get("translate") != "no"
        elif name == "segment":
            self._texts, self._state = {}, attributes.get("state", "")
        elif name in ("source", "seg-source", "target"):
            self._name, self._parts, self._whole = name, [], []
            self._parts = self._whole
            if name == "target":
                self._state = attributes.get("state", self._state)

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if self._aside:
            self._aside -= 1
        elif self._parts is not None and name == self._name:
            self._texts[name], self._parts = self._whole, None
        elif self._parts is not None:
            self._end_inline(name)
        elif name in ("trans-unit", "segment"):
            self._take()
            self._texts = {}

    def characters(self, text: str) -> None:
        if self._parts is not None and not self._aside and not self._code:
            self._add(text)

    def _add(self, part: str | Mark) -> None:
        assert self._parts is not None
        self._parts.append(part)
        if self._parts is not self._whole:
            self._whole.append(part)

    def _inline(self, name: str, attributes: dict[str, str]) -> None:
        if name in _CODES:
            self._code += 1
            if self._code == 1 and name != "cp":
                key = attributes.get("startRef") or attributes.get("rid") or attributes.get("id") or name
                self._add(Mark(key, closing=name in _CLOSING or attributes.get("pos") == "close"))
        elif self._code:
            return
        elif name in _SPANS:
            self._spans.append(attributes.get("id") or name)
            self._add(Mark(self._spans[-1]))
        elif name == "mrk":
            segment = attributes.get("mid", "") if attributes.get("mtype") == "seg" else None
            self._marks.append(segment)
            if segment is not None:
                self._parts = self._segments.setdefault(self._name, {}).setdefault(segment, [])

    def _end_inline(self, name: str) -> None:
        if name in _CODES:
            self._code -= 1
        elif self._code:
            return
        elif name in _SPANS and self._spans:
            self._add(Mark(self._spans.pop(), closing=True))
        elif name == "mrk" and self._marks and self._marks.pop() is not None:
            self._parts = self._whole

    def _take(self) -> None:
        source, target = self._texts.get("source"), self._texts.get("target")
        if not source or not target or not self._translate or self._state in _UNTRANSLATED or not self._fits():
            return
        reviewed = self._approved or self._state in _REVIEWED
        ours, theirs = self._segments.get("seg-source", {}), self._segments.get("target", {})
        texts = [(ours[mid], theirs[mid]) for mid in ours] if ours and ours.keys() == theirs.keys() else [(source, target)]
        for one, other in texts:
            ours_written, theirs_written = (_SPACE.sub(" ", text).strip() for text in write_tokens(one, other))
            self.done.append(Pair(ours_written, theirs_written, reviewed=reviewed))

    def _fits(self) -> bool:
        """A file need not say into what language it is."""
        return all(same_language(has, wants) for has, wants in zip(self._languages, self._wanted, strict=True) if has)


def read_xliff(stream: BinaryIO, *, source_language: str, target_language: str) -> Iterator[Pair]:
    """The translated units in order; memory does not grow with the file. Raises `PairFileError`."""
    return read_stream(stream, _Reader(source_language, target_language))
