"""Exceptions → one sentence and an exit status."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

log = logging.getLogger(__name__)


def explain_error(error: Exception) -> tuple[str, int]:
    """The sentence for an exception and the exit status: 2 for a bad setting, 1 for everything else."""
    from workflow.core.errors import Refused, WorkflowError
    from workflow.settings import BadSetting

    if isinstance(error, BadSetting):
        return str(error), 2
    if isinstance(error, Refused) and error.reasons:
        return " ".join(explain_code(code, params) for code, params in error.reasons), 1
    if isinstance(error, WorkflowError):
        code, params = error.code, error.params
        if code in _THINGS:
            return _THINGS[code] % _Shown(params), 1
        return explain_code(code, params), 1
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror or error}.", 1
    database = _explain_database_error(error)
    if database is not None:
        return database, 1
    log.debug("unexpected", exc_info=error)
    return f"The program made a mistake: {type(error).__name__}: {error}. WORKFLOW_LOG_LEVEL=DEBUG shows where.", 1


#: `NotFound` names what is not there instead of a message code.
_THINGS = {
    "edition": "There is no edition “%(tag)s”. `workflow edition list` names them.",
    "user": "There is nobody with the e-mail %(email)s. `workflow user list` names everybody.",
    "story": "There is no such story.",
    "article": "There is no such article.",
    "unit": "There is no such sentence.",
    "job": "There is no such job.",
    "memory_entry": "There is no such pair in the memory.",
    "memory_import": "There is no such import.",
}


class _Shown(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"


def explain_code(code: str, params: Mapping[str, object]) -> str:
    """A message code as a sentence, in the language of LC_ALL, LC_MESSAGES or LANG: Russian or English."""
    from flask import g

    from workflow.http.messages import format_message

    with _load_words().app_context():
        g.ui_language = _language()
        return str(format_message(code, params))


@cache
def _load_words() -> Flask:
    """An application that is only there for its catalogs."""
    from flask import Flask

    from workflow.http.i18n import Catalogs
    from workflow.resources import resource_dir

    words = Flask("workflow.cli")
    words.extensions["workflow-i18n"] = Catalogs(resource_dir("locales"))
    return words


def _language() -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "ru" if os.environ[name].lower().startswith("ru") else "en"
    return "en"


def _explain_database_error(error: Exception) -> str | None:
    from sqlalchemy.exc import DatabaseError, OperationalError

    if isinstance(error, OperationalError):
        if "locked" in str(error.orig):
            return "The database is busy with another writer. Try again in a moment."
        if "no such" in str(error.orig) or "has no column" in str(error.orig):
            return f"The database has not the shape this program needs ({error.orig}). `workflow db upgrade` may mend it."
        return f"The database does not answer ({error.orig})."
    if isinstance(error, DatabaseError):
        return f"The database refused ({error.orig}). `workflow doctor` says more."
    return None
