"""Short token sequences through the model: as few passes as possible, no further than the layer that is looked at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from ..adapter import ModelAdapter

# Tokens in one pass: enough to keep two cores busy, and about 16 MiB of activations of 512 neurons.
_TOKENS_A_PASS = 8192

# A sequence of token ids, without the BOS token that the model is given in front of it.
Ids = tuple[int, ...]


class Forward:
    """Gives activations of one layer's neurons on sequences of token ids.

    `bos` is the token that begins a sequence, if any. Sequences of the same length are run together, equal ones once,
    so that neurons that ask about the same text share its passes. What a call gives depends on its arguments alone:
    equal calls make the same passes.
    """

    def __init__(self, model: ModelAdapter, layer: int, bos: int | None) -> None:
        self._model = model
        self._layer = layer
        self._bos = [] if bos is None else [bos]
        self.num_tokens = 0

    def activations(self, sequences: Sequence[Ids], neurons: Sequence[int]) -> list[np.ndarray]:
        """Give the activation of `neurons[i]` on every token of `sequences[i]`: single precision, model's unit.

        Cost: one pass over the tokens of all different sequences, up to the hook.
        """
        wanted: dict[Ids, list[int]] = {}
        for index, sequence in enumerate(sequences):
            wanted.setdefault(sequence, []).append(index)
        found: list[np.ndarray] = [np.zeros(0, dtype=np.float32)] * len(sequences)
        ordered = sorted(wanted, key=len)
        start = 0
        while start < len(ordered):
            length = len(ordered[start])
            end = start + 1
            while end < len(ordered) and len(ordered[end]) == length and (end - start) * length < _TOKENS_A_PASS:
                end += 1
            values = self.layer(ordered[start:end])
            rows = [(row, index) for row, sequence in enumerate(ordered[start:end]) for index in wanted[sequence]]
            columns = torch.tensor([neurons[index] for _, index in rows], device=self._model.device)
            picked = values[torch.tensor([row for row, _ in rows], device=self._model.device), :, columns].cpu().numpy()
            for (_, index), column in zip(rows, picked):
                found[index] = column
            start = end
        return found

    def layer(self, sequences: Sequence[Ids]) -> torch.Tensor:
        """Give all the layer's activations on sequences of one length: shape (sequences, tokens, neurons)."""
        self.num_tokens += len(sequences) * len(sequences[0])
        ids = torch.tensor([[*self._bos, *sequence] for sequence in sequences], device=self._model.device)
        return self._model.activations(ids, [self._layer])[self._layer][:, len(self._bos) :].float()
