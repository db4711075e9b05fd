"""The pages."""

from __future__ import annotations

from flask import Flask, g, url_for

from workflow.core.permissions import Actor, Permission
from workflow.core.states import Role
from workflow.http import i18n
from workflow.http.i18n import UiPreferences
from workflow.http.identity import current_user
from workflow.http.messages import format_message
from workflow.http.runtime import Runtime
from workflow.resources import resource_dir
from workflow.web import (
    accounts,
    admin,
    articles,
    board,
    bulk,
    editor,
    engines,
    glossary,
    memory,
    memory_uploads,
    notes,
    policies,
    practice,
    public,
    review,
    stories,
    style,
    uploading,
)
from workflow.web.errors import install_errors
from workflow.web.shell import ROOM_LABELS, NavEntry, Shell, ShellUser, install_shell

#: Each module has its `blueprint`. `public` is last: its addresses begin with anything.
ROOMS = (
    accounts,
    board,
    bulk,
    uploading,
    stories,
    articles,
    editor,
    review,
    notes,
    memory,
    memory_uploads,
    glossary,
    practice,
    style,
    admin,
    engines,
    policies,
    public,
)


def install_web(app: Flask, runtime: Runtime) -> None:
    """Register the pages, their languages, their frame and their errors."""

    def read_preferences() -> UiPreferences:
        return _preferences(runtime.settings.time_zone)

    i18n.install(app, resource_dir("locales"), preferences=read_preferences, clock=runtime.clock)
    install_shell(app, build_shell)
    install_errors(app)
    app.jinja_env.globals["message"] = format_message
    for room in ROOMS:
        app.register_blueprint(room.blueprint)


def _preferences(time_zone: str) -> UiPreferences:
    user = current_user()
    kept = user.preferences if user else {}
    theme = kept.get("theme")
    language = kept.get("language")
    return UiPreferences(
        language=language if isinstance(language, str) else None,
        time_zone=time_zone,
        theme=theme if theme in ("light", "dark") else "system",
        shortcuts=kept.get("shortcuts") is not False,
        typing=kept.get("typing") is not False,
    )


def may_write_stories(actor: Actor) -> bool:
    """Whether somebody may write a story in the page: the text of a draft is its author's."""
    return actor.may(Permission.STORY_CREATE) and Role.AUTHOR in actor.roles_in(None)


def build_shell() -> Shell:
    """The frame for whoever asks: rooms they may enter, their name and addresses."""
    user, actor = current_user(), g.get("actor")
    if user is None or not isinstance(actor, Actor):
        return Shell()
    rooms = [
        NavEntry("board", ROOM_LABELS["board"], url_for("board.show_board"), go="b"),
        NavEntry("memory", ROOM_LABELS["memory"], "/memory", go="m"),
        NavEntry("glossary", ROOM_LABELS["glossary"], "/glossary", go="l"),
    ]
    if actor.may(Permission.USERS_MANAGE) or actor.may(Permission.TOKENS_OWN):
        rooms.append(NavEntry("admin", ROOM_LABELS["admin"], "/admin", go="a"))
    return Shell(
        nav=rooms,
        user=ShellUser(user.id, user.name, user.email),
        search_url="/",
        new_story_url="/stories/new" if may_write_stories(actor) else None,
        preferences_url=url_for("accounts.save_preferences"),
        sign_out_url=url_for("accounts.sign_out"),
    )
