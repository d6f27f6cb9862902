"""The command `python -m deepdecipher_widget.recorder`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from ..dataset import DatasetError
from . import load_model, record
from .errors import RecordError
from .texts import FileTexts


def indices(text: str) -> list[int]:
    """Read `0,3,8-11` as the list of its indices."""
    try:
        ranges = [[int(end) for end in part.split("-")] for part in text.split(",")]
        if any(len(ends) > 2 for ends in ranges):
            raise ValueError(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of indices and ranges such as 0,3,8-11") from None
    return [index for ends in ranges for index in range(ends[0], ends[-1] + 1)]


def parser() -> argparse.ArgumentParser:
    """Make the command's argument parser."""
    commands = argparse.ArgumentParser(
        prog="python -m deepdecipher_widget.recorder",
        description="Record the neurons of a model into a dataset file. Stopped or killed, and called again with the "
        "same arguments, it goes on where it was.",
    )
    add = commands.add_argument
    add(
        "model",
        help="a folder with config.json, model.safetensors and tokenizer.json, or a name that TransformerLens knows",
    )
    add("texts", nargs="+", help="text files (UTF-8), folders or glob patterns")
    add("--out", required=True, metavar="FILE", help="the dataset to write, for example my-model.db")
    add("--name", required=True, help="the model's name in references, NAME/LAYER/NEURON")
    add("--pattern", default="*", help="the files to read in folders, for example '*.txt' (default: all)")
    add(
        "--hook",
        help="hook's name with {layer} in it (default: blocks.{layer}.mlp.hook_mid for solu_ln, else ...hook_post)",
    )
    add("--layers", type=indices, metavar="LIST", help="layers to record, for example 0,2-3 (default: all)")
    add("--neurons", type=indices, metavar="LIST", help="neurons of each layer to record (default: all)")
    add("--num-texts", type=int, default=20, metavar="N", help="texts to keep for each neuron (default: %(default)s)")
    add("--batch-size", type=int, default=16, metavar="N", help="contexts a pass (default: %(default)s)")
    add("--max-tokens", type=int, metavar="N", help="stop after so many tokens (default: read everything)")
    add(
        "--checkpoint-every",
        type=float,
        default=60,
        metavar="SECONDS",
        help="time between checkpoints (default: %(default)s)",
    )
    add(
        "--neuron2graph",
        action="store_true",
        help="also find each neuron's patterns: graph, explanation, similar neurons, search (takes longer)",
    )
    add("--restart", action="store_true", help="discard the checkpoint of an earlier, unfinished run")
    add("--dataset", default="not stated", metavar="NAME", help="what the texts are called")
    for part in ("source", "revision", "licence"):
        add(f"--{part}", metavar="TEXT", help=f"{part} to state in the provenance")
    add("--quiet", action="store_true", help="show no progress")
    return commands


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command; ends the process with a message and status 1 if it fails, 130 if interrupted."""
    asked = parser().parse_args(arguments)
    stated = {part: getattr(asked, part) for part in ("source", "revision", "licence")}
    try:
        texts = FileTexts(asked.texts, asked.pattern)
        model, tokenizer = load_model(asked.model)
        report = record(
            model,
            tokenizer,
            texts,
            asked.out,
            name=asked.name,
            hook=asked.hook,
            layers=asked.layers,
            neurons=asked.neurons,
            num_texts=asked.num_texts,
            batch_size=asked.batch_size,
            max_tokens=asked.max_tokens,
            checkpoint_every=asked.checkpoint_every,
            dataset=asked.dataset,
            provenance={part: text for part, text in stated.items() if text is not None},
            neuron2graph=asked.neuron2graph,
            restart=asked.restart,
            progress=not asked.quiet,
        )
    except KeyboardInterrupt as interrupt:
        print(interrupt or "stopped", file=sys.stderr)
        sys.exit(130)
    except (RecordError, DatasetError, ValueError, OSError, ImportError) as error:
        sys.exit(f"{parser().prog}: {error}")
    left_out = f"; {texts.num_unreadable} files are not UTF-8 and were left out" if texts.num_unreadable else ""
    print(
        f"{asked.out}: {report['num_tokens']:,} tokens in {report['seconds']:.0f} s "
        f"({report['tokens_per_second']:,} tokens/s){left_out}"
    )
