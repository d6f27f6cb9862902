"""The kinds of model that can be recorded. What a model is shows in what it can do, not in its name."""

from __future__ import annotations

from typing import Any

from torch import nn

from ..adapter import ModelAdapter
from .torch_module import TorchModule
from .transformer_lens import TransformerLensModel


def adapt(model: Any, hook: str | None) -> ModelAdapter:
    """Give the recorder's face of a model; `hook` as in `ModelAdapter`, found if it is `None`.

    Raises `TypeError` for what is no torch module, `ValueError` for a hook's name without `{layer}`, `RecordError` if
    the neurons of an unknown model are not named, `UnknownHookError` if what is named is not there.
    """
    if not isinstance(model, nn.Module):
        raise TypeError(
            f"A model of TransformerLens, of Hugging Face or another torch module is needed; found "
            f"{type(model).__name__}."
        )
    if hasattr(model, "hook_dict") and hasattr(model, "cfg"):
        return TransformerLensModel(model, hook)
    return TorchModule(model, hook)
