"""Clients of the API whose every answer is held to its document."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.api.checked import CheckedClient
from tests.conftest import ClientAs

ApiAs = Callable[..., CheckedClient]


@pytest.fixture
def met() -> set[str]:
    """Operations that answered with a success in this test."""
    return set()


@pytest.fixture
def api_as(client_as: ClientAs, met: set[str]) -> ApiAs:
    """`client_as` for the API: `api_as("translator").ok("GET", "/units/1")`."""
    return lambda who, **more: CheckedClient(client_as(who, **more), met)
