"""A plain sentence or two about a neuron, from its patterns alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...tokens import token_label
from .trie import Node

# Tokens named, of those that activate and of those before; one more is named rather than counted.
_NAMED = 5
_BEFORE = 3


def explanation(root: Node, fraction_firing: float | None) -> str:
    """Say what the trie holds: the tokens on which the neuron fires, and those that have to stand before.

    Tokens that it fires most on come first. `fraction_firing`: share of ordinary text's tokens on which the neuron
    fires, measured; left out if `None`. Only what was measured is said: which tokens, after which, how often. Tokens
    stand in guillemets with signs for what is invisible.
    """
    tokens = sorted(
        ((token, node) for token, node in root.children.items() if token is not None and node.fires_somewhere()),
        key=lambda entry: (-entry[1].weight, -entry[1].activation, entry[0]),
    )
    if not tokens:
        return "No pattern was found: no token of the training texts makes this neuron fire."
    sentence = f"Fires on {_some([token for token, _ in tokens], _NAMED, 'and')}"
    bound = [node for _, node in tokens if not node.fires() and list(_before(node))]
    if 2 * len(bound) > len(tokens):
        # Those before are told by how much of the neuron's activity goes with them.
        weights: dict[str, float] = {}
        for node in bound:
            for token, child in _before(node):
                weights[token] = weights.get(token, 0.0) + child.weight
        before = sorted(weights, key=lambda token: (-weights[token], token))
        sentence += f"{', mostly' if len(bound) < len(tokens) else ''} after {_some(before, _BEFORE, 'or')}"
    return sentence + "." + ("" if fraction_firing is None else f" {_frequency(fraction_firing)}")


def _before(node: Node) -> Iterable[tuple[str, Node]]:
    """Give the nearest exact tokens before that lead to firing."""
    for token, child in node.children.items():
        if token is None:
            yield from _before(child)
        elif child.fires_somewhere():
            yield token, child


def _some(tokens: Sequence[str], most: int, word: str) -> str:
    named = tokens if len(tokens) <= most + 1 else tokens[:most]
    shown = [f"«{token_label(token)}»" for token in named]
    if len(named) < len(tokens):
        shown.append(f"{len(tokens) - len(named)} other tokens")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} {word} {shown[-1]}"


def _frequency(fraction: float) -> str:
    if fraction == 0:
        return "It fired nowhere in the ordinary text looked at."
    return f"In ordinary text it fires on about one token in {round(1 / fraction):,}."
