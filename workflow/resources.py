"""Where templates, catalogs and static files are: beside the package in a checkout, inside it when installed."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

ResourceName = Literal["templates", "locales", "static"]

_PACKAGE = Path(__file__).resolve().parent


def resource_dir(name: ResourceName) -> Path:
    """The absolute directory of one kind of resource.

    A checkout (known by its pyproject.toml) wins over the packaged copy, so an editable install always reads
    the files being edited. Raises FileNotFoundError when neither is there: a broken installation.
    """
    checkout = _PACKAGE.parent / name
    if (_PACKAGE.parent / "pyproject.toml").is_file() and checkout.is_dir():
        return checkout
    packaged = _PACKAGE / name
    if packaged.is_dir():
        return packaged
    raise FileNotFoundError(f"no {name} directory at {checkout} or {packaged}; reinstall the package")
