"""The text as it is read: block by block, each sentence clean, against the machine, and since one's last review."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

from workflow.core.diff import Change, DiffPart, diff_words
from workflow.core.document import BlockKind, block_raw, iter_blocks
from workflow.core.markup import source_text
from workflow.core.markup_tokens import strip_tokens
from workflow.core.since import Fate, Sequel
from workflow.core.tables import Cell, find_cells
from workflow.http.i18n import LazyText, lazy_pgettext
from workflow.services.access import ArticleFile
from workflow.services.desk import Desk, DeskUnit
from workflow.services.notes import Thread, make_threads
from workflow.services.review import LastReview
from workflow.web.editor.marks import show_tokens
from workflow.web.editor.rows import BLOCK_WORDS, FindingRow, get_look, tell_findings

#: What happened to a sentence, in a word; that it reads differently is shown by the words themselves.
FATES: dict[Fate, LazyText] = {
    Fate.ADDED: lazy_pgettext("since", "added"),
    Fate.LEFT_OUT: lazy_pgettext("since", "left out"),
    Fate.PUT_BACK: lazy_pgettext("since", "put back"),
    Fate.SPLIT: lazy_pgettext("since", "split off"),
    Fate.MERGED: lazy_pgettext("since", "merged"),
    Fate.MOVED: lazy_pgettext("since", "moved"),
    Fate.SOURCE: lazy_pgettext("since", "the Russian changed"),
}
_FRAMES = {Change.GONE: Markup("<del>{}</del>"), Change.NEW: Markup("<ins>{}</ins>"), Change.SAME: Markup("{}")}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A unit, or a segment of an original (its `id` is the segment's key), as it is read. `raw` is for mending.

    `against` is what people made of the machine's text, `since` what became of it since the last review; both are None
    where nothing did. `untouched` says whose words somebody confirmed as they stood: machine, memory, or nobody's.
    """

    id: int | str
    number: int
    source: Markup
    clean: Markup
    raw: str
    version: int = 1
    status: str = "confirmed"
    kind: str = "aligned"
    reason: str = ""
    against: Markup | None = None
    since: Markup | None = None
    source_since: Markup | None = None
    fates: tuple[LazyText, ...] = ()
    untouched: str = ""
    findings: tuple[FindingRow, ...] = ()
    threads: tuple[Thread, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """A block with its sentences; `look` is its class, `word` says what it is. Of a table it holds `rows` of cells."""

    look: str
    word: str
    sentences: tuple[Sentence, ...]
    rows: tuple[tuple[TableCell, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class TableCell:
    sentences: tuple[Sentence, ...]
    heading: bool


#: A block: its kind, its place in a table if it has one, its sentences.
_Block = tuple[str, Cell | None, tuple[Sentence, ...]]


def pair_units(file: ArticleFile, view: Desk, last: LastReview | None) -> list[Pair]:
    """A translation beside its original."""
    threads: dict[int | None, list[Thread]] = {}
    for thread in make_threads(view.notes):
        threads.setdefault(thread.first.unit_id, []).append(thread)
    sequels = last.sequels if last is not None else {}
    blocks: dict[int, list[DeskUnit]] = {}
    for unit in view.units:
        blocks.setdefault(unit.block_id, []).append(unit)
    cells = find_cells(file.document)
    return _pair(
        (
            units[0].block_kind,
            cells.get(units[0].block_key),
            tuple(_sentence(u, threads.get(u.id, ()), sequels.get(u.id)) for u in units),
        )
        for units in blocks.values()
    )


def pair_segments(file: ArticleFile) -> list[Pair]:
    """A story's own text, for the review of what was written here."""
    cells = find_cells(file.document)
    blocks: list[_Block] = []
    number = 0
    for block in iter_blocks(file.document):
        sentences = []
        for segment in block.segments:
            number += 1
            dated = block.kind is BlockKind.DATELINE
            plain = escape(source_text(block_raw(block)).strip() if dated else strip_tokens(segment.text))
            sentences.append(Sentence(segment.key, number, Markup(""), plain, segment.text))
        if sentences:
            blocks.append((block.kind.value, cells.get(block.key), tuple(sentences)))
    return _pair(blocks)


def _pair(blocks: Iterable[_Block]) -> list[Pair]:
    """Cells of one table are one pair, everything else stands for itself."""
    pairs: list[Pair] = []
    for (_, table), run in groupby(enumerate(blocks), key=lambda item: _run_key(*item)):
        found = [block for _, block in run]
        if table is None:
            pairs += [Pair(get_look(kind), _word(kind), sentences) for kind, _, sentences in found]
            continue
        rows = tuple(
            tuple(TableCell(sentences, cell is not None and cell.heading) for _, cell, sentences in row)
            for _, row in groupby(found, key=lambda block: block[1].row if block[1] else 0)
        )
        pairs.append(Pair("table", _word("table_cell"), tuple(s for _, _, sentences in found for s in sentences), rows))
    return pairs


def _run_key(number: int, block: _Block) -> tuple[int, int | None]:
    """What stands in one table has one key, anything else its own."""
    cell = block[1]
    return (number, None) if cell is None else (-1, cell.table)


def _word(kind: str) -> str:
    return str(BLOCK_WORDS.get(kind, ""))


def _sentence(unit: DeskUnit, threads: Iterable[Thread], sequel: Sequel | None) -> Sentence:
    plain = strip_tokens(unit.text)
    against = None
    if unit.machine_text is not None and unit.status == "confirmed" and unit.machine_text != unit.text:
        against = _show(diff_words(strip_tokens(unit.machine_text), plain))
    changed = sequel if sequel is not None and sequel.changed else None
    return Sentence(
        id=unit.id,
        number=unit.number,
        source=escape(unit.source_as_set or strip_tokens(unit.source)),
        clean=_set(unit),
        raw=unit.text,
        version=unit.version,
        status=unit.status,
        kind=unit.kind,
        reason=unit.reason,
        against=against,
        since=None if changed is None else _show_sequel(changed),
        source_since=_show(changed.source) if changed is not None and changed.source else None,
        fates=() if changed is None else tuple(FATES[fate] for fate in changed.fates if fate in FATES),
        untouched=unit.untouched,
        findings=tell_findings(unit.findings),
        threads=tuple(threads),
    )


def _show(parts: Sequence[DiffPart]) -> Markup:
    return Markup("").join(_FRAMES[part.change].format(part.text) for part in parts)


def _show_sequel(sequel: Sequel) -> Markup:
    ghosts = (Markup(" <del>{}</del>").format(text) for text in sequel.gone)
    return _show(sequel.parts) + Markup("").join(ghosts)


def _set(unit: DeskUnit) -> Markup:
    """The text with its marks as small chips where they are damaged, and without them where all is well."""
    if unit.as_set:
        return escape(unit.as_set)
    if any(f.finding.check == "placeholders" for f in unit.findings):
        return show_tokens(unit.text, dict(unit.elements))
    return escape(strip_tokens(unit.text))
