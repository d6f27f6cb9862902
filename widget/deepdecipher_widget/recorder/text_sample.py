"""A random sample of the texts that were read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np


class TextSample:
    """Keeps up to `size` texts of up to `length` tokens, each text of the stream with the same chance.

    Which ones is decided by a mixing function of the data index alone, so that the same stream gives the same sample
    however often it is interrupted. Memory: `size * (4 * length + 24)` bytes.
    """

    def __init__(self, size: int, length: int) -> None:
        self.size = size
        self.data_index = np.zeros(0, dtype=np.int64)
        self.tokens = np.zeros(0, dtype=np.int64)
        self.ids = np.zeros((0, length), dtype=np.int32)

    def update(self, first: int, ids: np.ndarray, lengths: np.ndarray) -> None:
        """Add a batch of texts numbered from `first`: ids of shape (texts, length), and each one's number of tokens."""
        data_index = np.concatenate([self.data_index, np.arange(first, first + len(ids), dtype=np.int64)])
        kept = np.sort(np.argsort(mixed(data_index), kind="stable")[: self.size])
        self.data_index = data_index[kept]
        self.tokens = np.concatenate([self.tokens, lengths])[kept]
        self.ids = np.concatenate([self.ids, ids])[kept]

    def texts(self) -> list[tuple[int, tuple[int, ...]]]:
        """Give the texts by data index: it and the token ids."""
        rows = zip(self.data_index.tolist(), self.tokens.tolist(), self.ids.tolist())
        return [(index, tuple(ids[:tokens])) for index, tokens, ids in rows]

    def arrays(self) -> dict[str, np.ndarray]:
        """Give the state for a checkpoint."""
        return {**vars(self), "size": np.array(self.size)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Any]) -> Self:
        """Restore what `arrays` gave."""
        sample = cls(0, 1)
        vars(sample).update({**arrays, "size": int(arrays["size"])})
        return sample


def mixed(values: np.ndarray) -> np.ndarray:
    """Scatter whole numbers evenly over 64 bits: the finaliser of SplitMix64 (Steele et al. 2014)."""
    mixed = values.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
