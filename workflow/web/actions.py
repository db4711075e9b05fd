"""What can be done on a page, in one list: `?` shows it, the palette offers it, and the scripts read their keys from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask import Flask
from jinja2 import pass_context
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from workflow.http.i18n import UI_LANGUAGES, LazyText, get_language, lazy_gettext, use_language

if TYPE_CHECKING:
    from workflow.web.shell import Shell

#: (name, keys, words). `name` is a script's own, an address, or a CSS selector of what is pressed or focused; `keys` are
#: as shown ("Mod+Shift+K", "g b", several apart by " | "), empty where there are none.
Action = tuple[str, str, LazyText | str]

_SEARCH: Action = ("#search", "/", lazy_gettext("Search stories"))
_NEW_STORY = lazy_gettext("New story")
_SIGNED_IN: tuple[Action, ...] = (
    ("palette", "Mod+K", lazy_gettext("Find an action by name")),
    ("#key-help", "?", lazy_gettext("This list")),
    ('[data-theme-choice][value="light"]', "", lazy_gettext("Light colours")),
    ('[data-theme-choice][value="dark"]', "", lazy_gettext("Dark colours")),
    ('[data-theme-choice][value="system"]', "", lazy_gettext("Colours as the system")),
    ("[data-shortcuts-choice]", "", lazy_gettext("Single-letter keys: on or off")),
    ("[data-typing-choice]", "", lazy_gettext("House style while typing: on or off")),
    ("#sign-out", "", lazy_gettext("Sign out")),
)
#: Lists of actions kept as HTML: some for each page, language and role.
_MOST_KEPT = 100


def list_everywhere(shell: Shell) -> list[Action]:
    """What every page can do for whoever is signed in."""
    actions: list[Action] = [(room.href, f"g {room.go}" if room.go else "", room.label) for room in shell.nav]
    if shell.search_url:
        actions.append(_SEARCH)
    if shell.new_story_url:
        actions.append((shell.new_story_url, "", _NEW_STORY))
    if shell.user is not None:
        actions += _SIGNED_IN
    return actions


def by_code(actions: Sequence[tuple[str, LazyText]]) -> list[Action]:
    """Single letters and arrows, named by the place of their key as scripts know them ("KeyJ")."""
    return [(f"Key{keys}" if len(keys) == 1 else "", keys, words) for keys, words in actions]


def tell_otherwise(words: LazyText | str) -> str:
    """The words in the interface's other language: an action is found by either."""
    if isinstance(words, str):
        return ""
    other = next(tag for tag in UI_LANGUAGES if tag != get_language())
    with use_language(other):
        return str(words)


def install_actions(app: Flask) -> None:
    kept: dict[tuple[object, ...], Markup] = {}

    @pass_context
    def tell_once(context: Context, macro: Macro, actions: Sequence[Action]) -> Markup:
        """What a macro makes of actions, made once a language: a page has some sixty, and they are the same every time."""
        key = (get_language(), macro.name, *actions)
        if key not in kept:
            if len(kept) >= _MOST_KEPT:
                kept.clear()
            kept[key] = Markup(context.call(macro, actions))  # noqa: S704  # a macro's answer is HTML
        return kept[key]

    app.jinja_env.globals["tell_once"] = tell_once
    app.jinja_env.globals["list_everywhere"] = list_everywhere
    app.jinja_env.filters["otherwise"] = tell_otherwise
