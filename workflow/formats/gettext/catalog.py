"""What a gettext catalog is to us: plain data, going out (`UnitMessage`) and coming in (`ReadMessage`).

Source of the format: the GNU gettext manual, "The Format of PO Files" and "The Format of GNU MO Files".
How our own catalogs look, and what other tools may change in them, is told in docs/gettext.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

MAX_BYTES = 32 * 1024 * 1024
"""The largest file that is read, unless the caller says otherwise (50,000 messages are about 21 MB)."""

ERROR_CODES = frozenset(
    {
        "empty",  # no bytes, or nothing but white space and comments
        "too_large",  # more than max_bytes
        "binary",  # not text and not MO
        "is_mo",  # MO where PO was asked for
        "not_mo",  # something else where MO was asked for
        "damaged_mo",  # MO whose tables point outside the file, or whose text cannot be decoded
        "charset_unknown",  # the file declares a charset that gettext does not know, or is UTF-16
        "charset_wrong",  # the bytes are not in the charset declared (or, with none declared, not UTF-8)
        "syntax",  # not a PO file, from this line on
        "duplicate",  # the same message, or the same context, a second time
    }
)


class CatalogError(ValueError):
    """A file that cannot be read as a catalog.

    `code` is one of ERROR_CODES; `line` counts from 1 and is 0 where no line can be named (an MO file, an
    empty file); `detail` is short English for a log or the end of a message: the word, context or charset.
    """

    def __init__(self, code: str, *, line: int = 0, detail: str = "") -> None:
        super().__init__(code, line, detail)
        self.code = code
        self.line = line
        self.detail = detail

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{where}{self.code}{': ' if self.detail else ''}{self.detail}"


@dataclass(frozen=True, slots=True)
class UnitMessage:
    """One unit on its way into a catalog.

    context: "story-id/unit-id", without white space or control characters; unique in the catalog.
    source, target: text with `{1}…{/1}` tokens.
    status: empty, draft, confirmed, omitted or later; kind: aligned, added or rewritten.
    origin: for people and scripts, such as "human", "machine firefox/ru-en" or "memory 86".
    reference: where the source is, for `#:`; may hold spaces.
    previous_source: the source this target was made for; written only while the message is fuzzy.
    """

    context: str
    source: str
    target: str
    status: str
    block_kind: str
    kind: str
    version: int
    origin: str
    note: str = ""
    reference: str = ""
    previous_source: str | None = None
    omit_reason: str = ""


@dataclass(frozen=True, slots=True)
class CatalogHead:
    """The header of a catalog. Languages are BCP 47 tags; a date without a zone is taken for UTC.

    `extra` are further headers, by name; they go after ours and cannot replace them.
    """

    project: str
    language: str
    source_language: str
    created: datetime
    revised: datetime
    last_translator: str = ""
    generator: str = "Workflow"
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CommentUnit:
    """An omitted or added unit, as read from the `#.` comments that stand for it. `text` is on one line."""

    context: str
    what: str  # omitted | added
    text: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """What another tool left on a message, or a whole obsolete message.

    comments: translator's comment lines as they stand after the `#`. targets: one text, or the plural forms.
    previous: msgctxt, msgid and msgid_plural of the `#|` lines.
    """

    context: str | None
    source: str
    comments: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    plural: str | None = None
    targets: tuple[str, ...] = ()
    previous: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KeptExtras:
    """All that other tools left in a file and that `write_po` puts back.

    header_comment, trailing: lines as they stand after the `#`. headers: those we do not write ourselves.
    order: the contexts of the messages in the file's order. messages: only those with something to keep.
    """

    header_comment: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    messages: tuple[KeptMessage, ...] = ()
    obsolete: tuple[KeptMessage, ...] = ()
    trailing: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data for a JSON column."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> KeptExtras:
        """The inverse of `to_json`, also after a trip through JSON text."""
        return cls(
            header_comment=tuple(data.get("header_comment", ())),
            headers=dict(data.get("headers", {})),
            order=tuple(data.get("order", ())),
            messages=tuple(_kept_from_json(one) for one in data.get("messages", ())),
            obsolete=tuple(_kept_from_json(one) for one in data.get("obsolete", ())),
            trailing=tuple(data.get("trailing", ())),
        )


def _kept_from_json(data: Mapping[str, Any]) -> KeptMessage:
    return KeptMessage(
        context=data["context"],
        source=data["source"],
        comments=tuple(data.get("comments", ())),
        flags=tuple(data.get("flags", ())),
        plural=data.get("plural"),
        targets=tuple(data.get("targets", ())),
        previous=dict(data.get("previous", {})),
    )


@dataclass(frozen=True, slots=True)
class ReadMessage:
    """One message as it stands in a file.

    context: None where the file has no msgctxt. target: msgstr, or the first plural form.
    version: the unit version this message was exported with; None where the file does not say.
    flags: all of them, "fuzzy" too. comments: the translator's, without the leading "# ".
    extracted: the `#.` lines. references: the `#:` entries. line: of the first keyword, 0 in an MO file.
    """

    context: str | None
    source: str
    target: str
    fuzzy: bool = False
    obsolete: bool = False
    version: int | None = None
    flags: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    previous_source: str | None = None
    line: int = 0
    plural: str | None = None
    plural_targets: tuple[str, ...] = ()
    extracted: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadCatalog:
    """A catalog as read. Messages are in file order, obsolete ones among them; the header is not a message.

    kind: "po" or "mo". charset: the codec the text was read with. comment_units: omitted and added units,
    where their comments survived. extras: hand these to `write_po` to keep what other tools left.
    """

    headers: Mapping[str, str]
    messages: tuple[ReadMessage, ...]
    extras: KeptExtras = field(default_factory=KeptExtras)
    header_comment: str = ""
    kind: str = "po"
    charset: str = "utf-8"
    comment_units: tuple[CommentUnit, ...] = ()
