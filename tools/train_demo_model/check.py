"""Translate every demo sentence, phrase and held-out pair with a model's files and print what differs.

Usage: `python check.py [MODEL_DIRECTORY [HELD_OUT]]`, with the project's own environment (it needs
fxtranslate).
"""

from __future__ import annotations

import sys
from pathlib import Path

import grammar
from fxtranslate import Translator

ROOT = Path(__file__).resolve().parents[2]


def count_exact(translator: Translator, pairs: list[grammar.Pair], *, title: str) -> None:
    """Print how many of the pairs come out exactly, and those that do not."""
    wrong = [(source, target, got) for source, target in pairs if (got := translator.translate(source)) != target]
    print(f"{title}: {len(pairs) - len(wrong)} of {len(pairs)} exact")
    for source, target, got in wrong:
        print(f"  {source}\n    wanted {target}\n    got    {got}")


def main() -> None:
    arguments = [Path(argument) for argument in sys.argv[1:]]
    directory = arguments[0] if arguments else ROOT / "workflow/mt/demo_model"
    held_out = arguments[1] if len(arguments) > 1 else ROOT / "tests/mt/held_out.tsv"
    vocabulary = (directory / "vocab.ruen.spm").read_bytes()
    translator = Translator((directory / "model.ruen.intgemm.alphas.bin").read_bytes(), vocabulary, vocabulary)
    here = Path(__file__).parent
    count_exact(translator, grammar.read_pairs(here / "demo_sentences.tsv"), title="demo sentences")
    count_exact(translator, grammar.read_pairs(here / "demo_phrases.tsv"), title="demo phrases")
    count_exact(translator, grammar.read_pairs(held_out), title="held-out sentences")


if __name__ == "__main__":
    main()
