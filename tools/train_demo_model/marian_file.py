# mypy: disable-error-code="import-not-found"
# (numpy is not among the project's dependencies: see README.md beside this file)
"""Writing a Marian binary model (version 1) with int8 weights, as Firefox Translations ships them.

The layout, in little endian: version and number of tensors (u64 each); for every tensor the lengths of its
name, its type, the number of its dimensions and the bytes of its data (u64 each); all names (ending in NUL);
all dimensions (i32); the padding before the data (u64 and that many zeros, so that the data begins at a
multiple of 256); then the data, each tensor padded to 256 bytes.

An int8 matrix (type `intgemm8`, 0x4101) is stored transposed, followed by its scale as a float32: the byte is
the weight times that scale, which is 127 divided by the greatest absolute weight. A companion of the name
`<matrix>_QuantMultA` (float32, 1x1) is the same kind of scale for what the matrix is multiplied with,
measured on sentences after training. The embedding matrix is stored as it is, not transposed, and its
companion is called `none_QuantMultA`.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

INT8 = 0x0101
INTGEMM8 = 0x4101
FLOAT32 = 0x0404
ALIGNMENT = 256
EMBEDDING = "Wemb"
EMBEDDING_INPUT = "none"  # Marian's name for the decoder's output where it meets the embedding


@dataclass(frozen=True, slots=True)
class Tensor:
    """One tensor of the file: its name, Marian type, shape and raw bytes."""

    name: str
    kind: int
    shape: tuple[int, ...]
    data: bytes


def quantize_matrix(name: str, weights: Any, *, activation_max: float) -> tuple[Tensor, Tensor]:
    """The int8 tensor of a float matrix and the companion tensor with the scale of its input."""
    scale = 127.0 / float(np.abs(weights).max())
    laid_out = weights if name == EMBEDDING else weights.T
    integers = np.clip(np.rint(laid_out * scale), -127, 127).astype(np.int8)
    companion = f"{EMBEDDING_INPUT if name == EMBEDDING else name}_QuantMultA"
    return (
        Tensor(name, INTGEMM8, tuple(weights.shape), integers.tobytes() + struct.pack("<f", scale)),
        Tensor(companion, FLOAT32, (1, 1), struct.pack("<f", 127.0 / activation_max)),
    )


def build_tensors(weights: Mapping[str, Any], *, activation_max: Mapping[str, float], config: str) -> list[Tensor]:
    """All tensors of a model: matrices in int8, the rest in float32, and the configuration (YAML) as text.

    `weights` maps names to two-dimensional float32 arrays; `activation_max` maps a matrix's name (or `none`
    for the embedding) to the greatest absolute value that was multiplied with it.
    """
    tensors: list[Tensor] = []
    for name, array in weights.items():
        is_matrix = array.shape[0] > 1 and array.shape[1] > 1
        if is_matrix:
            key = EMBEDDING_INPUT if name == EMBEDDING else name
            tensors.extend(quantize_matrix(name, array, activation_max=activation_max[key]))
        else:
            tensors.append(Tensor(name, FLOAT32, tuple(array.shape), array.astype("<f4").tobytes()))
    text = config.encode("utf-8") + b"\0"
    tensors.append(Tensor("special:model.yml", INT8, (len(text),), text))
    return tensors


def write_model(path: Path, tensors: list[Tensor]) -> int:
    """Write the tensors to `path` and return the number of bytes."""
    padded = [tensor.data + b"\0" * (-len(tensor.data) % ALIGNMENT) for tensor in tensors]
    out = bytearray(struct.pack("<QQ", 1, len(tensors)))
    for tensor, data in zip(tensors, padded, strict=True):
        out += struct.pack("<QQQQ", len(tensor.name) + 1, tensor.kind, len(tensor.shape), len(data))
    for tensor in tensors:
        out += tensor.name.encode("ascii") + b"\0"
    for tensor in tensors:
        out += struct.pack(f"<{len(tensor.shape)}i", *tensor.shape)
    padding = -(len(out) + 8) % ALIGNMENT
    out += struct.pack("<Q", padding) + b"\0" * padding
    out += b"".join(padded)
    path.write_bytes(out)
    return len(out)
