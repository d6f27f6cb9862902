"""The command `python -m deepdecipher_widget.recorder`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import Any

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
        help="a folder with config.json, model.safetensors and tokenizer.json (of Hugging Face or HookedTransformer), "
        "or a name that TransformerLens knows",
    )
    add("texts", nargs="+", help="text files (UTF-8), folders or glob patterns")
    add("--out", required=True, metavar="FILE", help="the dataset to write, for example my-model.db")
    add("--name", required=True, help="the model's name in references, NAME/LAYER/NEURON")
    add("--pattern", default="*", help="the files to read in folders, for example '*.txt' (default: all)")
    add(
        "--hook",
        help="where activations are, with {layer} in it: a TransformerLens hook, or a module as in "
        "model.layers.{layer}.mlp.down_proj:input (default: the MLP's neurons after the activation function)",
    )
    add("--layers", type=indices, metavar="LIST", help="layers to record, for example 0,2-3 (default: all)")
    add("--neurons", type=indices, metavar="LIST", help="neurons of each layer to record (default: all)")
    add("--context-length", type=int, metavar="N", help="tokens read at once (default: the model's, at most 1024)")
    add("--special-tokens", action="store_true", help="record special tokens like others (default: leave them out)")
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
        action=argparse.BooleanOptionalAction,
        default=True,
        help="find each neuron's patterns: graph, explanation, similar neurons, search (takes longer; default: yes)",
    )
    add("--neuron2graph-neurons", type=indices, metavar="LIST", help="find the patterns of these neurons only")
    add("--dry-run", action="store_true", help="write nothing; read a little and say what the recording will cost")
    add("--restart", action="store_true", help="discard the checkpoint of an earlier, unfinished run")
    add("--dataset", default="not stated", metavar="NAME", help="what the texts are called")
    for part in ("source", "revision", "licence"):
        add(f"--{part}", metavar="TEXT", help=f"{part} to state in the provenance")
    add("--quiet", action="store_true", help="show no progress")
    return commands


def cost(report: Mapping[str, Any]) -> str:
    """Say in lines what a dry run has found."""
    tokens, seconds, second = report["num_tokens"], report["seconds"], report["neuron2graph_seconds"]
    lines = [
        f"{report['model']}: {report['num_layers']} layers x {report['num_neurons']} neurons at {report['hook']}",
        f"contexts of {report['context_length']} tokens; {report['special_tokens']}",
        f"{report['tokens_per_second']:,} tokens/s on {report['device']} with {report['threads']} threads, measured on "
        f"{report['num_tokens_read']:,} tokens",
        "time: not known without the texts' length; give --max-tokens"
        if tokens is None
        else f"time: about {_duration(seconds)} for about {tokens:,} tokens",
    ]
    if second is not None:
        lines.append(f"Neuron2Graph: about {_duration(second)} more")
    lines.append(
        f"memory beside the model: about {report['memory_bytes'] / 1e6:,.0f} MB, as much on disk meanwhile; "
        f"dataset: about {report['dataset_bytes'] / 1e6:,.1f} MB"
    )
    return "\n".join([*lines, "Nothing was written."])


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 2:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"


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
            context_length=asked.context_length,
            special_tokens=asked.special_tokens,
            num_texts=asked.num_texts,
            batch_size=asked.batch_size,
            max_tokens=asked.max_tokens,
            checkpoint_every=asked.checkpoint_every,
            dataset=asked.dataset,
            provenance={part: text for part, text in stated.items() if text is not None},
            neuron2graph=asked.neuron2graph_neurons or asked.neuron2graph,
            dry_run=asked.dry_run,
            restart=asked.restart,
            progress=not asked.quiet,
        )
    except KeyboardInterrupt as interrupt:
        print(interrupt or "stopped", file=sys.stderr)
        sys.exit(130)
    except (RecordError, DatasetError, ValueError, OSError, ImportError) as error:
        sys.exit(f"{parser().prog}: {error}")
    if asked.dry_run:
        print(cost(report))
        return
    left_out = f"; {texts.num_unreadable} files are not UTF-8 and were left out" if texts.num_unreadable else ""
    print(
        f"{asked.out}: {report['num_tokens']:,} tokens in {report['seconds']:.0f} s "
        f"({report['tokens_per_second']:,} tokens/s){left_out}"
    )
