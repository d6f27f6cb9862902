"""What is to be recorded, settled before the first pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from .adapter import ModelAdapter, select
from .checkpoint import LayerState, Progress, State
from .contexts import ContextStream
from .families import adapt
from .histogram import Histogram
from .moments import Moments
from .neuron2graph.forward import Forward
from .neuron2graph.substitutes import Substitutes, make_substitutes
from .passes import Passes
from .samples import Band, bands, random_texts
from .second_pass import more_texts, sample_size
from .settings import Settings
from .text_sample import TextSample
from .tokens import TokenCodec
from .top_texts import TopTexts

# Tokens of a context at most, unless more are asked for: beyond them memory would be taken for little to see.
_CONTEXT = 1024


@dataclass(frozen=True, slots=True)
class Plan:
    """A recording's model, tokenizer and choices.

    `interpreted`: the neurons among those recorded that Neuron2Graph is for; `length`: tokens of a context that are
    recorded, at most.
    """

    settings: Settings
    model: ModelAdapter
    codec: TokenCodec
    substitutes: Substitutes
    layers: list[int]
    neurons: list[int]
    interpreted: list[int]
    length: int

    @property
    def bos(self) -> int | None:
        """The token before each context that is not recorded, if any."""
        return None if self.codec.keep_special else self.codec.bos

    def stream(self, texts: Iterable[str], max_tokens: int | None) -> ContextStream:
        """Cut texts into batches of contexts."""
        return ContextStream(
            texts, self.codec, length=self.length, batch_size=self.settings.batch_size, max_tokens=max_tokens
        )

    def new_state(self, layers: Iterable[int]) -> State:
        """Give the state of a recording of some layers that has not begun."""
        size = len(self.neurons)
        kept = self.settings.num_texts + (more_texts(self.length) if self.interpreted else 0)
        return State(
            Progress(),
            {layer: LayerState(Moments(size), Histogram(size), TopTexts(size, kept, self.length)) for layer in layers},
            TextSample(sample_size(self.length), self.length),
        )

    def passes(self, state: State) -> Passes:
        """Give the passes that add to a state."""
        return Passes(self.model, self.bos, self.neurons, state.layers)

    def samples(self, state: State) -> dict[int, list[list[Band]]]:
        """Give texts drawn at random for each layer's recorded neurons. Cost: a pass over the sample for each layer."""
        return {
            layer: list(
                bands(
                    random_texts(Forward(self.model, layer, self.bos), state.sample, self.neurons), layer, self.neurons
                )
            )
            for layer in state.layers
        }

    def configuration(self) -> dict[str, Any]:
        """Give all that shapes the result, as JSON values."""
        settings = self.settings
        return {
            "name": settings.name,
            "model": self.model.fingerprint(),
            "hook": self.model.hook,
            "layers": self.layers,
            "neurons": self.neurons,
            "context_length": self.length,
            "special_tokens": settings.special_tokens,
            "num_texts": settings.num_texts,
            "neuron2graph": self.interpreted,
            "masked_lm": self.substitutes.identity,
            "batch_size": settings.batch_size,
            "max_tokens": settings.max_tokens,
        }


def make_plan(model: Any, tokenizer: Any, settings: Settings) -> Plan:
    """Find out about model and tokenizer, and check the choices against them.

    Raises `ValueError` or `TypeError` for a wrong argument, `RecordError` or `UnknownHookError` for a model whose
    neurons are not found, or whose predictions are asked for and not given.
    """
    codec = TokenCodec(tokenizer, settings.special_tokens)
    adapted = adapt(model, settings.hook)
    layers = select("layer", settings.layers, adapted.num_layers)
    adapted.require(layers)
    neurons = select("neuron", settings.neurons, adapted.layer_size)
    interpreted = _interpreted(settings.neuron2graph, neurons)
    if interpreted and settings.masked_lm is None:
        # That a model gives none is better said now than after the first pass.
        adapted.logits(torch.zeros((1, 1), dtype=torch.long, device=adapted.device))
    return Plan(
        settings,
        adapted,
        codec,
        make_substitutes(settings.masked_lm, adapted, codec),
        layers,
        neurons,
        interpreted,
        _context_length(adapted, settings.context_length) - (codec.bos is not None and not codec.keep_special),
    )


def _interpreted(asked: bool | Sequence[int], neurons: list[int]) -> list[int]:
    if isinstance(asked, bool):
        return neurons if asked else []
    chosen = sorted(set(asked))
    if missing := sorted(set(chosen) - set(neurons)):
        raise ValueError(f"neuron2graph names neurons that are not recorded: {missing[:5]}.")
    return chosen


def _context_length(model: ModelAdapter, asked: int | None) -> int:
    known = model.context_length
    if asked is None:
        if known is None:
            raise ValueError("This model does not say how many tokens it reads at once: give context_length.")
        return min(known, _CONTEXT)
    if asked < 2 or (known is not None and asked > known):
        raise ValueError(f"context_length must be from 2 to the model's {known or 'own'}; it is {asked}.")
    return asked
