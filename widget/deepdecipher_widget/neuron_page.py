"""Reads the answer of `GET /api/{model}/all/{layer}/{neuron}` as far as Python shows it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from .errors import InvalidReplyError


@dataclass(frozen=True)
class NeuronText:
    """One text: its tokens, the activation on each (same length, model's unit), and where the maximum lies."""

    tokens: list[str]
    activations: list[float]
    max_activating_token_index: int
    max_activation: float
    data_index: int
    min_range: float
    max_range: float


@dataclass(frozen=True)
class NeuronPage:
    """A neuron's texts by descending maximum, and the range of activations that colours stand for.

    `problem` says why there are no texts, if the dataset has none.
    """

    texts: list[NeuronText]
    problem: str | None

    @property
    def range(self) -> tuple[float, float] | None:
        """The neuron's least and greatest activation, or None if there is no text to tell them."""
        if not self.texts:
            return None
        return min(text.min_range for text in self.texts), max(text.max_range for text in self.texts)


def read_neuron_page(request: str, body: str) -> NeuronPage:
    """Reads the body of an `all` page of a neuron.

    Raises InvalidReplyError if it is not JSON or not of the contract's shape.
    """
    try:
        part = json.loads(body)["neuroscope"]
        if "error" in part:
            return NeuronPage([], str(part["error"]))
        if "missing_data_types" in part:
            return NeuronPage([], f"The dataset lacks {', '.join(part['missing_data_types'])} here.")
        return NeuronPage([_read_text(text) for text in part["data"]["texts"]], None)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InvalidReplyError(request, f"{type(error).__name__}: {error}") from error


def _read_text(text: dict[str, Any]) -> NeuronText:
    read = NeuronText(
        tokens=[_string(token) for token in text["tokens"]],
        activations=[float(activation) for activation in text["activations"]],
        max_activating_token_index=int(text["max_activating_token_index"]),
        max_activation=float(text["max_activation"]),
        data_index=int(text["data_index"]),
        min_range=float(text["min_range"]),
        max_range=float(text["max_range"]),
    )
    if len(read.tokens) != len(read.activations):
        raise ValueError("tokens and activations differ in length")
    if not 0 <= read.max_activating_token_index < max(1, len(read.tokens)):
        raise ValueError("max_activating_token_index lies outside the text")
    return read


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a token is a string, not {value!r}")
    return value
