"""Administration: people, editions, and one's own API tokens."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for

from workflow.core.errors import Forbidden, WorkflowError
from workflow.core.permissions import WRITE_SCOPES, Actor, Permission
from workflow.core.states import Role
from workflow.http.i18n import gettext
from workflow.http.identity import current_user, require_actor
from workflow.http.messages import format_message
from workflow.http.runtime import reading, writing
from workflow.services import accounts, editions
from workflow.web.requests import go_to

blueprint = Blueprint("admin", __name__)

#: Which field of the form an error belongs to.
_FIELD_OF = {"email_bad": "email", "password_short": "password", "role_unknown": "role"}
SCOPES = ("read", *WRITE_SCOPES)


@blueprint.get("/admin")
def show_admin() -> Response:
    actor = require_actor()
    return go_to(url_for("admin.list_users" if actor.may(Permission.USERS_MANAGE) else "admin.list_tokens"))


@blueprint.get("/admin/users")
def list_users() -> Response:
    return _show_users(_require(Permission.USERS_MANAGE))


@blueprint.post("/admin/users")
def add_user() -> Response:
    """A new person, or one more role for somebody there already."""
    actor = _require(Permission.USERS_MANAGE)
    form = request.form
    try:
        with writing() as work:
            user = accounts.add_user(
                work,
                actor,
                email=form.get("email", ""),
                role=form.get("role", ""),
                password=form.get("password", ""),
                name=form.get("name", "").strip(),
                edition=form.get("edition") or None,
            )
    except WorkflowError as error:
        return _show_users(actor, errors={_FIELD_OF.get(error.code, ""): [format_message(error.code, error.params)]}, status=422)
    flash(gettext("%(name)s may sign in.", name=user.name), "success")
    return go_to(url_for("admin.list_users"))


@blueprint.post("/admin/users/disable")
def disable_user() -> Response:
    actor = _require(Permission.USERS_MANAGE)
    user, email = current_user(), request.form.get("email", "")
    if user is not None and user.email == email.strip().lower():
        flash(gettext("You cannot switch off your own account."), "error")
        return go_to(url_for("admin.list_users"))
    with writing() as work:
        disabled = accounts.disable_user(work, actor, email=email)
    flash(gettext("%(name)s can no longer sign in.", name=disabled.name), "success")
    return go_to(url_for("admin.list_users"))


@blueprint.get("/admin/editions")
def list_editions() -> Response:
    _require(Permission.EDITIONS_MANAGE)
    with reading() as db:
        known = editions.list_editions(db)
    return make_response(render_template("admin/editions.html", editions=known, may_manage=True))


@blueprint.get("/admin/tokens")
def list_tokens() -> Response:
    return _show_tokens(_require(Permission.TOKENS_OWN))


@blueprint.post("/admin/tokens")
def add_token() -> Response:
    """A new token; it is shown on this one answer and never again."""
    actor = _require(Permission.TOKENS_OWN)
    user = current_user()
    name = request.form.get("name", "").strip()[:100]
    if user is None or not name:
        return _show_tokens(actor, errors={"name": [gettext("Give it a name, so that you know it again.")]}, status=422)
    scopes = [scope for scope in request.form.getlist("scope") if scope]
    with writing() as work:
        token = accounts.add_token(work, actor, email=user.email, name=name, scopes=scopes)
    return _show_tokens(actor, token=token)


@blueprint.post("/admin/tokens/<int:token_id>/revoke")
def revoke_token(token_id: int) -> Response:
    actor = _require(Permission.TOKENS_OWN)
    with writing() as work:
        accounts.revoke_token(work, actor, token_id)
    flash(gettext("The token no longer works."), "success")
    return go_to(url_for("admin.list_tokens"))


def _require(permission: Permission) -> Actor:
    actor = require_actor()
    if not actor.may(permission):
        raise Forbidden("not_yours")
    return actor


def _show_users(actor: Actor, *, errors: dict[str, list[str]] | None = None, status: int = 200) -> Response:
    with reading() as db:
        people = accounts.list_users(db, actor)
        known = editions.list_editions(db)
    body = render_template(
        "admin/users.html",
        people=people,
        editions=known,
        roles=[role.value for role in Role],
        errors=errors or {},
        typed=request.form,
        may_manage=True,
    )
    return make_response(body, status)


def _show_tokens(actor: Actor, *, token: str = "", errors: dict[str, list[str]] | None = None, status: int = 200) -> Response:
    with reading() as db:
        tokens = accounts.list_tokens(db, actor)
    may_manage = actor.may(Permission.USERS_MANAGE)
    return make_response(
        render_template(
            "admin/tokens.html", tokens=tokens, token=token, errors=errors or {}, may_manage=may_manage, scopes=SCOPES
        ),
        status,
    )
