"""Every error as an answer a person can act on: a page, a notice for htmx, or problem+json for scripts.

Nothing typed is lost: a form that met an expired sign-in or a stale token comes back with its fields in it.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass

from flask import Flask, Response, g, make_response, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from workflow.core.errors import WorkflowError
from workflow.http.formatting import format_number
from workflow.http.i18n import gettext
from workflow.http.identity import NotSignedIn, current_user
from workflow.http.messages import find_error_page, format_message, has_message
from workflow.http.problems import Problem, to_problem
from workflow.services.accounts import TooManySignIns
from workflow.web.requests import go_to, has_foreign_origin, is_htmx, wants_json

log = logging.getLogger(__name__)

#: What a form carries for itself; the rest is what somebody typed or chose.
OWN_FIELDS = frozenset({"csrf_token", "password", "next", "kept", "kept_to"})
LONGEST_KEPT = 2_000_000


@dataclass(frozen=True)
class KeptForm:
    """A form that could not be taken yet: where it goes and what is in it. Files and passwords are not kept."""

    action: str
    fields: tuple[tuple[str, str], ...]
    files: bool = False

    @property
    def typed(self) -> tuple[str, ...]:
        """Longer texts of the form, for showing them."""
        return tuple(value for _, value in self.fields if len(value) > 24 or " " in value.strip() or "\n" in value.strip())

    def to_json(self) -> str:
        return json.dumps(self.fields, ensure_ascii=False)

    @classmethod
    def from_json(cls, action: str, text: str) -> KeptForm | None:
        """The form from the hidden field of the sign-in page; None where somebody tampered with it."""
        try:
            pairs = json.loads(text[:LONGEST_KEPT])
            return cls(action, tuple((str(name), str(value)) for name, value in pairs))
        except (ValueError, TypeError):
            return None


def keep_form() -> KeptForm | None:
    """The form of this request, if it is one of our own pages'."""
    if request.method != "POST" or has_foreign_origin() or is_htmx() or not _is_form():
        return None
    fields = tuple((name, value) for name, value in request.form.items(multi=True) if name not in OWN_FIELDS)
    return KeptForm(request.full_path.rstrip("?"), fields, bool(request.files))


def _is_form() -> bool:
    return request.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data")


def install_errors(app: Flask) -> None:
    kinds: tuple[type[Exception], ...] = (WorkflowError, NotSignedIn, TooManySignIns, HTTPException, Exception)
    for kind in kinds:
        app.register_error_handler(kind, show_error)


def tell(problem: Problem) -> str:
    """One sentence for a problem."""
    if problem.code in ("http_413", "too_large", "catalog_too_large"):
        return tell_too_large()
    code = problem.code if has_message(problem.code) else None
    if code is not None:
        return format_message(code, problem.params)
    page = find_error_page(problem.status)
    return f"{page.what} {page.todo}"


def tell_reasons(problem: Problem) -> list[str]:
    """The reasons behind a refusal, each as a sentence; the same one only once."""
    reasons = problem.data.get("reasons")
    if not isinstance(reasons, list):
        return []
    sentences = [
        format_message(str(r["code"]), {k: v for k, v in r.items() if k != "code"})
        for r in reasons
        if isinstance(r, dict) and "code" in r
    ]
    return list(dict.fromkeys(sentences))


def tell_too_large() -> str:
    """The sentence for a file over the limit, with the limit."""
    limit = request.max_content_length  # what stands around the file in a form is allowed a megabyte
    most = gettext("%(size)s MB", size=format_number(round((limit or 0) / 1_000_000 - 1, 1)))
    return gettext("The file is larger than %(limit)s, which is the most that is taken in. Send a smaller one.", limit=most)


def show_error(error: Exception) -> Response:
    """The answer to an exception, in the shape the asker understands."""
    problem = Problem(503, "busy", {}, {}, 2) if isinstance(error, OperationalError) else to_problem(error)
    if problem.status >= 500:
        log.error("%s %s failed", request.method, request.path, exc_info=error)
    if isinstance(error, HTTPException) and error.response is not None:
        return make_response(error.response)
    if is_htmx():
        response = _as_fragment(problem)
    elif wants_json():
        response = _as_json(problem)
    else:
        response = _as_page(error, problem)
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    if isinstance(error, HTTPException) and problem.status == 405:
        response.headers.extend({k: v for k, v in error.get_headers() if k == "Allow"})
    return response


def _seen_status(problem: Problem) -> int:
    return 404 if problem.status == 403 else problem.status


def _as_json(problem: Problem) -> Response:
    page = find_error_page(problem.status)
    reasons = tell_reasons(problem)
    body = {
        "type": f"urn:workflow:problem:{problem.code}",
        "title": str(page.title),
        "status": problem.status,
        "detail": " ".join([tell(problem), *reasons]),
        "code": problem.code,
        **problem.data,
    }
    return Response(json.dumps(body, ensure_ascii=False, default=str), problem.status, content_type="application/problem+json")


def _as_fragment(problem: Problem) -> Response:
    """What htmx shows: bad input as a notice at the top of the page, the rest as the words of a toast."""
    if problem.status != 422:
        return _as_json(problem)
    response = make_response(render_template("errors/notice.html", message=tell(problem)), 422)
    response.headers.update({"HX-Retarget": "#notices", "HX-Reswap": "innerHTML"})
    return response


def _as_page(error: Exception, problem: Problem) -> Response:
    if isinstance(error, NotSignedIn):
        return _ask_to_sign_in()
    if isinstance(error, CSRFError):
        kept = keep_form()
        if kept is not None and current_user() is not None:
            return make_response(render_template("errors/resend.html", kept=kept, stale=True), 400)
        if request.endpoint == "accounts.sign_in":
            return go_to(url_for("accounts.sign_in", next=request.form.get("next")))
    status = _seen_status(problem)
    page = find_error_page(status)
    known = isinstance(error, WorkflowError | TooManySignIns) and problem.status != 403 and problem.code not in ("not_found",)
    what = tell(problem) if (known and has_message(problem.code)) or isinstance(error, RequestEntityTooLarge) else page.what
    kept = keep_form() if isinstance(error, WorkflowError) and problem.status in (403, 409, 412, 422) else None
    template = "public/error.html" if (request.endpoint or "").startswith("public.") else "errors/error.html"
    body = render_template(
        template,
        code=status,
        problem={"title": page.title, "what": what, "todo": page.todo},
        reasons=tell_reasons(problem) if problem.status != 403 else [],
        kept=kept,
    )
    return make_response(body, status)


def _ask_to_sign_in() -> Response:
    """A page asked for without a sign-in leads to the sign-in and back; a form keeps what was typed on the way."""
    if request.method in ("GET", "HEAD"):
        target = request.full_path.rstrip("?")
        return go_to(url_for("accounts.sign_in", next=target if target != "/" else None))
    kept = keep_form()
    g.csp_pictures = False
    body = render_template("accounts/sign_in.html", kept=kept, next=None, email="", errors={}, demo=())
    return make_response(body, 401)
