"""Where the placeholder tokens of a source text belong in its translation, when the engine says nothing
about it.

A pair goes around the words that translate what was inside it: found by looking in the translation for the
inside as it is (a name, a number) or translated alone, or else guessed by its share of the length, at word
borders. A token that stands alone goes to the word border at its share of the length. Whatever stood at
either end stays at that end. Offsets count code points; a span is `[start, end)`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from workflow.core.markup_tokens import Token

Span: TypeAlias = tuple[int, int]
Translated: TypeAlias = tuple[str | None, str | None]
Translate: TypeAlias = Callable[[str], Translated]
"""Plain text → its translation and None, or None and a code."""


@dataclass(slots=True, eq=False)
class Node:
    """A pair, or a token that stands alone (then `closing` is None): its place in the plain source,
    `[start, end)`, its place in the translation, `[low, high)` once it has one, whether that is a guess by
    its share of the length, and what is nested in it."""

    opening: Token
    start: int
    end: int
    closing: Token | None = None
    children: list[Node] = field(default_factory=list)
    low: int = -1
    high: int = -1
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class SplitText:
    """A text without its tokens, literal braces as themselves, and the tokens as a forest in their order."""

    plain: str
    nodes: list[Node]


MARKS = "«»„“”\"'‘’()[].,;:!?…—–"
_WORD = re.compile(r"\S+")
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Frame:
    """One level of nesting: a span of the source, the span of the translation it became, and the pairs in
    it."""

    plain: str
    source: Span
    whole: str
    target: Span
    pairs: Sequence[Node]

    def share(self, position: float) -> float:
        """How far into the source's span a position lies, from 0 to 1."""
        length = self.source[1] - self.source[0]
        return 0.0 if length <= 0 else (position - self.source[0]) / length

    def is_free(self, span: Span) -> bool:
        """Whether no pair of this level has a word of the span."""
        return all(pair.low < 0 or span[1] <= pair.low or span[0] >= pair.high for pair in self.pairs)

    def text_before(self, node: Node) -> str:
        return self.plain[self.source[0] : node.start]

    def text_after(self, node: Node) -> str:
        return self.plain[node.end : self.source[1]]


def was_guessed(nodes: Sequence[Node]) -> bool:
    """Whether the place of any of them is a guess."""
    return any(node.guessed or was_guessed(node.children) for node in nodes)


def place_nodes(split: SplitText, whole: str, translate: Translate) -> bool:
    """Give every node its place in the translation `whole`; False when some pair finds no words to stand
    around."""
    return _place(split.nodes, split.plain, (0, len(split.plain)), whole, (0, len(whole)), translate)


def _place(nodes: Sequence[Node], plain: str, source: Span, whole: str, target: Span, translate: Translate) -> bool:
    """Place siblings inside `target`: pairs first (found ones before guessed ones), then what stands
    alone."""
    pairs = [node for node in nodes if plain[node.start : node.end].strip()]
    frame = Frame(plain, source, whole, target, pairs)
    guessed = [node for node in pairs if not _place_around_all(node, frame) and not _find_inside(node, frame, translate)]
    if not all(_guess_words(node, frame) for node in guessed):
        return False
    for node in nodes:
        if node.low < 0:
            _place_point(node, frame)
    return all(
        _place(node.children, plain, (node.start, node.end), whole, (node.low, node.high), translate)
        for node in nodes
        if node.children
    )


def _place_around_all(node: Node, frame: Frame) -> bool:
    """A pair around everything stays around everything, marks at its ends apart."""
    before, after = frame.text_before(node), frame.text_after(node)
    if before.strip(MARKS + " ") or after.strip(MARKS + " "):
        return False
    low, high = _trim(frame.whole, frame.target)
    text = frame.whole[low:high]
    if before.strip():
        low += len(text) - len(text.lstrip(MARKS))
    if after.strip():
        high -= len(text) - len(text.rstrip(MARKS))
    if low >= high:
        return False
    node.low, node.high = low, high
    return True


