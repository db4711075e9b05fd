"""What the page frame (templates/base.html) needs from the application: navigation, person, addresses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Flask

from workflow.core.avatars import get_initials, get_tint
from workflow.http.i18n import LazyText, lazy_pgettext
from workflow.web.actions import install_actions

#: The rooms' names as the top bar shows them, by key.
ROOM_LABELS: dict[str, LazyText] = {
    "board": lazy_pgettext("room", "Board"),
    "memory": lazy_pgettext("room", "Memory"),
    "glossary": lazy_pgettext("room", "Glossary"),
    "catalogs": lazy_pgettext("room", "Catalogs"),
    "dashboard": lazy_pgettext("room", "Dashboard"),
    "admin": lazy_pgettext("room", "Administration"),
}


@dataclass(frozen=True)
class NavEntry:
    """One room in the top bar. `go` is the letter after ``g`` that opens it, matched by key position."""

    key: str
    label: str | LazyText
    href: str
    go: str | None = None


@dataclass(frozen=True)
class ShellUser:
    id: int
    name: str
    email: str


@dataclass(frozen=True)
class Shell:
    """Everything the frame shows around a page. An address left out hides what would lead to it."""

    nav: Sequence[NavEntry] = ()
    user: ShellUser | None = None
    home_url: str = "/"
    search_url: str | None = None
    new_story_url: str | None = None
    preferences_url: str | None = None
    sign_in_url: str = "/sign-in"
    sign_out_url: str | None = None


def install_shell(app: Flask, build: Callable[[], Shell]) -> None:
    """Give templates `shell`, built once a render."""
    app.jinja_env.filters["initials"] = get_initials
    app.jinja_env.filters["tint"] = get_tint
    install_actions(app)

    @app.context_processor
    def give_shell() -> dict[str, object]:
        return {"shell": build()}
