"""A unit's text as checks read it: without placeholders and addresses, and with the way back to the text as written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from workflow.core.markup_tokens import scan_tokens

#: Stands for what is no prose; of the same length, and no word, number or space.
HIDDEN = "\ue000"
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>«»“”\"]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\w)@\w+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Plain:
    """`text` without placeholders, `starts[n]` where its n-th character stands in what was written (one more for the end)."""

    text: str
    starts: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A range of `text` as a range of what was written."""
        if self.starts is None:
            return start, end
        return self.starts[start], self.starts[end - 1] + 1 if end > start else self.starts[start]


@lru_cache(maxsize=512)
def read_plain(written: str) -> Plain:
    """The text a reader sees, addresses hidden."""
    if "{" not in written:
        return Plain(_ADDRESS.sub(_hide, written))
    letters: list[str] = []
    starts: list[int] = []
    for start, end, part in scan_tokens(written):
        if isinstance(part, str):
            raw, at = written[start:end], 0
            for letter in part:
                at = max(raw.find(letter, at), at)
                letters.append(letter)
                starts.append(start + at)
                at += 1
    return Plain(_ADDRESS.sub(_hide, "".join(letters)), (*starts, len(written)))


def _hide(match: re.Match[str]) -> str:
    """What ends the sentence, or closes a bracket opened before the address, is none of it."""
    address = match[0].rstrip(".,;:!?…)]")
    tail = match[0][len(address) :]
    if tail.startswith(")") and address.count("(") > address.count(")"):
        address, tail = address + ")", tail[1:]
    return HIDDEN * len(address) + tail
