"""Signing in and out, and what a person chose for the interface."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from flask_wtf.csrf import generate_csrf

from workflow.core.permissions import SYSTEM
from workflow.demo import DEMO_PASSWORD, DEMO_PEOPLE
from workflow.http.i18n import UI_LANGUAGES
from workflow.http.identity import current_user, require_actor
from workflow.http.identity import sign_in as begin_session
from workflow.http.identity import sign_out as end_session
from workflow.http.messages import format_message
from workflow.http.runtime import get_runtime, now, reading, writing
from workflow.services import accounts
from workflow.web.board_filters import VIEWS
from workflow.web.errors import KeptForm
from workflow.web.requests import go_to, safe_path, wants_json

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/sign-in")
def sign_in_page() -> Response:
    """The form; in demo mode with a button for each demo person."""
    if current_user() is not None:
        return go_to(safe_path(request.args.get("next")))
    return _show_form(200)


@blueprint.post("/sign-in", endpoint="sign_in")
def sign_in() -> Response:
    """Check the password and begin a session. A script that asks for JSON gets the new CSRF token."""
    email, password = request.form.get("email", ""), request.form.get("password", "")
    address = request.remote_addr or ""
    with reading() as db:
        accounts.check_sign_in_rate(db, email=email, address=address, now=now())
        user_id = accounts.check_password(db, email=email, password=password)
    with writing() as work:
        accounts.note_sign_in(work, email=email, address=address, user_id=user_id)
        loaded = accounts.load_actor(work.session, user_id, via="web") if user_id is not None else None
    if loaded is None:
        message = format_message("wrong_credentials")
        if wants_json():
            return make_response(jsonify(code="wrong_credentials", detail=message), 422)
        return _show_form(422, errors={"password": [message]})
    user = loaded[1]
    begin_session(user.id, user.session_epoch)
    if wants_json():
        return make_response(jsonify(user=user.id, name=user.name, csrf_token=generate_csrf()))
    kept = _read_kept()
    if kept is not None:
        return make_response(render_template("errors/resend.html", kept=kept, stale=False))
    return go_to(safe_path(request.form.get("next")))


@blueprint.post("/sign-out")
def sign_out() -> Response:
    end_session()
    return go_to("/sign-in")


@blueprint.post("/preferences")
def save_preferences() -> Response:
    """Remember language, theme, single-letter keys or help with typing; one or more of them a request."""
    actor = require_actor()
    changes: dict[str, object] = {}
    if (language := request.form.get("language")) in UI_LANGUAGES:
        changes["language"] = language
    if (theme := request.form.get("theme")) in ("system", "light", "dark"):
        changes["theme"] = theme
    for name in ("shortcuts", "typing"):
        if (value := request.form.get(name)) in ("on", "off"):
            changes[name] = value == "on"
    if (board := request.form.get("board")) in VIEWS:
        changes["board"] = board
    if changes:
        with writing() as work:
            accounts.set_preferences(work, actor, **changes)
    if wants_json():
        return Response(status=204)
    return go_to(safe_path(_without_language(request.form.get("next"))))


def _without_language(target: str | None) -> str | None:
    """The page to go back to, less a `lang=` that would win over the choice just made."""
    if not target or "?" not in target:
        return target
    path, _, query = target.partition("?")
    rest = "&".join(part for part in query.split("&") if part and not part.startswith("lang="))
    return f"{path}?{rest}" if rest else path


def _show_form(status: int, *, errors: dict[str, list[str]] | None = None) -> Response:
    target = safe_path(request.values.get("next"), "")
    body = render_template(
        "accounts/sign_in.html",
        email=request.form.get("email", ""),
        errors=errors or {},
        next=target,
        kept=_read_kept(),
        demo=_demo_people(),
    )
    return make_response(body, status)


def _read_kept() -> KeptForm | None:
    action = safe_path(request.form.get("kept_to"), "")
    return KeptForm.from_json(action, request.form.get("kept", "")) if action else None


def _demo_people() -> tuple[tuple[str, str, str, str], ...]:
    """(role, name, e-mail, password) of the demo's people; nobody outside demo mode."""
    if not get_runtime().settings.demo:
        return ()
    with reading() as db:
        there = {user.email for user in accounts.list_users(db, SYSTEM) if not user.disabled}
    return tuple((p.role, p.name, p.email, DEMO_PASSWORD) for p in DEMO_PEOPLE if p.email in there)
