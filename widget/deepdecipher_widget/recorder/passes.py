"""Passes of the model over batches, recorded and bare."""

from __future__ import annotations

import numpy as np
import torch

from .adapter import ModelAdapter
from .checkpoint import LayerState
from .contexts import Batch
from .errors import ActivationError, RecordError


class Passes:
    """Runs batches through the model and adds what its hooks hold to the layers' state.

    `bos` is put before each context and not recorded.
    """

    def __init__(self, model: ModelAdapter, bos: int | None, neurons: list[int], layers: dict[int, LayerState]) -> None:
        self._model = model
        self._bos = bos
        self._layers = layers
        whole = len(neurons) == model.layer_size
        self._neurons = None if whole else torch.tensor(neurons, device=model.device)

    def bare(self, batch: Batch) -> None:
        """Run a batch and look at nothing, until the device is done with it."""
        self._model.run(self._contexts(batch))
        if self._model.device.type == "cuda":
            torch.cuda.synchronize(self._model.device)

    def record(self, batch: Batch) -> None:
        """Run a batch and add its tokens, neither BOS nor what fills short contexts up, to the state."""
        seen = self._model.activations(self._contexts(batch), self._layers)
        longest = int(batch.lengths.max())
        is_token = torch.arange(longest)[None, :] < torch.from_numpy(batch.lengths)[:, None]
        full, is_token = bool(is_token.all()), is_token.to(self._model.device)
        for layer, state in self._layers.items():
            activations = self._select(layer, seen.pop(layer), (len(batch.ids), longest))
            # Taking them by a mask is slow, and most batches are full.
            tokens = activations.flatten(0, 1) if full else activations[is_token]
            state.moments.update(tokens)
            if not np.isfinite([state.moments.minimum, state.moments.maximum]).all():
                last = batch.first + len(batch.ids) - 1
                raise ActivationError(
                    f"The hook {self._model.hook_of(layer)} gave an activation that is not finite on texts "
                    f"{batch.first} to {last}. Run the model in single precision, or leave these texts out."
                )
            state.histogram.update(tokens, state.moments.minimum, state.moments.maximum)
            state.texts.update(batch.first, batch.ids, batch.lengths, activations)

    def _contexts(self, batch: Batch) -> torch.Tensor:
        # The model is causal: what fills short contexts up comes after their tokens and changes nothing about them.
        ids = batch.ids[:, : batch.lengths.max()]
        if self._bos is not None:
            ids = np.concatenate([np.full((len(ids), 1), self._bos, dtype=ids.dtype), ids], axis=1)
        if self._model.vocabulary_size is not None and ids.max() >= self._model.vocabulary_size:
            raise RecordError(
                f"The tokenizer gave the token {ids.max()}, but the model knows {self._model.vocabulary_size} tokens. "
                "Give the model's own tokenizer."
            )
        return torch.from_numpy(ids).long().to(self._model.device)

    def _select(self, layer: int, activations: torch.Tensor, shape: tuple[int, int]) -> torch.Tensor:
        texts, tokens = shape
        expected = (texts, tokens + (self._bos is not None), self._model.layer_size)
        if tuple(activations.shape) != expected:
            raise ActivationError(
                f"The hook {self._model.hook_of(layer)} gave activations of shape {tuple(activations.shape)}, not "
                f"{expected} (texts, tokens, neurons). Name a hook of the MLP's neurons."
            )
        activations = activations[:, expected[1] - tokens :].float()
        return activations if self._neurons is None else activations[:, :, self._neurons]
