"""The recorder from end to end on a tiny random model."""

import json
import re
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from recorder_model import BOS, CONTEXT, LAYER_SIZE, NUM_LAYERS, TEXTS, make_model, make_tokenizer
from transformers import PreTrainedTokenizerFast

from deepdecipher_widget.dataset import Dataset
from deepdecipher_widget.recorder import ActivationError, NoTokensError, RecordError, UnknownHookError, record
from deepdecipher_widget.recorder.pages import Grid

DATE = "2024-01-01T00:00:00+00:00"


def make(out: Path, texts: Any = TEXTS, **changes: Any) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "name": "tiny",
        "neuron2graph": False,
        "num_texts": 5,
        "batch_size": 4,
        "progress": False,
        "provenance": {"recorded_at": DATE},
        **changes,
    }
    return record(settings.pop("model", None) or make_model(), make_tokenizer(), texts, out, **settings)


def contexts() -> list[list[int]]:
    tokenizer, length = make_tokenizer(), CONTEXT - 1
    encoded = [tokenizer.encode(text).ids for text in TEXTS]
    return [ids[start : start + length] for ids in encoded for start in range(0, len(ids), length)]


def true_activations(hook: str, layer: int) -> list[torch.Tensor]:
    """Each context's activations (tokens, neurons), one context at a time: no batch, no filling."""
    model = make_model()
    bos = make_tokenizer().token_to_id(BOS)
    name = f"blocks.{layer}.mlp.{hook}"
    with torch.inference_mode():
        return [model.run_with_cache(torch.tensor([[bos, *ids]]))[1][name][0, 1:] for ids in contexts()]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dataset]:
    out = tmp_path_factory.mktemp("recorded") / "tiny.db"
    make(out)
    with Dataset(out) as opened:
        yield opened


def data(dataset: Dataset, *address: Any) -> Any:
    page = dataset.page("tiny", *address)
    assert page is not None
    assert page["metadata"] | {"provenance": dataset.models()[0]["provenance"]} == dataset.models()[0]
    return page["data"]


def test_metadata_say_what_was_recorded(dataset: Dataset) -> None:
    (metadata,) = dataset.models()
    assert data(dataset, "metadata") == metadata
    provenance = metadata.pop("provenance")
    assert metadata == {
        "name": "tiny",
        "num_layers": NUM_LAYERS,
        "layer_size": LAYER_SIZE,
        "activation_function": "solu_ln",
        "num_total_neurons": NUM_LAYERS * LAYER_SIZE,
        "num_total_parameters": sum(parameter.numel() for parameter in make_model().parameters()),
        "dataset": "not stated",
        "available_services": ["metadata", "neuroscope"],
    }
    assert provenance["hook"] == "blocks.{layer}.mlp.hook_mid"
    assert provenance["recorded_at"] == DATE
    assert provenance["num_texts"] == len(contexts())
    assert provenance["num_tokens"] == sum(len(ids) for ids in contexts())
    assert "neither recorded nor counted" in provenance["special_tokens"]
    assert set(provenance) == {
        *("source", "revision", "licence", "recorded_at", "recorder", "hook", "normalisation", "special_tokens"),
        *("num_texts", "num_tokens", "activation_precision"),
    }


@pytest.mark.parametrize("layer", range(NUM_LAYERS))
def test_neuron_pages_hold_what_the_model_does(dataset: Dataset, layer: int) -> None:
    activations = true_activations("hook_mid", layer)
    decode = make_tokenizer().decode
    for neuron in range(LAYER_SIZE):
        page = data(dataset, "neuroscope", layer, neuron)
        assert list(page) == ["neuron_index", "texts", "statistics", "samples", "histogram"]
        assert page["neuron_index"] == {"layer": layer, "neuron": neuron}
        values = torch.cat([of_text[:, neuron] for of_text in activations]).double()
        precision = float(values.abs().max()) / 100
        maxima = torch.stack([of_text[:, neuron].max() for of_text in activations])
        assert len(page["texts"]) == 5
        assert [text["max_activation"] for text in page["texts"]] == pytest.approx(
            maxima.sort(descending=True).values[:5].tolist(), abs=precision
        )
        for text in page["texts"]:
            ids = contexts()[text["data_index"]]
            assert text["tokens"] == [decode([id]) for id in ids]
            true = activations[text["data_index"]][:, neuron]
            assert text["activations"] == pytest.approx(true.tolist(), abs=precision)
            assert text["max_activation"] == max(text["activations"])
            assert text["min_activation"] == pytest.approx(float(true.min()), rel=1e-4)
            assert text["min_activation"] <= min(text["activations"])
            assert text["activations"][text["max_activating_token_index"]] == text["max_activation"]
            assert (text["min_range"], text["max_range"]) == (
                page["statistics"]["minimum"],
                page["statistics"]["maximum"],
            )
            assert text["max_range"] == page["texts"][0]["max_activation"]
        statistics = page["statistics"]
        assert statistics["num_tokens"] == len(values)
        assert statistics["mean"] == pytest.approx(float(values.mean()), rel=1e-4, abs=1e-7)
        assert statistics["variance"] == pytest.approx(float(values.var(correction=0)), rel=1e-4)
        assert statistics["fraction_positive"] == pytest.approx(float((values > 0).double().mean()), rel=1e-4)
        assert statistics["maximum"] == pytest.approx(float(values.max()), rel=1e-4)