def _find_inside(node: Node, frame: Frame, translate: Translate) -> bool:
    """Look for what is inside a pair among the words not yet taken; of several, take the nearest to its
    share."""
    low, high = frame.target
    wanted = low + (high - low) * frame.share((node.start + node.end) / 2)
    for needle in _list_needles(frame.plain[node.start : node.end], translate):
        found = [
            match.span()
            for match in re.finditer(rf"(?<!\w){re.escape(needle)}(?!\w)", frame.whole, re.IGNORECASE)
            if match.start() >= low and match.end() <= high and frame.is_free(match.span())
        ]
        if found:
            node.low, node.high = min(found, key=lambda span: abs((span[0] + span[1]) / 2 - wanted))
            return True
    return False


def _list_needles(inside: str, translate: Translate) -> Iterator[str]:
    core = inside.strip(MARKS + " ")
    if not core:
        return
    yield core
    translated = (translate(inside)[0] or "").strip(MARKS + " ")
    if translated:
        yield translated
        without_article = _ARTICLE.sub("", translated)
        if without_article != translated:
            yield without_article


def _guess_words(node: Node, frame: Frame) -> bool:
    """Put a pair around the run of free words nearest to its share of the length."""
    low, high = frame.target
    spans = [match.span() for match in _WORD.finditer(frame.whole, low, high)]
    trimmed = [_trim_marks(frame.whole, span) for span in spans]
    words = [span for span in trimmed if span is not None and frame.is_free(span)]
    if not words:
        return False
    wanted_low = low + (high - low) * frame.share(node.start)
    wanted_high = low + (high - low) * frame.share(node.end)
    first = min(range(len(words)), key=lambda index: abs(words[index][0] - wanted_low))
    last = first
    while (
        last + 1 < len(words)
        and abs(words[last + 1][1] - wanted_high) < abs(words[last][1] - wanted_high)
        and frame.is_free((words[first][0], words[last + 1][1]))
    ):
        last += 1
    node.low, node.high, node.guessed = words[first][0], words[last][1], True
    return True


def _place_point(node: Node, frame: Frame) -> None:
    """Put a lone token, or a pair around nothing, at an end, at the pair it touches, or at a free word
    border."""
    low, high = _trim(frame.whole, frame.target)
    touching = [pair.high for pair in frame.pairs if pair.end == node.start]
    touching += [pair.low for pair in frame.pairs if pair.start == node.end]
    if not frame.text_before(node).strip():
        place = low
    elif not frame.text_after(node).strip():
        place = high
    elif touching:
        place = touching[0]
    else:
        wanted = low + (high - low) * frame.share(node.start)
        before, after = frame.text_before(node)[-1:], frame.text_after(node)[:1]
        belongs_to_next = before.isspace() and not after.isspace()
        borders = {low, high}
        for match in _WORD.finditer(frame.whole, low, high):
            borders.add(match.start() if belongs_to_next else match.end())
        free = [place for place in borders if not any(pair.low < place < pair.high for pair in frame.pairs)]
        place = min(sorted(free or {high}), key=lambda border: abs(border - wanted))
        node.guessed = True
    for pair in frame.pairs:
        if pair.low < place < pair.high:  # white space at the end may belong to the pair
            place = pair.high if pair.end <= node.start else pair.low
    node.low = node.high = place


def _trim(whole: str, span: Span) -> Span:
    """The span without white space at its ends; a blank one is left as it is."""
    text = whole[span[0] : span[1]]
    if not text.strip():
        return span
    return span[0] + len(text) - len(text.lstrip()), span[1] - (len(text) - len(text.rstrip()))


def _trim_marks(whole: str, word: Span) -> Span | None:
    """A word without the marks around it, or None for marks alone."""
    text = whole[word[0] : word[1]]
    if not text.strip(MARKS):
        return None
    return word[0] + len(text) - len(text.lstrip(MARKS)), word[1] - (len(text) - len(text.rstrip(MARKS)))
