"""Cross-site request forgery: every form and fetch that rides on the session cookie carries a token.

Flask-WTF keeps and checks it; requests with a bearer token ride on no cookie and need none.
"""

from __future__ import annotations

from flask import Flask, g, request
from flask_wtf.csrf import CSRFError, CSRFProtect

from workflow.http.identity import NotSignedIn, is_by_token

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
SIGN_IN = "accounts.sign_in"


def install_csrf(app: Flask) -> None:
    app.config.update(WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_HEADERS=["X-CSRFToken", "X-CSRF-Token"])
    protect = CSRFProtect(app)

    @app.before_request
    def check_csrf() -> None:
        if request.method not in UNSAFE or is_by_token():
            return
        try:
            protect.protect()
        except CSRFError:
            # An expired session takes its token with it: what is missing then is the sign-in.
            if g.get("actor") is None and request.endpoint != SIGN_IN:
                raise NotSignedIn from None
            raise
