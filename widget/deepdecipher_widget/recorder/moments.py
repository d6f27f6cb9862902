"""Moments of every neuron's activation over all tokens, in one pass."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Self

import numpy as np
import torch

# Values taken at once, 1 MiB in double precision: what fits in a processor's cache is four times as fast.
_CHUNK = 2**17


class Moments:
    """Count, minimum, maximum, central moments and number of positive activations of `size` neurons.

    Each part's moments are taken about its own mean in double precision and merged by the pairwise update of Chan et
    al. (1979), extended to the fourth moment by Pebay (2008, SAND2008-6212, equations 2.1 and 3.1).
    Memory: 56 bytes a neuron.
    """

    def __init__(self, size: int) -> None:
        self.count = 0
        self.minimum = np.full(size, np.inf)
        self.maximum = np.full(size, -np.inf)
        self.mean = np.zeros(size)
        # Sums of the second, third and fourth powers of the deviations from the mean.
        self.powers = np.zeros((3, size))
        self.positive = np.zeros(size, dtype=np.int64)

    def update(self, activations: torch.Tensor) -> None:
        """Add a batch of activations, shape (tokens, size), any floating type, on the device where they are.

        NaN and infinity are not checked for; they show in `minimum` and `maximum`.
        """
        if len(activations) == 0:
            return
        minimum, maximum = activations.amin(0).double(), activations.amax(0).double()
        positive = torch.count_nonzero(activations > 0, dim=0)
        # Some devices (Apple's) have no double precision.
        values = activations.cpu() if activations.device.type == "mps" else activations
        rows = len(values) if values.is_cuda else max(1, _CHUNK // values.shape[1])
        for chunk in values.split(rows):
            part = Moments(values.shape[1])
            part.count = len(chunk)
            part.mean, part.powers = _central_powers(chunk.to(torch.float64, copy=True))
            self.merge(part)
        self.minimum = np.minimum(self.minimum, minimum.cpu().numpy())
        self.maximum = np.maximum(self.maximum, maximum.cpu().numpy())
        self.positive = self.positive + positive.cpu().numpy()

    def merge(self, other: Moments) -> None:
        """Add all that another object of the same size has seen."""
        a, b = self.count, other.count
        if b == 0:
            return
        n = a + b
        delta = other.mean - self.mean
        (a2, a3, a4), (b2, b3, b4) = self.powers, other.powers
        second = a2 + b2 + delta**2 * (a * b / n)
        third = a3 + b3 + delta**3 * (a * b * (a - b) / n**2) + 3 * delta * (a * b2 - b * a2) / n
        fourth = (
            a4
            + b4
            + delta**4 * (a * b * (a * a - a * b + b * b) / n**3)
            + 6 * delta**2 * (a * a * b2 + b * b * a2) / n**2
            + 4 * delta * (a * b3 - b * a3) / n
        )
        self.count = n
        self.mean = self.mean + delta * (b / n)
        self.powers = np.stack([second, third, fourth])
        self.minimum = np.minimum(self.minimum, other.minimum)
        self.maximum = np.maximum(self.maximum, other.maximum)
        self.positive = self.positive + other.positive

    def statistics(self, index: int) -> dict[str, float | int | None]:
        """Give one neuron's statistics: population moments; kurtosis is the fourth standardised moment (normal: 3).

        What is undefined is `None`: everything without a token, skewness and kurtosis of a constant neuron.
        """
        count = self.count
        second, third, fourth = (float(power) / count if count else math.nan for power in self.powers[:, index])
        # Exactly constant; the sums of powers may have gathered rounding errors.
        if count and self.minimum[index] == self.maximum[index]:
            second = 0.0
        spread = second > 0
        return {
            "num_tokens": count,
            "minimum": float(self.minimum[index]) if count else None,
            "maximum": float(self.maximum[index]) if count else None,
            "mean": float(self.mean[index]) if count else None,
            "variance": second if count else None,
            "skewness": third / second**1.5 if spread else None,
            "kurtosis": fourth / second**2 if spread else None,
            "fraction_positive": int(self.positive[index]) / count if count else None,
        }

    def arrays(self) -> dict[str, np.ndarray]:
        """Give the state for a checkpoint."""
        return {**vars(self), "count": np.array(self.count)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Any]) -> Self:
        """Restore what `arrays` gave."""
        moments = cls(len(arrays["mean"]))
        vars(moments).update({**arrays, "count": int(arrays["count"])})
        return moments


def _central_powers(values: torch.Tensor) -> tuple[np.ndarray, np.ndarray]:
    """Give the mean over axis 0 and the sums of the deviations' second to fourth powers; overwrites `values`."""
    mean = values.mean(0)
    deviation = values.sub_(mean)
    square = deviation * deviation
    second, third, fourth = square.sum(0), deviation.mul_(square).sum(0), square.mul_(square).sum(0)
    return mean.cpu().numpy(), torch.stack([second, third, fourth]).cpu().numpy()
