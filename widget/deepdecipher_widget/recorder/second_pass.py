"""The second pass: Neuron2Graph over the texts that the first one kept."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tqdm.auto import tqdm

from ..dataset import DatasetWriter, flush
from .checkpoint import LayerState, State
from .neuron2graph.forward import Forward
from .neuron2graph.interpret import SCORED_ON, Interpretation, NeuronTexts, Text, interpret
from .neuron2graph.patterns import AUGMENTATION
from .neuron2graph.relations import Place, TokenSets, search_rows, similar_neurons
from .tokens import TokenCodec
from .top_texts import TopText

SERVICES = ["neuron2graph", "neuron2graph-search", "neuron_explainer"]

# Texts kept for each neuron beyond those that its page shows, to learn from.
MORE_TEXTS = 40
# Random texts to measure on, and their tokens at most, whatever a context's length.
_RANDOM_TEXTS = 200
_RANDOM_TOKENS = 25_600

# Neurons interpreted together: what they ask for shares passes, and is saved in one step.
_TOGETHER = 32


def sample_size(length: int) -> int:
    """Give the number of random texts kept, by the length of a context in tokens."""
    return max(1, min(_RANDOM_TEXTS, _RANDOM_TOKENS // length))


class SecondPass:
    """Interprets all recorded neurons, saving each group's result in `folder`, where an interrupted pass goes on.

    `hooks`: each layer's; `neurons`: the neuron of each place in every `LayerState`; `num_texts`: how many of a
    neuron's texts its page shows: only these are held out by halves. Equal states give equal results.
    """

    def __init__(
        self,
        model: Any,
        codec: TokenCodec,
        hooks: dict[int, str],
        neurons: Sequence[int],
        state: State,
        num_texts: int,
        folder: Path,
    ) -> None:
        self._model = model
        self._codec = codec
        self._hooks = hooks
        self._neurons = neurons
        self._state = state
        self._num_texts = num_texts
        self._folder = folder

    def run(self, progress: bool) -> None:
        """Interpret what is not yet interpreted."""
        self._folder.mkdir(parents=True, exist_ok=True)
        total = len(self._hooks) * len(self._neurons)
        with tqdm(desc="Neuron2Graph", unit=" neurons", total=total, disable=not progress) as bar:
            for layer, hook in self._hooks.items():
                forward = Forward(self._model, hook, self._codec.bos)
                random: list[tuple[int, tuple[int, ...], np.ndarray]] | None = None
                for start in range(0, len(self._neurons), _TOGETHER):
                    group = range(start, min(start + _TOGETHER, len(self._neurons)))
                    if not self._file(layer, start).exists():
                        random = random or self._random(forward)
                        self._save(layer, start, self._interpret(forward, layer, group, random))
                    bar.update(len(group))

    def _random(self, forward: Forward) -> list[tuple[int, tuple[int, ...], np.ndarray]]:
        neurons = np.array(self._neurons)
        return [
            (index, ids, forward.layer([ids])[0].cpu().numpy()[:, neurons]) for index, ids in self._state.sample.texts()
        ]

    def _interpret(
        self, forward: Forward, layer: int, group: range, random: list[tuple[int, tuple[int, ...], np.ndarray]]
    ) -> dict[int, Interpretation]:
        state = self._state.layers[layer]
        texts = {self._neurons[place]: self._texts(state, place, random) for place in group}
        return interpret(forward, texts, self._codec)

    def _texts(
        self, state: LayerState, place: int, random: list[tuple[int, tuple[int, ...], np.ndarray]]
    ) -> NeuronTexts:
        base = float(state.moments.maximum[place])
        kept = state.texts.texts(place)
        known = {text.data_index for text in kept}
        scale = base if base > 0 else 1.0

        def text(it: TopText) -> Text:
            return it.ids.tolist(), it.activations / scale

        return NeuronTexts(
            base=base,
            top=[text(it) for it in kept[: self._num_texts]],
            more=[text(it) for it in kept[self._num_texts :]],
            random=[(ids, values[:, place] / scale) for index, ids, values in random if index not in known],
        )

    def _file(self, layer: int, start: int) -> Path:
        return self._folder / f"{layer}-{start}.json"

    def _save(self, layer: int, start: int, found: dict[int, Interpretation]) -> None:
        content = [
            {
                "neuron": neuron,
                "graph": {"graph": it.graph, "graphviz": it.graphviz},
                "rest": {"trie": it.trie, "quality": it.quality, "augmentation": AUGMENTATION},
                "explanation": it.explanation,
                "score": it.score,
                "activating": sorted(it.tokens.activating),
                "important": sorted(it.tokens.important),
            }
            for neuron, it in found.items()
        ]
        new = self._folder / "new.json"
        new.write_text(json.dumps(content), encoding="utf-8")
        flush(new)
        os.replace(new, self._file(layer, start))

    def _saved(self) -> Iterator[tuple[Place, dict[str, Any]]]:
        for layer in self._hooks:
            for start in range(0, len(self._neurons), _TOGETHER):
                for entry in json.loads(self._file(layer, start).read_text(encoding="utf-8")):
                    yield (layer, entry["neuron"]), entry

    def write(self, writer: DatasetWriter, model: str) -> None:
        """Write the pages of `neuron2graph` and `neuron_explainer` and the search index of a model added before."""
        sets = {
            place: TokenSets(frozenset(entry["activating"]), frozenset(entry["important"]))
            for place, entry in self._saved()
        }
        similar = similar_neurons(sets)
        for place, entry in self._saved():
            writer.add_page(model, "neuron2graph", entry["graph"] | {"similar": similar[place]} | entry["rest"], *place)
            if entry["score"] is not None:
                explanation = {"explanation": entry["explanation"], "score": entry["score"], "explainer": "patterns"}
                scored = {"score_kind": "ev_correlation_score", "scored_on": SCORED_ON}
                writer.add_page(model, "neuron_explainer", explanation | scored, *place)
        writer.add_search_tokens(search_rows(model, sets))

    def report(self) -> dict[str, Any]:
        """Give each layer's mean precision, recall and F1, and the mean score; what is undefined is left out of its
        mean."""
        layers: dict[str, Any] = {}
        for layer in self._hooks:
            entries = [entry for (of_layer, _), entry in self._saved() if of_layer == layer]
            layers[str(layer)] = {
                what: {
                    kind: {
                        figure: _mean([entry["rest"]["quality"][what][kind][figure] for entry in entries])
                        for figure in ("precision", "recall", "f1")
                    }
                    for kind in ("firing", "non_firing")
                }
                for what in ("top", "random")
            } | {"score": _mean([entry["score"] for entry in entries])}
        return {"num_neurons": len(self._hooks) * len(self._neurons), "layers": layers}


def _mean(values: list[float | None]) -> dict[str, Any]:
    defined = [value for value in values if value is not None]
    return {"mean": round(float(np.mean(defined)), 4) if defined else None, "num_neurons": len(defined)}
