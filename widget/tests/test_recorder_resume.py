"""Recordings that are killed or stopped, and go on."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from recorder_model import TEXTS, make_model, make_tokenizer, save_model

from deepdecipher_widget.dataset import Dataset
from deepdecipher_widget.recorder import CheckpointError, record

SETTINGS: dict[str, Any] = {
    "neuron2graph": True,
    "name": "tiny",
    "num_texts": 5,
    "batch_size": 4,
    "checkpoint_every": 0,
    "progress": False,
    "provenance": {"recorded_at": "2024-01-01T00:00:00+00:00"},
}

Moments = Callable[[Path, Callable[[], None]], None]


def make(out: Path, texts: Any = TEXTS, model: Any = None, **changes: Any) -> None:
    record(model or make_model(), make_tokenizer(), texts, out, **{**SETTINGS, **changes})


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("undisturbed") / "tiny.db"
    make(out)
    return out


def at_file_operations(out: Path, act: Callable[[], None]) -> None:
    """Call `act` at each operation on the output's files."""
    events = ("open", "os.rename", "os.mkdir", "os.rmdir", "os.remove", "sqlite3.connect")

    def audit(event: str, arguments: tuple[Any, ...]) -> None:
        if event in events and out.name in str(arguments[0]):
            act()

    sys.addaudithook(audit)


def at_function_calls(out: Path, act: Callable[[], None]) -> None:
    """Call `act` at each call of a Python function, in the midst of writing a file, too."""

    def profile(frame: object, event: str, argument: object) -> None:
        if event == "call":
            act()

    sys.setprofile(profile)


def in_child(action: Callable[[], None]) -> int:
    """Run `action` in a forked process; give its wait status."""
    child = os.fork()
    if child == 0:
        try:
            action()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1]


def number_of(moments: Moments, folder: Path) -> int:
    """Count the moments of an undisturbed recording."""
    folder.mkdir()
    seen = 0

    def act() -> None:
        nonlocal seen
        seen += 1

    def record_and_count() -> None:
        moments(folder / "tiny.db", act)
        make(folder / "tiny.db")
        (folder / "seen").write_text(str(seen))

    assert in_child(record_and_count) == 0
    return int((folder / "seen").read_text())


def record_until(moments: Moments, number: int, out: Path) -> None:
    """Record in a process of its own that is killed at the moment of this number."""
    left = number

    def act() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def record_and_die() -> None:
        moments(out, act)
        make(out)

    status = in_child(record_and_die)
    assert os.WIFSIGNALED(status)
    assert os.WTERMSIG(status) == signal.SIGKILL


