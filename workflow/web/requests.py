"""Small questions about the request at hand, and small answers to it."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, redirect, request


def is_htmx() -> bool:
    """Whether htmx asks: it wants a part of a page."""
    return "HX-Request" in request.headers


def wants_json() -> bool:
    """Whether a script asks that wants data, not a page."""
    accept = request.accept_mimetypes
    return accept.best == "application/json" or (accept["application/json"] > accept["text/html"])


def safe_path(target: str | None, default: str = "/") -> str:
    """`target` where it is a path on this site, else `default`: nobody is sent elsewhere by a link to us."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return default
    if any(ord(character) < 32 or ord(character) == 127 for character in target):
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc else target


def go_to(path: str) -> Response:
    """Answer a form: look at `path` next. htmx follows it too."""
    if is_htmx():
        return Response(status=204, headers={"HX-Redirect": path})
    answer = redirect(path, 303)
    assert isinstance(answer, Response)
    return answer


def has_foreign_origin() -> bool:
    """Whether the browser says that another site made this request."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("cross-site", "same-site")
