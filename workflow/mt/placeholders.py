"""Taking placeholder tokens out of a text before an engine that knows no tags, and putting them back after.

The engine gets the text without its tokens (`workflow.core.markup_tokens` has their grammar). Then each token
finds its place in the translation (`workflow.mt.projection`). Pairs are placed inside their parents and
beside their siblings, so the result is nested as the source is; it is checked all the same, and a text
whose tokens cannot be kept is no result at all.
"""

from __future__ import annotations

from collections.abc import Sequence

from workflow.core.markup_tokens import Token, find_token_damage, parse_tokens, render_tokens
from workflow.mt.base import GUESSED
from workflow.mt.projection import Node, SplitText, Translate, Translated, place_nodes, was_guessed


def split_tokens(text: str) -> SplitText:
    """Take the tokens out of a text. Half a pair, or a pair that crosses another, counts as tokens that
    stand alone."""
    parts = parse_tokens(text)
    plain = ""
    roots: list[Node] = []
    open_nodes: list[Node] = []
    for index, part in enumerate(parts):
        if isinstance(part, str):
            plain += part
            continue
        if part.closing and open_nodes and open_nodes[-1].opening.number == part.number:
            node = open_nodes.pop()
            node.closing, node.end = part, len(plain)
            continue
        is_pair = not part.closing and _closes_cleanly(part, parts[index + 1 :])
        node = Node(part, len(plain), len(plain))
        (open_nodes[-1].children if open_nodes else roots).append(node)
        if is_pair:
            open_nodes.append(node)
        else:
            plain = _keep_words_apart(plain, parts[index + 1 :])
    return SplitText(plain, roots)


def _closes_cleanly(token: Token, rest: Sequence[str | Token]) -> bool:
    """Whether an opening token is closed in `rest`, and nothing in between closes what opened before it."""
    opened: list[int] = []
    for part in rest:
        if isinstance(part, str):
            continue
        if not part.closing:
            opened.append(part.number)
        elif part.number in opened:
            opened.remove(part.number)
        else:
            return part.number == token.number
    return False


def _keep_words_apart(plain: str, rest: Sequence[str | Token]) -> str:
    """A lone token glued between two words (a line break, a picture) leaves a space in its place."""
    after = next((part for part in rest if isinstance(part, str)), "")
    return plain + " " if plain[-1:].isalnum() and after[:1].isalnum() else plain


def translate_with_tokens(text: str, translate: Translate) -> Translated:
    """Translate a unit's text with an engine that knows no tokens: (text, None) or (None, code).

    A text has every token of the source exactly once and nested as there; where that cannot be had the code
    is `placeholders_lost`. Where the place of one is a guess, the text comes with `GUESSED`. `translate` may be
    asked for parts of the text too.
    """
    split = split_tokens(text)
    if split.nodes and not split.plain.strip():
        return _check(text, text)  # nothing but elements: they are the same in every language
    whole, code = translate(split.plain)
    if whole is None:
        return None, code
    if not place_nodes(split, whole, translate):
        return None, "placeholders_lost"
    target, code = _check(text, render_tokens(list_parts(split.nodes, whole, 0, len(whole))))
    return target, GUESSED if target is not None and was_guessed(split.nodes) else code


def _check(source: str, target: str) -> Translated:
    return (None, "placeholders_lost") if find_token_damage(source, target) else (target, None)


def list_parts(nodes: Sequence[Node], whole: str, low: int, high: int) -> list[str | Token]:
    """The span `[low, high)` of the translation with its nodes in it. Siblings never overlap."""
    parts: list[str | Token] = []
    for node in sorted(nodes, key=lambda node: (node.low, node.high)):  # a stable sort: equal ones keep their order
        parts += [whole[low : node.low], node.opening, *list_parts(node.children, whole, node.low, node.high)]
        if node.closing is not None:
            parts.append(node.closing)
        low = node.high
    return [*parts, whole[low:high]]
