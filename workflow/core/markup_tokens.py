"""Placeholder tokens in segment and unit texts.

``{1}`` … ``{/1}`` is a pair, ``{1}`` alone a standalone element; numbers count per block from 1. A run of literal
``{`` directly before a digit, a slash and digit, or a token is written doubled: literal ``{1}`` is ``{{1}``. An odd
brace left over opens a token; where no whole token follows it is an ordinary brace.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# A token's number has at most six digits; anything longer is text.
_BRACES = re.compile(r"(\{+)(?=/?[0-9])")
_TOKEN = re.compile(r"\{(/?)([0-9]{1,6})\}")


@dataclass(frozen=True, slots=True)
class Token:
    """``{number}`` or, when ``closing``, ``{/number}``."""

    number: int
    closing: bool = False

    def __str__(self) -> str:
        return f"{{{'/' if self.closing else ''}{self.number}}}"


@dataclass(frozen=True, slots=True)
class TokenDamage:
    """What is wrong with a target's tokens.

    ``code``: ``token_missing``, ``token_extra`` (unknown or repeated), ``token_unpaired`` (one half of a pair is gone),
    ``token_order`` (closed before it opens), ``token_nesting`` (two pairs cross). ``token`` is as written.
    """

    code: str
    token: str


def escape_text(plain: str) -> str:
    """Plain text made token-safe."""
    if "{" not in plain:
        return plain
    return _BRACES.sub(lambda match: match[1] * 2, plain)


def scan_tokens(text: str) -> list[tuple[int, int, str | Token]]:
    """``(start, end, part)`` over the whole text, in order: literal text unescaped, or a `Token`."""
    parts: list[tuple[int, int, str | Token]] = []
    start = position = 0
    literal: list[str] = []
    for match in _BRACES.finditer(text):
        if match.start() < position:
            continue
        count = match.end() - match.start()
        token = _TOKEN.match(text, match.end() - 1) if count % 2 else None
        literal.append(text[position : match.start()] + "{" * (count // 2))
        if token is None:
            literal.append("{" * (count % 2))
            position = match.end()
            continue
        if match.end() - 1 > start:
            parts.append((start, match.end() - 1, "".join(literal)))
        literal = []
        parts.append((token.start(), token.end(), Token(int(token[2]), token[1] == "/")))
        start = position = token.end()
    literal.append(text[position:])
    if start < len(text):
        parts.append((start, len(text), "".join(literal)))
    return parts


def parse_tokens(text: str) -> list[str | Token]:
    """Literal texts (unescaped, never empty) and tokens in order; `render_tokens` is its inverse."""
    return [part for _, _, part in scan_tokens(text)]


def render_tokens(parts: Iterable[str | Token]) -> str:
    """Literal texts and tokens as one text."""
    written: list[str] = []
    literal = ""
    for part in parts:
        if isinstance(part, Token):
            braces = len(literal) - len(literal.rstrip("{"))
            written += (escape_text(literal), "{" * braces, str(part))
            literal = ""
        else:
            literal += part
    written.append(escape_text(literal))
    return "".join(written)


def strip_tokens(text: str) -> str:
    """The text as a reader sees it."""
    if "{" not in text:
        return text
    return "".join(part for part in parse_tokens(text) if isinstance(part, str))


def token_numbers(text: str) -> tuple[int, ...]:
    """The distinct token numbers in order of first appearance."""
    return tuple(dict.fromkeys(part.number for part in parse_tokens(text) if isinstance(part, Token)))


def renumber_tokens(text: str, mapping: Mapping[int, int]) -> str:
    """Each token's number through ``mapping``; numbers not in it stay."""
    return render_tokens(
        Token(mapping.get(part.number, part.number), part.closing) if isinstance(part, Token) else part
        for part in parse_tokens(text)
    )


def find_token_damage(source_text: str, target_text: str) -> list[TokenDamage]:
    """What a translation did to its source's tokens, by the source alone; empty when every token is in place.

    Order is free as long as each pair that is whole in the source opens before it closes and no two pairs cross.
    """
    source = [part for part in parse_tokens(source_text) if isinstance(part, Token)]
    target = [part for part in parse_tokens(target_text) if isinstance(part, Token)]
    if not source and not target:
        return []
    wanted, found = Counter(source), Counter(target)
    pairs = {token.number for token in source if token.closing and wanted[Token(token.number)]}
    damage: list[TokenDamage] = []
    for token in dict.fromkeys(source):
        if found[token] < wanted[token]:
            partner = Token(token.number, not token.closing)
            half = token.number in pairs and found[partner]
            damage.append(TokenDamage("token_unpaired" if half else "token_missing", str(token)))
    damage += [TokenDamage("token_extra", str(token)) for token in dict.fromkeys(target) if found[token] > wanted[token]]
    open_now: list[int] = []
    for token in target:
        if token.number not in pairs or found[Token(token.number)] != 1 or found[Token(token.number, True)] != 1:
            continue
        if not token.closing:
            open_now.append(token.number)
        elif token.number not in open_now:
            damage.append(TokenDamage("token_order", str(token)))
        else:
            if open_now[-1] != token.number:
                damage.append(TokenDamage("token_nesting", str(token)))
            open_now.remove(token.number)
    return damage


def safe_split_offsets(text: str, *, inside_pairs: bool = False) -> tuple[int, ...]:
    """Offsets strictly inside ``text`` where a cut breaks no token, no doubled brace and (by default) no pair."""
    parts = scan_tokens(text)
    counts = Counter(part for _, _, part in parts if isinstance(part, Token))
    pairs = {token.number for token in counts if token.closing and counts[Token(token.number)]}
    offsets: list[int] = []
    depth: Counter[int] = Counter()
    for start, end, part in parts:
        if isinstance(part, Token):
            if part.number in pairs:
                depth[part.number] += -1 if part.closing else 1
            inner = range(end, end + 1)
        else:
            inner = range(start + 1, end + 1)
        if inside_pairs or not any(value > 0 for value in depth.values()):
            offsets += [offset for offset in inner if offset < len(text)]
    braces = [(match.start(), match.end()) for match in re.finditer(r"\{{2,}/?(?=[0-9])", text)]
    return tuple(offset for offset in offsets if not any(a < offset <= b for a, b in braces))
