"""The pages."""

from __future__ import annotations

from flask import Flask

from workflow.http.runtime import Runtime


def install_web(app: Flask, runtime: Runtime) -> None:
    """Register the pages."""
