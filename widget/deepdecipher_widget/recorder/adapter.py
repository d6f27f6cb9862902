"""What the recorder asks of a model, whichever library it comes from."""

from __future__ import annotations

import difflib
import hashlib
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn

from .errors import ActivationError, UnknownHookError


class _Reached(Exception):
    """All activations asked for are there: nothing after them needs to be computed."""


class ModelAdapter(ABC):
    """A causal language model whose neurons can be read: one kind for each way in which models describe themselves.

    `hook` says where a layer's activations are: a name with `{layer}` in the layer's place, and `:input` or `:output`
    after it if it is a module's input or output (output if it is left out). They have the shape (texts, tokens,
    neurons).
    """

    hook: str
    num_layers: int
    layer_size: int
    # Tokens that the model reads at once, and tokens that it knows; `None` where it does not say.
    context_length: int | None
    vocabulary_size: int | None
    activation_function: str

    def __init__(self, model: nn.Module) -> None:
        self._model = model
        self.device = next(model.parameters()).device
        self.num_parameters = sum(parameter.numel() for parameter in model.parameters())

    @abstractmethod
    def run(self, ids: torch.Tensor) -> None:
        """Run the model alone on ids of shape (texts, tokens), without logits if it can leave them out."""

    @abstractmethod
    def logits(self, ids: torch.Tensor) -> torch.Tensor:
        """Give the logits, shape (texts, tokens, vocabulary); `RecordError` if the model gives none."""

    @abstractmethod
    def modules(self) -> dict[str, nn.Module]:
        """Give all that a hook can name."""

    def hook_of(self, layer: int) -> str:
        """Give the name of one layer's hook."""
        return self.hook.replace("{layer}", str(layer))

    def require(self, layers: Collection[int]) -> None:
        """Raise `UnknownHookError`, which names near ones, if one of these layers has no such hook."""
        known = self.modules()
        for name in map(self.hook_of, layers):
            if name.partition(":")[0] not in known:
                raise UnknownHookError(f"The model has no hook {name!r}. {near(name, known)}")

    @torch.inference_mode()
    def activations(self, ids: torch.Tensor, layers: Collection[int]) -> dict[int, torch.Tensor]:
        """Give what the hooks of some layers hold when the model reads ids of shape (texts, tokens).

        The pass ends at the last of them. Raises `ActivationError` if a hook is not reached or holds no tensor.
        """
        found: dict[int, torch.Tensor] = {}
        modules = self.modules()
        handles = [self._listen(modules, layer, found, len(layers)) for layer in layers]
        try:
            self.run(ids)
        except _Reached:
            pass
        finally:
            for handle in handles:
                handle.remove()
        if missing := [self.hook_of(layer) for layer in layers if layer not in found]:
            raise ActivationError(f"The model's forward pass did not reach {missing[0]}. Name a module that it calls.")
        # Some models run their MLPs on all texts' tokens in one row.
        return {
            layer: values.unflatten(0, ids.shape) if values.ndim == 2 and len(values) == ids.numel() else values
            for layer, values in found.items()
        }

    def _listen(self, modules: dict[str, nn.Module], layer: int, found: dict[int, torch.Tensor], wanted: int) -> Any:
        def keep(values: Any) -> None:
            if not isinstance(values, torch.Tensor):
                raise ActivationError(
                    f"{self.hook_of(layer)} holds a {type(values).__name__}, not a tensor. Name a hook of the MLP's "
                    "neurons."
                )
            found[layer] = values
            if len(found) == wanted:
                raise _Reached

        name, _, side = self.hook_of(layer).partition(":")
        if side == "input":
            return modules[name].register_forward_pre_hook(lambda _, inputs: keep(inputs[0] if inputs else None))
        return modules[name].register_forward_hook(lambda _, inputs, output: keep(output))

    @contextmanager
    def evaluating(self) -> Iterator[None]:
        """Keep the model in evaluation mode: dropout would make every pass another one."""
        training = [module for module in self._model.modules() if module.training]
        self._model.eval()
        try:
            yield
        finally:
            for module in training:
                module.training = True

    def fingerprint(self) -> str:
        """Give a digest of the model's parameters."""
        return fingerprint(self._model)


def near(name: str, known: Collection[str]) -> str:
    """Say in a sentence which of the known names are near to one."""
    found = difflib.get_close_matches(name.partition(":")[0], known, n=5, cutoff=0.5)
    return f"Near ones: {', '.join(found)}." if found else "None is near to it."


def checked_hook(hook: str) -> str:
    """Give a hook's name back; `ValueError` if it does not hold `{layer}` or names another side of a module."""
    name, _, side = hook.partition(":")
    if "{layer}" not in name:
        raise ValueError(f"A hook's name needs {{layer}} in it, as in blocks.{{layer}}.mlp.hook_post; found {hook!r}.")
    if side not in ("", "input", "output"):
        raise ValueError(f"After a hook's name may stand :input or :output; found {hook!r}.")
    return hook


def select(what: str, asked: Sequence[int] | None, size: int) -> list[int]:
    """Give the sorted indices asked for, all of `range(size)` for `None`; `ValueError` if one is out of range."""
    if asked is None:
        return list(range(size))
    chosen = sorted(set(asked))
    if not chosen or chosen[0] < 0 or chosen[-1] >= size:
        raise ValueError(f"The {what}s must be from 0 to {size - 1}, and at least one; asked for {list(asked)}.")
    return chosen


def fingerprint(model: nn.Module) -> str:
    """Give a digest of a model's parameters: names, shapes and the first 4,096 values of each."""
    digest = hashlib.sha256()
    for name, parameter in model.named_parameters():
        digest.update(f"{name}{tuple(parameter.shape)}".encode())
        digest.update(parameter.detach().flatten()[:4096].float().cpu().numpy().tobytes())
    return digest.hexdigest()
