"""Hashes by which a changed source is seen: one of the words, one of the markup.

SHA-256 in hexadecimal, cut to 32 digits.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence

from workflow.core.document import Element
from workflow.core.markup_tokens import Token, parse_tokens, strip_tokens

_FOLDED = {
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
    **dict.fromkeys("«»„“”‟″", '"'),
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
}
_TO_FOLD = re.compile(f"[{''.join(_FOLDED)}]")
_SPACE = re.compile(r"\s+")


def normalise(text: str) -> str:
    """What two segments must share to be "the same sentence".

    NFC, tokens removed, white space (NBSP too) folded and trimmed, soft hyphens and zero-width characters removed,
    quotation marks and dashes folded to ASCII. Case is kept: it distinguishes names.
    """
    # Most texts have none of these, and translating letter by letter is slow.
    plain = _TO_FOLD.sub(lambda found: _FOLDED[found[0]], unicodedata.normalize("NFC", strip_tokens(text)))
    return _SPACE.sub(" ", plain).strip()


def digest(text: str) -> str:
    """SHA-256 of the text in UTF-8, hexadecimal, 32 digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def segment_hash(text: str) -> str:
    """The hash of a segment's words; markup, white space and kinds of quotation marks do not count."""
    return digest(normalise(text))


def markup_hash(text: str, elements: Sequence[Element] | Mapping[int, Element]) -> str:
    """The hash of a segment's markup: what each token stands for and before which word it stands.

    Numbers do not count, so a link added to an earlier sentence of the block changes nothing here; an image's alt
    text does not count either, it is a block of its own.
    """
    seen: dict[int, int] = {}
    words = 0
    found: list[list[object]] = []
    for part in parse_tokens(text):
        if not isinstance(part, Token):
            words += len(part.split())
            continue
        element = _find_element(elements, part.number)
        if element is None:
            continue
        order = seen.setdefault(part.number, len(seen))
        raw = element.open
        if element.alt_span is not None:
            raw = raw[: element.alt_span[0]] + raw[element.alt_span[1] :]
        found.append([order, part.closing, words, raw, element.close])
    return digest(json.dumps(found, ensure_ascii=True, separators=(",", ":")))


def _find_element(elements: Sequence[Element] | Mapping[int, Element], number: int) -> Element | None:
    if isinstance(elements, Mapping):
        return elements.get(number)
    return elements[number - 1] if 1 <= number <= len(elements) else None
