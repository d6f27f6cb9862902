"""What a stored trie predicts, without the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_IGNORE = -1


def simulate(trie: Mapping[str, Any], tokens: Sequence[str]) -> list[float]:
    """Give the activation that a stored trie predicts on each token, as a share of its `base_maximum`.

    `trie["nodes"]` are `[parent, token, activation, importance, end]` in breadth-first order: `parent` is a node's
    index or -1, `token` an index into `trie["tokens"]` or -1 for any token. For each token of the text: begin at the
    node without a parent that has this token; there is none, or its activation is not above `activation_threshold`: the
    prediction is 0. Then go from child to child with the tokens before it, backwards: to the child that has the exact
    token, else to the one for any token, until there is neither or the text begins. The prediction is the last `end`
    passed that is not null, 0 if there was none. Cost: the text's length times the trie's depth.
    """
    places = {token: place for place, token in enumerate(trie["tokens"])}
    children: list[dict[int, int]] = [{} for _ in trie["nodes"]]
    first: dict[int, int] = {}
    for index, (parent, token, *_) in enumerate(trie["nodes"]):
        (first if parent < 0 else children[parent])[token] = index
    # A token that the trie does not hold matches nothing but "any".
    text = [places.get(token, len(places)) for token in tokens]
    predictions = [0.0] * len(text)
    for index, token in enumerate(text):
        node = first.get(token)
        if node is None or trie["nodes"][node][2] <= trie["activation_threshold"]:
            continue
        before = index
        while node is not None:
            end = trie["nodes"][node][4]
            predictions[index] = predictions[index] if end is None else end
            before -= 1
            below = children[node]
            node = None if before < 0 else below.get(text[before], below.get(_IGNORE))
    return predictions
