"""What the engine tests share: the demo model's pairs, options, and a loopback stand-in for Mozilla's
servers."""

from __future__ import annotations

import hashlib
import json
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from workflow.mt.base import EngineOptions, Progress, TranslationRequest
from workflow.mt.firefox import DEMO_MODEL

ROOT = Path(__file__).resolve().parents[2]
TRAINING = ROOT / "tools/train_demo_model"
MODEL_NAME = "model.ruen.intgemm.alphas.bin"
VOCABULARY_NAME = "vocab.ruen.spm"
MODEL = (DEMO_MODEL / MODEL_NAME).read_bytes()
VOCABULARY = (DEMO_MODEL / VOCABULARY_NAME).read_bytes()
SOURCE, TARGET = "Никто не пострадал.", "No one was hurt."


def read_pairs(path: Path) -> list[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
    return [(source, target) for source, target in rows]


def ask(*texts: str) -> list[TranslationRequest]:
    return [TranslationRequest(text=text, kind="paragraph") for text in texts]


def write_model_files(folder: Path, *, model: bytes = MODEL, vocabulary: bytes = VOCABULARY) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MODEL_NAME).write_bytes(model)
    (folder / VOCABULARY_NAME).write_bytes(vocabulary)
    return folder


def pack_zstd(content: bytes) -> bytes:
    """A zstd frame of raw blocks (RFC 8878, 3.1.1): the standard library has no compressor before Python
    3.14."""
    size = 128 * 1024
    blocks = [content[start : start + size] for start in range(0, len(content), size)] or [b""]
    out = struct.pack("<IBQ", 0xFD2FB528, 0xE0, len(content))
    for number, block in enumerate(blocks):
        out += struct.pack("<I", len(block) << 3 | (number == len(blocks) - 1))[:3] + block
    return out


@dataclass
class FakeMozilla:
    """A server of records and attachments; a test bends `records`, `files` and `statuses` to its purpose."""

    address: str
    records: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    stalled: set[str] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    release: threading.Event = field(default_factory=threading.Event)

    def options(self, cache: Path, *, progress: Progress | None = None, **changes: Any) -> EngineOptions:
        values: dict[str, Any] = {
            "cache_dir": cache,
            "allow_download": True,
            "progress": progress,
            "records_url": f"{self.address}/records",
            "attachments_url": self.address,
            "timeout": 5.0,
        }
        return EngineOptions(**(values | changes))

    def add(self, kind: str, name: str, content: bytes, *, version: str = "3.0", **changes: Any) -> None:
        """Offer a file: `content` unpacked, its record with the right hash unless `changes` say otherwise."""
        location = f"files/{version}/{name}.zst"
        packed = pack_zstd(content)
        self.files[f"/{location}"] = packed
        record = {
            "name": name,
            "fileType": kind,
            "sourceLanguage": "ru",
            "targetLanguage": "en",
            "version": version,
            "architecture": "tiny",
            "decompressedHash": hashlib.sha256(content).hexdigest(),
            "attachment": {"location": location, "size": str(len(packed)), "filename": f"{name}.zst"},
        }
        self.records.append(record | changes)

    def path(self, name: str, *, version: str = "3.0") -> str:
        return f"/files/{version}/{name}.zst"


@contextmanager
def serve_models() -> Iterator[FakeMozilla]:
    """A running server on loopback that offers the demo model as Mozilla's newest."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fake.asked.append(self.path)
            if self.path == "/records":
                body: bytes | None = json.dumps({"data": fake.records}).encode()
            else:
                body = fake.files.get(self.path)
            status = fake.statuses.get(self.path, 404 if body is None else 200)
            body = body or b""
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.path in fake.stalled:
                self.wfile.write(body[: len(body) // 2])
                self.wfile.flush()
                fake.release.wait(30)
            elif self.path in fake.cut:
                self.wfile.write(body[: len(body) // 2])
            else:
                self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the base class's name)
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    fake = FakeMozilla(f"http://127.0.0.1:{server.server_port}")
    fake.add("model", MODEL_NAME, MODEL)
    fake.add("vocab", VOCABULARY_NAME, VOCABULARY)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        fake.release.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


def run_threads(count: int, work: Callable[[int], None]) -> None:
    """Run `work(0)` … `work(count - 1)` at once and raise the first error of any of them."""
    errors: list[BaseException] = []

    def guard(number: int) -> None:
        try:
            work(number)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guard, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if errors:
        raise errors[0]
