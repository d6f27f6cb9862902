"""Prints what stored tries predict, as JSON: `client/test/data/simulation.json` is its output for the example dataset.

Usage: `python widget/scripts/print_simulation_cases.py DATASET`
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from deepdecipher_widget.dataset import Dataset
from deepdecipher_widget.recorder.neuron2graph.simulate import simulate

_NEURONS = 32
_LENGTH = 32
# A bigger trie tests nothing more.
_NODES = 150


def cases(dataset: Dataset) -> Iterator[dict[str, Any]]:
    """Give the trie, the text's tokens and the shares predicted on them, of some neurons spread over the first model.

    Three texts each: around the peak of one of its texts, from the beginning of another one, of the neuron before.
    """
    model = dataset.models()[0]
    places = [(layer, neuron) for layer in range(model["num_layers"]) for neuron in range(model["layer_size"])]
    pages = [
        (page["data"]["trie"], texts["data"]["texts"])
        for place in places
        if (page := dataset.page(model["name"], "neuron2graph", *place))
        and 0 < len(page["data"]["trie"]["nodes"]) <= _NODES
        and (texts := dataset.page(model["name"], "neuroscope", *place))
    ]
    step = max(1, len(pages) // _NEURONS)
    chosen = pages[::step][:_NEURONS]
    for number, (trie, texts) in enumerate(chosen):
        peak = texts[1]["max_activating_token_index"]
        before = chosen[number - 1][1][0]
        for tokens in (
            texts[1]["tokens"][max(0, peak - _LENGTH + 1) : peak + 1],
            texts[3]["tokens"][:_LENGTH],
            before["tokens"][-_LENGTH:],
        ):
            yield {"trie": trie, "tokens": tokens, "expected": simulate(trie, tokens)}


if __name__ == "__main__":
    with Dataset(sys.argv[1]) as opened:
        lines = [json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases(opened)]
    print("[\n" + ",\n".join(lines) + "\n]")
