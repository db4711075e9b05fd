"""Logging: one plain line a record on stderr. Texts, tokens and passwords are never put into a record."""

from __future__ import annotations

import logging


def configure_logging(level: str) -> None:
    """Set up the process's logging. Libraries speak from WARNING on; our own modules from `level` on."""
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s", level=logging.WARNING)
    logging.getLogger("workflow").setLevel(level)
