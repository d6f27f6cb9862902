"""What neurons have in common: similar neurons, and in which neurons' patterns a token stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .trie import FIRING, IMPORTANT, Node

# Neurons are listed as similar from this similarity up, and so many of them.
_SIMILAR = 0.4
_MOST = 20
_PLACES = 4
_STRENGTH_PLACES = 2

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TokenSets:
    """The exact tokens of a neuron's patterns with their strengths, from 0 to 1.

    `activating`: tokens on which it fires, with its mean activation where it does; `important`: tokens that matter
    before these, with their importance.
    """

    activating: Mapping[str, float]
    important: Mapping[str, float]


def token_sets(root: Node) -> TokenSets:
    """Give the tokens of a trie's firing patterns; a context token that is not important does not count."""
    activating = {token: node.activation for token, node in root.children.items() if token and node.activation > FIRING}
    important: dict[str, float] = {}
    below = list(root.children.values())
    for node in below:
        for token, child in node.children.items():
            if child.fires_somewhere():
                below.append(child)
                if token is not None and child.importance > IMPORTANT:
                    important[token] = max(important.get(token, 0.0), child.importance)
    return TokenSets(_rounded(activating), _rounded(important))


def _rounded(strengths: Mapping[str, float]) -> dict[str, float]:
    return {token: round(strengths[token], _STRENGTH_PLACES) for token in sorted(strengths)}


def similar_neurons(neurons: Mapping[Place, TokenSets]) -> dict[Place, list[dict[str, Any]]]:
    """Give each neuron's similar ones: at most 20, from 0.4 up.

    `overlap` = activating tokens in common + important tokens in common; similarity = the larger of its shares in the
    two neurons' tokens (from 0 to 1, symmetric); a neuron without tokens is similar to none. Most similar first, then
    the greater overlap (a neuron with a single token has a similarity of 1 to all that have it), then by (layer,
    neuron). Cost: for each token the square of the number of neurons that have it.
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
        listed = [(-common / min(sizes[place], sizes[other]), -common, other) for other, common in overlap.items()]
        similar[place] = [
            {"layer": layer, "neuron": neuron, "similarity": round(-negative, _PLACES)}
            for negative, _, (layer, neuron) in sorted(listed)
            if -negative >= _SIMILAR
        ][:_MOST]
    return similar


def model_page(neurons: Mapping[Place, TokenSets]) -> dict[str, Any]:
    """Give the `neuron2graph` page of a model: every neuron's tokens with their strengths."""
    places: dict[str, int] = {}

    def listed(strengths: Mapping[str, float]) -> list[list[float]]:
        return [[places.setdefault(token, len(places)), strength] for token, strength in strengths.items()]

    entries = [
        {
            "layer": layer,
            "neuron": neuron,
            "activating": listed(sets.activating),
            "important": listed(sets.important),
        }
        for (layer, neuron), sets in sorted(neurons.items())
        if sets.activating or sets.important
    ]
    return {"tokens": list(places), "neurons": entries}


def search_rows(model: str, neurons: Mapping[Place, TokenSets]) -> Iterator[tuple[str, str, str, str, int, int]]:
    """Give the rows of the dataset's table `search_token`: model, kind, token, key, layer, neuron."""
    for (layer, neuron), sets in sorted(neurons.items()):
        for kind, tokens in (("activating", sets.activating), ("important", sets.important)):
            for token in sorted(tokens):
                yield model, kind, token, search_key(token), layer, neuron


def search_key(token: str) -> str:
    """Give the key by which a token is searched: trimmed and lower-cased."""
    return token.strip().lower()
