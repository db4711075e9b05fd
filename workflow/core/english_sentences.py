"""Sentences of English news text, for comparing it with its Russian: rules for full stops that end none."""

from __future__ import annotations

import re

_END = re.compile(r"[.!?…]+[”’»\"')\]]*(?=\s+[“‘«\"'(\[]?[A-Z0-9À-ÞА-ЯЁ])")
#: Words that a full stop shortens and that more must follow, and letters of names: `Gen. Smith`, `J. Smith`, `No. 5`.
_SHORT = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Mt|Gen|Col|Lt|Maj|Capt|Sgt|Adm|Sen|Rep|Gov|Rev|Prof|Hon|Fr|Jr|vs|cf|e\.g|i\.e|approx|No|Nos|"
    r"Jan|Feb|Apr|Aug|Sept|Sep|Oct|Nov|Dec)|(?<![^\W\d_])[A-Z]|\b(?:U\.S|U\.K|U\.N|D\.C))\.\Z"
)


def split_english(text: str) -> list[str]:
    """The sentences of a text, in order, without white space at either end."""
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        if _SHORT.search(text, max(start, match.end() - 12), match.end()):
            continue
        found.append(text[start : match.end()].strip())
        start = match.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]
