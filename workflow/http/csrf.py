"""Cross-site request forgery: every form and fetch that rides on the session cookie carries a token.

Flask-WTF keeps and checks it; requests with a bearer token ride on no cookie and need none.
"""

from __future__ import annotations

from flask import Flask, request
from flask_wtf.csrf import CSRFProtect

from workflow.http.identity import is_by_token

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def install_csrf(app: Flask) -> None:
    app.config.update(WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_HEADERS=["X-CSRFToken", "X-CSRF-Token"])
    protect = CSRFProtect(app)

    @app.before_request
    def check_csrf() -> None:
        if request.method in UNSAFE and not is_by_token():
            protect.protect()
