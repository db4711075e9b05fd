"""Who is asking: a signed session cookie, or a bearer token on the API."""

from __future__ import annotations

from flask import Flask, g, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from workflow.core.permissions import Actor
from workflow.http.runtime import reading
from workflow.services.accounts import UserView, actor_of_token, load_actor

USER_ID, EPOCH = "user", "epoch"
#: Nobody is asked who they are here: readers' pages are the same for all, carry no cookie and may be cached.
OPEN_ENDPOINTS = ("static", "public.")


def _is_open() -> bool:
    return (request.endpoint or "").startswith(OPEN_ENDPOINTS)


class Sessions(SecureCookieSessionInterface):
    """Flask's signed cookie, left alone on pages that ask nobody who they are."""

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        return not _is_open() and super().should_set_cookie(app, session)


class NotSignedIn(Exception):
    """Nobody, or nobody any more, is behind this request."""


def install_identity(app: Flask) -> None:
    """Find out who asks before each request; static files and readers' pages do not ask."""
    app.session_interface = Sessions()

    @app.before_request
    def load_identity() -> None:
        g.actor, g.user, g.by_token = None, None, False
        if _is_open():
            return
        header = request.headers.get("Authorization", "")
        if header[:7].lower() == "bearer " and request.path.startswith("/api/"):
            with reading() as db:
                g.actor = actor_of_token(db, header[7:].strip())
            g.by_token = True
            return
        user_id = session.get(USER_ID)
        if isinstance(user_id, int):
            with reading() as db:
                loaded = load_actor(db, user_id, via="api" if request.path.startswith("/api/") else "web")
            if loaded is not None and loaded[1].session_epoch == session.get(EPOCH):
                g.actor, g.user = loaded


def require_actor() -> Actor:
    """The person behind the request; raises `NotSignedIn`."""
    actor = g.get("actor")
    if actor is None:
        raise NotSignedIn
    assert isinstance(actor, Actor)
    return actor


def current_user() -> UserView | None:
    """The signed-in person, or None; a token has no page of its own."""
    user = g.get("user")
    return user if isinstance(user, UserView) else None


def is_by_token() -> bool:
    return bool(g.get("by_token"))


def sign_in(user_id: int, epoch: int) -> None:
    """Begin a fresh session: nothing of the one before it stays."""
    session.clear()
    session[USER_ID], session[EPOCH] = user_id, epoch
    session.permanent = True


def sign_out() -> None:
    session.clear()
