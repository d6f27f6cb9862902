"""Holds a trie's patterns to training texts, and lets them grow by what these show."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .occurrences import Occurrence, Occurrences
from .trie import FIRING, IMPORTANT, Node

# Context tokens that training texts may add to a pattern, beyond what masking finds.
_GROWTH = 3
# Training tokens that a context token is learnt from, at least.
_SUPPORT = 2
# A node counts as if so many training tokens had done what its parent's did on the average; the first, half as many
# on which the neuron was silent.
_SHRINKAGE = 1.0
_FIRST_SHRINKAGE = 0.5
# Half-way between silent and firing lies the threshold; a share this much above it counts as firing by 73 %.
_SOFTNESS = 0.08
# Probabilities from which on a pattern is said to fire; which one, training texts decide for each neuron.
_LEANINGS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5)


def fit(root: Node, occurrences: Occurrences) -> None:
    """Fit patterns to all training tokens.

    Patterns that no training token shows are dropped. Where a node's training tokens disagree about firing, children
    for the tokens before are added, if these tell them apart; what is left goes on under "any token". A node's `end`
    is the mean activation on its training tokens, shrunk towards its parent's, and kept on the side of the
    threshold on which it is said to be: firing, if the shrunk probability of firing is above the neuron's leaning.
    The leaning is the one with the highest F1 where each half of the training texts is predicted from the other.
    An added token's importance is by how much less, as a share, the neuron does without it.
    """
    _grow(root, occurrences, _leaning(occurrences))
    for token, child in list(root.children.items()):
        _simplify(child)
        if not child.fires_somewhere():
            del root.children[token]


def _leaning(occurrences: Occurrences) -> float:
    halves = [
        {token: [it for it in found if it.text % 2 == half] for token, found in occurrences.items()} for half in (0, 1)
    ]
    judging = [[(token, it) for token, found in half.items() for it in found if it.judges] for half in halves]
    best = (-1.0, 0.0)
    for leaning in _LEANINGS:
        said = right = 0
        for learnt, judged in zip(halves, reversed(judging)):
            root = Node()
            _grow(root, learnt, leaning)
            for token, it in judged:
                fires = _predicted(root, token, it) > FIRING
                said += fires
                right += fires and it.fires
        firing = sum(it.fires for judged in judging for _, it in judged)
        best = max(best, (2 * right / max(1, said + firing), leaning))
    return best[1]


def _predicted(root: Node, token: str, occurrence: Occurrence) -> float:
    node, predicted = root.children.get(token), 0.0
    for before in (*occurrence.before, None):
        if node is None:
            break
        predicted = predicted if node.end is None else node.end
        node = None if before is None else node.children.get(before, node.children.get(None))
    return predicted


def _split(
    occurrences: Iterable[Occurrence], depth: int, chosen: Iterable[str | None]
) -> tuple[dict[str, list[Occurrence]], list[Occurrence]]:
    """Group occurrences by the token `depth + 1` before, if it is one of those chosen, and give the rest."""
    groups: dict[str, list[Occurrence]] = {}
    rest: list[Occurrence] = []
    names = set(chosen)
    for it in occurrences:
        if depth < len(it.before):
            if (token := it.before[depth]) in names:
                groups.setdefault(token, []).append(it)
            else:
                rest.append(it)
    return groups, rest


def _grow(root: Node, occurrences: Occurrences, leaning: float) -> None:
    root.children = {token: child for token, child in root.children.items() if token in occurrences}
    for token, found in occurrences.items():
        firing = [it.activation for it in found if it.fires]
        if not firing:
            root.children.pop(token, None)
            continue
        node = root.children.setdefault(token, Node())
        node.activation, node.importance = sum(firing) / len(firing), 1.0
        _Growth(leaning).grow(node, found, 0, (0.0, 0.0))


@dataclass(frozen=True, slots=True)
class _Growth:
    leaning: float

    def grow(self, node: Node, found: Sequence[Occurrence], depth: int, parent: tuple[float, float]) -> None:
        """Fit a node reached by some training tokens; `parent`: its parent's mean activation and chance of firing."""
        node.weight = sum(it.activation for it in found if it.fires)
        shrinkage = _SHRINKAGE if depth else _FIRST_SHRINKAGE
        weight = len(found) + shrinkage
        mean = (sum(max(0.0, it.activation) for it in found) + shrinkage * parent[0]) / weight
        chance = (sum(_firing(it.activation) for it in found) + shrinkage * parent[1]) / weight
        fires = chance > self.leaning
        # Two places are stored.
        node.end = min(1.0, max(mean, FIRING + 0.01)) if fires else min(mean, FIRING)
        chosen = set(node.children)
        growing = depth < _GROWTH and any(it.fires != fires for it in found)
        if growing:
            chosen |= _telling(found, depth, fires)
        groups, rest = _split(found, depth, chosen)
        # Children chosen just now take tokens away from the one for any token, and so from all below it.
        node.children = {
            token: child for token, child in node.children.items() if (rest if token is None else token in groups)
        }
        for token, group in groups.items():
            child = node.children.get(token)
            if child is None:
                child = node.children[token] = Node(importance=_importance(group, found))
            self.grow(child, group, depth + 1, (mean, chance))
        ignored = node.children.get(None)
        if ignored is not None and rest:
            self.grow(ignored, rest, depth + 1, (mean, chance))
        elif ignored is None and growing and any(it.fires != fires for it in rest):
            ignored = Node()
            self.grow(ignored, rest, depth + 1, (mean, chance))
            if ignored.children:
                node.children[None] = ignored


def _telling(found: Sequence[Occurrence], depth: int, fires: bool) -> set[str]:
    """Give the tokens before that stand there often enough, and with which the neuron does not always do the usual."""
    number: dict[str, int] = {}
    unusual: set[str] = set()
    for it in found:
        if depth < len(it.before):
            token = it.before[depth]
            number[token] = number.get(token, 0) + 1
            if it.fires != fires:
                unusual.add(token)
    return {token for token in unusual if number[token] >= _SUPPORT}


def _importance(group: Sequence[Occurrence], found: Sequence[Occurrence]) -> float:
    with_it, of_all = (sum(max(0.0, it.activation) for it in of) for of in (group, found))
    others = len(found) - len(group)
    if with_it == 0:
        return 0.0
    without = (of_all - with_it) / others if others else 0.0
    return min(1.0, max(0.0, 1 - without / (with_it / len(group))))


def _firing(activation: float) -> float:
    return 1 / (1 + math.exp(-(activation - FIRING) / _SOFTNESS))


def _simplify(node: Node) -> None:
    """Drop the children that change nothing about whether a token is said to fire; important ones that fire stay."""
    for child in node.children.values():
        _simplify(child)
    fires = node.fires()
    # While there is one for any token, an exact one without children keeps its token away from there.
    if (ignored := node.children.get(None)) and not ignored.children and ignored.fires() == fires:
        del node.children[None]
    if None not in node.children:
        node.children = {
            token: child
            for token, child in node.children.items()
            if child.children or child.fires() != fires or (fires and child.importance > IMPORTANT)
        }