@pytest.mark.parametrize(
    ("moments", "chosen"),
    [
        # The first and last operations, where folder, dataset and report come and go, and some checkpoints between.
        (at_file_operations, lambda number: [*range(1, 6), number // 2, number // 3, *range(number - 9, number + 1)]),
        (at_function_calls, lambda number: range(number // 17, number, number // 8)),
    ],
)
def test_killed_at_any_point_it_ends_with_the_same_bytes(
    tmp_path: Path, undisturbed: Path, moments: Moments, chosen: Callable[[int], Iterable[int]]
) -> None:
    number = number_of(moments, tmp_path / "count")
    assert number > 50
    for moment in chosen(number):
        folder = tmp_path / str(moment)
        folder.mkdir()
        out = folder / "tiny.db"
        record_until(moments, moment, out)
        if out.exists():
            assert out.read_bytes() == undisturbed.read_bytes()
        make(out)
        assert out.read_bytes() == undisturbed.read_bytes()
        assert sorted(path.name for path in folder.iterdir()) == ["tiny.db", "tiny.db.report.json"]


def test_it_goes_on_and_does_not_begin_anew(tmp_path: Path, undisturbed: Path) -> None:
    out, model = tmp_path / "tiny.db", make_model()

    class Stop(Exception):
        pass

    def stopping():
        yield from TEXTS[:40]
        raise Stop

    with pytest.raises(Stop):
        make(out, texts=stopping(), model=model)
    assert not out.exists()
    passes = []
    model.blocks[0].register_forward_hook(lambda *_: passes.append(1))
    make(out, model=model)
    resumed = len(passes)
    assert out.read_bytes() == undisturbed.read_bytes()
    passes.clear()
    make(out, model=model)
    assert 0 < resumed < len(passes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"num_texts": 6}, "num_texts: asked for 6, checkpoint has 5"),
        ({"batch_size": 3}, "batch_size: asked for 3, checkpoint has 4"),
        ({"name": "other"}, 'name: asked for "other", checkpoint has "tiny"'),
        ({"context_length": 9}, "context_length: asked for 8, checkpoint has 11"),
        ({"special_tokens": True}, "special_tokens: asked for true, checkpoint has false"),
        ({"masked_lm": lambda gaps: [["is"] for _ in gaps]}, 'masked_lm: asked for .*lambda.*, checkpoint has "model"'),
        ({"neuron2graph": [1]}, r"neuron2graph: asked for \[1\], checkpoint has \[0, 1,"),
        ({"layers": [0]}, r"layers: asked for \[0\], checkpoint has \[0, 1\]"),
        ({"model": make_model(seed=1)}, "model: asked for"),
        ({"texts": ["something else", *TEXTS]}, "other texts or another tokenizer"),
        ({"texts": TEXTS[:3]}, "other texts or another tokenizer"),
    ],
)
def test_a_checkpoint_of_another_recording_is_refused(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    out = tmp_path / "tiny.db"
    with pytest.raises(TypeError):
        make(out, texts=[*TEXTS[:40], None])
    with pytest.raises(CheckpointError, match=f"{message}.*--restart"):
        make(out, **changes)
    make(out, **changes, restart=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tiny.db", "tiny.db.report.json"]


def test_a_checkpoint_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tiny.db.partial").mkdir()
    (tmp_path / "tiny.db.partial" / "checkpoint.npz").write_bytes(b"PK\x03\x04 cut short")
    with pytest.raises(CheckpointError, match="Cannot read the checkpoint.*--restart"):
        make(tmp_path / "tiny.db")


class Command:
    """The command in a process of its own, reading its last text from a pipe: so it can be held at a known point."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        save_model(make_model(), make_tokenizer(), folder / "model")
        (folder / "texts").mkdir()
        for number, text in enumerate(TEXTS):
            (folder / "texts" / f"{number:03}.txt").write_text(text)
        os.mkfifo(folder / "pipe")

    def start(self) -> subprocess.Popen[str]:
        """Start the command and return when it has read all texts but the piped one."""
        arguments = [
            *(sys.executable, "-m", "deepdecipher_widget.recorder", "model", "texts", "pipe"),
            *(
                "--out",
                "tiny.db",
                "--name",
                "tiny",
                "--num-texts",
                "5",
                "--batch-size",
                "4",
                "--checkpoint-every",
                "0",
                "--neuron2graph",
                "--quiet",
            ),
        ]
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
        process = subprocess.Popen(
            arguments, cwd=self.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self.pipe = open(self.folder / "pipe", "w")  # waits for the command to open its end
        return process

    def give(self, text: str) -> None:
        """Let the command read the piped text."""
        with self.pipe as pipe:
            pipe.write(text)


def test_the_command_survives_interrupt_and_kill(tmp_path: Path) -> None:
    command, piped = Command(tmp_path), "the last text comes through a pipe " * 20
    process = command.start()
    process.send_signal(signal.SIGINT)
    command.give(piped)
    _, errors = process.communicate()
    assert process.returncode == 130, errors
    assert "the same call goes on from tiny.db.partial" in errors

    process = command.start()
    process.kill()
    process.communicate()
    command.pipe.close()
    assert not (tmp_path / "tiny.db").exists()

    process = command.start()
    command.give(piped)
    output, errors = process.communicate()
    assert process.returncode == 0, errors
    assert output.startswith("tiny.db: ")

    make(tmp_path / "straight.db", texts=[*TEXTS, piped])
    pages = []
    for name in ("tiny.db", "straight.db"):
        with Dataset(tmp_path / name) as dataset:
            addresses = [("tiny", "neuroscope", layer, neuron) for layer in range(2) for neuron in range(10)]
            found = [dataset.page(*address) for address in [("tiny", "metadata"), ("tiny", "neuroscope"), *addresses]]
        text = json.dumps(found)
        assert found[0] is not None
        pages.append(text.replace(found[0]["data"]["provenance"]["recorded_at"], "DATE"))
    assert pages[0] == pages[1]
