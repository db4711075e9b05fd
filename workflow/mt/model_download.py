"""Fetching a Firefox translation model from Mozilla's Remote Settings, or from a mirror of it.

The list of records says for every file where its zstd attachment lies and what SHA-256 it has once unpacked;
`fxtranslate.discovery` reads records, unpacks and verifies. The transfer is ours and not
`Translator.load`'s, because that one holds Python's lock for as long as the network takes, shows its progress
on stderr only, waits through several silent retries, and trusts a record that has no hash.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import http.client
import json
import os
import shutil
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from fxtranslate import discovery

from workflow.mt.base import EngineOptions, MTError
from workflow.mt.model_files import Manifest, ModelPaths, find_model, write_manifest

ATTACHMENTS_URL = "https://firefox-settings-attachments.cdn.mozilla.net"
SUPPORTED_MAJOR = 3  # the models' major version that the installed fxtranslate is made for
MAX_RECORDS_BYTES = 32_000_000
MAX_FILE_BYTES = 400_000_000
BLOCK = 64 * 1024


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One file of a model: its name, its path below the attachments' address, SHA-256 unpacked, bytes
    packed."""

    name: str
    location: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class RemoteModel:
    """The files of one model and the label of its version (`3.0 tiny`)."""

    label: str
    files: tuple[RemoteFile, ...]


def download_model(options: EngineOptions, *, source: str, target: str) -> ModelPaths:
    """Download, verify and put in place the model for a pair, below `options.cache_dir`; return its files.

    Another process that downloads the same pair is waited for. The folder appears all at once, complete.
    Raises `MTError`: `timeout`, `download_failed`, `model_damaged` (a file is not what its hash says),
    `language_unsupported` (there is no such model); `permanent` says whether retrying helps.
    """
    deadline = time.monotonic() + options.deadline
    try:
        options.cache_dir.mkdir(parents=True, exist_ok=True)
        with _lock_pair(options.cache_dir / f".{source}-{target}.lock", deadline=deadline):
            destination = options.cache_dir / f"{source}-{target}"
            if not destination.exists():
                _download_into(destination, options, source=source, target=target, deadline=deadline)
    except OSError as error:
        permanent = isinstance(error, PermissionError)
        raise MTError("download_failed", permanent=permanent, detail=str(error)) from error
    return find_model(options.cache_dir, source=source, target=target)


def discard_model(options: EngineOptions, *, source: str, target: str) -> None:
    """Remove a pair's folder from the cache, for files that turned out damaged. Raises `MTError` if it
    cannot."""
    try:
        with _lock_pair(options.cache_dir / f".{source}-{target}.lock", deadline=time.monotonic() + options.timeout):
            folder = options.cache_dir / f"{source}-{target}"
            discarded = options.cache_dir / f".{source}-{target}.discarded.partial"
            shutil.rmtree(discarded, ignore_errors=True)
            if folder.exists():
                folder.rename(discarded)
                shutil.rmtree(discarded)
    except OSError as error:
        raise MTError("model_damaged", permanent=True, detail=str(error)) from error