def test_tokens_put_together_are_the_text(dataset: Dataset) -> None:
    page = data(dataset, "neuroscope", 0, 0)
    whole = "\0".join(TEXTS)
    for text in page["texts"]:
        # A token that is part of a character shows U+FFFD in its place.
        pieces = [re.escape(piece) for piece in re.split("\ufffd+", "".join(text["tokens"]))]
        assert re.search(".{0,3}".join(pieces), whole)


def test_important_neurons_are_ranked_with_their_peaks(dataset: Dataset) -> None:
    expected = []
    for layer in range(NUM_LAYERS):
        for neuron in range(LAYER_SIZE):
            texts = data(dataset, "neuroscope", layer, neuron)["texts"]
            importance = texts[0]["max_activation"] - texts[0]["min_activation"]
            peaks = Counter(text["tokens"][text["max_activating_token_index"]] for text in texts)
            expected.append((-importance, layer, neuron, peaks))

    for page, entries in [
        (data(dataset, "neuroscope"), expected),
        *(
            (data(dataset, "neuroscope", layer), [it for it in expected if it[1] == layer])
            for layer in range(NUM_LAYERS)
        ),
    ]:
        ordered = sorted(entries, key=lambda entry: entry[:3])
        assert page["important_neurons"] == [
            [{"layer": layer, "neuron": neuron}, pytest.approx(-negative, rel=1e-4)]
            for negative, layer, neuron, _ in ordered
        ]
        assert len(page["peak_tokens"]) == len(ordered)
        for shown, (*_, peaks) in zip(page["peak_tokens"], ordered):
            assert [peaks[token] for token in shown] == [count for _, count in peaks.most_common(3)]
    assert data(dataset, "neuroscope", 0)["num_neurons"] == LAYER_SIZE


def test_special_tokens_are_neither_recorded_nor_counted(tmp_path: Path) -> None:
    marked = [f"{BOS}{text[:4]}{BOS}{text[4:]}" for text in TEXTS]
    plain = [text[:4] + text[4:] for text in TEXTS]
    tokenizer = make_tokenizer()
    num_tokens = sum(len(tokenizer.encode(text[:4]).ids + tokenizer.encode(text[4:]).ids) for text in plain)
    report = make(tmp_path / "marked.db", texts=marked)
    assert report["num_tokens"] == num_tokens
    assert report["skipped"] == {"empty_texts": 1, "special_tokens": 2 * len(TEXTS)}
    with Dataset(tmp_path / "marked.db") as dataset:
        for neuron in range(LAYER_SIZE):
            page = data(dataset, "neuroscope", 1, neuron)
            assert page["statistics"]["num_tokens"] == num_tokens
            assert all(BOS not in text["tokens"] for text in page["texts"])


