"""Histograms against counting everything at once."""

import numpy as np
import pytest
import torch

from deepdecipher_widget.recorder.histogram import Histogram


def data() -> np.ndarray:
    generator = np.random.default_rng(1)
    return np.stack(
        [
            generator.normal(size=4001),
            generator.normal(1e4, 1, size=4001),
            generator.exponential(size=4001) ** 2,
            np.zeros(4001),
            -generator.random(4001) * 1e-6,
            np.full(4001, 0.1),
            # Grows beyond all that was seen, to both sides.
            np.linspace(-1, 1, 4001) * np.arange(4001) ** 2,
        ],
        axis=1,
    ).astype(np.float32)


def fill(histogram: Histogram, parts: list[np.ndarray], seen: list[np.ndarray]) -> None:
    for part in parts:
        seen.append(part)
        together = np.concatenate(seen).astype(np.float64)
        histogram.update(torch.from_numpy(part), together.min(0), together.max(0))


@pytest.mark.parametrize("splits", [[], [1], [4000], [1, 2, 3, 5, 8, 13, 2000, 2000, 3999], list(range(7, 4001, 61))])
def test_every_token_is_counted_where_it_belongs(splits: list[int]) -> None:
    values = data()
    histogram = Histogram(values.shape[1])
    fill(histogram, [part for part in np.split(values, splits) if len(part)], [])
    for neuron in range(values.shape[1]):
        edges, counts = histogram.bins(neuron)
        assert sum(counts) == len(values)
        assert counts[0] > 0 and counts[-1] > 0 and len(counts) <= 40
        assert np.histogram(values[:, neuron].astype(np.float64), bins=edges)[0].tolist() == counts
        if values[:, neuron].min() < values[:, neuron].max():
            assert len(counts) > 15


def test_bins_are_of_equal_width() -> None:
    histogram = Histogram(7)
    fill(histogram, [data()], [])
    for neuron in range(7):
        assert len(set(np.diff(histogram.bins(neuron)[0]))) == 1


def test_state_survives_a_checkpoint() -> None:
    values = data()
    straight, halted, seen = Histogram(7), Histogram(7), [values[:1000]]
    for histogram in (straight, halted):
        fill(histogram, [values[:1000]], [])
    halted = Histogram.from_arrays({name: array.copy() for name, array in halted.arrays().items()})
    for histogram in (straight, halted):
        fill(histogram, [values[1000:]], [*seen])
    assert [straight.bins(neuron) for neuron in range(7)] == [halted.bins(neuron) for neuron in range(7)]


def test_without_a_token_there_is_no_bin() -> None:
    histogram = Histogram(1)
    histogram.update(torch.empty(0, 1), np.array([np.inf]), np.array([-np.inf]))
    assert histogram.bins(0) == ([0.0], [])
