"""What a recording would cost, measured on a little of its texts."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Sequence, Sized
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import torch

from ..dataset import DatasetWriter
from .contexts import Batch, ContextStream
from .errors import NoTokensError
from .pages import write_pages
from .plan import Plan, make_plan
from .second_pass import SecondPass
from .settings import Settings
from .summary import metadata

# Batches run at most, and seconds spent on recording them; and seconds spent on counting further texts' tokens.
_BATCHES = 40
_SECONDS = 8.0
_COUNTING_SECONDS = 3.0
# Neurons that pages are made of.
_NEURONS = 32
# What is kept of the neurons meanwhile, in bytes at most.
_MEMORY = 2**28
# Beside its arrays a kept text takes an entry in a heap.
_HEAP_ENTRY = 164


def run_dry(model: Any, tokenizer: Any, texts: Iterable[str], settings: Settings) -> dict[str, Any]:
    """Measure as `deepdecipher_widget.recorder.record` says of a dry run; leaves no file behind."""
    plan = make_plan(model, tokenizer, settings)
    with plan.model.evaluating():
        return _measure(plan, texts)


def _measure(plan: Plan, texts: Iterable[str]) -> dict[str, Any]:
    stream = plan.stream(texts, plan.settings.max_tokens)
    batches = iter(stream)
    of_neuron = _bytes_of_neuron(plan)
    part = _part(plan, max(1, _MEMORY // of_neuron))
    read, seconds = _time_batches(part, batches, _size(plan) / _size(part))
    if not read:
        raise NoTokensError("The texts hold no token to record. Give texts that are not empty.")
    num_read = stream.num_tokens
    num_tokens = _count(stream, batches, texts, plan.settings.max_tokens)
    second_seconds, dataset_bytes = _time_pages(plan, read)
    speed = sum(int(batch.lengths.sum()) for batch in read[-len(seconds) :]) / sum(seconds)
    return {
        "model": plan.settings.name,
        "hook": plan.model.hook,
        "num_layers": len(plan.layers),
        "num_neurons": len(plan.neurons),
        "context_length": plan.length,
        "special_tokens": plan.codec.rule(),
        "num_tokens_read": num_read,
        "tokens_per_second": round(speed),
        "num_tokens": num_tokens,
        "seconds": None if num_tokens is None else round(num_tokens / speed, 1),
        "neuron2graph_seconds": second_seconds,
        "memory_bytes": of_neuron * _size(plan),
        "dataset_bytes": dataset_bytes,
        "device": str(plan.model.device),
        "threads": torch.get_num_threads(),
    }


def _size(plan: Plan) -> int:
    return len(plan.layers) * len(plan.neurons)


def _bytes_of_neuron(plan: Plan) -> int:
    (kept,) = replace(plan, neurons=plan.neurons[:1]).new_state(plan.layers[:1]).layers.values()
    arrays = [part for of in (kept.moments, kept.histogram, kept.texts) for part in of.arrays().values()]
    return sum(array.nbytes for array in arrays) + _HEAP_ENTRY * kept.texts.data_index.size


def _part(plan: Plan, most: int) -> Plan:
    """Take as many neurons as there is room for: of the last layers, so that passes go as far as the whole plan's."""
    neurons = plan.neurons[:most]
    return replace(plan, neurons=neurons, layers=plan.layers[-max(1, most // len(neurons)) :])


def _time_batches(part: Plan, batches: Iterable[Batch], times: float) -> tuple[list[Batch], list[float]]:
    """Give the batches read, and the seconds that each of the later ones would take in the whole recording.

    What the part's neurons take beyond the model alone is taken so many `times`. The earlier ones do not count: there
    the model warms up, and nearly every text is kept.
    """
    passes = part.passes(part.new_state(part.layers))
    read: list[Batch] = []
    seconds: list[float] = []
    started = time.monotonic()
    for batch in islice(batches, _BATCHES):
        before = time.monotonic()
        passes.record(batch)
        recorded = time.monotonic() - before
        if times > 1:
            passes.bare(batch)
            bare = time.monotonic() - before - recorded
            recorded = max(recorded, bare + (recorded - bare) * times)
        read.append(batch)
        seconds.append(recorded)
        if time.monotonic() - started > _SECONDS:
            break
    return read, seconds[len(seconds) // 2 :]


def _count(stream: ContextStream, batches: Iterable[Batch], texts: Iterable[str], max_tokens: int | None) -> int | None:
    """Give the number of tokens of all texts: exact if there are few, else by the share of texts read, else `None`."""
    started = time.monotonic()
    for _ in batches:
        if time.monotonic() - started > _COUNTING_SECONDS:
            break
    else:
        return stream.num_tokens
    if not isinstance(texts, Sized):
        return max_tokens
    estimate = stream.num_tokens * len(texts) // stream.num_texts
    return estimate if max_tokens is None else min(estimate, max_tokens)


def _time_pages(plan: Plan, read: Sequence[Batch]) -> tuple[float | None, int]:
    """Give the seconds that Neuron2Graph would take, `None` without it, and the dataset's size in bytes."""
    # Those to interpret come first, so that there are some among them.
    neurons = sorted([*plan.interpreted, *(it for it in plan.neurons if it not in plan.interpreted)][:_NEURONS])
    part = replace(
        plan, layers=plan.layers[-1:], neurons=neurons, interpreted=[it for it in neurons if it in plan.interpreted]
    )
    state, settings = part.new_state(part.layers), plan.settings
    passes = part.passes(state)
    for batch in read:
        passes.record(batch)
        state.sample.update(batch.first, batch.ids, batch.lengths)
    times = _size(plan) / _size(part)
    second, seconds = None, None
    with tempfile.TemporaryDirectory() as folder:
        if part.interpreted:
            second = SecondPass(
                plan.model,
                plan.codec,
                plan.substitutes,
                part.interpreted,
                part.neurons,
                state,
                settings.num_texts,
                Path(folder),
            )
            started = time.monotonic()
            second.run(False)
            share = len(part.interpreted) / (len(plan.layers) * len(plan.interpreted))
            seconds = round((time.monotonic() - started) / share, 1)
        file = Path(folder) / "dataset.db"
        with DatasetWriter(file) as writer:
            of_model = metadata(part, part.stream([], None), "dry run")
            samples = part.samples(state)
            write_pages(writer, of_model, state.layers, part.neurons, plan.codec, settings.num_texts, samples)
            if second:
                second.write(writer, settings.name)
        size = file.stat().st_size
    # With few texts read, pages hold fewer of them than they will.
    texts_read = sum(len(batch.ids) for batch in read)
    return seconds, round(size * times * max(1.0, settings.num_texts / texts_read))
