"""The recording itself: from texts through the model to a dataset file."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..dataset import Dataset, DatasetError, DatasetWriter
from .checkpoint import RESTART, Checkpoint, State
from .contexts import ContextStream
from .errors import CheckpointError, NoTokensError, RecordError
from .pages import write_pages
from .passes import Passes
from .plan import Plan, make_plan
from .progress_bar import ProgressBar
from .second_pass import SERVICES, SecondPass
from .settings import Settings
from .summary import metadata, report

# One batch in so many is run once more without hooks, to compare the speeds on the same text at the same time.
_BARE_EVERY = 25


def run_recording(
    model: Any, tokenizer: Any, texts: Iterable[str], out: Path, settings: Settings, recorder: str
) -> dict[str, Any]:
    """Record as `deepdecipher_widget.recorder.record` says; `recorder` names the program. Gives the report."""
    if not out.parent.is_dir():
        raise RecordError(f"Cannot write {out}: there is no folder {out.parent}. Create it first.")
    _refuse_other_file(out, settings.name)
    plan = make_plan(model, tokenizer, settings)
    with plan.model.evaluating():
        return _record(plan, texts, out, recorder)


def _record(plan: Plan, texts: Iterable[str], out: Path, recorder: str) -> dict[str, Any]:
    settings = plan.settings
    stream = plan.stream(texts, settings.max_tokens)
    checkpoint = Checkpoint(out, plan.configuration())
    if settings.restart:
        checkpoint.remove()
    state = checkpoint.load() or plan.new_state(plan.layers)
    with ProgressBar(settings.progress, settings.name, texts, settings.max_tokens) as bar:
        _read(stream, plan.passes(state), state, checkpoint, settings.checkpoint_every, bar)
    if stream.num_tokens == 0:
        raise NoTokensError(f"The texts ({stream.num_texts}) hold no token to record. Give texts that are not empty.")

    # Written inside the checkpoint's folder, so that a killed process leaves nothing else behind.
    checkpoint.folder.mkdir(exist_ok=True)
    dataset, report_file = checkpoint.folder / "dataset.db", checkpoint.folder / "report.json"
    second = None
    started = time.monotonic()
    if plan.interpreted:
        # Named by what was read: with other texts the second pass begins anew.
        folder = checkpoint.folder / f"neuron2graph-{stream.digest.hex()[:16]}"
        second = SecondPass(
            plan.model,
            plan.codec,
            plan.substitutes,
            plan.interpreted,
            plan.neurons,
            state,
            settings.num_texts,
            folder,
        )
        second.run(settings.progress)
    with DatasetWriter(dataset) as writer:
        of_model = metadata(plan, stream, recorder)
        write_pages(writer, of_model, state.layers, plan.neurons, plan.codec, settings.num_texts, plan.samples(state))
        if second:
            second.write(writer, settings.name)
    written = report(plan, stream, state, dataset.stat().st_size)
    if second:
        written["neuron2graph"] = {"seconds": round(time.monotonic() - started, 3)} | second.report()
    report_file.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    os.replace(dataset, out)
    os.replace(report_file, out.with_name(f"{out.name}.report.json"))
    checkpoint.remove()
    return written


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
