"""Moved to `workflow.http.messages`, which pages and API share."""

from workflow.http.messages import *  # noqa: F403
