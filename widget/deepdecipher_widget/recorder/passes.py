"""Passes of the model over batches, with and without hooks."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from .checkpoint import LayerState
from .contexts import Batch
from .errors import ActivationError
from .models import Hooks


class Passes:
    """Runs batches through the model and adds what the hooks see to the layers' state."""

    def __init__(
        self, model: Any, bos: int | None, hooks: Hooks, neurons: list[int], layers: dict[int, LayerState]
    ) -> None:
        self._model = model
        self._bos = bos
        self._hooks = hooks
        self._layers = layers
        self._device = next(model.parameters()).device
        self._size = model.cfg.d_mlp
        self._neurons = None if len(neurons) == self._size else torch.tensor(neurons, device=self._device)

    def bare(self, batch: Batch) -> None:
        """Run a batch without hooks."""
        self._run(batch, [])

    def record(self, batch: Batch) -> None:
        """Run a batch and add its ordinary tokens, neither BOS nor what fills short contexts up, to the state."""
        seen: dict[int, torch.Tensor] = {}

        def keep(layer: int) -> Any:
            def hook_function(activations: torch.Tensor, hook: Any) -> None:
                seen[layer] = activations

            return hook_function

        self._run(batch, [(name, keep(layer)) for layer, name in self._hooks.names.items()])
        longest = int(batch.lengths.max())
        is_token = torch.arange(longest)[None, :] < torch.from_numpy(batch.lengths)[:, None]
        full, is_token = bool(is_token.all()), is_token.to(self._device)
        for layer, state in self._layers.items():
            activations = self._select(layer, seen.pop(layer), (len(batch.ids), longest))
            # Taking them by a mask is slow, and most batches are full.
            tokens = activations.flatten(0, 1) if full else activations[is_token]
            state.moments.update(tokens)
            if not np.isfinite([state.moments.minimum, state.moments.maximum]).all():
                last = batch.first + len(batch.ids) - 1
                raise ActivationError(
                    f"The hook {self._hooks.names[layer]} gave an activation that is not finite on texts {batch.first} "
                    f"to {last}. Run the model in single precision, or leave these texts out."
                )
            state.texts.update(batch.first, batch.ids, batch.lengths, activations)

    @torch.inference_mode()
    def _run(self, batch: Batch, hooks: list[tuple[str, Any]]) -> None:
        # The model is causal: what fills short contexts up comes after their tokens and changes nothing about them.
        ids = batch.ids[:, : batch.lengths.max()]
        if self._bos is not None:
            ids = np.concatenate([np.full((len(ids), 1), self._bos, dtype=ids.dtype), ids], axis=1)
        contexts = torch.from_numpy(ids).long().to(self._device)
        self._model.run_with_hooks(contexts, return_type=None, fwd_hooks=hooks)

    def _select(self, layer: int, activations: torch.Tensor, shape: tuple[int, int]) -> torch.Tensor:
        texts, tokens = shape
        expected = (texts, tokens + (self._bos is not None), self._size)
        if tuple(activations.shape) != expected:
            raise ActivationError(
                f"The hook {self._hooks.names[layer]} gave activations of shape {tuple(activations.shape)}, not "
                f"{expected} (texts, tokens, neurons). Name a hook of the MLP's neurons."
            )
        activations = activations[:, expected[1] - tokens :].float()
        return activations if self._neurons is None else activations[:, :, self._neurons]
