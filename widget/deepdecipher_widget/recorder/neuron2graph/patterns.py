"""From windows to patterns, with substitutes that make the neuron fire as well."""

from __future__ import annotations

from collections.abc import Callable

from .forward import Forward, Ids
from .substitutes import Substitutes
from .trie import FIRING, IMPORTANT, Element, Node
from .windows import REACH, Window, substitute

# Substitutes tried for each token that matters: the likeliest in its place.
_SUBSTITUTES = 12


def augmentation(substitutes: Substitutes) -> str:
    """Say in a sentence where substitutes come from and which are kept."""
    return (
        f"up to {_SUBSTITUTES} tokens for each important token and the activating one from {substitutes.description}, "
        "kept where the neuron still fires and training texts show them"
    )


def add_patterns(
    forward: Forward,
    windows: list[Window],
    substitutes: Substitutes,
    tries: dict[int, Node],
    decode: Callable[[int], str],
    special: frozenset[int],
) -> None:
    """Add the patterns of windows and of their substituted variants to the tries of their neurons.

    A pattern is the pivot, then the tokens before it, backwards: exact where important, else any; it ends with its last
    important token. `decode` gives a token's string; `special` tokens are never put in.
    """
    places = [
        (window, index)
        for window in sorted(windows, key=lambda window: len(window.ids))
        for index in range(len(window.ids))
        if window.importance[index] > IMPORTANT
    ]
    found_tokens = substitutes.tokens([(window.ids, index) for window, index in places], _SUBSTITUTES)
    variants = [
        (window, substitute(window.ids, index, token))
        for (window, index), tokens in zip(places, found_tokens)
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
