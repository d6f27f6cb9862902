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
from .adapter import ModelAdapter
from .checkpoint import LayerState, State
from .neuron2graph.forward import Forward
from .neuron2graph.interpret import SCORED_ON, Interpretation, NeuronTexts, Text, interpret
from .neuron2graph.patterns import augmentation
from .neuron2graph.relations import Place, TokenSets, model_page, search_rows, similar_neurons
from .neuron2graph.substitutes import Substitutes
from .samples import RandomText, random_texts
from .tokens import TokenCodec
from .top_texts import TopText

SERVICES = ["neuron2graph", "neuron2graph-search", "neuron_explainer"]

# Texts kept for each neuron beyond those that its page shows, to learn from, and their tokens at most.
_MORE_TEXTS = 80
_MORE_TOKENS = 10_240
# Random texts, and their tokens at most; every fourth is measured on, the others are learnt from.
_RANDOM_TEXTS = 800
_RANDOM_TOKENS = 102_400
_MEASURED = 4

# Neurons interpreted together: what they ask for shares passes, and is saved in one step.
_TOGETHER = 32


def more_texts(length: int) -> int:
    """Give the number of texts kept beyond those shown, by the length of a context in tokens."""
    return max(1, min(_MORE_TEXTS, _MORE_TOKENS // length))


def sample_size(length: int) -> int:
    """Give the number of random texts kept, by the length of a context in tokens."""
    return max(1, min(_RANDOM_TEXTS, _RANDOM_TOKENS // length))


class SecondPass:
    """Interprets all recorded neurons, saving each group's result in `folder`, where an interrupted pass goes on.

    `neurons`: those to interpret; `recorded`: the neuron of each place in every `LayerState`; `num_texts`: how many of
    a neuron's texts its page shows: only these are held out by halves. A random text that is measured on is never
    learned from, even if it is among the neuron's top texts. Equal states give equal results.
    """

    def __init__(
        self,
        model: ModelAdapter,
        codec: TokenCodec,
        substitutes: Substitutes,
        neurons: Sequence[int],
        recorded: Sequence[int],
        state: State,
        num_texts: int,
        folder: Path,
    ) -> None:
        self._model = model
        self._codec = codec
        # A recorded BOS is not interpreted: passes put one before each sequence.
        self._begin = int(codec.keep_special and codec.bos is not None)
        self._substitutes = substitutes
        self._neurons = neurons
        places = {neuron: place for place, neuron in enumerate(recorded)}
        self._recorded_places = [places[neuron] for neuron in neurons]
        self._state = state
        self._num_texts = num_texts
        self._folder = folder

    def run(self, progress: bool) -> None:
        """Interpret what is not yet interpreted."""
        self._folder.mkdir(parents=True, exist_ok=True)
        total = len(self._state.layers) * len(self._neurons)
        with tqdm(desc="Neuron2Graph", unit=" neurons", total=total, disable=not progress) as bar:
            for layer in self._state.layers:
                forward = Forward(self._model, layer, self._codec.bos)
                random: list[RandomText] | None = None
                for start in range(0, len(self._neurons), _TOGETHER):
                    group = range(start, min(start + _TOGETHER, len(self._neurons)))
                    if not self._file(layer, start).exists():
                        random = random or self._random(layer)
                        self._save(layer, start, self._interpret(forward, layer, group, random))
                    bar.update(len(group))

    def _random(self, layer: int) -> list[RandomText]:
        forward = Forward(self._model, layer, None if self._begin else self._codec.bos)
        return random_texts(forward, self._state.sample, self._neurons)

    def _interpret(
        self, forward: Forward, layer: int, group: range, random: list[RandomText]
    ) -> dict[int, Interpretation]:
        state = self._state.layers[layer]
        texts = {self._neurons[place]: self._texts(state, place, random) for place in group}
        return interpret(forward, texts, self._codec, self._substitutes)

    def _texts(self, state: LayerState, place: int, random: list[RandomText]) -> NeuronTexts:
        kept = state.texts.texts(self._recorded_places[place])
        base = max(float(text.activations[self._begin :].max()) for text in kept)
        measured, known = {it.data_index for it in random[::_MEASURED]}, {it.data_index for it in kept}
        scale = base if base > 0 else 1.0

        def text(it: TopText) -> Text:
            return it.ids[self._begin :], it.activations[self._begin :] / scale

        def random_text(it: RandomText) -> Text:
            return it.ids[self._begin :], it.activations[self._begin :, place] / scale

        shown = kept[: self._num_texts]
        return NeuronTexts(
            base=base,
            top=[text(it) for it in shown[::2] if it.data_index not in measured],
            held_out=[text(it) for it in shown[1::2]],
            more=[text(it) for it in kept[self._num_texts :] if it.data_index not in measured],
            ordinary=[random_text(it) for it in random if it.data_index not in measured | known],
            random=[random_text(it) for it in random[::_MEASURED]],
        )

    def _file(self, layer: int, start: int) -> Path:
        return self._folder / f"{layer}-{start}.json"

    def _save(self, layer: int, start: int, found: dict[int, Interpretation]) -> None:
        content = [
            {
                "neuron": neuron,
                "graph": {"graph": it.graph, "graphviz": it.graphviz},
                "rest": {"trie": it.trie, "quality": it.quality, "augmentation": augmentation(self._substitutes)},
                "explanation": it.explanation,
                "score": it.score,
                "activating": it.tokens.activating,
                "important": it.tokens.important,
            }
            for neuron, it in found.items()
        ]
        new = self._folder / "new.json"
        new.write_text(json.dumps(content), encoding="utf-8")
        flush(new)
        os.replace(new, self._file(layer, start))

    def _saved(self) -> Iterator[tuple[Place, dict[str, Any]]]:
        for layer in self._state.layers:
            for start in range(0, len(self._neurons), _TOGETHER):
                for entry in json.loads(self._file(layer, start).read_text(encoding="utf-8")):
                    yield (layer, entry["neuron"]), entry

    def write(self, writer: DatasetWriter, model: str) -> None:
        """Write the pages of `neuron2graph` and `neuron_explainer` and the search index of a model added before."""
        sets = {place: TokenSets(entry["activating"], entry["important"]) for place, entry in self._saved()}
        writer.add_page(model, "neuron2graph", model_page(sets))
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
        for layer in self._state.layers:
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
        return {"num_neurons": len(self._state.layers) * len(self._neurons), "layers": layers}


def _mean(values: list[float | None]) -> dict[str, Any]:
    defined = [value for value in values if value is not None]
    return {"mean": round(float(np.mean(defined)), 4) if defined else None, "num_neurons": len(defined)}
