"""How well a trie predicts a neuron: precision, recall and F1 of firing, and correlation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .trie import FIRING

_DIGITS = 4


def quality(texts: Sequence[Sequence[float]], predicted: Sequence[Sequence[float]]) -> dict[str, Any]:
    """Compare true and predicted activations, both as shares of the base maximum, text by text; nothing is padded.

    A token fires if its share is greater than 0.5. `count` is the number of true ones. Precision is null where nothing
    was predicted, recall and F1 where there is nothing to find, correlation (Pearson, over all tokens together) where
    either side is constant: firing and non-firing tokens by the same rule.
    """
    true, guessed = _joined(texts), _joined(predicted)
    fires, said = true > FIRING, guessed > FIRING
    return {
        "num_texts": len(texts),
        "num_tokens": len(true),
        "firing": _counts(fires, said),
        "non_firing": _counts(~fires, ~said),
        "correlation": correlation(true, guessed),
    }


def correlation(true: np.ndarray, predicted: np.ndarray) -> float | None:
    """Give Pearson's correlation of two arrays of equal length, `None` where either is constant or empty."""
    if len(true) == 0 or np.ptp(true) == 0 or np.ptp(predicted) == 0:
        return None
    return round(float(np.corrcoef(true, predicted)[0, 1]), _DIGITS)


def _joined(texts: Sequence[Sequence[float]]) -> np.ndarray:
    return np.concatenate([np.zeros(0), *(np.asarray(text, dtype=np.float64) for text in texts)])


def _counts(true: np.ndarray, predicted: np.ndarray) -> dict[str, Any]:
    both, count, said = int((true & predicted).sum()), int(true.sum()), int(predicted.sum())
    return {
        "precision": round(both / said, _DIGITS) if said else None,
        "recall": round(both / count, _DIGITS) if count else None,
        "f1": round(2 * both / (count + said), _DIGITS) if count else None,
        "count": count,
    }
