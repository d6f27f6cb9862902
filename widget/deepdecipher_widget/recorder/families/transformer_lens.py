"""Models of TransformerLens: HookedTransformer, and TransformerBridge of its version 3."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from ..adapter import ModelAdapter, checked_hook


class TransformerLensModel(ModelAdapter):
    """Anything with the `cfg` and `hook_dict` of TransformerLens.

    By default activations are those of `blocks.{layer}.mlp.hook_mid` for SoLU with LayerNorm (before the LayerNorm),
    of `blocks.{layer}.mlp.hook_post` for all else.
    """

    def __init__(self, model: Any, hook: str | None) -> None:
        super().__init__(model)
        configuration = model.cfg
        place = "hook_mid" if configuration.act_fn == "solu_ln" else "hook_post"
        self.hook = checked_hook(hook or f"blocks.{{layer}}.mlp.{place}")
        self.num_layers = configuration.n_layers
        self.layer_size = configuration.d_mlp
        self.context_length = configuration.n_ctx
        self.vocabulary_size = configuration.d_vocab
        self.activation_function = configuration.act_fn
        self._hooks: dict[str, nn.Module] = dict(model.hook_dict)

    def modules(self) -> dict[str, nn.Module]:
        return self._hooks

    @torch.inference_mode()
    def run(self, ids: torch.Tensor) -> None:
        self._model(ids, return_type=None)

    @torch.inference_mode()
    def logits(self, ids: torch.Tensor) -> torch.Tensor:
        return self._model(ids, return_type="logits")
