"""Moved to `workflow.http.i18n`, which pages and API share."""

from workflow.http.i18n import *  # noqa: F403