def _download_into(destination: Path, options: EngineOptions, *, source: str, target: str, deadline: float) -> None:
    for leftover in destination.parent.glob(f".{destination.name}.*.partial"):
        shutil.rmtree(leftover, ignore_errors=True)
    model = fetch_remote_model(options, source=source, target=target, deadline=deadline)
    total = sum(file.size for file in model.files)
    done = 0

    def report(count: int) -> None:
        nonlocal done
        done += count
        if options.progress is not None:
            options.progress(done, max(total, done))

    temporary = Path(tempfile.mkdtemp(prefix=f".{destination.name}.", suffix=".partial", dir=destination.parent))
    try:
        for file in model.files:
            address = f"{options.attachments_url or ATTACHMENTS_URL}/{file.location}"
            packed = _fetch(address, options, limit=MAX_FILE_BYTES, deadline=deadline, report=report)
            content = _unpack(packed, file)
            with (temporary / file.name).open("wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
        write_manifest(temporary, Manifest(model.label, {file.name: file.sha256 for file in model.files}))
        temporary.chmod(0o755)
        temporary.rename(destination)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _unpack(packed: bytes, file: RemoteFile) -> bytes:
    try:
        content = discovery.verify_and_decompress(packed, file.sha256)
    except ValueError as error:
        raise MTError("model_damaged", permanent=False, detail=f"{file.name}: {error}") from error
    # The same promise in our own hands: it must hold whatever the library's next version does.
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise MTError("model_damaged", permanent=False, detail=f"{file.name} differs from its SHA-256")
    return content


def fetch_remote_model(options: EngineOptions, *, source: str, target: str, deadline: float) -> RemoteModel:
    """Ask the list of records for the newest model of a pair. Raises `MTError` as `download_model` does."""
    address = options.records_url or discovery.records_url()
    body = _fetch(address, options, limit=MAX_RECORDS_BYTES, deadline=deadline)
    try:
        text = body.decode("utf-8")
        return choose_model(text, source=source, target=target)
    except ValueError as error:
        raise MTError("download_failed", permanent=False, detail=f"{address}: {error}") from error


def choose_model(records: str, *, source: str, target: str) -> RemoteModel:
    """The newest model of the supported major version in a Remote Settings answer, with its own vocabulary.

    Raises `MTError("language_unsupported")`, and ValueError for an answer that is no list of records.
    """
    offered = discovery.parse_records(records)
    sizes = _read_sizes(records)
    rows = [
        row
        for row in offered
        if (row["sourceLanguage"], row["targetLanguage"]) == (source, target)
        and row["decompressedHash"]  # what cannot be verified is not used
        and _version_key(row["version"])[0] == SUPPORTED_MAJOR
    ]

    def pick(kind: str, like: dict[str, str | None] | None = None) -> dict[str, str | None] | None:
        fitting = [
            row
            for row in rows
            if row["fileType"] == kind and (like is None or all(row[key] == like[key] for key in ("version", "architecture")))
        ]
        return max(fitting, key=lambda row: _version_key(row["version"]), default=None)

    model = pick("model")
    vocabularies = [pick("vocab", model)]
    if vocabularies == [None]:
        vocabularies = [pick("srcvocab", model), pick("trgvocab", model)]
    if model is None or None in vocabularies:
        detail = f"no model from {source} to {target} is offered"
        raise MTError("language_unsupported", permanent=True, detail=detail)
    chosen = [row for row in (model, *vocabularies) if row is not None]
    label = " ".join(part for part in (model["version"], model["architecture"]) if part)
    return RemoteModel(label, tuple(_describe_file(row, sizes) for row in chosen))


def _describe_file(row: dict[str, str | None], sizes: dict[str, int]) -> RemoteFile:
    name, location = str(row["name"]), str(row["location"])
    if Path(name).name != name or name.startswith("."):
        raise ValueError(f"{name!r} is not a file name")
    return RemoteFile(name, location.lstrip("/"), str(row["decompressedHash"]), sizes.get(location, 0))


def _read_sizes(records: str) -> dict[str, int]:
    """Bytes of each attachment by its location, for the progress; fxtranslate leaves them out."""
    sizes: dict[str, int] = {}
    for record in json.loads(records)["data"]:
        attachment = record.get("attachment") if isinstance(record, dict) else None
        if isinstance(attachment, dict) and str(attachment.get("size", "")).isdecimal():
            sizes[str(attachment.get("location"))] = int(attachment["size"])
    return sizes


def _version_key(version: str | None) -> tuple[int, ...]:
    """`3.1` → (3, 1); a part with letters (`0a1`) counts as 0, as in fxtranslate."""
    return tuple(int(part) if part.isdecimal() else 0 for part in (version or "0").split("."))


def _fetch(
    address: str,
    options: EngineOptions,
    *,
    limit: int,
    deadline: float,
    report: Callable[[int], None] | None = None,
) -> bytes:
    """GET an http(s) address whole. Raises `MTError` for a bad status, a cut or too long body, silence or
    no way."""
    if not address.startswith(("http://", "https://")):
        raise MTError("download_failed", permanent=True, detail=f"{address} is not an http address")
    request = urllib.request.Request(  # noqa: S310  (the scheme is checked above)
        address, headers={"User-Agent": "workflow"}
    )
    body = bytearray()
    try:
        with urllib.request.urlopen(request, timeout=options.timeout) as answer:  # noqa: S310
            if answer.status != 200:
                raise MTError("download_failed", permanent=False, detail=f"{address}: status {answer.status}")
            announced = answer.headers.get("Content-Length")
            while block := answer.read1(BLOCK):
                body += block
                if len(body) > limit:
                    raise MTError("download_failed", permanent=True, detail=f"{address} is too long")
                if time.monotonic() > deadline:
                    raise MTError("timeout", permanent=False, detail=f"{address} took too long")
                if report is not None:
                    report(len(block))
            if announced is not None and len(body) != int(announced):
                detail = f"{address} broke off after {len(body)} of {announced} bytes"
                raise MTError("download_failed", permanent=False, detail=detail)
    except urllib.error.HTTPError as error:
        permanent = 400 <= error.code < 500 and error.code not in (408, 425, 429)
        error.close()
        raise MTError("download_failed", permanent=permanent, detail=f"{address}: status {error.code}") from None
    except TimeoutError as error:
        raise MTError("timeout", permanent=False, detail=f"{address}: {error}") from error
    except urllib.error.URLError as error:
        code = "timeout" if isinstance(error.reason, TimeoutError) else "download_failed"
        raise MTError(code, permanent=False, detail=f"{address}: {error.reason}") from error
    except (OSError, http.client.HTTPException) as error:
        raise MTError("download_failed", permanent=False, detail=f"{address}: {error!r}") from error
    return bytes(body)


@contextlib.contextmanager
def _lock_pair(path: Path, *, deadline: float) -> Iterator[None]:
    """Only one process (or thread) at a time downloads a pair; the lock ends with its holder, however it
    ends."""
    with path.open("ab") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    detail = "another process is still downloading the model"
                    raise MTError("timeout", permanent=False, detail=detail) from None
                time.sleep(0.2)
        yield
