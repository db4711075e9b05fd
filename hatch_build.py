"""Build hook: compiles the UI's catalogs and puts templates, catalogs and static files into the wheel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

RESOURCES = ("templates", "locales", "static")


def compile_catalogs(locales: Path) -> list[Path]:
    """Write a .mo beside every .po under `locales`; returns the files written."""
    written = []
    for source in sorted(locales.glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as handle:
            catalog = read_po(handle, locale=source.parts[-3])
        target = source.with_suffix(".mo")
        with target.open("wb") as out:
            write_mo(out, catalog)
        written.append(target)
    return written


class ResourceHook(BuildHookInterface):
    """Runs for wheels and editable installs; an editable install reads the checkout and needs no copies."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        compiled = compile_catalogs(root / "locales")
        if self.target_name == "sdist":
            return
        build_data["artifacts"].extend(path.relative_to(root).as_posix() for path in compiled)
        if version == "standard":
            build_data["force_include"].update({str(root / name): f"workflow/{name}" for name in RESOURCES})
