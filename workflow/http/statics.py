"""Static files: one address a release, scripts without their comments, gzipped once.

Modules import one another by relative addresses, so the release stands in the path, `/static/v-<release>/js/…`: what a
browser keeps for a year never mixes two releases. Without it a file is asked for anew each time.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import rjsmin
from flask import Flask, Response, abort, request, url_for
from markupsafe import Markup
from werkzeug.security import safe_join

_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".woff2": "font/woff2",
}
_RELEASE = re.compile(r"v-([0-9a-f]{12})/(.+)", re.DOTALL)
_IMPORT = re.compile(r'^import .*?["\'](\.{1,2}/[\w./-]+\.js)["\'];$', re.MULTILINE)
_FOREVER = "public, max-age=31536000, immutable"
#: Below this gzip saves no packet.
_LEAST = 1_000


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file as it is sent: whole and gzipped (None where that is not shorter)."""

    content: bytes
    gzipped: bytes | None
    etag: str


def prepare_file(path: Path) -> StaticFile:
    """What a browser gets of a file: our own scripts without comments and indents, vendored ones as they came."""
    content = path.read_bytes()
    if path.suffix == ".js" and not path.name.endswith(".min.js"):
        content = rjsmin.jsmin(content, keep_bang_comments=True)
    packed = gzip.compress(content, 9, mtime=0) if len(content) >= _LEAST else content
    return StaticFile(content, packed if len(packed) < len(content) else None, hashlib.sha256(content).hexdigest()[:20])


@lru_cache(maxsize=512)
def _prepared(path: Path, modified: int, size: int) -> StaticFile:
    return prepare_file(path)


@lru_cache(maxsize=8)
def name_release(folder: Path) -> str:
    """Twelve digits that change when any static file does; read once a process."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@lru_cache(maxsize=32)
def find_modules(folder: Path, entry: str) -> tuple[str, ...]:
    """Every module that loading `entry` fetches before it runs, as paths under `folder`; what is imported on demand is not."""
    found: list[str] = []
    waiting = [(folder / entry).resolve()]
    while waiting:
        module = waiting.pop()
        name = module.relative_to(folder.resolve()).as_posix()
        if name not in found:
            found.append(name)
            waiting += [(module.parent / link).resolve() for link in _IMPORT.findall(module.read_text())]
    return tuple(found)


def install_statics(app: Flask, folder: Path) -> None:
    """Serve `folder` under /static, and give templates `asset(path)`, its address in this release, and `module_script(path)`."""
    release = name_release(folder)

    @lru_cache(maxsize=512)
    def make_address(root: str, path: str) -> str:
        return url_for("static", filename=f"v-{release}/{path}")

    def asset(path: str) -> str:
        return make_address(request.script_root, path)

    @lru_cache(maxsize=64)
    def make_script(root: str, path: str) -> Markup:
        ahead = Markup("").join(
            Markup('<link rel="modulepreload" href="{}">').format(asset(name)) for name in find_modules(folder, path)[1:]
        )
        return Markup('{}<script type="module" src="{}"></script>').format(ahead, asset(path))

    def module_script(path: str) -> Markup:
        """The tag of a page's script, with all it needs asked for at once: a key pressed early finds it there."""
        return make_script(request.script_root, path)

    def serve(filename: str) -> Response:
        named = _RELEASE.fullmatch(filename)
        name = named[2] if named else filename
        found = safe_join(str(folder), name)
        path = Path(found) if found else None
        if path is None or path.suffix not in _TYPES or not path.is_file():
            abort(404)
        response = _send(path)
        # A page of the release before this one is answered, but what it gets is not kept under its name.
        response.headers["Cache-Control"] = _FOREVER if named and named[1] == release else "no-store" if named else "no-cache"
        return response

    app.jinja_env.globals["asset"] = asset
    app.jinja_env.globals["module_script"] = module_script
    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=serve)


def _send(path: Path) -> Response:
    stat = path.stat()
    file = _prepared(path, stat.st_mtime_ns, stat.st_size)
    packed = file.gzipped is not None and request.accept_encodings.quality("gzip") > 0
    response = Response(file.gzipped if packed else file.content, content_type=_TYPES[path.suffix])
    response.headers["Vary"] = "Accept-Encoding"
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(f"{file.etag}-gz" if packed else file.etag)
    response.make_conditional(request)
    return response
