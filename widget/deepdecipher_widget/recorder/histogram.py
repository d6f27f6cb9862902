"""How many tokens have which activation, of every neuron, in one pass."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Self

import numpy as np
import torch

# Bins of a neuron at most; from half as many on are used, once a neuron has been seen to vary.
_BINS = 40
# A bin is not finer than this share of the largest absolute activation, as a power of 2: finer is rounding.
_FINEST = 16


class Histogram:
    """Counts of the activations of `size` neurons over all tokens, in bins of equal width.

    A neuron's width is the smallest power of 2 with which `_BINS` bins, whose edges are multiples of it, hold
    everything seen. When something falls outside, the width doubles until it does not, and each two bins become one:
    counts stay exact. Memory: 336 bytes a neuron.
    """

    def __init__(self, size: int) -> None:
        # The width is 2 ** exponent; the first bin begins at `first` times the width.
        self.exponent = np.full(size, np.iinfo(np.int32).min, dtype=np.int64)
        self.first = np.zeros(size, dtype=np.int64)
        self.counts = np.zeros((size, _BINS), dtype=np.int64)

    def update(self, activations: torch.Tensor, minimum: np.ndarray, maximum: np.ndarray) -> None:
        """Add activations, shape (tokens, size), finite, single precision; extremes are those of everything so far.

        Cost: some 3 ns an activation.
        """
        if len(activations) == 0:
            return
        low, high = self._places(minimum), self._places(maximum)
        for neuron in np.nonzero((low < self.first) | (high >= self.first + _BINS) | (self.counts.sum(1) == 0))[0]:
            self._widen(neuron, float(minimum[neuron]), float(maximum[neuron]))
        device, size = activations.device, len(self.first)
        scale = torch.from_numpy(np.exp2(-self.exponent.astype(np.float64)).astype(np.float32)).to(device)
        # All of these are whole numbers that single precision holds exactly.
        first = torch.from_numpy(self.first.astype(np.float32)).to(device)
        row = torch.arange(size, device=device, dtype=torch.int32) * _BINS
        places = (activations * scale).floor_().sub_(first).int().add_(row)
        self.counts += np.bincount(places.flatten().cpu().numpy(), minlength=size * _BINS).reshape(size, _BINS)

    def _places(self, values: np.ndarray) -> np.ndarray:
        return np.floor(np.ldexp(values, -self.exponent.clip(-1000))).clip(-(2.0**62), 2.0**62).astype(np.int64)

    def _widen(self, neuron: int, minimum: float, maximum: float) -> None:
        largest = max(abs(minimum), abs(maximum))
        finest = math.frexp(largest)[1] - _FINEST if largest else 0
        before, counts = int(self.exponent[neuron]), self.counts[neuron].copy()
        exponent = max(before, finest)
        while math.floor(math.ldexp(maximum, -exponent)) - math.floor(math.ldexp(minimum, -exponent)) >= _BINS:
            exponent += 1
        first = math.floor(math.ldexp(minimum, -exponent))
        self.counts[neuron] = 0
        for place in np.nonzero(counts)[0].tolist():
            self.counts[neuron, ((int(self.first[neuron]) + place) >> (exponent - before)) - first] += counts[place]
        self.exponent[neuron], self.first[neuron] = exponent, first

    def bins(self, index: int) -> tuple[list[float], list[int]]:
        """Give one neuron's edges and counts, from the first bin to the last that has any; one edge more than bins."""
        counts = self.counts[index].tolist()
        held = [place for place, count in enumerate(counts) if count]
        if not held:
            return [0.0], []
        places = range(held[0], held[-1] + 1)
        first, exponent = int(self.first[index]), int(self.exponent[index])
        edges = [math.ldexp(first + place, exponent) for place in (*places, places[-1] + 1)]
        return edges, [counts[place] for place in places]

    def arrays(self) -> dict[str, np.ndarray]:
        """Give the state for a checkpoint."""
        return dict(vars(self))

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Any]) -> Self:
        """Restore what `arrays` gave."""
        histogram = cls(0)
        vars(histogram).update(arrays)
        return histogram
