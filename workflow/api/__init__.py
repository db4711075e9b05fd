"""The HTTP API, `/api/v1`."""

from __future__ import annotations

from flask import Flask

from workflow.http.runtime import Runtime


def install_api(app: Flask, runtime: Runtime) -> None:
    """Register the API's resources."""
