"""The tokens of a neuron's training texts that its patterns are fitted to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .trie import FIRING
from .windows import REACH

# Token ids, and the neuron's activations on them as shares of its base maximum.
Text = tuple[np.ndarray, np.ndarray]

# Of each token on which the neuron may fire.
Occurrences = dict[str, list["Occurrence"]]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A token of a training text: the tokens before it, backwards, and the neuron's activation on it, as a share.

    `text`: the text's number, by which halves are told apart; `judges`: whether it counts in choosing a leaning.
    """

    before: tuple[str, ...]
    activation: float
    text: int
    judges: bool

    @property
    def fires(self) -> bool:
        """Say whether the neuron fires on it."""
        return self.activation > FIRING


def find_occurrences(judging: Sequence[Text], others: Sequence[Text], decode: Callable[[int], str]) -> Occurrences:
    """Give the occurrences of every token on which the neuron fires in one of the texts; `judging` texts judge.

    Ids that `decode` gives the same string are one token, as they are to a trie.
    """
    texts = [*judging, *others]
    firing = {decode(id) for ids, shares in texts for id in ids[shares > FIRING].tolist()}
    size = 1 + max((int(ids.max()) for ids, _ in texts if len(ids)), default=0)
    looked_for = np.zeros(size, dtype=bool)
    for ids, _ in texts:
        looked_for[ids] = True
    for id in np.nonzero(looked_for)[0].tolist():
        looked_for[id] = decode(id) in firing
    found: Occurrences = {}
    for number, (ids, shares) in enumerate(texts):
        for index in np.nonzero(looked_for[ids])[0].tolist():
            before = tuple(decode(id) for id in ids[max(0, index - REACH) : index][::-1].tolist())
            occurrence = Occurrence(before, float(shares[index]), number, number < len(judging))
            found.setdefault(decode(int(ids[index])), []).append(occurrence)
    return found
