"""Moved to `workflow.http.formatting`, which pages and API share."""

from workflow.http.formatting import *  # noqa: F403
