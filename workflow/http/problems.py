"""Errors of the use cases → status: one table for pages and API alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from workflow.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused, WorkflowError
from workflow.http.identity import NotSignedIn
from workflow.services.accounts import TooManySignIns

STATUS: dict[type[Exception], int] = {
    NotFound: 404,
    Forbidden: 403,
    Invalid: 422,
    Conflict: 412,
    Refused: 409,
    NotSignedIn: 401,
    TooManySignIns: 429,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, for an edge to show: status, stable code, what fills its sentence, and data for scripts."""

    status: int
    code: str
    params: dict[str, object]
    data: dict[str, Any]
    retry_after: int | None = None


def to_problem(error: Exception) -> Problem:
    """The problem an exception is; anything unknown is a 500 that tells nothing of itself."""
    if isinstance(error, WorkflowError):
        status = next(status for kind, status in STATUS.items() if isinstance(error, kind))
        return Problem(status, error.code, error.params, error.data)
    if isinstance(error, NotSignedIn):
        return Problem(401, "not_signed_in", {}, {})
    if isinstance(error, TooManySignIns):
        minutes = max(1, round(error.retry_after / 60))
        return Problem(429, "too_many_sign_ins", {"minutes": minutes}, {}, error.retry_after)
    if isinstance(error, CSRFError):
        return Problem(400, "csrf", {}, {})
    if isinstance(error, HTTPException):
        return Problem(error.code or 500, f"http_{error.code}", {}, {})
    return Problem(500, "internal", {}, {})
