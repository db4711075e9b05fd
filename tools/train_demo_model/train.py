# mypy: disable-error-code="import-not-found"
# (torch and sentencepiece are not among the project's dependencies: see README.md beside this file)
"""Train the demo model and write its files. Usage: `python train.py [--steps N] [--output DIR]`."""

from __future__ import annotations

import argparse
import random
import re
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grammar
import sentencepiece
import torch
from marian_file import build_tensors, write_model
from network import Network, Shape

SEED = 20
END = 0  # the vocabulary's end-of-sentence piece
IGNORED = -1  # a target position that is only padding
ROOT = Path(__file__).resolve().parents[2]
MODEL_NAME = "model.ruen.intgemm.alphas.bin"
VOCABULARY_NAME = "vocab.ruen.spm"
WORDS_NAME = "known_words.txt"
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Pairs to learn by heart, pairs to learn from and pairs kept aside to measure with."""

    fixed: list[grammar.Pair]
    train: list[grammar.Pair]
    held_out: list[grammar.Pair]


def load_corpus() -> Corpus:
    train, held_out = grammar.make_grammar_pairs(seed=SEED, train=4400, held_out=120)
    return Corpus(grammar.read_fixed_pairs(), train, held_out)


def train_vocabulary(corpus: Corpus, *, directory: Path, pieces: int) -> bytes:
    """A SentencePiece model over both languages, with no normalisation (its tables would weigh 240 kB)."""
    text = directory / "corpus.txt"
    lines = [side for pair in corpus.fixed * 3 + corpus.train for side in pair]
    text.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(text),
        model_prefix=str(directory / "vocabulary"),
        vocab_size=pieces,
        model_type="unigram",
        byte_fallback=True,
        split_digits=True,
        character_coverage=1.0,
        eos_id=END,
        unk_id=1,
        bos_id=-1,
        pad_id=-1,
        hard_vocab_limit=False,
        minloglevel=2,
        normalization_rule_name="identity",
    )
    return (directory / "vocabulary.model").read_bytes()


def make_batch(pairs: list[grammar.Pair], vocabulary: Any) -> tuple[Any, Any, Any, Any]:
    """Source ids, source mask, target ids shifted right, and target ids to predict, as tensors."""
    sources = [[*vocabulary.encode(source), END] for source, _ in pairs]
    targets = [[*vocabulary.encode(target), END] for _, target in pairs]
    longest_source, longest_target = max(map(len, sources)), max(map(len, targets))
    source = torch.tensor([ids + [END] * (longest_source - len(ids)) for ids in sources])
    mask = torch.tensor([[True] * len(ids) + [False] * (longest_source - len(ids)) for ids in sources])
    shifted = torch.tensor([[END, *ids[:-1]] + [END] * (longest_target - len(ids)) for ids in targets])
    wanted = torch.tensor([ids + [IGNORED] * (longest_target - len(ids)) for ids in targets])
    return source, mask, shifted, wanted


def train_network(corpus: Corpus, vocabulary: Any, *, steps: int) -> Network:
    """Train for `steps` batches, then measure the activations that the int8 scales are made from."""
    pieces = -(-vocabulary.get_piece_size() // 8) * 8
    network = Network(Shape(pieces=pieces))
    optimizer = torch.optim.Adam(network.weights.values(), lr=4e-3, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, steps)
    chooser = random.Random(SEED)
    started = time.monotonic()

    def sample() -> list[grammar.Pair]:
        return chooser.sample(corpus.fixed, 24) + chooser.sample(corpus.train, 40)

    for step in range(steps):
        source, mask, shifted, wanted = make_batch(sample(), vocabulary)
        scores = network.decode(shifted, network.encode(source, mask), mask)
        loss = torch.nn.functional.cross_entropy(scores.reshape(-1, pieces), wanted.reshape(-1), ignore_index=IGNORED)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.weights.values(), 1.0)
        optimizer.step()
        schedule.step()
        if step % 100 == 0 or step == steps - 1:
            print(f"step {step}: loss {loss.item():.4f}, {time.monotonic() - started:.0f} s", flush=True)
    network.measuring = True
    with torch.no_grad():
        for _ in range(12):
            source, mask, shifted, _wanted = make_batch(sample(), vocabulary)
            network.decode(shifted, network.encode(source, mask), mask)
    return network


def write_files(network: Network, vocabulary: bytes, corpus: Corpus, *, output: Path, held_out: Path) -> None:
    """Write the model, its vocabulary, the words it has seen, and the held-out pairs for the tests."""
    output.mkdir(parents=True, exist_ok=True)
    weights = {name: tensor.detach().numpy() for name, tensor in network.weights.items()}
    tensors = build_tensors(weights, activation_max=network.activation_max, config=network.shape.describe())
    size = write_model(output / MODEL_NAME, tensors)
    (output / VOCABULARY_NAME).write_bytes(vocabulary)
    seen = {word.lower() for source, _ in corpus.fixed + corpus.train for word in WORD.findall(source)}
    (output / WORDS_NAME).write_text("\n".join(sorted(seen)) + "\n", encoding="utf-8")
    rows = "".join(f"{source}\t{target}\n" for source, target in corpus.held_out)
    held_out.write_text(rows, encoding="utf-8")
    print(f"{MODEL_NAME} {size} B, {VOCABULARY_NAME} {len(vocabulary)} B, {len(seen)} words")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=3600)
    parser.add_argument("--pieces", type=int, default=800, help="the size of the vocabulary")
    parser.add_argument("--output", type=Path, default=ROOT / "workflow/mt/demo_model")
    parser.add_argument("--held-out", type=Path, default=ROOT / "tests/mt/held_out.tsv")
    options = parser.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    corpus = load_corpus()
    with tempfile.TemporaryDirectory() as directory:
        model = train_vocabulary(corpus, directory=Path(directory), pieces=options.pieces)
    vocabulary = sentencepiece.SentencePieceProcessor(model_proto=model)
    network = train_network(corpus, vocabulary, steps=options.steps)
    write_files(network, model, corpus, output=options.output, held_out=options.held_out)


if __name__ == "__main__":
    main()
