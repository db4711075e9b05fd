"""What may stand in a msgid or msgstr, and how a translator's text is made to fit."""

from __future__ import annotations

import re

# U+0000 ends a string and U+0004 separates context from msgid in MO files; msgfmt refuses both.
# A lone surrogate is not text and has no UTF-8.
_FORBIDDEN = re.compile("[\x00\x04]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BREAKS = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]+")


def clean_text(text: str) -> str:
    """`text` without the two characters gettext cannot carry; a lone surrogate becomes U+FFFD."""
    return _SURROGATE.sub("\ufffd", _FORBIDDEN.sub("", text))


def join_lines(text: str) -> str:
    """`text` on one line for a comment or a header: control characters and line breaks become a space."""
    return _BREAKS.sub(" ", clean_text(text)).strip()


def fit_target(source: str, target: str) -> str:
    """The msgstr for a target: `msgfmt --check` wants msgid and msgstr to begin and end with a newline alike.

    Only newlines at the two ends are added or taken away; a target of nothing else is an empty one.
    """
    text, source = clean_text(target), clean_text(source)
    if not text.strip("\n"):
        return ""
    if source.startswith("\n") != text.startswith("\n"):
        text = "\n" + text if source.startswith("\n") else text.lstrip("\n")
    if source.endswith("\n") != text.endswith("\n"):
        text = text + "\n" if source.endswith("\n") else text.rstrip("\n")
    return text


def is_same_target(source: str, ours: str, theirs: str) -> bool:
    """Whether `theirs`, read from a catalog, is what `write_po` wrote for the target `ours`.

    An import must ask this, not `==`: a text that had to be made to fit would look changed otherwise.
    """
    return fit_target(source, ours) == theirs


def is_same_source(ours: str, theirs: str) -> bool:
    """Whether `theirs`, read from a catalog, is the msgid that `write_po` wrote for the source `ours`."""
    return clean_text(ours) == theirs
