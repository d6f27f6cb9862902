"""The texts on which each neuron's activation is highest."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import torch


@dataclass(frozen=True, slots=True)
class TopText:
    """One text of one neuron: its number in the stream, token ids and activations, both of shape (tokens,)."""

    data_index: int
    ids: np.ndarray
    activations: np.ndarray


class TopTexts:
    """Keeps `num_texts` texts of up to `length` tokens for each of `size` neurons, by their maximum activation.

    Of two texts with the same maximum the one with the lower data index is kept and comes first. Texts are to be added
    in the order of their data indices. Memory: `size * num_texts * (8 * length + 16)` bytes and the heaps.
    """

    def __init__(self, size: int, num_texts: int, length: int) -> None:
        self.count = np.zeros(size, dtype=np.int64)
        self.data_index = np.zeros((size, num_texts), dtype=np.int64)
        self.tokens = np.zeros((size, num_texts), dtype=np.int32)
        self.maximum = np.full((size, num_texts), -np.inf, dtype=np.float32)
        self.ids = np.zeros((size, num_texts, length), dtype=np.int32)
        self.activations = np.zeros((size, num_texts, length), dtype=np.float32)
        self._order()

    def _order(self) -> None:
        # A heap per neuron of (maximum, -data index, slot): the first is the next to be replaced.
        self._heaps = [
            [(float(self.maximum[neuron, slot]), -int(self.data_index[neuron, slot]), slot) for slot in range(count)]
            for neuron, count in enumerate(self.count)
        ]
        for heap in self._heaps:
            heapq.heapify(heap)
        # What a text must exceed to be kept.
        self._threshold = np.array(
            [heap[0][0] if len(heap) == self.data_index.shape[1] else -np.inf for heap in self._heaps], dtype=np.float32
        )

    def update(self, first: int, ids: np.ndarray, lengths: np.ndarray, activations: torch.Tensor) -> None:
        """Add a batch of texts numbered from `first`.

        `ids`: shape (texts, length); `lengths`: the number of tokens of each, at least 1; `activations`: shape (texts,
        length, size), single precision, finite; what lies beyond a text's length is not looked at.
        """
        looked_at = activations
        if lengths.min() < activations.shape[1]:
            beyond = torch.arange(activations.shape[1])[None, :] >= torch.from_numpy(lengths)[:, None]
            looked_at = activations.masked_fill(beyond.to(activations.device)[:, :, None], -torch.inf)
        maxima = looked_at.amax(1).cpu().numpy()
        rows, neurons = np.nonzero(maxima > self._threshold)
        if len(rows) == 0:
            return
        # (texts, size, length) in the processor's memory: one neuron's activations on one text lie side by side.
        values = activations.transpose(1, 2).cpu().numpy()
        for row, neuron in zip(rows.tolist(), neurons.tolist()):
            maximum = maxima[row, neuron]
            if maximum > self._threshold[neuron]:
                self._put(
                    neuron, first + row, float(maximum), ids[row, : lengths[row]], values[row, neuron, : lengths[row]]
                )

    def _put(self, neuron: int, data_index: int, maximum: float, ids: np.ndarray, activations: np.ndarray) -> None:
        heap, num_texts = self._heaps[neuron], self.data_index.shape[1]
        slot = heap[0][2] if len(heap) == num_texts else len(heap)
        if len(heap) == num_texts:
            heapq.heapreplace(heap, (maximum, -data_index, slot))
        else:
            heapq.heappush(heap, (maximum, -data_index, slot))
            self.count[neuron] += 1
        if len(heap) == num_texts:
            self._threshold[neuron] = heap[0][0]
        tokens = len(ids)
        self.data_index[neuron, slot] = data_index
        self.tokens[neuron, slot] = tokens
        self.maximum[neuron, slot] = maximum
        self.ids[neuron, slot, :tokens] = ids
        self.activations[neuron, slot, :tokens] = activations

    def texts(self, neuron: int) -> list[TopText]:
        """Give one neuron's texts, highest maximum first."""
        slots = [slot for _, _, slot in sorted(self._heaps[neuron], reverse=True)]
        return [
            TopText(
                data_index=int(self.data_index[neuron, slot]),
                ids=self.ids[neuron, slot, : self.tokens[neuron, slot]],
                activations=self.activations[neuron, slot, : self.tokens[neuron, slot]],
            )
            for slot in slots
        ]

    def arrays(self) -> dict[str, np.ndarray]:
        """Give the state for a checkpoint."""
        return {name: value for name, value in vars(self).items() if not name.startswith("_")}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Any]) -> Self:
        """Restore what `arrays` gave."""
        texts = cls(0, 1, 1)
        vars(texts).update(arrays)
        texts._order()
        return texts
