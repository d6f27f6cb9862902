"""What a model must beat: unigram and bigram models of the same tokens."""

import numpy as np

# The discount of interpolated Kneser-Ney, the usual choice for counts of this size.
DISCOUNT = 0.75


def unigram_loss(train: np.ndarray, held_out: np.ndarray, size: int) -> float:
    """Mean loss in nats per token of add-one smoothed token frequencies.

    `train`, `held_out`: token ids, shape (tokens,), below `size`.
    """
    counts = np.bincount(train, minlength=size) + 1
    return float(-np.log(counts / counts.sum())[held_out].mean())


def bigram_loss(train: np.ndarray, previous: np.ndarray, held_out: np.ndarray, size: int) -> float:
    """Mean loss in nats per token of an interpolated Kneser-Ney bigram model (Chen and Goodman 1999, section 2.7).

    `train`: token ids in order; `held_out`: ids to predict and `previous`: the id before each, both of shape (tokens,).
    Takes `size` squared x 4 bytes.
    """
    counts = np.zeros((size, size), dtype=np.float32)
    np.add.at(counts, (train[:-1], train[1:]), 1)
    totals, kinds = counts.sum(axis=1), np.count_nonzero(counts, axis=1)
    continuation = np.count_nonzero(counts, axis=0) + 1.0
    continuation /= continuation.sum()
    seen = totals[previous] > 0
    total = np.where(seen, totals[previous], 1)
    own = np.maximum(counts[previous, held_out] - DISCOUNT, 0) / total
    left = np.where(seen, DISCOUNT * kinds[previous] / total, 1)
    return float(-np.log(own + left * continuation[held_out]).mean())
