"""The review, looked at as `test_accessibility.py` looks at every screen."""

from __future__ import annotations

from tests.e2e.looking import look_at
from tests.e2e.stage import Stage, stage

__all__ = ["stage"]


def test_it_is_for_everybody(stage: Stage) -> None:
    look_at(stage, "review")
