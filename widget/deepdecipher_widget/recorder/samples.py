"""Texts drawn at random, by how strongly a neuron responds to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .neuron2graph.forward import Forward
from .text_sample import TextSample, mixed
from .top_texts import TopText

# Bands of quantiles of the texts' maxima, the highest first, and the texts drawn from each.
_BANDS = ((0.9, 1.0), (0.5, 0.9), (0.0, 0.5))
_DRAWN = 2
# Tokens shown of a text: up to the peak and after it.
_BEFORE = 24
_AFTER = 8
# Texts in one pass.
_TOGETHER = 16


@dataclass(frozen=True, slots=True)
class RandomText:
    """One text of the random sample: its token ids, shape (tokens,), and activations, shape (tokens, neurons)."""

    data_index: int
    ids: np.ndarray
    activations: np.ndarray


@dataclass(frozen=True, slots=True)
class Band:
    """Some of the texts whose maximum activation lies between two quantiles of all texts' maxima, highest first."""

    min_quantile: float
    max_quantile: float
    texts: list[TopText]


def random_texts(forward: Forward, sample: TextSample, neurons: Sequence[int]) -> list[RandomText]:
    """Run the sample's texts through the model once more, for some neurons of a layer, in the order of the stream."""
    texts = sample.texts()
    found: list[RandomText] = []
    while len(found) < len(texts):
        length = len(texts[len(found)][1])
        group = texts[len(found) : len(found) + _TOGETHER]
        # Only sequences of one length are run together.
        different = (number for number, (_, ids) in enumerate(group) if len(ids) != length)
        group = group[: next(different, len(group))]
        activations = forward.layer([ids for _, ids in group]).cpu().numpy()[:, :, list(neurons)]
        found += [RandomText(index, np.array(ids), of_text) for (index, ids), of_text in zip(group, activations)]
    return found


def bands(texts: Sequence[RandomText], layer: int, neurons: Sequence[int]) -> Iterator[list[Band]]:
    """Give each neuron's bands, up to two texts each, cut to 32 tokens around the peak; empty bands are left out.

    Quantiles are those among the sample's texts. Which texts are drawn depends on their data index and the neuron
    alone.
    """
    maxima = np.array([text.activations.max(0) for text in texts]).reshape(len(texts), len(neurons))
    for place, neuron in enumerate(neurons):
        order = np.argsort(-maxima[:, place], kind="stable")
        quantiles = 1 - (np.arange(len(texts)) + 0.5) / max(1, len(texts))
        found = []
        for low, high in _BANDS:
            inside = order[(quantiles >= low) & (quantiles < high)]
            seeds = np.array([texts[number].data_index for number in inside]) + (layer << 48) + (neuron << 32)
            drawn = inside[np.sort(np.argsort(mixed(seeds), kind="stable")[:_DRAWN])]
            if len(drawn):
                found.append(Band(low, high, [_window(texts[number], place) for number in drawn]))
        yield found


def _window(text: RandomText, place: int) -> TopText:
    activations = text.activations[:, place]
    end = min(len(activations), max(int(np.argmax(activations)) + 1 + _AFTER, _BEFORE + _AFTER))
    part = slice(max(0, end - _BEFORE - _AFTER), end)
    return TopText(text.data_index, text.ids[part], activations[part])
