"""Data directories for tests of the command line, made by the commands themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.cli_helpers import STORY, Shell


@pytest.fixture(scope="session")
def _furnished(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A database with one administrator and one story, made once."""
    directory = tmp_path_factory.mktemp("furnished")
    shell = Shell(directory / "data")
    shell.ok("user", "add", "admin@example.org", "--role", "admin", "--password-stdin", stdin="a long password\n")
    shell.ok("ingest", "file", "-", stdin=STORY)
    return shell


@pytest.fixture
def shell(_furnished: Shell, tmp_path: Path) -> Shell:
    """A copy of the furnished directory, the test's own."""
    return _furnished.copy_to(tmp_path / "data")


@pytest.fixture
def empty_shell(tmp_path: Path) -> Shell:
    """A directory with nothing in it."""
    return Shell(tmp_path / "data")
