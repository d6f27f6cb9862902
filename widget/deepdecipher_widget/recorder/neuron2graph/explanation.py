"""A plain sentence about a neuron, from its patterns alone."""

from __future__ import annotations

from collections.abc import Sequence

from ...tokens import token_label
from .trie import FIRING, Node

_NAMED = 5
_BEFORE = 3


def explanation(root: Node, fraction_firing: float | None) -> str:
    """Say what the trie holds: the activating tokens, strongest first, and the tokens before them that matter.

    `fraction_firing`: share of ordinary text's tokens on which the neuron fires, measured; left out if `None`. Only
    what was measured is said: which tokens, after which, how often. Tokens stand in guillemets with signs for what is
    invisible.
    """
    tokens = sorted(
        ((node.activation, token, node) for token, node in root.children.items() if token is not None and _ends(node)),
        key=lambda entry: (-entry[0], entry[1]),
    )
    if not tokens:
        return "No pattern was found: no token of the training texts makes this neuron fire."
    named = [token for _, token, _ in tokens[:_NAMED]]
    more = f" and {len(tokens) - _NAMED} more tokens" if len(tokens) > _NAMED + 1 else ""
    named = named if more else [token for _, token, _ in tokens[: _NAMED + 1]]
    sentence = f"Fires on {_listed(named, last=not more)}{more}"
    before = _important(tokens)
    if before:
        sentence += f"; most of its patterns ask for a token before, such as {_listed(before)}"
    if fraction_firing is not None:
        sentence += f"; in ordinary text on {_frequency(fraction_firing)}"
    return f"{sentence}."


def _important(tokens: Sequence[tuple[float, str, Node]]) -> list[str]:
    """Give the tokens before the activating ones, commonest first, if most of these fire only after such."""
    held: dict[str, int] = {}
    bound = 0
    for _, _, node in tokens:
        found = [token for token, child in _context(node) if _ends(child)]
        bound += bool(found) and not (node.end is not None and node.end > FIRING)
        for token in found:
            held[token] = held.get(token, 0) + 1
    if 2 * bound <= len(tokens):
        return []
    return sorted(held, key=lambda token: (-held[token], token))[:_BEFORE]


def _context(node: Node) -> list[tuple[str, Node]]:
    found: list[tuple[str, Node]] = []
    for token, child in node.children.items():
        found += _context(child) if token is None else [(token, child)]
    return found


def _ends(node: Node) -> bool:
    return (node.end is not None and node.end > FIRING) or any(_ends(child) for child in node.children.values())


def _listed(tokens: Sequence[str], last: bool = True) -> str:
    shown = [f"«{token_label(token)}»" for token in tokens]
    if len(shown) == 1 or not last:
        return ", ".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def _frequency(fraction: float) -> str:
    if fraction == 0:
        return "none of the tokens looked at"
    return f"about one token in {round(1 / fraction):,}"
