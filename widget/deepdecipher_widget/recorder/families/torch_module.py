"""Hugging Face's models, and any other torch module that reads token ids."""

from __future__ import annotations

import inspect
import re
from typing import Any

import torch
from torch import nn

from ..adapter import ModelAdapter, checked_hook, near
from ..errors import ActivationError, RecordError, UnknownHookError

# Where the blocks of Hugging Face's decoders have their MLP's neurons, in the order in which they are looked for: in
# gated MLPs (Llama, Qwen, Mistral, Gemma) what is written to the residual stream is the product of two branches and
# the output of no module; then GPT-2, GPT-J, GPT-NeoX and Pythia; BLOOM and Falcon; Phi; OPT.
_PLACES = ("mlp.down_proj:input", "mlp.act:output", "mlp.dense_4h_to_h:input", "mlp.fc2:input", "fc2:input")


class TorchModule(ModelAdapter):
    """A module that is called with token ids of shape (texts, tokens) and gives logits, or an object that has them.

    What it is is read from its `config`, if it has one with Hugging Face's names. The number of neurons is found by a
    pass over one token.
    """

    def __init__(self, model: nn.Module, hook: str | None) -> None:
        super().__init__(model)
        self._modules = dict(model.named_modules())
        self.hook = _find_hook(self._modules) if hook is None else checked_hook(hook)
        configuration = getattr(model, "config", None)
        # Hugging Face's models have one without their head.
        self._headless: nn.Module = model.base_model if configuration and hasattr(model, "base_model") else model
        self.context_length = _stated(configuration, "max_position_embeddings", "n_positions", "max_seq_len")
        self.activation_function = (
            _stated(configuration, "hidden_act", "activation_function", "hidden_activation") or "not stated"
        )
        embeddings = model.get_input_embeddings() if hasattr(model, "get_input_embeddings") else None
        self.vocabulary_size = getattr(embeddings, "num_embeddings", None)
        layers = self._layers()
        self.num_layers = max(layers[-1] + 1, _stated(configuration, "num_hidden_layers") or 0)
        self.layer_size = self._probed_size(layers[0])

    def _layers(self) -> list[int]:
        name = self.hook.partition(":")[0]
        form = re.compile(r"(\d+)".join(map(re.escape, name.split("{layer}", 1))).replace(r"\{layer\}", r"\1"))
        layers = sorted(int(match[1]) for match in map(form.fullmatch, self._modules) if match)
        if not layers:
            first = name.replace("{layer}", "0")
            raise UnknownHookError(f"The model has no module {first!r}. {near(first, self._modules)}")
        return layers

    def _probed_size(self, layer: int) -> int:
        with self.evaluating():
            found = self.activations(torch.zeros((1, 1), dtype=torch.long, device=self.device), [layer])[layer]
        if found.shape[:2] != (1, 1) or found.ndim != 3:
            raise ActivationError(
                f"{self.hook_of(layer)} has the shape {tuple(found.shape)} for one text of one token, not (1, 1, "
                "neurons). Name a module whose output or input holds the activations of each token."
            )
        return found.shape[2]

    def modules(self) -> dict[str, nn.Module]:
        return self._modules

    @torch.inference_mode()
    def run(self, ids: torch.Tensor) -> None:
        _call(self._headless, ids)

    @torch.inference_mode()
    def logits(self, ids: torch.Tensor) -> torch.Tensor:
        output = _call(self._model, ids)
        logits = getattr(output, "logits", output)
        if not isinstance(logits, torch.Tensor) or logits.ndim != 3:
            raise RecordError(
                f"The model gives a {type(output).__name__} without logits, by which Neuron2Graph finds substitutes. "
                "Give the model with its head, another one as masked_lm, or neuron2graph=False."
            )
        return logits


def _call(module: nn.Module, ids: torch.Tensor) -> Any:
    # Keys and values kept for a next pass would only take memory.
    options = {"use_cache": False} if "use_cache" in inspect.signature(module.forward).parameters else {}
    return module(ids, **options)


def _find_hook(modules: dict[str, nn.Module]) -> str:
    for place in _PLACES:
        ending = f".0.{place.partition(':')[0]}"
        found = [name.removesuffix(ending) for name in modules if name.endswith(ending)]
        if len(found) == 1:
            return f"{found[0]}.{{layer}}.{place}"
    names = [name for name in modules if re.search(r"\b0\b", name)][-8:]
    raise RecordError(
        "Where this model's neurons are is not known. Name the module whose output or input holds them, with {layer} "
        "for the layer's number, as in hook='model.layers.{layer}.mlp.down_proj:input'. "
        + (f"Among its modules are {', '.join(names)}." if names else "It has no numbered modules.")
    )


def _stated(configuration: Any, *names: str) -> Any:
    return next((value for name in names if (value := getattr(configuration, name, None)) is not None), None)
