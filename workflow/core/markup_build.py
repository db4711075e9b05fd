"""HTML → the tree of a document: block elements become containers and leaves, the rest is kept raw.

No recursion and no search that grows with the input: ten thousand nested elements are as good as ten.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from workflow.core.document import BlockKind, Container, Leaf, Node, Notice, Raw
from workflow.core.markup_blocks import BlockMaker, plan_parts
from workflow.core.markup_clean import NoticeList, match_ends
from workflow.core.markup_items import read_items
from workflow.core.markup_kinds import SHORTCODE, is_bare_address, is_embed_tag, is_inline_atom
from workflow.core.markup_runs import divide_run, make_skeleton
from workflow.core.markup_scan import ATOM, CLOSE, COMMENT, OPEN, TEXT, VOID, Mark, scan_html, tag_classes
from workflow.core.segmentation import trim_span

BLOCK = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "col",
        "colgroup",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "amp-accordion",
        "amp-layout",
        "amp-fit-text",
    ]
)
_VOID_BLOCK = frozenset({"hr", "col"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: Elements whose end tag HTML lets you leave out: no notice.
_END_OPTIONAL = frozenset(
    [
        "p",
        "li",
        "dt",
        "dd",
        "td",
        "th",
        "tr",
        "thead",
        "tbody",
        "tfoot",
        "html",
        "body",
        "head",
        "colgroup",
        "caption",
        "option",
        "optgroup",
    ]
)
#: Which open elements a start tag closes, looked for inside the nearest element of the group's own.
_CLOSES = {
    "li": ("list", frozenset({"li"})),
    "dt": ("dl", frozenset({"dt", "dd"})),
    "dd": ("dl", frozenset({"dt", "dd"})),
    "td": ("table", frozenset({"td", "th"})),
    "th": ("table", frozenset({"td", "th"})),
    "tr": ("table", frozenset({"td", "th", "tr"})),
    **dict.fromkeys(("thead", "tbody", "tfoot"), ("table", frozenset({"td", "th", "tr", "thead", "tbody", "tfoot"}))),
}
_GROUP_OPENERS = {"ul": "list", "ol": "list", "menu": "list", "dir": "list", "dl": "dl", "table": "table"}
_BARRIERS = frozenset({"table", "td", "th", "caption"})
_KIND_OF = {
    "li": BlockKind.LIST_ITEM,
    "dt": BlockKind.LIST_ITEM,
    "dd": BlockKind.LIST_ITEM,
    "td": BlockKind.TABLE_CELL,
    "th": BlockKind.TABLE_CELL,
    "caption": BlockKind.CAPTION,
    "figcaption": BlockKind.CAPTION,
    "figure": BlockKind.CAPTION,
    "summary": BlockKind.SUBHEAD,
    "blockquote": BlockKind.QUOTE,
    **dict.fromkeys(_HEADINGS, BlockKind.SUBHEAD),
}
#: Elements whose text is one leaf however it is laid out; elsewhere a blank line or two line breaks divide it.
_ONE_LEAF = frozenset({"p", "li", "dt", "dd", "td", "th", "caption", "figcaption", "summary", "pre"}) | _HEADINGS

#: Deeper elements are kept raw, so that walking a document (and its JSON) needs no deep recursion.
DEEPEST = 48

_WP_COMMENT = re.compile(r"<!--\s*(?P<end>/?)wp:(?P<name>[a-z][a-z0-9/_-]*)\s*(?P<rest>.*?)-->\Z", re.DOTALL)


@dataclass(slots=True)
class _Frame:
    name: str
    start: int
    content: int
    kind: BlockKind | None
    children: list[Node]
    flat: bool
    keep_space: bool = False
    filled: bool = False
    run: list[Mark] = field(default_factory=list)
    unclosed: list[Mark] = field(default_factory=list)


def build_nodes(source: str) -> tuple[tuple[Node, ...], tuple[Notice, ...]]:
    """The tree of a body's HTML (scripts already dropped); its raw texts join to ``source``."""
    builder = _Builder(source)
    for mark in prepare_marks(source):
        builder.take(mark)
    return builder.finish(), tuple(builder.notices.notices)


