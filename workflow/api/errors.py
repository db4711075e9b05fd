"""Problems (RFC 9457): every error under `/api` as `application/problem+json`, with a stable `type`."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from flask import Response, g, request
from flask_wtf.csrf import CSRFError
from pydantic import BaseModel
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from workflow.api.schemas.editions import show_edition
from workflow.api.schemas.stories import show_story
from workflow.api.schemas.units import show_reasons, show_unit
from workflow.core.errors import Conflict, NotFound, Refused
from workflow.http.i18n import get_language, use_language
from workflow.http.identity import NotSignedIn, is_by_token
from workflow.http.messages import format_message, has_message
from workflow.http.problems import Problem, to_problem
from workflow.http.runtime import get_runtime
from workflow.services.editions import EditionView
from workflow.services.stories import StoryView
from workflow.services.units import UnitView

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
#: What a problem is called where its code has no title of its own; the class of the status is enough for people.
DOCS = "/api/docs"


_HIDDEN = frozenset({"story", "article", "unit", "hold", "job", "release", "operation", "note"})


class ApiProblem(Exception):  # RFC 9457's word
    """A problem of the request itself, found before any use case is asked."""

    def __init__(self, status: int, code: str, *, errors: Iterable[Mapping[str, str]] = (), **params: object) -> None:
        super().__init__(code)
        self.status, self.code, self.params = status, code, params
        self.errors = [dict(e) for e in errors]


def answer_problem(error: Exception) -> Response:
    """The answer to any exception of an API request. Nothing of an unknown error is told, it is only logged."""
    headers: dict[str, str] = {}
    more: dict[str, Any] = {}
    if isinstance(error, ApiProblem):
        problem = Problem(error.status, error.code, error.params, {})
        if error.errors:
            more["errors"] = error.errors
    elif isinstance(error, OperationalError):
        log.warning("the database did not answer in time", exc_info=error)
        problem = Problem(503, "busy", {}, {}, retry_after=2)
    else:
        if not isinstance(error, HTTPException) and to_problem(error).status == 500:
            log.error("a request failed", exc_info=error)
        problem, more = _known_problem(error, headers)
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if problem.retry_after is not None:
        headers["Retry-After"] = str(problem.retry_after)
    return write_problem(problem, more, headers)


def _known_problem(error: Exception, headers: dict[str, str]) -> tuple[Problem, dict[str, Any]]:
    problem = to_problem(error)
    more: dict[str, Any] = {}
    if isinstance(error, NotFound):
        # An article one may not know of and a unit that never was must not be told apart.
        problem = Problem(404, "not_found", {} if error.code in _HIDDEN else {"what": error.code, **error.params}, {})
    elif isinstance(error, Conflict):
        if request.method in ("GET", "HEAD"):  # nothing was to be written: what was asked for has gone
            problem = Problem(410, problem.code, problem.params, problem.data)
        data = dict(problem.data)
        current = data.pop("current", None)
        if isinstance(current, UnitView):
            more["current"] = show_unit(current)
            headers["ETag"] = f'"{current.version}"'
        elif isinstance(current, StoryView):
            more["current"] = show_story(current)
            headers["ETag"] = f'"{current.revision}"'
        elif isinstance(current, EditionView):
            more["current"] = show_edition(current)
            headers["ETag"] = f'"{current.version}"'
        elif data:
            more["current"] = dict(data)
        more |= data
    elif isinstance(error, Refused):
        # The findings' own sentences are words of the answer: they are made in its language, below.
        more["_reasons"] = error.reasons or ((error.code, error.params),)
    elif isinstance(error, CSRFError):
        problem = Problem(400, "csrf", {}, {})
    elif isinstance(error, NotSignedIn):
        problem = Problem(401, "not_signed_in", {}, {})
    elif isinstance(error, HTTPException):
        if problem.status == 404:
            problem = Problem(404, "not_found", {}, {})
        for name, value in error.get_headers():
            if name.lower() in ("allow", "retry-after"):
                headers[name] = value
    if problem.status == 413 or problem.code in ("too_large", "catalog_too_large"):
        problem = Problem(413, "too_large", {"limit": f"{get_runtime().settings.max_upload_bytes // 1_000_000} MB"}, {})
    return problem, more


def write_problem(problem: Problem, more: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None) -> Response:
    """The problem as JSON: type, title, status, detail, instance, code, params and what else belongs to it."""
    extra = dict(more or {})
    with use_language(find_language()):
        reasons = extra.pop("_reasons", None)
        if isinstance(extra.get("current"), BaseModel):
            extra["current"] = _plain(extra["current"])
        if reasons is not None:
            extra["findings"] = [_plain(f) for f in show_reasons(reasons)]
        body: dict[str, Any] = {
            "type": f"{DOCS}#{problem.code}",
            "title": HTTPStatus(problem.status).phrase if problem.status in set(HTTPStatus) else "Error",
            "status": problem.status,
            "detail": find_sentence(problem),
            "code": problem.code,
            "params": {
                k: v if isinstance(v, (str, int, float, bool, list)) or v is None else str(v) for k, v in problem.params.items()
            },
            **extra,
        }
    response = Response(json.dumps(body, ensure_ascii=False, default=str) + "\n", status=problem.status, content_type=MEDIA_TYPE)
    response.headers.extend(headers or {})
    response.headers["Cache-Control"] = "no-store"
    return response


def find_language() -> str:
    """A script that names no language reads English; a page's own requests speak its language."""
    if is_by_token() or g.get("actor") is None:
        return request.accept_languages.best_match(("en", "ru")) or "en"
    return get_language()


def find_sentence(problem: Problem) -> str:
    if has_message(problem.code):
        return format_message(problem.code, problem.params)
    status = HTTPStatus(problem.status) if problem.status in set(HTTPStatus) else HTTPStatus.INTERNAL_SERVER_ERROR
    return status.description + "." if status.description else f"{status.phrase}."


def _plain(model: BaseModel) -> Any:
    return model.model_dump(mode="json", exclude_unset=True)
