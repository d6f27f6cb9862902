"""Neuron2Graph for some neurons of a layer: from their texts to trie, graph, quality and explanation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..tokens import TokenCodec
from .explanation import explanation
from .fit import fit
from .forward import Forward
from .graph import contract_graph
from .occurrences import Text, find_occurrences
from .patterns import add_patterns
from .quality import correlation, quality
from .relations import TokenSets, token_sets
from .simulate import simulate
from .substitutes import Substitutes
from .trie import FIRING, Node, to_wire
from .windows import TrainingText, find_windows

# What a masked token is replaced with, as in the published method: the vocabulary's second token.
_MASK = 1
# So many texts, beyond those that patterns are found in, help to choose what is said to fire.
_JUDGING = 30
# Significant digits of the base maximum.
_DIGITS = 6

SCORED_ON = "held-out top texts and random texts together"


@dataclass(frozen=True, slots=True)
class NeuronTexts:
    """What is known of one neuron; `base` is its base maximum in the model's unit.

    `top` and `more`: texts to learn from, by descending maximum, patterns being found in the first; `ordinary`: random
    texts to learn from. `held_out`: top texts to measure on; `random`: random texts to measure on. None to measure on
    is among those to learn from.
    """

    base: float
    top: Sequence[Text]
    held_out: Sequence[Text]
    more: Sequence[Text]
    ordinary: Sequence[Text]
    random: Sequence[Text]


@dataclass(frozen=True, slots=True)
class Interpretation:
    """One neuron's parts of the pages, and its tokens for search and similarity."""

    graph: dict[str, Any]
    graphviz: str
    trie: dict[str, Any]
    quality: dict[str, Any]
    explanation: str
    score: float | None
    tokens: TokenSets


def interpret(
    forward: Forward, neurons: Mapping[int, NeuronTexts], codec: TokenCodec, substitutes: Substitutes
) -> dict[int, Interpretation]:
    """Interpret neurons of one layer together, so that they share passes. Equal arguments give equal results.

    A neuron whose base maximum is not above 0 gets an empty trie. Cost: on the example model some 3,000 tokens a neuron
    through the model, in sequences of up to 30.
    """
    firing = {neuron: texts for neuron, texts in neurons.items() if texts.base > 0}
    tries = {neuron: Node() for neuron in neurons}
    training = {
        neuron: [TrainingText(ids.tolist(), shares) for ids, shares in texts.top] for neuron, texts in firing.items()
    }
    windows = find_windows(forward, training, {neuron: texts.base for neuron, texts in firing.items()}, _MASK)
    add_patterns(forward, windows, substitutes, tries, codec.decode, codec.special)
    return {neuron: _interpretation(tries[neuron], texts, codec) for neuron, texts in neurons.items()}


def _interpretation(root: Node, texts: NeuronTexts, codec: TokenCodec) -> Interpretation:
    judging = [*texts.top, *texts.more[:_JUDGING]]
    fit(root, find_occurrences(judging, [*texts.more[_JUDGING:], *texts.ordinary], codec.decode))
    trie = to_wire(root, float(f"{texts.base:.{_DIGITS}g}"))
    measured = {"top": texts.held_out, "random": texts.random}
    true = {what: [shares for _, shares in chosen] for what, chosen in measured.items()}
    predicted = {what: [simulate(trie, _strings(ids, codec)) for ids, _ in chosen] for what, chosen in measured.items()}
    together = [np.concatenate([np.zeros(0), *of["top"], *of["random"]]) for of in (true, predicted)]
    ordinary = np.concatenate([np.zeros(0), *true["random"]])
    graph, graphviz = contract_graph(root)
    return Interpretation(
        graph=graph,
        graphviz=graphviz,
        trie=trie,
        quality={what: quality(true[what], predicted[what]) for what in measured},
        explanation=explanation(root, float((ordinary > FIRING).mean()) if len(ordinary) else None),
        score=correlation(*together),
        tokens=token_sets(root),
    )


def _strings(ids: np.ndarray, codec: TokenCodec) -> list[str]:
    return [codec.decode(id) for id in ids.tolist()]
