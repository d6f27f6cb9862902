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

# Context tokens that training texts may add to a pattern, beyond what masking finds.
_GROWTH = 2
# A pattern is said to fire from this mean over its training tokens on: near the threshold F1 gains from leaning to
# firing.
_LEANING = 0.4
# Significant places of a share in the stored trie.
_PLACES = 2


@dataclass(frozen=True, slots=True)
class Element:
    """One token of a pattern, `None` where any will do, with the neuron's activation on it and its importance."""

    token: str | None
    activation: float
    importance: float


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A token of a training text: the text's tokens, the token's index, the neuron's activation on it."""

    tokens: Sequence[str]
    index: int
    activation: float


@dataclass(slots=True)
class Node:
    """One token, after those on the way to it; `end` is the predicted activation if a pattern ends here."""

    activation: float = 0.0
    importance: float = 0.0
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

    def fit(self, occurrences: Sequence[Occurrence], depth: int = 0) -> None:
        """Hold the patterns from this node on to the training tokens that reach it.

        `end` becomes the mean of what the neuron does on them, scaled so that what leans to firing is said to fire
        (which changes no correlation); where some fire and others do not, and the token before tells them
        apart, that token is added. Nodes that no training token reaches keep what they have.
        """
        if not occurrences:
            return
        mean = sum(it.activation for it in occurrences) / len(occurrences)
        self.end = min(1.0, max(0.0, mean) * FIRING / _LEANING)
        fires = self.end > FIRING
        mixed = len({it.activation > FIRING for it in occurrences}) == 2
        groups: dict[str, list[Occurrence]] = {}
        for it in occurrences:
            if it.index > depth:
                groups.setdefault(it.tokens[it.index - depth - 1], []).append(it)
        ignored = self.children.get(None)
        unmatched: list[Occurrence] = []
        for token, group in groups.items():
            child = self.children.get(token)
            if child is None and depth < _GROWTH and mixed:
                if any((it.activation > FIRING) != fires for it in group):
                    child = self.children[token] = Node()
            if child is None:
                unmatched += group
            else:
                child.fit(group, depth + 1)
        if ignored is not None:
            ignored.fit(unmatched, depth + 1)


def fit(root: Node, texts: Sequence[tuple[Sequence[str], Sequence[float]]]) -> None:
    """Fit a trie's patterns to training texts: tokens and activations."""
    occurrences: dict[str | None, list[Occurrence]] = {}
    for tokens, activations in texts:
        for index, (token, activation) in enumerate(zip(tokens, activations)):
            if token in root.children:
                occurrences.setdefault(token, []).append(Occurrence(tokens, index, activation))
    for token, found in occurrences.items():
        root.children[token].fit(found)


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
