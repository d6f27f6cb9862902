"""Reads the answer of `GET /api/{model}/all/{layer}/{neuron}` as far as Python shows it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypeVar

from .errors import InvalidReplyError

_T = TypeVar("_T")
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError)


@dataclass(frozen=True)
class NeuronText:
    """One text: its tokens, the activation on each (same length, model's unit), and where the maximum lies."""

    tokens: list[str]
    activations: list[float]
    max_activating_token_index: int
    max_activation: float
    min_range: float
    max_range: float


@dataclass(frozen=True)
class Explanation:
    """What a neuron does in words; `score` is None where none was published."""

    words: str
    score: float | None
    score_kind: str
    scored_on: str | None
    explainer: str | None


@dataclass(frozen=True)
class Pattern:
    """A token that the neuron fires on and the tokens that stand before it, each with its strength from 0 to 1."""

    token: str
    strength: float
    before: list[tuple[str, float]]


@dataclass(frozen=True)
class Patterns:
    """What Neuron2Graph found: patterns, strongest first; F1 on firing tokens; similar neurons.

    `f1` is that on held-out top texts and on random text, either None where it is undefined; None as a whole if not
    measured. `similar` holds (layer, neuron, similarity from 0 to 1), most similar first.
    """

    patterns: list[Pattern]
    f1: tuple[float | None, float | None] | None
    similar: list[tuple[int, int, float]]


@dataclass(frozen=True)
class NeuronPage:
    """A neuron's texts by descending maximum, its explanation and its patterns, as far as the dataset has them.

    `problem` says why there are no texts, if the dataset has none; `failures` which other parts failed, and how.
    """

    texts: list[NeuronText]
    problem: str | None
    explanation: Explanation | None = None
    patterns: Patterns | None = None
    failures: list[str] = field(default_factory=list)

    @property
    def range(self) -> tuple[float, float] | None:
        """The neuron's least and greatest activation, or None if there is no text to tell them."""
        if not self.texts:
            return None
        return min(text.min_range for text in self.texts), max(text.max_range for text in self.texts)


def read_neuron_page(request: str, body: str) -> NeuronPage:
    """Reads the body of an `all` page of a neuron. Parts other than the texts fail alone.

    Raises InvalidReplyError if it is not JSON, or its texts are not of the contract's shape.
    """
    try:
        document = json.loads(body)
        texts, problem = _read_texts(document["neuroscope"])
        failures: list[str] = []
        explanation = _part(document, "neuron_explainer", _read_explanation, failures)
        patterns = _part(document, "neuron2graph", _read_patterns, failures)
        return NeuronPage(texts, problem, explanation, patterns, failures)
    except _MALFORMED as error:
        raise InvalidReplyError(request, f"{type(error).__name__}: {error}") from error


def _read_texts(part: dict[str, Any]) -> tuple[list[NeuronText], str | None]:
    if "error" in part:
        return [], str(part["error"])
    if "missing_data_types" in part:
        return [], f"The dataset lacks {', '.join(part['missing_data_types'])} here."
    return [_read_text(text) for text in part["data"]["texts"]], None


def _part(document: dict[str, Any], service: str, read: Callable[[Any], _T], failures: list[str]) -> _T | None:
    """Reads one service's page, or gives None if there is none; one that failed is added to `failures`."""
    part = document.get(service)
    if part is None or "missing_data_types" in part:
        return None
    if "error" in part:
        failures.append(str(part["error"]))
        return None
    try:
        return read(part["data"])
    except _MALFORMED as error:
        failures.append(f"The {service} page is malformed: {type(error).__name__}: {error}")
        return None


def _read_explanation(data: dict[str, Any]) -> Explanation:
    return Explanation(
        words=_string(data["explanation"]),
        score=_number(data["score"]),
        score_kind=_string(data.get("score_kind", "ev_correlation_score")),
        scored_on=None if data.get("scored_on") is None else _string(data["scored_on"]),
        explainer=None if data.get("explainer") is None else _string(data["explainer"]),
    )


def _read_patterns(data: dict[str, Any]) -> Patterns:
    graph = data["graph"]
    nodes = [(_string(node["token"]), float(node["importance"]), node["required"]) for node in graph["graph"]]
    starts = graph["subgraph_indices"]
    # The first column that is not empty holds the activating tokens.
    first = next((range(start, end) for start, end in pairwise(starts) if end > start), range(0))
    patterns = [
        Pattern(token, strength, [nodes[before][:2] for before in required])
        for token, strength, required in (nodes[index] for index in first)
    ]
    quality = data.get("quality")
    f1 = None if quality is None else (_f1(quality["top"]), _f1(quality["random"]))
    similar = [(int(near["layer"]), int(near["neuron"]), float(near["similarity"])) for near in data["similar"]]
    return Patterns(
        sorted(patterns, key=lambda pattern: -pattern.strength),
        f1,
        sorted(similar, key=lambda near: -near[2]),
    )


def _f1(quality: dict[str, Any]) -> float | None:
    return _number(quality["firing"]["f1"])


def _read_text(text: dict[str, Any]) -> NeuronText:
    read = NeuronText(
        tokens=[_string(token) for token in text["tokens"]],
        activations=[float(activation) for activation in text["activations"]],
        max_activating_token_index=int(text["max_activating_token_index"]),
        max_activation=float(text["max_activation"]),
        min_range=float(text["min_range"]),
        max_range=float(text["max_range"]),
    )
    if len(read.tokens) != len(read.activations):
        raise ValueError("tokens and activations differ in length")
    if not 0 <= read.max_activating_token_index < max(1, len(read.tokens)):
        raise ValueError("max_activating_token_index lies outside the text")
    return read


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected a string, not {value!r}")
    return value
