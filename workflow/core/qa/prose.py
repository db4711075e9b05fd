"""What several checks need: texts with what is not to be read blanked out, at the same length."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\{+/?[0-9]{1,6}\}")
#: A word joiner: neither a letter nor white space, and nobody types it.
_BLANK = "\u2060"
_OPEN = "“«„"
_CLOSE = "”»"
_MARK = re.compile(f'["{_OPEN}{_CLOSE}]')
_BEFORE_OPEN = frozenset(" \u00a0\t\n([{—–-/‘'" + _BLANK)


def blank_tokens(text: str) -> str:
    """The text with placeholders blanked; offsets stay."""
    return _TOKEN.sub(lambda m: _BLANK * len(m[0]), text) if "{" in text else text


def lower(text: str) -> str:
    """The text in small letters; offsets stay. Long lists of words are found in it in half the time that IGNORECASE takes."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def find_marks(text: str) -> list[tuple[int, bool]]:
    """Double quotation marks in order: offset, and whether it opens. A straight one opens before a word, after a gap."""
    marks: list[tuple[int, bool]] = []
    german = 0
    for match in _MARK.finditer(text):
        at, char = match.start(), match[0]
        if char == "„":
            german += 1
            marks.append((at, True))
        elif char in "“”" and german:
            german -= 1
            marks.append((at, False))
        elif char in _OPEN:
            marks.append((at, True))
        elif char in _CLOSE:
            marks.append((at, False))
        else:
            gap_before = at == 0 or text[at - 1] in _BEFORE_OPEN
            gap_after = at + 1 == len(text) or not (text[at + 1].isalnum() or text[at + 1] in "‘'([$€£#@.…—–-" + _BLANK)
            if gap_before != gap_after:
                marks.append((at, gap_before))
            else:
                marks.append((at, not (marks and marks[-1][1])))
    return marks


def blank_quotations(text: str) -> str:
    """The text with what stands between quotation marks blanked: others' words. One left open or closed reaches the edge."""
    marks = find_marks(text)
    if not marks:
        return text
    chars = list(text)
    depth, start = 0, 0
    if not marks[0][1]:
        depth = 1
    for at, opens in marks:
        if opens:
            if depth == 0:
                start = at
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                chars[start : at + 1] = _BLANK * (at + 1 - start)
    if depth:
        chars[start:] = _BLANK * (len(chars) - start)
    return "".join(chars)


def narration(text: str) -> str:
    """The newsroom's own words: placeholders and quotations blanked."""
    return blank_quotations(blank_tokens(text))


def like(word: str, new: str) -> str:
    """`new` with a capital where `word` has one."""
    return new[:1].upper() + new[1:] if word[:1].isupper() else new