def test_special_tokens_can_be_kept(tmp_path: Path, dataset: Dataset) -> None:
    marked = [f"{text[:4]}{BOS}{text[4:]}" for text in TEXTS]
    report = make(tmp_path / "kept.db", texts=marked, special_tokens=True, neuron2graph=True)
    assert report["skipped"] == {"empty_texts": 0, "special_tokens": 0}
    tokenizer, model = make_tokenizer(), make_model()
    bos, step = tokenizer.token_to_id(BOS), CONTEXT - 1
    encoded = [tokenizer.encode(text).ids for text in marked]
    kept = [[bos, *ids[start : start + step]] for ids in encoded for start in range(0, len(ids), step)]
    assert report["num_tokens"] == sum(len(ids) for ids in kept)
    with Dataset(tmp_path / "kept.db") as recorded:
        (metadata,) = recorded.models()
        assert metadata["provenance"]["special_tokens"] == (
            f"contexts begin with {BOS}; special tokens are recorded and counted like all others"
        )
        for neuron in range(LAYER_SIZE):
            for text in data(recorded, "neuroscope", 1, neuron)["texts"]:
                ids = kept[text["data_index"]]
                assert text["tokens"] == [tokenizer.decode([id], skip_special_tokens=False) for id in ids]
                with torch.inference_mode():
                    true = model.run_with_cache(torch.tensor([ids]))[1]["blocks.1.mlp.hook_mid"][0, :, neuron]
                assert text["activations"] == pytest.approx(true.tolist(), abs=float(true.abs().max()) / 50)
            # Patterns are of what stands after the BOS that begins a context.
            quality = data(recorded, "neuron2graph", 1, neuron)["quality"]["top"]
            held_out = data(recorded, "neuroscope", 1, neuron)["texts"][1::2]
            assert quality["num_tokens"] == sum(len(text["tokens"]) - 1 for text in held_out)


def test_layers_and_neurons_can_be_chosen(tmp_path: Path, dataset: Dataset) -> None:
    make(tmp_path / "part.db", layers=[1], neurons=[7, 2])
    keys = sqlite3.connect(tmp_path / "part.db").execute("SELECT layer, neuron FROM page WHERE service = 'neuroscope'")
    assert sorted(keys) == [(-1, -1), (1, -1), (1, 2), (1, 7)]
    with Dataset(tmp_path / "part.db") as part:
        for neuron in (2, 7):
            assert data(part, "neuroscope", 1, neuron) == data(dataset, "neuroscope", 1, neuron)


def test_patterns_of_some_neurons_can_be_asked_for(tmp_path: Path) -> None:
    make(tmp_path / "all.db", neuron2graph=True)
    report = make(tmp_path / "some.db", neuron2graph=[7, 2])
    assert report["neuron2graph"]["num_neurons"] == 2 * NUM_LAYERS
    with Dataset(tmp_path / "some.db") as some, Dataset(tmp_path / "all.db") as all_neurons:
        for neuron in range(LAYER_SIZE):
            found = some.page("tiny", "neuron2graph", 1, neuron)
            assert (found is not None) == (neuron in (2, 7))
            if found is not None:
                of_all = data(all_neurons, "neuron2graph", 1, neuron)
                assert {**found["data"], "similar": None} == {**of_all, "similar": None}
    with pytest.raises(ValueError, match=r"not recorded: \[3\]"):
        make(tmp_path / "none.db", neurons=[1, 2], neuron2graph=[2, 3])


def test_other_activations_are_read_after_the_function(tmp_path: Path) -> None:
    make(tmp_path / "gelu.db", model=make_model("gelu"))
    with Dataset(tmp_path / "gelu.db") as dataset:
        assert dataset.models()[0]["provenance"]["hook"] == "blocks.{layer}.mlp.hook_post"


def test_tokenizers_of_transformers_give_the_same(tmp_path: Path, dataset: Dataset) -> None:
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=make_tokenizer(), bos_token=BOS)
    settings = {
        "neuron2graph": False,
        "num_texts": 5,
        "batch_size": 4,
        "progress": False,
        "provenance": {"recorded_at": DATE},
    }
    record(make_model(), tokenizer, TEXTS, tmp_path / "same.db", name="tiny", **settings)
    assert (tmp_path / "same.db").read_bytes() == dataset.path.read_bytes()


def test_max_tokens_is_kept_to(tmp_path: Path) -> None:
    report = make(tmp_path / "some.db", max_tokens=100)
    assert report["num_tokens"] == 100
    with Dataset(tmp_path / "some.db") as dataset:
        assert data(dataset, "neuroscope", 0, 0)["statistics"]["num_tokens"] == 100


