# mypy: disable-error-code="import-not-found,no-any-return"
# (torch is not among the project's dependencies: this folder runs in a virtual environment of its own)
"""The transformer of the demo model, with Marian's names and arithmetic, so that its file loads as any other.

Encoder layers of self-attention and a feed-forward part; decoder layers whose self-attention is a simple
recurrent unit (SSRU: "From Research to Production and Back", Kim et al. 2019), then attention to the encoder
and a feed-forward part. Normalisation comes after each part (Marian's `dan`), embeddings are shared between
source, target and output. Shapes below: B sentences, S source pieces, T target pieces, D the model's width.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a model; `pieces` is the size of the vocabulary, a multiple of eight."""

    pieces: int
    width: int = 64
    heads: int = 4
    inner: int = 128
    encoder_layers: int = 2
    decoder_layers: int = 1

    def describe(self) -> str:
        """The model's configuration in the YAML that Marian keeps inside its file."""
        return f"""bert-train-type-embedding: true
dec-cell: ssru
dec-cell-base-depth: 2
dec-depth: {self.decoder_layers}
dim-emb: {self.width}
dim-rnn: 1024
dim-vocabs:
  - {self.pieces}
  - {self.pieces}
enc-cell: gru
enc-depth: {self.encoder_layers}
tied-embeddings-all: true
transformer-decoder-autoreg: rnn
transformer-dim-ffn: {self.inner}
transformer-ffn-activation: relu
transformer-ffn-depth: 2
transformer-heads: {self.heads}
transformer-postprocess: dan
transformer-preprocess: ""
type: transformer
version: v1.9.56
"""


