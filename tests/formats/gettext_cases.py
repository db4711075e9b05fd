"""What the gettext tests share: a header, units, and a way to run GNU gettext."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workflow.formats.gettext import CatalogError, CatalogHead, ReadCatalog, UnitMessage, read_catalog

FIXTURES = Path(__file__).parent / "fixtures" / "gettext"
HEAD = CatalogHead(
    project="Realist English",
    language="en",
    source_language="ru",
    created=datetime(2024, 2, 5, 6, 30, tzinfo=UTC),
    revised=datetime(2024, 2, 5, 7, 45, tzinfo=UTC),
    last_translator="Anna Orlova <anna@news.example>",
)
UNIT = UnitMessage(
    context="12/1",
    source="Мост открыли в {1}полдень{/1}.",
    target="The bridge opened at {1}noon{/1}.",
    status="confirmed",
    block_kind="paragraph",
    kind="aligned",
    version=3,
    origin="human",
)


def build_unit(context: str, **changes: object) -> UnitMessage:
    """UNIT with another context and whatever else is to differ."""
    return replace(UNIT, context=context, **changes)  # type: ignore[arg-type]  # field names checked by replace


def read_fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


def read_or_refuse(data: bytes) -> ReadCatalog | CatalogError:
    """What a file holds, or why it is refused; any other exception is a failure."""
    try:
        return read_catalog(data, unique_contexts=False)
    except CatalogError as error:
        return error


def run_gettext(tool: str, *arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Runs a GNU gettext program in the C.UTF-8 locale; skips the test where there is none."""
    program = shutil.which(tool)
    if program is None:
        pytest.skip(f"GNU gettext's {tool} is not installed")
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "C"}
    return subprocess.run([program, *arguments], input=data, capture_output=True, check=False, timeout=60, env=environment)


def assert_msgfmt_accepts(data: bytes) -> None:
    result = run_gettext("msgfmt", "--check", "--check-header", "-o", os.devnull, "-", data=data)
    assert result.returncode == 0, result.stderr.decode()


def convert(tool: str, *arguments: str, data: bytes) -> bytes:
    """What a gettext program makes of a catalog given on standard input."""
    standard_input = ["-", "--force-po"] if tool == "msgcat" else []  # the others read it by themselves
    result = run_gettext(tool, *arguments, *standard_input, data=data)
    assert result.returncode == 0, result.stderr.decode()
    return result.stdout
