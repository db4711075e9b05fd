"""What the first pages of a process would wait for, made ready while nobody waits."""

from __future__ import annotations

import logging
from threading import Thread

from flask import Flask
from jinja2 import TemplateError

from workflow.core import spelling

log = logging.getLogger(__name__)

#: What people open first, and what those pages are made of.
_FIRST = ("_macros/", "base.html", "editor/", "fields/", "accounts/", "board/")


def make_ready(app: Flask) -> None:
    """Compile every template (a second of a processor's time in all, most of it the editor's and the board's) and read
    the English dictionaries. A template that is broken is told by the page that needs it."""
    names = app.jinja_env.list_templates()
    for name in sorted(names, key=lambda name: not name.startswith(_FIRST)):
        try:
            app.jinja_env.get_template(name)
        except TemplateError:
            log.exception("the template %s does not compile", name)
    spelling.warm_up()


def make_ready_meanwhile(app: Flask) -> Thread:
    """`make_ready` in a thread of its own: requests are answered already, and compile what they need themselves."""
    thread = Thread(target=make_ready, args=(app,), name="make-ready", daemon=True)
    thread.start()
    return thread
