"""Glossaries as TBX: version 2 (martif, ISO 30042:2008) and 3 (ISO 30042:2019, TBX-Basic) are read, TBX-Basic 3 is written.

What TBX-Basic has no category for stands where others can read it: a term's kind is its subject field, "do not translate"
a note of the English term.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from workflow.formats.terms.term import FileTerm, TermFileError

KEEP = "do not translate"
NAMESPACE = "urn:iso:std:iso:30042:ed-2"
_KINDS = frozenset({"person", "organisation", "place", "title", "other"})
_OTHER_KINDS = {"organization": "organisation", "location": "place", "people": "person"}
_FORBIDDEN = frozenset({"deprecatedTerm-admn-sts", "supersededTerm-admn-sts", "deprecatedTerm", "supersededTerm", "obsoleteTerm"})
_PREFERRED = frozenset({"preferredTerm-admn-sts", "preferredTerm", "standardizedTerm-admn-sts", "standardizedTerm"})
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(slots=True)
class _Node:
    """An element by its local name. `text` is all the text in it."""

    tag: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list[_Node] = field(default_factory=list)

    def walk(self, *tags: str) -> Iterator[_Node]:
        for child in self.children:
            if child.tag in tags:
                yield child
            else:
                yield from child.walk(*tags)

    def value(self, category: str) -> str:
        """The value of a data category: an attribute `type` (DCA), or an element of that name (DCT)."""
        for node in self.children:
            if node.tag == category or node.attributes.get("type") == category:
                return " ".join(node.text.split())
            if node.tag in ("termGrp", "termNoteGrp", "descripGrp") and (found := node.value(category)):
                return found
        return ""


def read_tbx(data: bytes, *, source: str, target: str) -> list[FileTerm]:
    """Terms in `source` with their English in `target`; an entry with several source terms gives one for each.

    Regions of languages do not matter. An entry that lacks one of the languages is left out.
    """
    root = _parse(data)
    if root.tag not in ("martif", "tbx", "TBX"):
        raise TermFileError("terms_not_tbx", line=root.line, detail=root.tag)
    return [term for entry in root.walk("termEntry", "conceptEntry") for term in _read_entry(entry, source, target)]


def _read_entry(entry: _Node, source: str, target: str) -> Iterator[FileTerm]:
    subject = entry.value("subjectField").casefold()
    kind = _OTHER_KINDS.get(subject, subject)
    notes = [" ".join(node.text.split()) for node in entry.children if node.tag == "note"]
    sections: dict[str, list[_Node]] = {}
    for section in entry.walk("langSet", "langSec"):
        language = next((v for k, v in section.attributes.items() if k in ("xml:lang", "lang")), "")
        sections.setdefault(_base(language), []).extend(section.walk("tig", "ntig", "termSec"))
    english: list[tuple[str, str]] = []
    keep = False
    for node in sections.get(_base(target), ()):
        english.append((_term(node), node.value("administrativeStatus")))
        for note in node.walk("note"):
            keep = keep or note.text.strip() == KEEP
    allowed = [word for word, status in english if status not in _FORBIDDEN and word]
    preferred = next((word for word, status in english if status in _PREFERRED and word), allowed[0] if allowed else "")
    forbidden = tuple(word for word, status in english if status in _FORBIDDEN and word)
    for node in sections.get(_base(source), ()):
        if not preferred and not forbidden:
            continue
        yield FileTerm(
            _term(node),
            preferred,
            tuple(word for word in allowed if word != preferred),
            forbidden,
            kind if kind in _KINDS else "other",
            node.value("partOfSpeech"),
            "\n".join(notes),
            keep,
            node.line,
        )


def _term(node: _Node) -> str:
    found = next(iter(node.walk("term")), None)
    return " ".join(found.text.split()) if found is not None else ""


def _base(tag: str) -> str:
    return tag.replace("_", "-").partition("-")[0].casefold()


def _parse(data: bytes) -> _Node:
    """The file as a tree. Entities of its own are refused: they could grow without end, or read files."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    top = _Node("", {}, 0)
    stack = [top]

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(stack) > 200:
            raise TermFileError("terms_unreadable", line=parser.CurrentLineNumber, detail="nested too deeply")
        node = _Node(tag.rpartition(":")[2], attributes, parser.CurrentLineNumber)
        stack[-1].children.append(node)
        stack.append(node)

    def end(tag: str) -> None:
        node = stack.pop()
        if node.tag in ("term", "hi", "foreign", "note", "p"):
            stack[-1].text += node.text if stack[-1].tag in ("term", "note", "descrip", "termNote") else ""

    def text(words: str) -> None:
        stack[-1].text += words

    def entity(name: str, *more: object) -> None:
        raise TermFileError("terms_unreadable", line=parser.CurrentLineNumber, detail=f"entity {name}")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.EntityDeclHandler = text, entity
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise TermFileError("terms_unreadable", line=error.lineno, detail=expat.errors.messages.get(error.code, "")) from None
    except (LookupError, ValueError) as error:  # a character set that nobody knows
        raise TermFileError("terms_charset", line=1, detail=str(error)) from None
    return top.children[0]


def write_tbx(terms: Iterable[FileTerm], *, source: str, target: str) -> bytes:
    """TBX-Basic of ISO 30042:2019, data categories as attributes (DCA)."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<tbx type="TBX-Basic" style="dca" xml:lang="{source}" xmlns="{NAMESPACE}">',
        "  <tbxHeader><fileDesc><sourceDesc><p>Workflow</p></sourceDesc></fileDesc></tbxHeader>",
        "  <text><body>",
    ]
    for number, term in enumerate(terms, start=1):
        lines.append(f"    <conceptEntry id={quoteattr(f'c{number}')}>")
        lines.append(f'      <descrip type="subjectField">{term.kind}</descrip>')
        lines += [f"      <note>{_escape(line)}</note>" for line in term.note.splitlines() if line.strip()]
        lines.append(f'      <langSec xml:lang="{source}">')
        lines += _write_term(term.lemma, part=term.part_of_speech)
        lines.append(f'      </langSec>\n      <langSec xml:lang="{target}">')
        lines += _write_term(term.preferred, "preferredTerm-admn-sts", keep=term.keep)
        for word in term.variants:
            lines += _write_term(word, "admittedTerm-admn-sts")
        for word in term.forbidden:
            lines += _write_term(word, "deprecatedTerm-admn-sts")
        lines.append("      </langSec>\n    </conceptEntry>")
    lines.append("  </body></text>\n</tbx>\n")
    return "\n".join(lines).encode()


def _write_term(word: str, status: str = "", *, part: str = "", keep: bool = False) -> list[str]:
    lines = ["        <termSec>", f"          <term>{_escape(word)}</term>"]
    if part:
        lines.append(f'          <termNote type="partOfSpeech">{_escape(part)}</termNote>')
    if status:
        lines.append(f'          <termNote type="administrativeStatus">{status}</termNote>')
    if keep:
        lines.append(f"          <note>{KEEP}</note>")
    return [*lines, "        </termSec>"]


def _escape(text: str) -> str:
    return escape(_UNSTORABLE.sub("", text))
