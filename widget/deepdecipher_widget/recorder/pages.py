"""Makes the dataset's pages from what was recorded."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np

from ..dataset import DatasetWriter
from ..tokens import peak_tokens
from .checkpoint import LayerState
from .samples import Band
from .tokens import TokenCodec
from .top_texts import TopText

# Significant digits of a statistic.
STATISTIC_DIGITS = 6

ACTIVATION_PRECISION = (
    "steps of 1, 2 or 5 times a power of 10, at most 1% of the neuron's largest absolute activation; "
    f"extremes of texts and neurons to {STATISTIC_DIGITS} digits"
)

# How many of a neuron's peak tokens a list shows beside its number.
PEAK_TOKENS = 3


def write_pages(
    writer: DatasetWriter,
    metadata: dict[str, Any],
    layers: dict[int, LayerState],
    neurons: list[int],
    codec: TokenCodec,
    num_texts: int,
    samples: Mapping[int, Sequence[Sequence[Band]]],
) -> None:
    """Write the pages of the services `metadata` and `neuroscope`: model, layers, neurons.

    `neurons` names the neuron of each place in every `LayerState`, and in each layer's `samples`. `important_neurons`
    are sorted by descending importance, then by (layer, neuron); importance is the first text's maximum minus its
    minimum. `peak_tokens` is parallel to it.
    """
    name = metadata["name"]
    writer.add_model(metadata)
    writer.add_page(name, "metadata", metadata)
    ranked: list[_Ranked] = []
    for layer, state in layers.items():
        in_layer: list[_Ranked] = []
        for index, neuron in enumerate(neurons):
            page = neuron_page(state, index, layer, neuron, codec, num_texts, samples[layer][index])
            writer.add_page(name, "neuroscope", page, layer, neuron)
            in_layer.append(_ranked(page))
        writer.add_page(name, "neuroscope", {"num_neurons": metadata["layer_size"]} | _ranking(in_layer), layer)
        ranked += in_layer
    writer.add_page(name, "neuroscope", _ranking(ranked))


def neuron_page(
    state: LayerState,
    index: int,
    layer: int,
    neuron: int,
    codec: TokenCodec,
    num_texts: int,
    samples: Sequence[Band],
) -> dict[str, Any]:
    """Make one neuron's page; `index` is its place in `state`, `num_texts` how many of its texts it shows."""
    statistics = state.moments.statistics(index)
    smallest, largest = float(state.moments.minimum[index]), float(state.moments.maximum[index])
    grid = Grid(max(abs(smallest), abs(largest)))
    value_range = {
        "min_range": _number(smallest, STATISTIC_DIGITS),
        "max_range": _number(largest, STATISTIC_DIGITS),
    }

    def entries(texts: Sequence[TopText]) -> list[dict[str, Any]]:
        return [value_range | text_entry(text, grid, codec) for text in texts]

    edges, counts = state.histogram.bins(index)
    return {
        "neuron_index": {"layer": layer, "neuron": neuron},
        "texts": entries(state.texts.texts(index)[:num_texts]),
        "statistics": {
            key: value if value is None or isinstance(value, int) else _number(value, STATISTIC_DIGITS)
            for key, value in statistics.items()
        },
        "samples": [
            {"min_quantile": it.min_quantile, "max_quantile": it.max_quantile, "texts": entries(it.texts)}
            for it in samples
        ],
        "histogram": {"edges": [_short(edge) for edge in edges], "counts": counts},
    }


def text_entry(text: TopText, grid: Grid, codec: TokenCodec) -> dict[str, Any]:
    """Make one text's entry, activations rounded to the grid, its extremes as precise as a statistic."""
    values = text.activations.tolist()
    peak = int(np.argmax(text.activations))
    smallest, largest = _number(min(values), STATISTIC_DIGITS), _number(values[peak], STATISTIC_DIGITS)
    # Rounding must not carry a value beyond the extremes, and the peak's own value is the maximum that is shown.
    activations = [min(max(grid.nearest(value), smallest), largest) for value in values]
    activations[peak] = largest
    return {
        "min_activation": smallest,
        "max_activation": largest,
        "data_index": text.data_index,
        "max_activating_token_index": peak,
        "tokens": [codec.decode(id) for id in text.ids.tolist()],
        "activations": activations,
    }


class Grid:
    """The values to which a neuron's activations are rounded, in steps of at most a hundredth of the largest one.

    `scale`: the neuron's largest absolute activation. `step` is the largest of 1, 2, 5 times a power of 10 that is at
    most a hundredth of it, so that an error is at most half a hundredth of it; 1 where it is 0.
    """

    def __init__(self, scale: float) -> None:
        limit = scale / 100 or 1
        exponent = math.floor(math.log10(limit))
        lead = limit / 10.0**exponent
        self.step = (5 if lead >= 5 else 2 if lead >= 2 else 1) * 10.0**exponent
        self._places = -exponent

    def nearest(self, value: float) -> float | int:
        """Round to the nearest value of the grid, written with as few digits as it needs."""
        return _short(round(round(value / self.step) * self.step, self._places))


class _Ranked(NamedTuple):
    """A neuron's place in a ranking; sorts as it is listed."""

    negative_importance: float
    layer: int
    neuron: int
    peaks: list[str]


def _ranked(page: dict[str, Any]) -> _Ranked:
    texts = [SimpleNamespace(**text) for text in page["texts"]]
    importance = _number(texts[0].max_activation - texts[0].min_activation, STATISTIC_DIGITS) if texts else 0
    peaks = [peak.token for peak in peak_tokens(texts)[:PEAK_TOKENS]]
    return _Ranked(-importance, **page["neuron_index"], peaks=peaks)


def _ranking(ranked: list[_Ranked]) -> dict[str, Any]:
    ordered = sorted(ranked)
    return {
        "important_neurons": [[{"layer": it.layer, "neuron": it.neuron}, -it.negative_importance] for it in ordered],
        "peak_tokens": [it.peaks for it in ordered],
    }


def _number(value: float, digits: int) -> float | int:
    return _short(float(f"{value:.{digits}g}"))


def _short(value: float) -> float | int:
    # Whole numbers without a fraction, and no negative zero: most activations are 0, and "0" is shorter than "-0.0".
    return int(value) if value == int(value) else value
