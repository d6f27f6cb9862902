"""The stretches of text that make a neuron fire, and which of their tokens matter to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .forward import Forward, Ids
from .trie import FIRING

# A text's stretch before and with the pivot is tried at these lengths, in tokens; the last one is taken as it is.
_LENGTHS = range(5, 31, 5)
# A stretch will do if the neuron keeps at least this share of the activation that it has in the whole text.
_KEPT = 0.5
# Stretches looked at for one neuron: each text's highest first.
_MOST = 24
# How far back, in tokens before the pivot, context is looked at.
REACH = 9


@dataclass(frozen=True, slots=True)
class TrainingText:
    """A text to learn from: token ids, and the neuron's activations on them as shares of its base maximum."""

    ids: Sequence[int]
    shares: np.ndarray


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of text up to its pivot, a token on which the neuron fires.

    `share` is the neuron's activation on the pivot in the whole text as a share of its base maximum; `activation` that
    on the pivot of the stretch alone, model's unit; `importance[j]` the share of the latter that masking token j takes
    away (negative where masking adds), 1 for the pivot, 0 beyond `REACH`.
    """

    neuron: int
    ids: Ids
    share: float
    activation: float
    importance: np.ndarray

    def scaled(self, activation: float) -> float:
        """Bring an activation on a stretch like this one to what it would be in the whole text."""
        return activation / self.activation * self.share


def find_windows(
    forward: Forward, texts: dict[int, Sequence[TrainingText]], base: dict[int, float], mask: int
) -> list[Window]:
    """Give the pruned windows of some neurons of a layer, and the importance of their tokens.

    `texts` and `base` (base maxima, model's unit, positive) are by neuron. The shortest stretch that keeps half of the
    activation is taken. Importance is by masking with the token `mask`.
    """
    pivots = [
        (neuron, text.ids, index, float(text.shares[index]))
        for neuron, of_neuron in texts.items()
        for text, index in _pivots(of_neuron)
    ]
    windows: dict[tuple[int, Ids], Window] = {}
    for length in _LENGTHS:
        stretches = [tuple(ids[max(0, index + 1 - length) : index + 1]) for _, ids, index, _ in pivots]
        found = forward.activations(stretches, [neuron for neuron, *_ in pivots])
        left = []
        for pivot, stretch, activations in zip(pivots, stretches, found):
            neuron, _, index, share = pivot
            activation = float(activations[-1])
            if activation < _KEPT * share * base[neuron] and length < min(_LENGTHS[-1], index + 1):
                left.append(pivot)
            elif activation > 0:
                known = windows.get((neuron, stretch))
                if known is None or known.share < share:
                    windows[neuron, stretch] = Window(neuron, stretch, share, activation, np.zeros(len(stretch)))
        pivots = left
    return _with_importance(forward, list(windows.values()), mask)


def _pivots(texts: Sequence[TrainingText]) -> list[tuple[TrainingText, int]]:
    ranked = [
        (rank, -float(text.shares[index]), number, int(index))
        for number, text in enumerate(texts)
        for rank, index in enumerate(sorted(np.nonzero(text.shares > FIRING)[0], key=lambda at: -text.shares[at]))
    ]
    pivots: dict[Ids, tuple[TrainingText, int]] = {}
    for _, _, number, index in sorted(ranked):
        text = texts[number]
        pivots.setdefault(tuple(text.ids[max(0, index + 1 - _LENGTHS[0]) : index + 1]), (text, index))
    return list(pivots.values())[:_MOST]


def _with_importance(forward: Forward, windows: list[Window], mask: int) -> list[Window]:
    masked = [
        (place, index)
        for place, window in enumerate(windows)
        for index in range(max(0, len(window.ids) - 1 - REACH), len(window.ids) - 1)
    ]
    sequences = [substitute(windows[place].ids, index, mask) for place, index in masked]
    found = forward.activations(sequences, [windows[place].neuron for place, _ in masked])
    importance = [np.append(np.zeros(len(window.ids) - 1), 1.0) for window in windows]
    for (place, index), activations in zip(masked, found):
        importance[place][index] = 1 - float(activations[-1]) / windows[place].activation
    return [replace(window, importance=values) for window, values in zip(windows, importance)]


def substitute(ids: Ids, index: int, token: int) -> Ids:
    """Put another token in one's place."""
    return (*ids[:index], token, *ids[index + 1 :])
