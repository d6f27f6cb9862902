"""Neuron2Graph as recorded: passes, pages, search index."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from recorder_model import BOS, LAYER_SIZE, NUM_LAYERS, TEXTS, make_model, make_tokenizer
from test_wire import validator

from deepdecipher_widget.dataset import Dataset
from deepdecipher_widget.recorder import record
from deepdecipher_widget.recorder.families import adapt
from deepdecipher_widget.recorder.neuron2graph.forward import Forward
from deepdecipher_widget.recorder.neuron2graph.relations import TokenSets, similar_neurons
from deepdecipher_widget.recorder.neuron2graph.simulate import simulate
from deepdecipher_widget.recorder.neuron2graph.substitutes import PredictedSubstitutes
from deepdecipher_widget.recorder.neuron2graph.windows import TrainingText, find_windows
from deepdecipher_widget.recorder.text_sample import TextSample

PLACES = [(layer, neuron) for layer in range(NUM_LAYERS) for neuron in range(LAYER_SIZE)]


def make(out: Path, **changes: Any) -> dict[str, Any]:
    settings = {"name": "tiny", "num_texts": 6, "batch_size": 4, "neuron2graph": True, "progress": False}
    return record(make_model(), make_tokenizer(), TEXTS, out, **{**settings, **changes})


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Dataset, dict[str, Any]]]:
    out = tmp_path_factory.mktemp("recorded") / "tiny.db"
    report = make(out)
    with Dataset(out) as dataset:
        yield dataset, report


def page(dataset: Dataset, service: str, place: tuple[int, int]) -> Any:
    found = dataset.page("tiny", service, *place)
    assert found is not None
    return found["data"]


def bos() -> int:
    return make_tokenizer().token_to_id(BOS)


@pytest.mark.parametrize("layer", range(NUM_LAYERS))
def test_passes_give_each_neuron_its_activations(layer: int) -> None:
    model, name = make_model(), f"blocks.{layer}.mlp.hook_mid"
    sequences = [(5, 6, 7), (8, 9), (5, 6, 7), (4,), (7, 6, 5)]
    found = Forward(adapt(model, None), layer, bos()).activations(sequences, [0, 3, 9, 1, 2])
    for sequence, neuron, activations in zip(sequences, [0, 3, 9, 1, 2], found):
        with torch.inference_mode():
            true = model.run_with_cache(torch.tensor([[bos(), *sequence]]))[1][name][0, 1:, neuron]
        assert activations == pytest.approx(true.numpy(), abs=1e-5)


def test_predictions_are_for_the_place_of_each_token() -> None:
    model = make_model()
    places = [((5, 6, 7), index) for index in range(3)]
    found = PredictedSubstitutes(adapt(model, None), bos()).tokens(places, 3)
    with torch.inference_mode():
        logits = model(torch.tensor([[bos(), 5, 6, 7]]))[0]
    assert found == logits[:3].topk(3).indices.tolist()


def test_importance_is_what_masking_takes_away() -> None:
    model = make_model()
    forward = Forward(adapt(model, None), 1, bos())
    ids = list(range(20, 31))
    (activations,) = forward.activations([tuple(ids)], [4])
    base = float(activations.max())
    assert base > 0
    windows = find_windows(forward, {4: [TrainingText(ids, activations / base)]}, {4: base}, mask=1)
    assert windows
    for window in windows:
        (alone,) = forward.activations([window.ids], [4])
        assert window.activation == pytest.approx(float(alone[-1]), abs=1e-5)
        for index in range(max(0, len(window.ids) - 10), len(window.ids) - 1):
            masked = (*window.ids[:index], 1, *window.ids[index + 1 :])
            (changed,) = forward.activations([masked], [4])
            assert window.importance[index] == pytest.approx(1 - changed[-1] / alone[-1], abs=1e-4)


def test_pages_have_the_contracts_keys_and_nothing_undefined(recorded: tuple[Dataset, dict[str, Any]]) -> None:
    dataset, _ = recorded
    for place in PLACES:
        data = page(dataset, "neuron2graph", place)
        assert list(data) == ["graph", "graphviz", "similar", "trie", "quality", "augmentation"]
        json.dumps(data, allow_nan=False)
        nodes, indices = data["graph"]["graph"], data["graph"]["subgraph_indices"]
        assert indices == sorted(indices) and indices[:2] == [0, 0] and indices[-1] == len(nodes)
        assert all(0 <= node["importance"] <= 1 for node in nodes)
        assert all(indices[2] <= other < len(nodes) for node in nodes for other in node["required"])
        for number, (parent, token, *_) in enumerate(data["trie"]["nodes"]):
            assert -1 <= parent < max(1, number) and -1 <= token < len(data["trie"]["tokens"])
        assert (*place,) not in {(it["layer"], it["neuron"]) for it in data["similar"]}


def test_quality_and_score_are_those_of_the_stored_trie(recorded: tuple[Dataset, dict[str, Any]]) -> None:
    dataset, report = recorded
    f1 = []
    for place in PLACES:
        data, texts = page(dataset, "neuron2graph", place), page(dataset, "neuroscope", place)["texts"][1::2]
        quality = data["quality"]["top"]
        assert quality["num_texts"] == len(texts)
        assert quality["num_tokens"] == sum(len(text["tokens"]) for text in texts)
        said = np.concatenate([simulate(data["trie"], text["tokens"]) for text in texts]) > 0.5
        precision = quality["firing"]["precision"]
        assert (precision is None) == (not said.any())
        if place[0] == 0 and quality["firing"]["f1"] is not None:
            f1.append(quality["firing"]["f1"])
        explained = dataset.page("tiny", "neuron_explainer", *place)
        if explained:
            assert -1 <= explained["data"]["score"] <= 1
            assert explained["data"]["explainer"] == "patterns"
            assert explained["data"]["score_kind"] == "ev_correlation_score"
    summary = report["neuron2graph"]["layers"]["0"]["top"]["firing"]["f1"]
    assert summary == {"mean": pytest.approx(np.mean(f1), abs=1e-4), "num_neurons": len(f1)}


def test_the_search_index_holds_the_tries_tokens(recorded: tuple[Dataset, dict[str, Any]]) -> None:
    dataset, _ = recorded
    rows = sqlite3.connect(dataset.path).execute("SELECT kind, token, key, layer, neuron FROM search_token").fetchall()
    for layer, neuron in PLACES:
        trie = page(dataset, "neuron2graph", (layer, neuron))["trie"]
        firing = {trie["tokens"][token] for parent, token, share, *_ in trie["nodes"] if parent < 0 and share > 0.5}
        assert {row[1] for row in rows if row[0] == "activating" and row[3:] == (layer, neuron)} == firing
    assert all(key == token.strip().lower() for _, token, key, *_ in rows)


def test_the_model_page_gives_the_stored_similar_neurons(recorded: tuple[Dataset, dict[str, Any]]) -> None:
    dataset, _ = recorded
    found = dataset.page("tiny", "neuron2graph")
    assert found is not None
    validator("Neuron2GraphModel").validate(found["data"])
    tokens = found["data"]["tokens"]
    sets = {
        (it["layer"], it["neuron"]): TokenSets(
            *({tokens[place]: strength for place, strength in it[kind]} for kind in ("activating", "important"))
        )
        for it in found["data"]["neurons"]
    }
    assert sets
    similar = similar_neurons(sets)
    for place in PLACES:
        assert page(dataset, "neuron2graph", place)["similar"] == similar.get(place, [])


def test_it_can_be_left_out(tmp_path: Path, recorded: tuple[Dataset, dict[str, Any]]) -> None:
    report = make(tmp_path / "plain.db", neuron2graph=False)
    assert "neuron2graph" not in report
    with Dataset(tmp_path / "plain.db") as plain:
        assert plain.models()[0]["available_services"] == ["metadata", "neuroscope"]
        assert plain.page("tiny", "neuron2graph", 0, 0) is None
        for place in PLACES:
            assert page(plain, "neuroscope", place) == page(recorded[0], "neuroscope", place)


def test_a_sample_does_not_depend_on_batches_or_interruptions() -> None:
    ids, lengths = np.arange(300, dtype=np.int32).reshape(100, 3), np.full(100, 3)
    whole = TextSample(10, 3)
    whole.update(0, ids, lengths)
    parts = TextSample(10, 3)
    for start in range(0, 100, 7):
        parts.update(start, ids[start : start + 7], lengths[start : start + 7])
        parts = TextSample.from_arrays(parts.arrays())
    assert whole.texts() == parts.texts()
    assert [index for index, _ in whole.texts()] == sorted(index for index, _ in whole.texts())
    assert all(texts == tuple(ids[index].tolist()) for index, texts in whole.texts())
    assert len(whole.texts()) == 10


def test_pages_have_the_shapes_of_the_wire(recorded: tuple[Dataset, dict[str, Any]]) -> None:
    dataset, _ = recorded
    for place in PLACES:
        neuroscope = page(dataset, "neuroscope", place)
        validator("NeuroscopeNeuron").validate(neuroscope)
        assert sum(neuroscope["histogram"]["counts"]) == neuroscope["statistics"]["num_tokens"]
        assert [it["max_quantile"] for it in neuroscope["samples"]] == [1.0, 0.9, 0.5]
        validator("Neuron2Graph").validate(page(dataset, "neuron2graph", place))
        if (explainer := dataset.page("tiny", "neuron_explainer", *place)) is not None:
            validator("NeuronExplainer").validate(explainer["data"])
