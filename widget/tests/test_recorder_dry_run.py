"""Dry runs: what a recording would cost, with nothing written."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from recorder_model import CONTEXT, LAYER_SIZE, NUM_LAYERS, TEXTS, make_model, make_tokenizer, save_model

from deepdecipher_widget.recorder import NoTokensError, record
from deepdecipher_widget.recorder.cli import main

SETTINGS = {"name": "tiny", "num_texts": 5, "batch_size": 4, "progress": False}


def dry(folder: Path, texts: Any = TEXTS, **changes: Any) -> dict[str, Any]:
    settings = {**SETTINGS, "neuron2graph": True, **changes}
    return record(make_model(), make_tokenizer(), texts, folder / "tiny.db", dry_run=True, **settings)


def test_it_measures_and_leaves_nothing_behind(tmp_path: Path) -> None:
    found = dry(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert (found["num_layers"], found["num_neurons"]) == (NUM_LAYERS, LAYER_SIZE)
    assert found["hook"] == "blocks.{layer}.mlp.hook_mid"
    assert found["context_length"] == CONTEXT - 1
    assert found["tokens_per_second"] > 0 and found["seconds"] > 0 and found["neuron2graph_seconds"] > 0
    assert found["num_tokens_read"] <= found["num_tokens"]


def test_its_estimates_are_near_what_comes(tmp_path: Path) -> None:
    found = dry(tmp_path)
    report = record(make_model(), make_tokenizer(), TEXTS, tmp_path / "tiny.db", neuron2graph=True, **SETTINGS)
    assert found["num_tokens"] == report["num_tokens"]
    assert 0.5 < found["dataset_bytes"] / report["dataset_bytes"] < 2


def test_the_number_of_tokens_is_known_as_far_as_the_texts_tell(tmp_path: Path) -> None:
    class Endless:
        def __iter__(self) -> Iterator[str]:
            while True:
                yield from TEXTS

    assert dry(tmp_path, Endless(), neuron2graph=False, max_tokens=10**9)["num_tokens"] == 10**9
    unknown = dry(tmp_path, Endless(), neuron2graph=False)
    assert unknown["num_tokens"] is None and unknown["seconds"] is None and unknown["neuron2graph_seconds"] is None


def test_memory_grows_with_what_is_kept(tmp_path: Path) -> None:
    few, many = (dry(tmp_path, TEXTS[:9], neuron2graph=False, num_texts=num)["memory_bytes"] for num in (5, 10))
    assert 1.5 < many / few < 2


def test_texts_without_tokens_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NoTokensError):
        dry(tmp_path, [""])


def test_the_command_says_it_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save_model(make_model(), make_tokenizer(), tmp_path / "model")
    (tmp_path / "text.txt").write_text("\n".join(TEXTS))
    out = tmp_path / "tiny.db"
    main([str(tmp_path / "model"), str(tmp_path / "text.txt"), "--out", str(out), "--name", "tiny", "--dry-run"])
    said = capsys.readouterr().out
    assert said.startswith("tiny: 2 layers x 10 neurons at blocks.{layer}.mlp.hook_mid\n")
    assert "tokens/s on cpu" in said and said.endswith("Nothing was written.\n")
    assert not out.exists() and not (tmp_path / "tiny.db.partial").exists()