def prepare_marks(source: str) -> list[Mark]:
    """The tokens with whole embeds and inline atoms folded into one mark and shortcodes cut out of the text."""
    marks = list(scan_html(source))
    blocks_before = [0]
    for mark in marks:
        blocks_before.append(blocks_before[-1] + (mark.name in BLOCK))
    starts: dict[int, bool] = {}
    for index, mark in enumerate(marks):
        if mark.kind == OPEN and mark.name:
            if is_inline_atom(mark.name):
                starts[index] = False
            elif mark.name == "embed" or is_embed_tag(source, mark):
                starts[index] = True
    ends = match_ends(marks, {marks[index].name for index in starts})
    result: list[Mark] = []
    index = 0
    while index < len(marks):
        mark = marks[index]
        end = ends.get(index)
        if index in starts and mark.name == "embed":
            result.append(Mark(ATOM, mark.start, mark.end, "embed"))
        elif index in starts and end is not None and (starts[index] or blocks_before[end] == blocks_before[index]):
            name = "img" if mark.name in ("amp-img", "amp-anim") else "embed" if starts[index] else mark.name
            result.append(Mark(ATOM, mark.start, marks[end].end, name))
            index = end
        elif index in starts and mark.name in ("amp-img", "amp-anim"):
            result.append(Mark(ATOM, mark.start, mark.end, "img"))
        elif mark.kind == ATOM:
            result.append(mark._replace(name="embed") if mark.name == "iframe" else mark)
        elif mark.kind == TEXT and source.find("[", mark.start, mark.end) >= 0:
            result += _cut_shortcodes(source, mark)
        else:
            result.append(mark)
        index += 1
    return result


def _cut_shortcodes(source: str, mark: Mark) -> list[Mark]:
    result: list[Mark] = []
    position = mark.start
    for match in SHORTCODE.finditer(source, mark.start, mark.end):
        if match.start() > position:
            result.append(Mark(TEXT, position, match.start()))
        result.append(Mark(ATOM, match.start(), match.end(), "shortcode"))
        position = match.end()
    if position < mark.end:
        result.append(Mark(TEXT, position, mark.end))
    return result


