"""Finding, checking and reading the files of a Firefox translation model on disk.

A model is two or three files, named as Mozilla names them: `model.<pair>.….bin` and either one
`vocab.<pair>.spm` for both languages or `srcvocab.<pair>.spm` and `trgvocab.<pair>.spm`; `<pair>` is both
language codes run together (`ruen`). Each may be packed as `.zst` or `.gz`, as Mozilla's servers hand them
out. Other files (a lexical shortlist `lex.…`) are left alone.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import struct
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fxtranslate import discovery

from workflow.mt.base import MTError

MANIFEST = "manifest.json"
_PACKED = r"(?:\.zst|\.gz)?$"
_KINDS = {
    "model": re.compile(r"^model\b.*\.bin" + _PACKED),
    "vocab": re.compile(r"^vocab\b.*\.spm" + _PACKED),
    "srcvocab": re.compile(r"^srcvocab\b.*\.spm" + _PACKED),
    "trgvocab": re.compile(r"^trgvocab\b.*\.spm" + _PACKED),
}
_PAIR = re.compile(r"^[a-z]{4,6}$")


@dataclass(frozen=True, slots=True)
class ModelPaths:
    """The files of one model. `model_name` is short and tells its version (`ru-en 3.0 tiny`)."""

    directory: Path
    model: Path
    source_vocabulary: Path
    target_vocabulary: Path
    model_name: str


@dataclass(frozen=True, slots=True)
class ModelBytes:
    """The unpacked contents of one model, as the translator takes them."""

    model: bytes
    source_vocabulary: bytes
    target_vocabulary: bytes


def find_model(directory: Path, *, source: str, target: str) -> ModelPaths:
    """The model for a pair of languages in `directory` or in its folder `<source>-<target>`.

    Raises `MTError`: `model_missing` names what is not there, `model_wrong_pair` the model that is there
    instead.
    """
    nested = directory / f"{source}-{target}"
    folder = nested if nested.is_dir() else directory
    if not folder.is_dir():
        raise MTError("model_missing", permanent=True, detail=f"{directory} is not a directory")
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    model = _choose(folder, names, kind="model", pair=source + target)
    if model is None:
        raise MTError("model_missing", permanent=True, detail=f"no model.{source}{target}.*.bin in {folder}")
    shared = _choose(folder, names, kind="vocab", pair=source + target)
    source_side = shared or _choose(folder, names, kind="srcvocab", pair=source + target)
    target_side = shared or _choose(folder, names, kind="trgvocab", pair=source + target)
    if source_side is None or target_side is None:
        wanted = f"vocab.{source}{target}.spm (or srcvocab and trgvocab)"
        raise MTError("model_missing", permanent=True, detail=f"no {wanted} in {folder}")
    return ModelPaths(folder, model, source_side, target_side, _name_model(folder, model, f"{source}-{target}"))


def _choose(folder: Path, names: list[str], *, kind: str, pair: str) -> Path | None:
    """The file of one kind for the pair; a file that names no pair serves, one that names another does
    not."""
    found = [name for name in names if _KINDS[kind].match(name)]
    named = [name for name in found if pair in name.split(".")]
    if named:
        return folder / named[0]
    unnamed = [name for name in found if not _PAIR.match(name.split(".")[1])]
    if unnamed:
        return folder / unnamed[0]
    if found:
        detail = f"{folder} holds {found[0]}, which is not for the pair {pair}"
        raise MTError("model_wrong_pair", permanent=True, detail=detail)
    return None


def _name_model(folder: Path, model: Path, pair: str) -> str:
    manifest = read_manifest(folder)
    if manifest is not None and manifest.label:
        return f"{pair} {manifest.label}"
    stat = model.stat()
    return f"{pair} {_digest_file(model, stat.st_size, stat.st_mtime_ns)[:8]}"


@lru_cache(maxsize=16)
def _digest_file(path: Path, size: int, changed: int) -> str:
    """SHA-256 of a file; size and time of change are only there to forget the answer when the file
    changes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a download left beside its files: a label for the version and each file's SHA-256."""

    label: str
    files: dict[str, str]


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a folder that a download made, or None for files that a person put there."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return Manifest(str(content["label"]), {str(k): str(v) for k, v in content["files"].items()})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise MTError("model_damaged", permanent=False, detail=f"{folder / MANIFEST}: {error}") from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    content = {"label": manifest.label, "files": manifest.files}
    (folder / MANIFEST).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def read_model(paths: ModelPaths) -> ModelBytes:
    """The unpacked files, checked: against the manifest's SHA-256 where there is one, and the model's own
    layout in any case: a damaged table of contents makes the engine ask for more memory than there is, which
    ends the whole process, and with a damaged vocabulary it translates everything into nothing (both tried).

    Raises `MTError("model_damaged")`.
    """
    manifest = read_manifest(paths.directory)
    model = _read_file(paths.model, manifest)
    check_model_layout(model, name=str(paths.model))
    source_side = _read_file(paths.source_vocabulary, manifest)
    check_vocabulary_layout(source_side, name=str(paths.source_vocabulary))
    if paths.target_vocabulary == paths.source_vocabulary:
        return ModelBytes(model, source_side, source_side)
    target_side = _read_file(paths.target_vocabulary, manifest)
    check_vocabulary_layout(target_side, name=str(paths.target_vocabulary))
    return ModelBytes(model, source_side, target_side)