class Network:
    """The parameters by Marian's names, and the forward pass over them."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.weights: dict[str, Any] = {}
        self.activation_max: dict[str, float] = {}
        self.measuring = False
        width = shape.width
        half = width // 2
        self._frequency = torch.tensor([1e-4 ** ((i % half) / (half - 1)) for i in range(width)])
        self._phase = torch.tensor([(i // half) * math.pi / 2 for i in range(width)])
        self._add("Wemb", shape.pieces, width)
        self._add("decoder_ff_logit_out_b", 1, shape.pieces, fill=0.0)
        for layer in range(1, shape.encoder_layers + 1):
            self._add_attention(f"encoder_l{layer}_self")
            self._add_feed_forward(f"encoder_l{layer}_ffn")
        for layer in range(1, shape.decoder_layers + 1):
            name = f"decoder_l{layer}"
            self._add(f"{name}_rnn_W", width, width)
            self._add(f"{name}_rnn_Wf", width, width)
            self._add(f"{name}_rnn_bf", 1, width, fill=0.0)
            self._add_normalisation(f"{name}_rnn_ffn")
            self._add_attention(f"{name}_context")
            self._add_feed_forward(f"{name}_ffn")

    def _add(self, name: str, *sizes: int, fill: float | None = None) -> None:
        tensor = torch.empty(*sizes)
        if fill is None:
            torch.nn.init.xavier_uniform_(tensor)
        else:
            tensor.fill_(fill)
        self.weights[name] = torch.nn.Parameter(tensor)

    def _add_normalisation(self, name: str) -> None:
        self._add(f"{name}_ln_scale", 1, self.shape.width, fill=1.0)
        self._add(f"{name}_ln_bias", 1, self.shape.width, fill=0.0)

    def _add_attention(self, name: str) -> None:
        for part in "qkvo":
            self._add(f"{name}_W{part}", self.shape.width, self.shape.width)
            self._add(f"{name}_b{part}", 1, self.shape.width, fill=0.0)
        self._add_normalisation(f"{name}_Wo")

    def _add_feed_forward(self, name: str) -> None:
        self._add(f"{name}_W1", self.shape.width, self.shape.inner)
        self._add(f"{name}_b1", 1, self.shape.inner, fill=0.0)
        self._add(f"{name}_W2", self.shape.inner, self.shape.width)
        self._add(f"{name}_b2", 1, self.shape.width, fill=0.0)
        self._add_normalisation(f"{name}_ffn")

    def _measure(self, key: str, values: Any) -> None:
        if self.measuring:
            self.activation_max[key] = max(self.activation_max.get(key, 0.0), float(values.abs().max()))

    def _multiply(self, values: Any, matrix: str, bias: str | None = None) -> Any:
        self._measure(matrix, values)
        product = values @ self.weights[matrix]
        return product if bias is None else product + self.weights[bias]

    def _normalise(self, values: Any, name: str) -> Any:
        mean = values.mean(-1, keepdim=True)
        variance = ((values - mean) ** 2).mean(-1, keepdim=True)
        scaled = self.weights[f"{name}_ln_scale"] * (values - mean) / torch.sqrt(variance + 1e-6)
        return scaled + self.weights[f"{name}_ln_bias"]

    def _positions(self, length: int) -> Any:
        return torch.sin(torch.arange(length).float()[:, None] * self._frequency + self._phase)

    def _attend(self, name: str, queries: Any, keys: Any, mask: Any) -> Any:
        heads, size = self.shape.heads, self.shape.width // self.shape.heads

        def split(values: Any) -> Any:
            return values.view(values.shape[0], values.shape[1], heads, size).transpose(1, 2)

        asked = split(self._multiply(queries, f"{name}_Wq", f"{name}_bq"))
        known = split(self._multiply(keys, f"{name}_Wk", f"{name}_bk"))
        values = split(self._multiply(keys, f"{name}_Wv", f"{name}_bv"))
        scores = asked @ known.transpose(-1, -2) / math.sqrt(size)
        shares = scores.masked_fill(~mask[:, None, None, :], -1e9).softmax(-1)
        joined = (shares @ values).transpose(1, 2).reshape(queries.shape)
        return self._normalise(self._multiply(joined, f"{name}_Wo", f"{name}_bo") + queries, f"{name}_Wo")

    def _feed_forward(self, name: str, values: Any) -> Any:
        inner = torch.relu(self._multiply(values, f"{name}_W1", f"{name}_b1"))
        return self._normalise(self._multiply(inner, f"{name}_W2", f"{name}_b2") + values, f"{name}_ffn")

    def encode(self, source: Any, mask: Any) -> Any:
        """Source piece ids (B, S) and their mask → states (B, S, D)."""
        values = math.sqrt(self.shape.width) * self.weights["Wemb"][source] + self._positions(source.shape[1])
        for layer in range(1, self.shape.encoder_layers + 1):
            values = self._attend(f"encoder_l{layer}_self", values, values, mask)
            values = self._feed_forward(f"encoder_l{layer}_ffn", values)
        return values

    def decode(self, target: Any, states: Any, mask: Any) -> Any:
        """Target ids shifted right by one (B, T) and the encoder's states → scores (B, T, pieces)."""
        embedded = math.sqrt(self.shape.width) * self.weights["Wemb"][target]
        embedded = torch.cat([torch.zeros_like(embedded[:, :1]), embedded[:, 1:]], 1)  # nothing before the first
        values = embedded + self._positions(target.shape[1])
        for layer in range(1, self.shape.decoder_layers + 1):
            name = f"decoder_l{layer}"
            fresh = self._multiply(values, f"{name}_rnn_W")
            keep = torch.sigmoid(self._multiply(values, f"{name}_rnn_Wf", f"{name}_rnn_bf"))
            cell, cells = torch.zeros_like(fresh[:, 0]), []
            for step in range(values.shape[1]):
                cell = keep[:, step] * cell + (1 - keep[:, step]) * fresh[:, step]
                cells.append(cell)
            values = self._normalise(torch.relu(torch.stack(cells, 1)) + values, f"{name}_rnn_ffn")
            values = self._attend(f"{name}_context", values, states, mask)
            values = self._feed_forward(f"{name}_ffn", values)
        self._measure("none", values)
        return values @ self.weights["Wemb"].T + self.weights["decoder_ff_logit_out_b"]
