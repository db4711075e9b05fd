"""TER and chrF of engines against what people confirmed, by sacrebleu where it is installed."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec

from workflow.core.markup_tokens import strip_tokens

SACREBLEU = find_spec("sacrebleu") is not None
INSTALL = "pip install -c constraints.txt sacrebleu"


def score_offline(pairs: Iterable[tuple[str, str, str, str, str]]) -> dict[tuple[str, str, str], dict[str, float]]:
    """Both scores for each (month, engine, model) of (month, engine, model, the engine's text, the confirmed one)."""
    metrics = import_module("sacrebleu.metrics")
    ter, chrf = metrics.TER(), metrics.CHRF()
    groups: dict[tuple[str, str, str], tuple[list[str], list[str]]] = {}
    for month, engine, model, machine, final in pairs:
        machines, finals = groups.setdefault((month, engine, model), ([], []))
        machines.append(strip_tokens(machine))
        finals.append(strip_tokens(final))
    return {
        key: {
            "ter": round(ter.corpus_score(machines, [finals]).score, 2),
            "chrf": round(chrf.corpus_score(machines, [finals]).score, 2),
        }
        for key, (machines, finals) in groups.items()
    }