def _read_file(path: Path, manifest: Manifest | None) -> bytes:
    try:
        content = path.read_bytes()
        if manifest is not None:
            expected = manifest.files.get(path.name)
            if hashlib.sha256(content).hexdigest() != expected:
                raise MTError("model_damaged", permanent=False, detail=f"{path} differs from its SHA-256")
        if path.suffix == ".zst":
            return discovery.verify_and_decompress(content, None)
        if path.suffix == ".gz":
            return gzip.decompress(content)
    except (OSError, EOFError, ValueError) as error:
        raise MTError("model_damaged", permanent=True, detail=f"{path}: {error}") from error
    return content


def check_model_layout(content: bytes, *, name: str) -> None:
    """Check that a Marian binary model (version 1) is as long as its own table of contents says.

    The layout is written down in `tools/train_demo_model/marian_file.py`. Raises `MTError("model_damaged")`.
    """
    try:
        version, count = struct.unpack_from("<QQ", content, 0)
        if version != 1 or not 0 < count < 10_000:
            raise ValueError("is not a Marian model of version 1")
        position = 16 + 32 * count
        data_bytes = 0
        for index in range(count):
            name_length, _kind, dimensions, data_length = struct.unpack_from("<QQQQ", content, 16 + 32 * index)
            position += name_length + 4 * dimensions
            data_bytes += data_length
        (padding,) = struct.unpack_from("<Q", content, position)
        expected = position + 8 + padding + data_bytes
        if len(content) < expected:
            raise ValueError(f"is cut: {len(content)} bytes of {expected}")
    except (struct.error, OverflowError, ValueError) as error:
        raise MTError("model_damaged", permanent=True, detail=f"{name}: {error}") from error


def check_vocabulary_layout(content: bytes, *, name: str) -> None:
    """Check that a SentencePiece model is whole: a protobuf message that begins with pieces and ends with
    its file.

    Raises `MTError("model_damaged")`.
    """
    position = pieces = 0
    try:
        while position < len(content):
            tag, position = _read_varint(content, position)
            if tag & 7 != 2:  # every field of the outer message is length-delimited
                raise ValueError("is not a SentencePiece vocabulary")
            length, position = _read_varint(content, position)
            position += length
            pieces += tag == 0x0A
        if position != len(content) or not pieces:
            raise ValueError("is cut, or not a SentencePiece vocabulary")
    except (IndexError, ValueError) as error:
        raise MTError("model_damaged", permanent=True, detail=f"{name}: {error}") from error


def _read_varint(content: bytes, position: int) -> tuple[int, int]:
    """A protobuf varint and the position after it. Raises IndexError at the end, ValueError beyond 64
    bits."""
    value = 0
    for shift in range(0, 64, 7):
        byte = content[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
    raise ValueError("is not a SentencePiece vocabulary")
