"""A neuron's patterns as a trie: what it fires on and, backwards from there, what stands before it.

All activations are shares of the neuron's base maximum, the highest it reached; it fires where its share is above
`FIRING`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

# A neuron fires on a token where its activation, as a share of its base maximum, is greater than this.
FIRING = 0.5
# A context token is important if masking it takes away more than this share of the activation.
IMPORTANT = 0.75

# Significant places of a share in the stored trie.
_PLACES = 2


@dataclass(frozen=True, slots=True)
class Element:
    """One token of a pattern, `None` where any will do, with the neuron's activation on it and its importance."""

    token: str | None
    activation: float
    importance: float


@dataclass(slots=True)
class Node:
    """One token, after those on the way to it; `end` is the predicted activation if a pattern ends here.

    `importance`: of a context token, the share of the activation that goes when another token stands in its place.
    `weight`: the sum of activations on the training tokens that fire and reach this node.
    """

    activation: float = 0.0
    importance: float = 0.0
    weight: float = 0.0
    end: float | None = None
    children: dict[str | None, Node] = field(default_factory=dict)

    def add(self, elements: Sequence[Element], end: float) -> None:
        """Add a pattern below this node; where it meets others the highest figures are kept, in whatever order they
        come."""
        node = self
        for element in elements:
            node = node.children.setdefault(element.token, Node())
            node.activation = max(node.activation, element.activation)
            node.importance = max(node.importance, element.importance)
        node.end = end if node.end is None else max(node.end, end)

    def fires(self) -> bool:
        """Say whether a pattern that ends here fires."""
        return self.end is not None and self.end > FIRING

    def fires_somewhere(self) -> bool:
        """Say whether a pattern that ends here, or below, fires."""
        return self.fires() or any(child.fires_somewhere() for child in self.children.values())


def to_wire(root: Node, base_maximum: float) -> dict[str, Any]:
    """Give the trie as it is stored, nodes breadth first; see `simulate` for how it is read."""
    tokens: dict[str, int] = {}
    nodes: list[list[Any]] = []
    queue: list[tuple[int, str | None, Node]] = [(-1, token, child) for token, child in root.children.items()]
    for parent, token, node in queue:
        place = -1 if token is None else tokens.setdefault(token, len(tokens))
        end = None if node.end is None else round(node.end, _PLACES)
        queue += [(len(nodes), token, child) for token, child in node.children.items()]
        nodes.append([parent, place, _rounded(node.activation), round(node.importance, _PLACES), end])
    return {
        "tokens": list(tokens),
        "nodes": nodes,
        "base_maximum": base_maximum,
        "activation_threshold": FIRING,
        "importance_threshold": IMPORTANT,
    }


def _rounded(activation: float) -> float:
    """Round a share, keeping it on its side of the threshold: an activator stays one."""
    step = 10**-_PLACES
    rounded = round(activation, _PLACES)
    return round(FIRING + step, _PLACES) if activation > FIRING >= rounded else rounded
