"""Short token sequences through the model: as few passes as possible, no further than the layer that is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

# Tokens in one pass: enough to keep two cores busy, and about 16 MiB of activations of 512 neurons.
_TOKENS_A_PASS = 8192

# A sequence of token ids, without the BOS token that the model is given in front of it.
Ids = tuple[int, ...]


class _Reached(Exception):
    """The hook has been reached: nothing after it needs to be computed."""


class Forward:
    """Gives activations of one layer's neurons on sequences of token ids.

    `model` is a TransformerLens model, `hook` the name of the layer's hook, `bos` the token that begins a sequence, if
    any. Sequences of the same length are run together, equal ones once, so that neurons that ask about the same text
    share its passes. What a call gives depends on its arguments alone: equal calls make the same passes.
    """

    def __init__(self, model: Any, hook: str, bos: int | None) -> None:
        self._model = model
        self._hook = hook
        self._bos = [] if bos is None else [bos]
        self._device = next(model.parameters()).device
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
            columns = torch.tensor([neurons[index] for _, index in rows], device=self._device)
            picked = values[torch.tensor([row for row, _ in rows], device=self._device), :, columns].cpu().numpy()
            for (_, index), column in zip(rows, picked):
                found[index] = column
            start = end
        return found

    @torch.inference_mode()
    def layer(self, sequences: Sequence[Ids]) -> torch.Tensor:
        """Give all the layer's activations on sequences of one length: shape (sequences, tokens, neurons)."""
        seen: list[torch.Tensor] = []

        def keep(activations: torch.Tensor, hook: Any) -> None:
            seen.append(activations)
            raise _Reached

        self.num_tokens += len(sequences) * len(sequences[0])
        try:
            self._run(sequences, [(self._hook, keep)])
        except _Reached:
            pass
        return seen[0][:, len(self._bos) :].float()

    @torch.inference_mode()
    def predictions(self, sequences: Sequence[Ids], num: int) -> np.ndarray:
        """Give the `num` likeliest tokens in place of each token, judged by what stands before it.

        Sequences of one length; shape (sequences, tokens, num), most probable first. Without a BOS token nothing stands
        before the first token; its substitutes are those of the second.
        """
        logits = self._run(sequences, [], "logits")
        before = logits[:, : len(sequences[0])] if self._bos else logits[:, [0, *range(len(sequences[0]) - 1)]]
        return before.topk(num).indices.cpu().numpy()

    def _run(self, sequences: Sequence[Ids], hooks: list[tuple[str, Any]], give: str | None = None) -> Any:
        ids = torch.tensor([[*self._bos, *sequence] for sequence in sequences], device=self._device)
        return self._model.run_with_hooks(ids, return_type=give, fwd_hooks=hooks)