class _Builder:
    def __init__(self, source: str) -> None:
        self.source = source
        self.notices = NoticeList(source)
        self.maker = BlockMaker(source)
        self.frames = [_Frame("", 0, 0, None, [], flat=False)]
        self.scopes: list[Counter[str]] = [Counter()]
        self.totals: Counter[str] = Counter()
        self.groups: dict[str, list[Counter[str]]] = {name: [Counter()] for name in ("list", "dl", "table")}
        self.lede_due = True
        self.dateline_due = True

    def take(self, mark: Mark) -> None:
        """The next token."""
        if mark.kind == OPEN and mark.name in BLOCK:
            self._open_block(mark)
        elif mark.kind == CLOSE and mark.name in BLOCK:
            self._close_block(mark)
        elif mark.kind == COMMENT and self._take_wp_comment(mark):
            return
        else:
            self.frames[-1].run.append(mark)
            if mark.kind == COMMENT and not mark.whole:
                self.notices.add("unclosed_comment", mark.start, "<!--")
            elif mark.kind == ATOM and not mark.whole:
                self.notices.add("unclosed_tag", mark.start, f"<{mark.name}>")

    def finish(self) -> tuple[Node, ...]:
        """Closes what is open; the tree."""
        while len(self.frames) > 1:
            self._pop(len(self.source), len(self.source), implied=True)
        root = self.frames[0]
        self._flush(root)
        self._note_unclosed(root)
        return tuple(_join_raw(root.children))

    def _open_block(self, mark: Mark) -> None:
        if self.frames[-1].name == "p":
            self._pop(mark.start, mark.start, implied=True)
        if mark.name in _CLOSES:
            group, closed = _CLOSES[mark.name]
            counts = self.groups[group][-1]
            while any(counts[name] for name in closed):
                self._pop(mark.start, mark.start, implied=True)
        if mark.name in _VOID_BLOCK:
            frame = self.frames[-1]
            self._flush(frame)
            frame.children.append(Raw(self.source[mark.start : mark.end]))
            return
        kind = _KIND_OF.get(mark.name)
        if mark.name == "p" and "wp-caption-text" in tag_classes(self.source[mark.start : mark.end]):
            kind = BlockKind.CAPTION
        self._push(mark.name, mark, kind)

    def _push(self, name: str, mark: Mark, kind: BlockKind | None) -> None:
        parent = self.frames[-1]
        self._flush(parent)
        flat = len(self.frames) > DEEPEST
        if flat:
            parent.children.append(Raw(self.source[mark.start : mark.end]))
        self.frames.append(
            _Frame(
                name,
                mark.start,
                mark.end,
                kind or parent.kind,
                parent.children if flat else [],
                flat,
                keep_space=parent.keep_space or name == "pre",
            )
        )
        self.totals[name] += 1
        if name in _CLOSES:
            self.groups[_CLOSES[name][0]][-1][name] += 1
        if name in _GROUP_OPENERS:
            self.groups[_GROUP_OPENERS[name]].append(Counter())
        if name in _BARRIERS:
            self.scopes.append(Counter())
        else:
            self.scopes[-1][name] += 1

    def _close_block(self, mark: Mark) -> None:
        name = mark.name
        if name in _CLOSES:
            found = self.groups[_CLOSES[name][0]][-1][name] > 0
        elif name in _BARRIERS:
            found = self.totals[name] > 0
        else:
            found = self.scopes[-1][name] > 0
        if not found and name in _HEADINGS and self.frames[-1].name in _HEADINGS:
            name, found = self.frames[-1].name, True
        if not found:
            frame = self.frames[-1]
            self._flush(frame)
            frame.children.append(Raw(self.source[mark.start : mark.end]))
            self.notices.add("stray_end_tag", mark.start, f"</{mark.name}>")
            return
        while self.frames[-1].name != name:
            self._pop(mark.start, mark.start, implied=True)
        self._pop(mark.start, mark.end)

    def _take_wp_comment(self, mark: Mark) -> bool:
        match = _WP_COMMENT.match(self.source, mark.start, mark.end) if mark.whole else None
        frame = self.frames[-1]
        if match is None or frame.name in ("p", *_HEADINGS):
            return False
        name = "wp:" + match["name"]
        if match["rest"].rstrip().endswith("/"):
            self._flush(frame)
            frame.children.append(Raw(match[0]))
        elif not match["end"]:
            self._push(name, mark, None)
        elif self.totals[name]:
            while self.frames[-1].name != name:
                self._pop(mark.start, mark.start, implied=True)
            self._pop(mark.start, mark.end)
        else:
            return False
        return True

    def _pop(self, end: int, after: int, *, implied: bool = False) -> None:
        """Ends the innermost element: its content at ``end``, its end tag (if it has one) at ``after``."""
        frame = self.frames[-1]
        if implied and frame.name not in _END_OPTIONAL:
            shown = f"<!-- {frame.name} -->" if frame.name.startswith("wp:") else f"<{frame.name}>"
            self.notices.add("unclosed_tag", frame.start, shown)
        self._flush(frame)
        self._note_unclosed(frame)
        self.frames.pop()
        self._forget(frame.name)
        parent = self.frames[-1]
        parent.filled = parent.filled or frame.filled
        source = self.source
        if frame.flat:
            frame.children.append(Raw(source[end:after]))
        elif not frame.filled:
            parent.children.append(Raw(source[frame.start : after]))
        else:
            opening, closing = source[frame.start : frame.content], source[end:after]
            children = _join_raw(frame.children)
            only = children[0]
            if len(children) == 1 and isinstance(only, Leaf) and not only.open and not only.close:
                parent.children.append(Leaf(opening, closing, only.blocks, only.alts))
            else:
                parent.children.append(Container(opening, closing, tuple(children)))

    def _forget(self, name: str) -> None:
        self.totals[name] -= 1
        if name in _BARRIERS:
            self.scopes.pop()
        else:
            self.scopes[-1][name] -= 1
        if name in _GROUP_OPENERS:
            self.groups[_GROUP_OPENERS[name]].pop()
        if name in _CLOSES:
            self.groups[_CLOSES[name][0]][-1][name] -= 1

    def _note_unclosed(self, frame: _Frame) -> None:
        for mark in frame.unclosed:
            self.notices.add("unclosed_tag", mark.start, f"<{mark.name}>")

    def _flush(self, frame: _Frame) -> None:
        """Turns the inline content collected so far into leaves and skeleton."""
        marks, frame.run = frame.run, []
        if not marks:
            return
        runs = [(marks, True)] if frame.name in _ONE_LEAF else divide_run(self.source, marks)
        for run, has_text in runs:
            nodes = self._make_nodes(frame, run) if has_text else [Raw(self.source[run[0].start : run[-1].end])]
            frame.filled = frame.filled or any(isinstance(node, Leaf) for node in nodes)
            frame.children += nodes

    def _make_nodes(self, frame: _Frame, run: list[Mark]) -> list[Node]:
        items, visible = read_items(self.source, run, keep_space=frame.keep_space)
        self._note_lone_tags(frame, run, {item.start for item in items if item.partner is not None})
        if trim_span(visible, 0, len(visible)) is None:
            return make_skeleton(self.source, run, self.maker)
        start, end = run[0].start, run[-1].end
        if is_bare_address(visible) and all(mark.kind in (TEXT, COMMENT, ATOM) for mark in run):
            return [Leaf("", "", (self.maker.make_embed(start, end),))]
        kind = frame.kind or BlockKind.PARAGRAPH
        if run[0].name == "shortcode" and "caption" in self.source[run[0].start : run[0].end]:
            kind = BlockKind.CAPTION
        parts = plan_parts(visible, kind, first=self.lede_due, dateline=self.dateline_due and self.lede_due)
        for part in parts:
            if part.kind is BlockKind.DATELINE:
                self.dateline_due = False
            elif part.kind in (BlockKind.LEDE, BlockKind.PARAGRAPH):
                self.lede_due = False
        blocks, alts = self.maker.make_blocks(items, visible, parts)
        return [Leaf("", "", tuple(blocks), tuple(alts))]

    def _note_lone_tags(self, frame: _Frame, run: list[Mark], paired: set[int]) -> None:
        """Inline tags may be closed in a later run of the same element: ``<a><figure>…</figure></a>``."""
        for mark in run:
            if mark.start in paired or not mark.name:
                continue
            if mark.kind == OPEN and mark.name not in VOID:
                frame.unclosed.append(mark)
            elif mark.kind == CLOSE:
                for index in range(len(frame.unclosed) - 1, max(-1, len(frame.unclosed) - 20), -1):
                    if frame.unclosed[index].name == mark.name:
                        del frame.unclosed[index]
                        break
                else:
                    self.notices.add("stray_end_tag", mark.start, f"</{mark.name}>")


def _join_raw(nodes: list[Node]) -> list[Node]:
    joined: list[Node] = []
    pending: list[str] = []
    for node in nodes:
        if isinstance(node, Raw):
            pending.append(node.raw)
            continue
        if pending:
            if text := "".join(pending):
                joined.append(Raw(text))
            pending = []
        joined.append(node)
    if text := "".join(pending):
        joined.append(Raw(text))
    return joined
