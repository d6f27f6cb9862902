"""What neurons have in common: similar neurons, and in which neurons' tries a token stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .trie import FIRING, Node

# Neurons are listed as similar from this similarity up, and so many of them.
_SIMILAR = 0.4
_MOST = 20
_PLACES = 4

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TokenSets:
    """The exact tokens of a neuron's trie: those on which it fires, and those that matter before."""

    activating: frozenset[str]
    important: frozenset[str]


def token_sets(root: Node) -> TokenSets:
    """Give the tokens of a trie's firing patterns; a context token that is not important does not count."""
    activating = {token for token, node in root.children.items() if token is not None and node.activation > FIRING}
    important: set[str] = set()
    below = list(root.children.values())
    for node in below:
        important |= {token for token, child in node.children.items() if token is not None and child.importance > 0}
        below += node.children.values()
    return TokenSets(frozenset(activating), frozenset(important))


def similar_neurons(neurons: Mapping[Place, TokenSets]) -> dict[Place, list[dict[str, Any]]]:
    """Give each neuron's similar ones, most similar first, then by (layer, neuron): at most 20, from 0.4 up.

    `overlap` = activating tokens in common + important tokens in common; similarity = the larger of its shares in the
    two neurons' tokens (from 0 to 1, symmetric); a neuron without tokens is similar to none. Cost: for each token the
    square of the number of neurons that have it.
    """
    holders: dict[tuple[bool, str], list[Place]] = defaultdict(list)
    for place, sets in sorted(neurons.items()):
        for token in sets.activating:
            holders[True, token].append(place)
        for token in sets.important:
            holders[False, token].append(place)
    sizes = {place: len(sets.activating) + len(sets.important) for place, sets in neurons.items()}
    similar: dict[Place, list[dict[str, Any]]] = {}
    for place, sets in neurons.items():
        overlap: dict[Place, int] = defaultdict(int)
        for other in [
            *(other for token in sets.activating for other in holders[True, token]),
            *(other for token in sets.important for other in holders[False, token]),
        ]:
            overlap[other] += 1
        overlap.pop(place, None)
        listed = [(-common / min(sizes[place], sizes[other]), other) for other, common in overlap.items()]
        similar[place] = [
            {"layer": layer, "neuron": neuron, "similarity": round(-negative, _PLACES)}
            for negative, (layer, neuron) in sorted(listed)
            if -negative >= _SIMILAR
        ][:_MOST]
    return similar


def search_rows(model: str, neurons: Mapping[Place, TokenSets]) -> Iterator[tuple[str, str, str, str, int, int]]:
    """Give the rows of the dataset's table `search_token`: model, kind, token, key, layer, neuron."""
    for (layer, neuron), sets in sorted(neurons.items()):
        for kind, tokens in (("activating", sets.activating), ("important", sets.important)):
            for token in sorted(tokens):
                yield model, kind, token, search_key(token), layer, neuron


def search_key(token: str) -> str:
    """Give the key by which a token is searched: trimmed and lower-cased."""
    return token.strip().lower()
