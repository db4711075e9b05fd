"""An uploaded file between showing what is in it and taking it in: kept for an hour, for the person who sent it."""

from __future__ import annotations

import os
import re
import secrets
import time
from pathlib import Path

from workflow.http.runtime import get_runtime

KEPT_SECONDS = 3600
_NAME = re.compile(r"[0-9a-f]{32}")


def keep_upload(data: bytes, *, user_id: int) -> str:
    """Put the bytes aside; the key gets them back. Older files go."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if time.time() - old.stat().st_mtime > KEPT_SECONDS:
            old.unlink(missing_ok=True)
    key = secrets.token_hex(16)
    with os.fdopen(os.open(folder / f"{user_id}-{key}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
    return key


def read_upload(key: str, *, user_id: int) -> bytes | None:
    """The bytes, or None where they are not there (any more) or are somebody else's."""
    if not _NAME.fullmatch(key):
        return None
    try:
        return (_folder() / f"{user_id}-{key}").read_bytes()
    except FileNotFoundError:
        return None


def drop_upload(key: str, *, user_id: int) -> None:
    if _NAME.fullmatch(key):
        (_folder() / f"{user_id}-{key}").unlink(missing_ok=True)


def _folder() -> Path:
    return get_runtime().settings.data_dir / "uploads"
