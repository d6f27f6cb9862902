"""Tiny, randomly initialised models of each family that can be recorded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from recorder_model import BOS, CONTEXT, LAYER_SIZE, NUM_LAYERS, make_model, make_tokenizer
from torch import nn
from transformers import (
    AutoTokenizer,
    GPT2Config,
    GPT2LMHeadModel,
    GPTNeoXConfig,
    GPTNeoXForCausalLM,
    LlamaConfig,
    LlamaForCausalLM,
    OPTConfig,
    OPTForCausalLM,
    PhiConfig,
    PhiForCausalLM,
    PreTrainedTokenizerFast,
    Qwen2Config,
    Qwen2ForCausalLM,
)

VOCABULARY = 320
SIZES = {
    "vocab_size": VOCABULARY,
    "hidden_size": 8,
    "num_hidden_layers": NUM_LAYERS,
    "num_attention_heads": 2,
    "intermediate_size": LAYER_SIZE,
    "max_position_embeddings": CONTEXT,
    # Large weights, so that the neurons of a random model differ.
    "initializer_range": 1.0,
}


def hugging_face_tokenizer(folder: Path) -> PreTrainedTokenizerFast:
    PreTrainedTokenizerFast(tokenizer_object=make_tokenizer(), bos_token=BOS, pad_token=BOS).save_pretrained(folder)
    return AutoTokenizer.from_pretrained(folder)


def gpt2() -> GPT2LMHeadModel:
    # In training mode, as it is made: its dropout must not show.
    return GPT2LMHeadModel(
        GPT2Config(
            vocab_size=VOCABULARY,
            n_embd=8,
            n_layer=NUM_LAYERS,
            n_head=2,
            n_inner=LAYER_SIZE,
            n_positions=CONTEXT,
            initializer_range=1.0,
        )
    )


def opt() -> OPTForCausalLM:
    sizes = {name: size for name, size in SIZES.items() if name not in ("intermediate_size", "initializer_range")}
    return OPTForCausalLM(OPTConfig(**sizes, ffn_dim=LAYER_SIZE, init_std=1.0, word_embed_proj_dim=8))


class Plain(nn.Module):
    """A module of nobody's library: one recurrent layer before each MLP."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Embedding(VOCABULARY, 8)
        self.mix = nn.ModuleList(nn.GRU(8, 8, batch_first=True) for _ in range(NUM_LAYERS))
        self.towers = nn.ModuleList(
            nn.ModuleDict({"up": nn.Linear(8, LAYER_SIZE), "down": nn.Linear(LAYER_SIZE, 8)}) for _ in range(NUM_LAYERS)
        )
        self.head = nn.Linear(8, VOCABULARY)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        hidden = self.embed(ids)
        for mix, tower in zip(self.mix, self.towers):
            hidden = hidden + mix(hidden)[0]
            hidden = hidden + tower["down"](tower["up"](hidden).relu())
        return self.head(hidden)


def bridge(model: nn.Module, folder: Path) -> Any:
    from transformer_lens.model_bridge import TransformerBridge

    return TransformerBridge.boot_transformers(
        str(folder), hf_model=model.eval(), tokenizer=hugging_face_tokenizer(folder), device="cpu"
    )


# By family: how a model is made (its folder holds the tokenizer), the hook that is found, and the module whose input
# or output holds a layer's activations.
FAMILIES: dict[str, tuple[Callable[[Path], Any], str, str, str]] = {
    "HookedTransformer": (
        lambda _: make_model(),
        "blocks.{layer}.mlp.hook_mid",
        "blocks.{layer}.mlp.hook_mid",
        "output",
    ),
    "TransformerBridge of GPT-2": (
        lambda folder: bridge(gpt2(), folder),
        "blocks.{layer}.mlp.hook_post",
        "blocks.{layer}.mlp.out",
        "input",
    ),
    "TransformerBridge of Llama": (
        lambda folder: bridge(LlamaForCausalLM(LlamaConfig(**SIZES)), folder),
        "blocks.{layer}.mlp.hook_post",
        "blocks.{layer}.mlp.out",
        "input",
    ),
    "GPT-2": (lambda _: gpt2(), "transformer.h.{layer}.mlp.act:output", "transformer.h.{layer}.mlp.c_proj", "input"),
    "GPT-NeoX": (
        lambda _: GPTNeoXForCausalLM(GPTNeoXConfig(**SIZES)),
        "gpt_neox.layers.{layer}.mlp.act:output",
        "gpt_neox.layers.{layer}.mlp.dense_4h_to_h",
        "input",
    ),
    "Llama": (
        lambda _: LlamaForCausalLM(LlamaConfig(**SIZES)),
        "model.layers.{layer}.mlp.down_proj:input",
        "model.layers.{layer}.mlp.down_proj",
        "input",
    ),
    "Qwen2": (
        lambda _: Qwen2ForCausalLM(Qwen2Config(**SIZES, num_key_value_heads=1)),
        "model.layers.{layer}.mlp.down_proj:input",
        "model.layers.{layer}.mlp.down_proj",
        "input",
    ),
    "Phi": (
        lambda _: PhiForCausalLM(PhiConfig(**SIZES)),
        "model.layers.{layer}.mlp.fc2:input",
        "model.layers.{layer}.mlp.fc2",
        "input",
    ),
    "OPT": (
        lambda _: opt(),
        "model.decoder.layers.{layer}.fc2:input",
        "model.decoder.layers.{layer}.fc2",
        "input",
    ),
    "any module": (
        lambda _: Plain(),
        "towers.{layer}.down:input",
        "towers.{layer}.down",
        "input",
    ),
}
