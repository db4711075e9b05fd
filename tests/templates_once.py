"""Every test has an application of its own; a template is compiled once for all of a process's."""

from __future__ import annotations

from types import CodeType

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache


class _CompiledOnce(BytecodeCache):
    """Compiled templates by name, file and source, so that a changed one is another."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self.kept[bucket.key, bucket.checksum] = bucket.code


_KEPT = _CompiledOnce()


def compile_once(app: Flask) -> Flask:
    """The same application, with templates that another one of the process compiled."""
    app.jinja_env.bytecode_cache = _KEPT
    return app
