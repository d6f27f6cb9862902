"""Train `py-solu-2l`: corpus, tokenizer, model, baselines. Writes the files that `load.py` reads and `training.json`.

Usage: `nice python examples/model/train.py [--steps N] [--out FOLDER]`
"""

import argparse
import json
import math
import platform
import time
from pathlib import Path

import corpus
import numpy as np
import torch
from baselines import bigram_loss, unigram_loss
from load import FOLDER, load
from safetensors.torch import save_file
from tokenizer import BOS, train_tokenizer
from tokenizers import Tokenizer
from tqdm import tqdm
from transformer_lens import HookedTransformer, HookedTransformerConfig

SEED = 0
THREADS = 2
STEPS = 5000
WARM_UP_STEPS = 300
BATCH_SIZE = 16
LEARNING_RATE = 3e-3
WEIGHT_DECAY = 0.05
CONFIG = {
    "model_name": "py-solu-2l",
    "n_layers": 2,
    "d_model": 128,
    "n_ctx": 128,
    "d_head": 32,
    "n_heads": 4,
    "d_mlp": 512,
    "act_fn": "solu_ln",
    "normalization_type": "LN",
    "seed": SEED,
    "device": "cpu",
}


def stream(tokenizer: Tokenizer, texts: list[str], bos: int) -> np.ndarray:
    """Give the ids of all texts one after the other, BOS before each."""
    return np.concatenate([[bos, *encoding.ids] for encoding in tokenizer.encode_batch(texts)]).astype(np.int64)


def batches(ids: np.ndarray, bos: int, size: int, generator: np.random.Generator):
    """Yield batches of contexts (batch, context) without end; each epoch cuts the stream anew and shuffles it."""
    length = CONFIG["n_ctx"] - 1
    while True:
        offset = int(generator.integers(length))
        count = (len(ids) - offset) // length
        windows = ids[offset : offset + count * length].reshape(count, length)
        order = generator.permutation(count)
        for start in range(0, count - size + 1, size):
            rows = windows[order[start : start + size]]
            yield torch.from_numpy(np.concatenate([np.full((size, 1), bos), rows], axis=1))


def learning_rate(step: int, steps: int) -> float:
    """Linear warm-up, then half a cosine down to a tenth."""
    if step < WARM_UP_STEPS:
        return LEARNING_RATE * (step + 1) / WARM_UP_STEPS
    progress = (step - WARM_UP_STEPS) / max(1, steps - WARM_UP_STEPS)
    return LEARNING_RATE * (0.55 + 0.45 * math.cos(math.pi * progress))


def train_model(ids: np.ndarray, bos: int, vocabulary_size: int, steps: int) -> tuple[HookedTransformer, float]:
    """Train from scratch; give the model and the seconds it took."""
    torch.manual_seed(SEED)
    model = HookedTransformer(HookedTransformerConfig(**CONFIG, d_vocab=vocabulary_size))
    decayed = [parameter for name, parameter in model.named_parameters() if ".W_" in name or name.endswith("W_E")]
    others = [parameter for parameter in model.parameters() if all(parameter is not one for one in decayed)]
    optimiser = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": WEIGHT_DECAY}, {"params": others, "weight_decay": 0.0}], betas=(0.9, 0.98)
    )
    source = batches(ids, bos, BATCH_SIZE, np.random.default_rng(SEED))
    start, smoothed = time.monotonic(), None
    for step in (bar := tqdm(range(steps), unit="step", mininterval=10)):
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(step, steps)
        value = model(next(source), return_type="loss")
        optimiser.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        smoothed = value.item() if smoothed is None else 0.98 * smoothed + 0.02 * value.item()
        bar.set_postfix(loss=f"{smoothed:.3f}", refresh=False)
    return model, time.monotonic() - start


@torch.inference_mode()
def summed_loss(model: HookedTransformer, contexts: torch.Tensor, tokens: torch.Tensor) -> float:
    """Sum of the loss in nats over `contexts[:, 1:]`, shape (batch, context), BOS first, wherever `tokens` is true."""
    losses = model(contexts, return_type="loss", loss_per_token=True)
    return losses[tokens[:, 1:]].sum().item()


def mean_loss(model: HookedTransformer, texts: list[list[int]], bos: int) -> float:
    """Mean loss in nats per token over whole texts, each cut into contexts that see nothing of the one before."""
    length = CONFIG["n_ctx"] - 1
    rows = [[bos, *ids[start : start + length]] for ids in texts for start in range(0, len(ids), length)]
    total, count = 0.0, 0
    for start in range(0, len(rows), BATCH_SIZE):
        batch = rows[start : start + BATCH_SIZE]
        contexts = torch.full((len(batch), length + 1), bos)
        for index, row in enumerate(batch):
            contexts[index, : len(row)] = torch.tensor(row)
        tokens = contexts != bos
        total += summed_loss(model, contexts, tokens)
        count += int(tokens.sum())
    return total / count


def save(model: HookedTransformer, tokenizer: Tokenizer, out: Path) -> None:
    """Write weights in half precision, tokenizer and configuration."""
    weights = {name: parameter.detach().half().contiguous() for name, parameter in model.named_parameters()}
    save_file(weights, out / "model.safetensors")
    tokenizer.save(str(out / "tokenizer.json"))
    config = {**CONFIG, "d_vocab": model.cfg.d_vocab}
    (out / "config.json").write_text(json.dumps(config, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=STEPS, help="optimiser steps (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder to write to (default: this one)")
    arguments = parser.parse_args()
    torch.set_num_threads(THREADS)
    arguments.out.mkdir(parents=True, exist_ok=True)

    library = corpus.library()
    corpus.warn_of_differences(library)
    (arguments.out / corpus.MANIFEST.name).write_text(corpus.manifest(library))
    paths = corpus.source_paths(library)
    train_texts = [corpus.read_source(library, path) for path in paths if not corpus.is_held_out(path)]
    held_out_texts = [corpus.read_source(library, path) for path in paths if corpus.is_held_out(path)]
    tokenizer = train_tokenizer(train_texts)
    bos, size = tokenizer.token_to_id(BOS), tokenizer.get_vocab_size()
    train = stream(tokenizer, train_texts, bos)
    held_out = [encoding.ids for encoding in tokenizer.encode_batch(held_out_texts)]
    targets = np.concatenate(held_out)
    previous = np.concatenate([[bos, *ids[:-1]] for ids in held_out if ids])
    print(f"{len(train_texts)} + {len(held_out_texts)} files, {len(train)} + {len(targets)} tokens, vocabulary {size}")

    model, seconds = train_model(train, bos, size, arguments.steps)
    save(model, tokenizer, arguments.out)
    tokens = arguments.steps * BATCH_SIZE * (CONFIG["n_ctx"] - 1)
    model, _ = load(arguments.out)
    losses = {
        "unigram_held_out": unigram_loss(train, targets, size),
        "bigram_held_out": bigram_loss(train, previous, targets, size),
        "model_held_out": mean_loss(model, held_out, bos),
        "model_train_sample": mean_loss(model, [train[1:200_001].tolist()], bos),
    }
    report = {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "files": {"train": len(train_texts), "held_out": len(held_out_texts)},
        "tokens": {"train": len(train), "held_out": len(targets), "trained_on": tokens},
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "steps": arguments.steps,
        "threads": THREADS,
        "seconds": round(seconds),
        "tokens_per_second": round(tokens / seconds),
        "loss_nats_per_token": {name: round(value, 4) for name, value in losses.items()},
    }
    (arguments.out / "training.json").write_text(json.dumps(report, indent=2) + "\n")
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
