"""Headers of every answer: a strict content security policy and its companions."""

from __future__ import annotations

from flask import Flask, Response, g, request

_STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self' data:",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def allow_pictures() -> None:
    """Let this answer show pictures from https: previews and public pages have them."""
    g.csp_pictures = True


def install_security(app: Flask, *, secure: bool) -> None:
    """`secure`: the public address is https, so browsers may be told to insist on it."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        policy = dict(_STRICT)
        if g.get("csp_pictures"):
            policy["img-src"] = "'self' data: https:"
        response.headers.setdefault("Content-Security-Policy", "; ".join(f"{k} {v}" for k, v in policy.items()))
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.endpoint != "static" and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store" if g.get("actor") is not None else "no-cache"
        return response
