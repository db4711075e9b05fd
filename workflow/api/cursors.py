"""Cursors: where a list goes on. Opaque to scripts, and good only for the list they came from."""

from __future__ import annotations

import base64
import binascii

from workflow.api.errors import ApiProblem
from workflow.api.schemas.common import MOST


def write_cursor(kind: str, after: int | None) -> str | None:
    """`next` of a list; None at its end."""
    return None if after is None else base64.urlsafe_b64encode(f"{kind}:{after}".encode()).decode().rstrip("=")


def read_cursor(kind: str, cursor: str | None) -> int | None:
    """Where to go on. 422 for a cursor of another list or one that somebody made up."""
    if cursor is None:
        return None
    try:
        name, _, number = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii").partition(":")
    except (binascii.Error, ValueError):
        raise ApiProblem(422, "cursor_bad") from None
    if name != kind or not number.isdecimal() or int(number) > MOST:
        raise ApiProblem(422, "cursor_bad")
    return int(number)
