"""The recording itself: from texts through the model to a dataset file."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from ..dataset import Dataset, DatasetError, DatasetWriter
from .checkpoint import RESTART, Checkpoint, LayerState, Progress, State
from .contexts import ContextStream
from .errors import CheckpointError, NoTokensError, RecordError
from .models import Hooks, find_hooks, fingerprint, select
from .moments import Moments
from .pages import ACTIVATION_PRECISION, write_pages
from .passes import Passes
from .progress_bar import ProgressBar
from .second_pass import MORE_TEXTS, SERVICES, SecondPass, sample_size
from .settings import Settings
from .text_sample import TextSample
from .tokens import TokenCodec
from .top_texts import TopTexts

# One batch in so many is run once more without hooks, to compare the speeds on the same text at the same time.
_BARE_EVERY = 25


def run_recording(
    model: Any, tokenizer: Any, texts: Iterable[str], out: Path, settings: Settings, recorder: str
) -> dict[str, Any]:
    """Record as `deepdecipher_widget.recorder.record` says; `recorder` names the program. Gives the report."""
    if not out.parent.is_dir():
        raise RecordError(f"Cannot write {out}: there is no folder {out.parent}. Create it first.")
    _refuse_other_file(out, settings.name)
    hooks = find_hooks(model, settings.hook, settings.layers)
    neurons = select("neuron", settings.neurons, model.cfg.d_mlp)
    codec = TokenCodec(tokenizer)
    length = model.cfg.n_ctx - (codec.bos is not None)
    stream = ContextStream(texts, codec, length=length, batch_size=settings.batch_size, max_tokens=settings.max_tokens)
    checkpoint = Checkpoint(out, _configuration(model, hooks, neurons, settings))
    if settings.restart:
        checkpoint.remove()
    kept = settings.num_texts + (MORE_TEXTS if settings.neuron2graph else 0)
    state = checkpoint.load() or State(
        Progress(),
        {layer: LayerState(Moments(len(neurons)), TopTexts(len(neurons), kept, length)) for layer in hooks.names},
        TextSample(sample_size(length) if settings.neuron2graph else 0, length),
    )
    with ProgressBar(settings.progress, settings.name, texts, settings.max_tokens) as bar:
        passes = Passes(model, codec.bos, hooks, neurons, state.layers)
        _read(stream, passes, state, checkpoint, settings.checkpoint_every, bar)
    if stream.num_tokens == 0:
        raise NoTokensError(f"The texts ({stream.num_texts}) hold no token to record. Give texts that are not empty.")

    # Written inside the checkpoint's folder, so that a killed process leaves nothing else behind.
    checkpoint.folder.mkdir(exist_ok=True)
    dataset, report_file = checkpoint.folder / "dataset.db", checkpoint.folder / "report.json"
    second = None
    started = time.monotonic()
    if settings.neuron2graph:
        # Named by what was read: with other texts the second pass begins anew.
        folder = checkpoint.folder / f"neuron2graph-{stream.digest.hex()[:16]}"
        second = SecondPass(model, codec, hooks.names, neurons, state, settings.num_texts, folder)
        second.run(settings.progress)
    with DatasetWriter(dataset) as writer:
        write_pages(
            writer,
            _metadata(model, hooks, codec, stream, settings, recorder),
            state.layers,
            neurons,
            codec,
            settings.num_texts,
        )
        if second:
            second.write(writer, settings.name)
    report = _report(model, stream, state, settings, dataset.stat().st_size)
    if second:
        report["neuron2graph"] = {"seconds": round(time.monotonic() - started, 3)} | second.report()
    report_file.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    os.replace(dataset, out)
    os.replace(report_file, out.with_name(f"{out.name}.report.json"))
    checkpoint.remove()
    return report


def _refuse_other_file(out: Path, name: str) -> None:
    """Raise `RecordError` if `out` holds anything that a recording of this model did not make."""
    if not out.exists():
        return
    advice = "Give another name, or move the file away."
    try:
        with Dataset(out) as dataset:
            models = dataset.models()
    except DatasetError as error:
        raise RecordError(f"{out} is there and is no dataset that could be recorded anew. {advice}") from error
    held = {service for model in models for service in model["available_services"]}
    if [model["name"] for model in models] != [name] or not held <= {"metadata", "neuroscope", *SERVICES}:
        names = ", ".join(model["name"] for model in models) or "no model"
        raise RecordError(f"{out} holds {names} with {', '.join(sorted(held))}, not a recording of {name}. {advice}")


def _read(
    stream: ContextStream, passes: Passes, state: State, checkpoint: Checkpoint, every: float, bar: ProgressBar
) -> None:
    batches, progress = iter(stream), state.progress
    for _ in range(progress.batches):
        next(batches, None)
    if stream.digest.hex() != progress.digest:
        raise CheckpointError(
            f"The checkpoint in {checkpoint.folder} was made with other texts or another tokenizer. {RESTART}"
        )
    bar.skip(stream)
    with _interrupt_deferred() as interrupted:
        lap = saved = time.monotonic()
        for batch in batches:
            passes.record(batch)
            state.sample.update(batch.first, batch.ids, batch.lengths)
            progress.batches, progress.digest = progress.batches + 1, stream.digest.hex()
            recorded = time.monotonic()
            progress.seconds += recorded - lap
            if progress.batches % _BARE_EVERY == 2:
                passes.bare(batch)
                progress.bare_seconds += time.monotonic() - recorded
                progress.bare_tokens += int(batch.lengths.sum())
            lap = time.monotonic()
            bar.show(stream)
            if interrupted.is_set() or lap - saved >= every:
                checkpoint.save(state)
                saved = time.monotonic()
            if interrupted.is_set():
                raise KeyboardInterrupt(f"stopped; the same call goes on from {checkpoint.folder}")
        checkpoint.save(state)


@contextmanager
def _interrupt_deferred() -> Iterator[threading.Event]:
    """Within it the first Ctrl-C sets the event, so that no batch is left half done; a second one acts at once."""
    interrupted = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield interrupted
        return

    def handle(*_: object) -> None:
        interrupted.set()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, handle)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)


def _configuration(model: Any, hooks: Hooks, neurons: list[int], settings: Settings) -> dict[str, Any]:
    return {
        "name": settings.name,
        "model": fingerprint(model),
        "hook": hooks.pattern,
        "layers": list(hooks.names),
        "neurons": neurons,
        "num_texts": settings.num_texts,
        "neuron2graph": settings.neuron2graph,
        "batch_size": settings.batch_size,
        "max_tokens": settings.max_tokens,
    }


def _metadata(
    model: Any, hooks: Hooks, codec: TokenCodec, stream: ContextStream, settings: Settings, recorder: str
) -> dict[str, Any]:
    stated = settings.provenance
    return {
        "name": settings.name,
        "num_layers": model.cfg.n_layers,
        "layer_size": model.cfg.d_mlp,
        "activation_function": model.cfg.act_fn,
        "num_total_neurons": model.cfg.n_layers * model.cfg.d_mlp,
        "num_total_parameters": sum(parameter.numel() for parameter in model.parameters()),
        "dataset": settings.dataset,
        "available_services": ["metadata", "neuroscope", *(SERVICES if settings.neuron2graph else [])],
        "provenance": {
            "source": stated.get("source", "not stated"),
            "revision": stated.get("revision", "not stated"),
            "licence": stated.get("licence", "not stated"),
            "recorded_at": stated.get("recorded_at", datetime.now(UTC).isoformat(timespec="seconds")),
            "recorder": recorder,
            "hook": hooks.pattern,
            "normalisation": "none: activations as the hook gives them",
            "special_tokens": codec.rule(),
            "num_texts": stream.num_contexts,
            "num_tokens": stream.num_tokens,
            "activation_precision": ACTIVATION_PRECISION,
        },
    }


def _report(model: Any, stream: ContextStream, state: State, settings: Settings, size: int) -> dict[str, Any]:
    progress = state.progress
    recorded = stream.num_tokens / progress.seconds
    bare = progress.bare_tokens / progress.bare_seconds if progress.bare_tokens else None
    return {
        "model": settings.name,
        "num_texts": stream.num_texts,
        "num_contexts": stream.num_contexts,
        "num_tokens": stream.num_tokens,
        "seconds": round(progress.seconds, 3),
        "tokens_per_second": round(recorded),
        "bare_tokens_per_second": bare and round(bare),
        "bare_sample_tokens": progress.bare_tokens,
        "share_of_bare": bare and round(recorded / bare, 3),
        "skipped": {"empty_texts": stream.num_empty_texts, "special_tokens": stream.num_special_tokens},
        "batch_size": settings.batch_size,
        "device": str(next(model.parameters()).device),
        "threads": torch.get_num_threads(),
        "dataset_bytes": size,
    }
