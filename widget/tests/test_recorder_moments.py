"""Moments against numpy's two passes over the whole."""

import numpy as np
import pytest
import torch

from deepdecipher_widget.recorder.moments import Moments


def expected(values: np.ndarray) -> dict[str, np.ndarray]:
    values = values.astype(np.longdouble)
    deviation = values - values.mean(0)
    variance = (deviation**2).mean(0)
    return {
        "minimum": values.min(0),
        "maximum": values.max(0),
        "mean": values.mean(0),
        "variance": variance,
        "skewness": (deviation**3).mean(0) / variance**1.5,
        "kurtosis": (deviation**4).mean(0) / variance**2,
        "fraction_positive": (values > 0).mean(0),
    }


def assert_equal(moments: Moments, values: np.ndarray) -> None:
    for neuron in range(values.shape[1]):
        statistics = moments.statistics(neuron)
        assert statistics.pop("num_tokens") == len(values)
        for name, of_neurons in expected(values).items():
            # Skewness has no scale of its own: near 0 only the absolute difference counts.
            absolute = 1e-8 if name == "skewness" else 0
            assert statistics[name] == pytest.approx(float(of_neurons[neuron]), rel=1e-8, abs=absolute), name


def data() -> np.ndarray:
    generator = np.random.default_rng(1)
    return np.stack(
        [
            generator.normal(size=4001),
            generator.normal(1e4, 1, size=4001),
            generator.exponential(size=4001) ** 2,
            np.where(generator.random(4001) < 0.01, generator.normal(5, 1, 4001), 0),
            -generator.random(4001) * 1e-6,
        ],
        axis=1,
    ).astype(np.float32)


@pytest.mark.parametrize("splits", [[], [1], [4000], [1, 2, 3, 5, 8, 13, 2000, 2000, 3999], list(range(7, 4001, 61))])
def test_any_split_gives_the_moments_of_the_whole(splits: list[int]) -> None:
    values = data()
    moments = Moments(values.shape[1])
    for part in np.split(values, splits):
        moments.update(torch.from_numpy(part))
    assert_equal(moments, values)


def test_merging_two_halves_is_seeing_both() -> None:
    values = data()
    first, second = Moments(values.shape[1]), Moments(values.shape[1])
    first.update(torch.from_numpy(values[:123]))
    second.update(torch.from_numpy(values[123:]))
    first.merge(second)
    assert_equal(first, values)


def test_state_survives_a_checkpoint_exactly() -> None:
    values = torch.from_numpy(data())
    straight, halted = Moments(5), Moments(5)
    for moments in (straight, halted):
        moments.update(values[:1000])
    halted = Moments.from_arrays({name: array.copy() for name, array in halted.arrays().items()})
    for moments in (straight, halted):
        moments.update(values[1000:])
    assert [straight.statistics(neuron) for neuron in range(5)] == [halted.statistics(neuron) for neuron in range(5)]


def test_a_constant_neuron_has_no_skewness_nor_kurtosis() -> None:
    moments = Moments(1)
    for size in (3, 7, 1000):
        moments.update(torch.full((size, 1), 0.1))
    statistics = moments.statistics(0)
    assert statistics["variance"] == 0
    assert statistics["skewness"] is None
    assert statistics["kurtosis"] is None


def test_without_a_token_everything_is_undefined() -> None:
    moments = Moments(1)
    moments.update(torch.empty(0, 1))
    assert set(moments.statistics(0).values()) == {0, None}
