"""Marks msgids for extraction where they are written and translates nothing: that is done when they are shown."""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802  # the name gettext tools know
    """Mark a msgid; translated later."""
    return message


def N_n(one: str, many: str) -> tuple[str, str]:  # noqa: N802
    """Mark a msgid with a plural; the parameter `num` chooses the form."""
    return one, many
