"""From windows to patterns, with substitutes that make the neuron fire as well."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from .forward import Forward, Ids
from .trie import FIRING, IMPORTANT, Element, Node
from .windows import REACH, Window, substitute

# Substitutes tried for each token that matters: the likeliest in its place.
_SUBSTITUTES = 12

AUGMENTATION = (
    f"the {_SUBSTITUTES} tokens that the model itself predicts in the place of an important token or of the "
    "activating one, kept where the neuron still fires"
)


def add_patterns(
    forward: Forward,
    windows: list[Window],
    tries: dict[int, Node],
    decode: Callable[[int], str],
    special: frozenset[int],
) -> None:
    """Add the patterns of windows and of their substituted variants to the tries of their neurons.

    A pattern is the pivot, then the tokens before it, backwards: exact where important, else any; it ends with its last
    important token. `decode` gives a token's string; `special` tokens are never put in.
    """
    variants: list[tuple[Window, Ids]] = []
    by_length = sorted(windows, key=lambda window: len(window.ids))
    for _, group in groupby(by_length, key=lambda window: len(window.ids)):
        of_length = list(group)
        for window, predicted in zip(of_length, forward.predictions([it.ids for it in of_length], _SUBSTITUTES)):
            variants += [
                (window, substitute(window.ids, index, token))
                for index, tokens in enumerate(predicted.tolist())
                if window.importance[index] > IMPORTANT
                for token in tokens
                if token != window.ids[index] and token not in special
            ]
    for window in windows:
        tries[window.neuron].add(_elements(window, window.ids, window.share, decode), window.share)
    found = forward.activations([ids for _, ids in variants], [window.neuron for window, _ in variants])
    for (window, ids), activations in zip(variants, found):
        share = window.scaled(float(activations[-1]))
        if share > FIRING:
            tries[window.neuron].add(_elements(window, ids, share, decode), share)


def _elements(window: Window, ids: Ids, share: float, decode: Callable[[int], str]) -> list[Element]:
    elements = [Element(decode(ids[-1]), share, 1.0)]
    last = 1
    for index in range(len(ids) - 2, max(-1, len(ids) - 2 - REACH), -1):
        importance = float(window.importance[index])
        important = importance > IMPORTANT
        elements.append(Element(decode(ids[index]) if important else None, 0.0, min(1.0, max(0.0, importance))))
        if important:
            last = len(elements)
    return elements[:last]
