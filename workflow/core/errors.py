"""Errors a use case may answer with. Each has a stable code; edges turn a class into a status, `web` a code into words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class WorkflowError(Exception):
    """`code` is stable and machine-readable; `params` fill the sentence people read; `data` is for scripts."""

    def __init__(self, code: str, *, data: Mapping[str, Any] | None = None, **params: object) -> None:
        super().__init__(code if not params else f"{code}: {params}")
        self.code = code
        self.params: dict[str, object] = dict(params)
        self.data: dict[str, Any] = dict(data or {})


class NotFound(WorkflowError):
    """No such thing, or none that the actor may know of: both look the same."""


class Forbidden(WorkflowError):
    """The actor may see the thing but not do this to it."""


class Invalid(WorkflowError):
    """The request itself is wrong; nothing was changed."""


class Conflict(WorkflowError):
    """Somebody was faster: `data` holds the current state."""


class Refused(WorkflowError):
    """A move the table or one of its guards refuses; `reasons` are message codes with their parameters."""

    def __init__(self, code: str, reasons: tuple[tuple[str, dict[str, object]], ...] = (), **params: object) -> None:
        super().__init__(code, data={"reasons": [{"code": c, **p} for c, p in reasons]}, **params)
        self.reasons = reasons
