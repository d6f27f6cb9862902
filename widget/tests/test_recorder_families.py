"""Every family of models: what is recorded is what a hook of one's own sees."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from recorder_families import FAMILIES, Plain, gpt2, hugging_face_tokenizer
from recorder_model import BOS, CONTEXT, LAYER_SIZE, NUM_LAYERS, TEXTS, make_model, make_tokenizer
from tokenizers import Tokenizer, models, pre_tokenizers
from torch import nn
from transformers import BertConfig, BertForMaskedLM, PreTrainedTokenizerFast

from deepdecipher_widget.dataset import Dataset
from deepdecipher_widget.recorder import ActivationError, RecordError, UnknownHookError, load_model, record
from deepdecipher_widget.recorder.families import adapt


def make(out: Path, model: Any, texts: Any = TEXTS[:24], **changes: Any) -> dict[str, Any]:
    settings = {"name": "tiny", "neuron2graph": False, "num_texts": 6, "batch_size": 4, "progress": False}
    return record(model, make_tokenizer(), texts, out, **{**settings, **changes})


def page(dataset: Dataset, service: str, layer: int, neuron: int) -> Any:
    found = dataset.page("tiny", service, layer, neuron)
    assert found is not None
    return found["data"]


def activations_on(model: nn.Module, module: nn.Module, side: str, ids: list[int]) -> torch.Tensor:
    """What a plain hook sees on one context alone, evaluating: shape (tokens, neurons)."""
    seen: list[torch.Tensor] = []
    handle = module.register_forward_hook(
        lambda _, inputs, output: seen.append(inputs[0] if side == "input" else output)
    )
    model.eval()
    with torch.inference_mode():
        model(torch.tensor([ids]))
    handle.remove()
    return seen[0].reshape(len(ids), -1)


@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_recorded_is_what_a_hook_sees(tmp_path: Path, family: str) -> None:
    torch.manual_seed(0)
    make_family, hook, module, side = FAMILIES[family]
    model = make_family(tmp_path)
    own = {"hook": hook, "context_length": CONTEXT} if family == "any module" else {}
    out = tmp_path / "tiny.db"
    make(out, model, neuron2graph=True, **own)
    tokenizer = make_tokenizer()
    bos, length = tokenizer.token_to_id(BOS), CONTEXT - 1
    encoded = [tokenizer.encode(text).ids for text in TEXTS[:24]]
    contexts = [ids[start : start + length] for ids in encoded for start in range(0, len(ids), length)]
    with Dataset(out) as dataset:
        (metadata,) = dataset.models()
        assert (metadata["num_layers"], metadata["layer_size"]) == (NUM_LAYERS, LAYER_SIZE)
        assert metadata["provenance"]["hook"] == hook
        assert metadata["num_total_parameters"] == sum(parameter.numel() for parameter in model.parameters())
        for layer in range(NUM_LAYERS):
            hooked = model.get_submodule(module.format(layer=layer))
            true = [activations_on(model, hooked, side, [bos, *ids])[1:] for ids in contexts]
            for neuron in range(LAYER_SIZE):
                statistics = page(dataset, "neuroscope", layer, neuron)["statistics"]
                values = torch.cat(true)[:, neuron].double()
                assert statistics["num_tokens"] == len(values)
                assert statistics["mean"] == pytest.approx(float(values.mean()), rel=1e-3, abs=1e-6)
                assert statistics["variance"] == pytest.approx(float(values.var(correction=0)), rel=1e-3)
                for text in page(dataset, "neuroscope", layer, neuron)["texts"]:
                    expected = true[text["data_index"]][:, neuron].tolist()
                    precision = max(abs(statistics["minimum"]), abs(statistics["maximum"])) / 100
                    assert text["activations"] == pytest.approx(expected, abs=precision)
                graph = page(dataset, "neuron2graph", layer, neuron)
                assert "the model's own predictions" in graph["augmentation"]
        assert any(page(dataset, "neuron2graph", 0, neuron)["trie"]["nodes"] for neuron in range(LAYER_SIZE))


def test_a_model_is_left_in_the_mode_it_was_in(tmp_path: Path) -> None:
    model = gpt2()
    assert model.training
    make(tmp_path / "tiny.db", model)
    assert model.training
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in model.modules())


def test_a_pass_ends_at_the_last_layer_asked_for(tmp_path: Path) -> None:
    model = gpt2()
    reached: list[int] = []
    for layer, block in enumerate(model.transformer.h):
        block.register_forward_pre_hook(lambda *_, layer=layer: reached.append(layer))
    adapt(model, None).activations(torch.tensor([[1, 2]]), [0])
    assert set(reached) == {0}


@pytest.mark.parametrize(
    ("model", "hook", "error", "message"),
    [
        (
            gpt2,
            "transformer.h.{layer}.mlp.akt",
            UnknownHookError,
            r"no module 'transformer.h.0.mlp.akt'. Near ones: transformer.h.0.mlp.act",
        ),
        (gpt2, "transformer.h.{layer}.mlp.act:side", ValueError, ":input or :output"),
        (gpt2, "transformer.h.{layer}.attn", ActivationError, "holds a tuple, not a tensor"),
        (Plain, None, RecordError, r"not known. Name the module.*towers.0.down"),
        (lambda: "gpt2", None, TypeError, "found str"),
        (Plain, "towers.{layer}.down", ValueError, "give context_length"),
        (make_model, "blocks.{layer}.mlp.hook_mid:sideways", ValueError, ":input or :output"),
    ],
)
def test_what_cannot_be_recorded_is_said(
    tmp_path: Path, model: Any, hook: str | None, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        make(tmp_path / "tiny.db", model(), hook=hook)


def test_anything_with_a_value_for_each_token_can_be_recorded(tmp_path: Path) -> None:
    make(tmp_path / "tiny.db", gpt2(), hook="transformer.h.{layer}.mlp")
    with Dataset(tmp_path / "tiny.db") as dataset:
        assert dataset.models()[0]["layer_size"] == 8


def test_a_missing_layer_is_named(tmp_path: Path) -> None:
    model = gpt2()
    model.transformer.h[1].mlp.act = nn.Sequential(nn.GELU())
    make(tmp_path / "first.db", model, layers=[0], hook="transformer.h.{layer}.mlp.act")
    del model.transformer.h[1].mlp.act
    with pytest.raises(
        UnknownHookError, match=r"no hook 'transformer.h.1.mlp.act'. Near ones: transformer.h.0.mlp.act"
    ):
        make(tmp_path / "both.db", model, hook="transformer.h.{layer}.mlp.act")


def test_a_module_that_is_not_called_is_named(tmp_path: Path) -> None:
    model = Plain()
    model.unused = nn.ModuleList(nn.Linear(2, 2) for _ in range(NUM_LAYERS))
    with pytest.raises(ActivationError, match="did not reach unused.0"):
        make(tmp_path / "tiny.db", model, hook="unused.{layer}", context_length=8)


def test_a_foreign_tokenizer_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"gave the token \d+, but the model knows 40 tokens"):
        make(tmp_path / "tiny.db", make_model(d_vocab=40))


def test_contexts_can_be_shorter(tmp_path: Path) -> None:
    make(tmp_path / "tiny.db", make_model(), context_length=7)
    with Dataset(tmp_path / "tiny.db") as dataset:
        assert max(len(text["tokens"]) for text in page(dataset, "neuroscope", 0, 0)["texts"]) == 6
    with pytest.raises(ValueError, match="from 2 to the model's 12; it is 13"):
        make(tmp_path / "other.db", make_model(), context_length=13)


def test_without_logits_substitutes_must_come_from_elsewhere(tmp_path: Path) -> None:
    headless = gpt2().transformer
    make(tmp_path / "plain.db", headless)
    with pytest.raises(RecordError, match="without logits.*masked_lm"):
        make(tmp_path / "tiny.db", headless, neuron2graph=True)
    # It is said before anything is read.
    assert not (tmp_path / "tiny.db.partial").exists()
    make(tmp_path / "other.db", headless, neuron2graph=True, masked_lm=lambda gaps: [["is"] for _ in gaps])


def test_a_folder_of_hugging_face_is_loaded(tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = gpt2()
    model.save_pretrained(tmp_path / "model")
    hugging_face_tokenizer(tmp_path / "model")
    loaded, tokenizer = load_model(tmp_path / "model")
    make(tmp_path / "made.db", model, provenance={"recorded_at": "now"})
    record(
        loaded,
        tokenizer,
        TEXTS[:24],
        tmp_path / "loaded.db",
        name="tiny",
        neuron2graph=False,
        num_texts=6,
        batch_size=4,
        progress=False,
        provenance={"recorded_at": "now"},
    )
    assert (tmp_path / "made.db").read_bytes() == (tmp_path / "loaded.db").read_bytes()


class TestMaskedLanguageModels:
    def test_a_function_is_asked_and_named(self, tmp_path: Path) -> None:
        asked: list[tuple[str, str]] = []

        def number_words(gaps: list[tuple[str, str]]) -> list[list[str]]:
            asked.extend(gaps)
            return [["odd", "square", "no such token of this vocabulary"] for _ in gaps]

        make(tmp_path / "tiny.db", make_model(), neuron2graph=True, masked_lm=number_words)
        assert asked
        assert all("\ufffd" in text or any(text in whole for whole in TEXTS) for text, _ in asked)
        with Dataset(tmp_path / "tiny.db") as dataset:
            assert "number_words" in page(dataset, "neuron2graph", 0, 0)["augmentation"]

    def test_a_model_with_its_tokenizer_is_asked(self, tmp_path: Path) -> None:
        words = ["[PAD]", "[UNK]", "[MASK]", "number", "odd", "even", "square", "##ber"]
        tokenizer = Tokenizer(models.WordPiece({word: id for id, word in enumerate(words)}, unk_token="[UNK]"))
        tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
        special = {"pad_token": "[PAD]", "unk_token": "[UNK]", "mask_token": "[MASK]"}
        masked_tokenizer = PreTrainedTokenizerFast(tokenizer_object=tokenizer, **special)
        sizes = {"vocab_size": len(words), "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2}
        masked = BertForMaskedLM(BertConfig(**sizes, intermediate_size=8))
        make(tmp_path / "tiny.db", make_model(), neuron2graph=True, masked_lm=(masked, masked_tokenizer))
        with Dataset(tmp_path / "tiny.db") as dataset:
            assert "BertForMaskedLM" in page(dataset, "neuron2graph", 0, 0)["augmentation"]

    @pytest.mark.parametrize(
        ("masked_lm", "message"),
        [("bert", "found str"), ((None, make_tokenizer()), "needs a mask token; Tokenizer has none")],
    )
    def test_anything_else_is_refused(self, tmp_path: Path, masked_lm: Any, message: str) -> None:
        with pytest.raises(TypeError, match=message):
            make(tmp_path / "tiny.db", make_model(), masked_lm=masked_lm)
