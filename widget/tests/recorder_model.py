"""A tiny, randomly initialised model with its tokenizer and texts, for the recorder's tests."""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformer_lens import HookedTransformer, HookedTransformerConfig

BOS = "<|bos|>"
CONTEXT = 12
NUM_LAYERS = 2
LAYER_SIZE = 10

TEXTS = [
    "def add(a, b):\n    return a + b\n" * 3,
    "",
    "Ein Text mit Umlauten: äöü, ein Emoji 🙂 und 漢字.",
    "short",
    *[f"number {n} is {'even' if n % 2 == 0 else 'odd'}; its square is {n * n}.\n" for n in range(60)],
]

# Torch's threads do not survive a fork, and the tests fork; with one thread there is none to survive.
torch.set_num_threads(1)


def make_tokenizer() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=320, special_tokens=[BOS], initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(TEXTS, trainer)
    return tokenizer


def make_model(act_fn: str = "solu_ln", seed: int = 0, **changes: object) -> HookedTransformer:
    config = {
        "n_layers": NUM_LAYERS,
        "d_model": 8,
        "n_ctx": CONTEXT,
        "d_head": 4,
        "d_mlp": LAYER_SIZE,
        "d_vocab": 320,
        "act_fn": act_fn,
        "seed": seed,
        "device": "cpu",
        "init_weights": True,
        # Large weights, so that the neurons of a random model differ.
        "initializer_range": 1.0,
        **changes,
    }
    return HookedTransformer(HookedTransformerConfig.from_dict(config)).eval()


def save_model(model: HookedTransformer, tokenizer: Tokenizer, folder: Path) -> None:
    """Write the folder that `load_model` reads."""
    folder.mkdir()
    names = ("n_layers", "d_model", "n_ctx", "d_head", "d_mlp", "d_vocab", "act_fn")
    config = {name: getattr(model.cfg, name) for name in names}
    (folder / "config.json").write_text(json.dumps({**config, "device": "cpu"}))
    save_file({name: parameter.detach() for name, parameter in model.named_parameters()}, folder / "model.safetensors")
    tokenizer.save(str(folder / "tokenizer.json"))