def test_report_is_written_beside_the_dataset(tmp_path: Path) -> None:
    report = make(tmp_path / "tiny.db")
    assert json.loads((tmp_path / "tiny.db.report.json").read_text()) == report
    assert report["num_texts"] == len(TEXTS)
    assert report["tokens_per_second"] > 0
    assert report["bare_tokens_per_second"] > 0
    assert report["dataset_bytes"] == (tmp_path / "tiny.db").stat().st_size
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tiny.db", "tiny.db.report.json"]


def test_a_hook_that_is_not_there_names_near_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownHookError, match=r"no hook 'blocks.0.mlp.hook_midd'. Near ones: blocks.0.mlp.hook_mid,"):
        make(tmp_path / "tiny.db", hook="blocks.{layer}.mlp.hook_midd")
    with pytest.raises(ValueError, match=r"needs \{layer\}"):
        make(tmp_path / "tiny.db", hook="blocks.0.mlp.hook_mid")


def test_a_hook_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ActivationError, match=r"shape \(4, 12, 8\), not \(4, 12, 10\)"):
        make(tmp_path / "tiny.db", hook="blocks.{layer}.hook_resid_post")


def test_activations_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    model = make_model()
    with torch.no_grad():
        model.blocks[1].mlp.W_in[0, 3] = torch.nan
    with pytest.raises(
        ActivationError, match=r"blocks.1.mlp.hook_mid gave an activation that is not finite on texts 0 to 3"
    ):
        make(tmp_path / "tiny.db", model=model)


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"layers": [2]}, ValueError, r"layers must be from 0 to 1.*\[2\]"),
        ({"neurons": [-1]}, ValueError, r"neurons must be from 0 to 9.*\[-1\]"),
        ({"neurons": []}, ValueError, "at least one"),
        ({"num_texts": 0}, ValueError, "num_texts must be at least 1; it is 0"),
        ({"batch_size": 0}, ValueError, "batch_size must be at least 1"),
        ({"max_tokens": 0}, ValueError, "max_tokens must be at least 1"),
        ({"name": "a/b"}, ValueError, "slash"),
        ({"provenance": {"license": "MIT"}}, ValueError, "Unknown provenance license; it may hold source"),
        ({"texts": []}, NoTokensError, "no token"),
        ({"texts": ["", BOS]}, NoTokensError, "no token"),
        ({"texts": [b"bytes"]}, TypeError, "text 0 is a bytes"),
    ],
)
def test_wrong_arguments_are_named(
    tmp_path: Path, changes: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        make(tmp_path / "tiny.db", **changes)
    assert not (tmp_path / "tiny.db").exists()


def test_a_missing_folder_is_named_before_anything_is_run(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="there is no folder"):
        make(tmp_path / "missing" / "tiny.db")


def test_what_is_no_tokenizer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="found str"):
        record(make_model(), "gpt2", TEXTS, tmp_path / "tiny.db", name="tiny")


def test_without_torch_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    for name in [name for name in sys.modules if name.startswith("deepdecipher_widget.recorder.")]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(ImportError, match=re.escape('pip install "deepdecipher_widget[record]"')):
        record(None, None, TEXTS, tmp_path / "tiny.db", name="tiny")


@pytest.mark.parametrize(
    ("scale", "step"),
    [(1.31, 0.01), (2, 0.02), (4.99, 0.02), (5, 0.05), (9.99, 0.05), (3e-7, 2e-9), (123456.0, 1000), (0, 1)],
)
def test_activations_are_rounded_to_a_hundredth_of_the_scale(scale: float, step: float) -> None:
    grid = Grid(scale)
    assert grid.step == pytest.approx(step)
    for value in (scale, scale / 3, -scale / 7, 0.0):
        assert grid.nearest(value) == pytest.approx(value, abs=scale / 200 * 1.0001)


def test_rounded_numbers_are_written_short() -> None:
    assert json.dumps([Grid(1.31).nearest(value) for value in (1.3149, -0.004, 0.999, -0.127)]) == "[1.31, 0, 1, -0.13]"


def test_a_file_that_is_something_else_is_not_overwritten(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("mine")
    with pytest.raises(RecordError, match="is no dataset"):
        make(notes)
    assert notes.read_text() == "mine"


def test_a_dataset_of_another_model_is_not_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "other.db"
    make(out, name="other")
    before = out.read_bytes()
    with pytest.raises(RecordError, match="holds other with metadata, neuroscope, not a recording of tiny"):
        make(out)
    assert out.read_bytes() == before
    make(out, name="other")
