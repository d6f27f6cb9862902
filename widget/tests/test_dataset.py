"""Dataset files: read, written, refused."""

import gzip
import hashlib
import importlib
import json
import math
import sqlite3
import sys
from pathlib import Path

import pytest

from deepdecipher_widget.dataset import Dataset, DatasetError, DatasetWriter

REPOSITORY = Path(__file__).parents[2]
HOSTILE = REPOSITORY / "test" / "fixtures" / "hostile.db"
SCHEMA = REPOSITORY / "server" / "dataset.sql"

IN_PAGES = {"name": "tiny", "num_layers": 1, "layer_size": 2}
METADATA = IN_PAGES | {"provenance": {"source": "a test"}}


def write(path: Path, page: object = None) -> None:
    with DatasetWriter(path) as writer:
        writer.add_model(METADATA)
        writer.add_page("tiny", "neuroscope", {"tokens": [" é", "\u202e", "<b>"]} if page is None else page, 0, 1)
        writer.add_page("tiny", "neuroscope", [1, 2.5, None])


def schema(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    pragmas = [connection.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version")]
    return [*pragmas, *connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name")]


def test_writer_makes_the_tables_of_the_schema_file(tmp_path: Path) -> None:
    write(tmp_path / "a.db")
    expected = sqlite3.connect(":memory:")
    expected.executescript(SCHEMA.read_text())
    assert schema(sqlite3.connect(tmp_path / "a.db")) == schema(expected)


def test_pages_come_back_in_their_envelope(tmp_path: Path) -> None:
    write(tmp_path / "a.db")
    with Dataset(tmp_path / "a.db") as dataset:
        assert dataset.models() == [METADATA]
        assert dataset.page("tiny", "neuroscope") == {"data": [1, 2.5, None], "metadata": IN_PAGES}
        body = dataset.body("tiny", "neuroscope", 0, 1)
    assert body is not None
    content = gzip.decompress(body)
    metadata = '{"name":"tiny","num_layers":1,"layer_size":2}'
    assert content.decode() == '{"data":{"tokens":[" é","\u202e","<b>"]},"metadata":' + metadata + "}"
    (etag,) = sqlite3.connect(tmp_path / "a.db").execute("SELECT etag FROM page WHERE layer = 0").fetchone()
    assert etag == f'"{hashlib.sha256(content).digest()[:16].hex()}"'


@pytest.mark.parametrize(
    "address",
    [
        ("other", "neuroscope"),
        ("tiny", "other"),
        ("tiny", "neuroscope", 0),
        ("tiny", "neuroscope", 0, 0),
        ("tiny", "neuroscope", 7, 1),
    ],
)
def test_what_is_not_there_is_none(tmp_path: Path, address: tuple) -> None:
    write(tmp_path / "a.db")
    with Dataset(tmp_path / "a.db") as dataset:
        assert dataset.page(*address) is None
        assert dataset.body(*address) is None


@pytest.mark.parametrize(("layer", "neuron"), [(None, 0), (-1, None), (0, -1)])
def test_impossible_addresses_are_refused(tmp_path: Path, layer: int | None, neuron: int | None) -> None:
    write(tmp_path / "a.db")
    with Dataset(tmp_path / "a.db") as dataset, pytest.raises(ValueError, match="from 0 up"):
        dataset.page("tiny", "neuroscope", layer, neuron)


def test_equal_input_gives_equal_bytes(tmp_path: Path) -> None:
    write(tmp_path / "a.db")
    write(tmp_path / "b.db")
    assert (tmp_path / "a.db").read_bytes() == (tmp_path / "b.db").read_bytes()


def test_a_file_is_replaced_whole_or_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    write(path)
    before = path.read_bytes()
    with pytest.raises(RuntimeError, match="half way"), DatasetWriter(path) as writer:
        writer.add_model(METADATA)
        assert path.read_bytes() == before
        raise RuntimeError("half way")
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
    write(path, page={"new": True})
    with Dataset(path) as dataset:
        assert dataset.page("tiny", "neuroscope", 0, 1) == {"data": {"new": True}, "metadata": IN_PAGES}
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_numbers_that_json_lacks_are_refused(tmp_path: Path, number: float) -> None:
    with pytest.raises(ValueError, match="JSON"), DatasetWriter(tmp_path / "a.db") as writer:
        writer.add_model(METADATA)
        writer.add_page("tiny", "neuroscope", {"activations": [number]})
    assert list(tmp_path.iterdir()) == []


def test_writer_refuses_what_cannot_be_told_apart(tmp_path: Path) -> None:
    with DatasetWriter(tmp_path / "a.db") as writer:
        with pytest.raises(DatasetError, match="add the model first"):
            writer.add_page("tiny", "neuroscope", {})
        with pytest.raises(ValueError, match="name"):
            writer.add_model({"name": ""})
        writer.add_model(METADATA)
        with pytest.raises(DatasetError, match="already has a model 'tiny'"):
            writer.add_model(METADATA)
        writer.add_page("tiny", "neuroscope", {}, 0, 1)
        with pytest.raises(DatasetError, match="already has the page tiny/neuroscope/0/1"):
            writer.add_page("tiny", "neuroscope", {}, 0, 1)


def test_writer_names_a_folder_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="there is no folder .*missing"):
        DatasetWriter(tmp_path / "missing" / "a.db")


def not_sqlite(path: Path) -> None:
    path.write_text("model,layer,neuron\n" * 100)


def other_sqlite(path: Path) -> None:
    sqlite3.connect(path).executescript("CREATE TABLE page (a)")


def empty(path: Path) -> None:
    path.touch()


def newer(path: Path) -> None:
    write(path)
    sqlite3.connect(path).execute("PRAGMA user_version = 2")


def missing(path: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (not_sqlite, "cannot be read as a SQLite file"),
        (other_sqlite, "application_id 0x00000000, and a dataset has 0x44446563"),
        (empty, "application_id 0x00000000"),
        (newer, "dataset of version 2, and this program reads versions 1 to 1"),
        (missing, "there is no such file"),
        (Path.mkdir, "there is no such file"),
    ],
)
def test_what_is_not_a_dataset_is_refused(tmp_path: Path, make, message: str) -> None:
    path = tmp_path / "100% of #what?.db"
    make(path)
    with pytest.raises(DatasetError, match=message) as error:
        Dataset(path)
    assert str(path) in str(error.value)


def test_reading_changes_nothing_and_needs_no_right_to_write(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    write(path)
    with Dataset(path) as dataset, pytest.raises(sqlite3.OperationalError, match="readonly"):
        dataset._connection.execute("DELETE FROM page")
    dataset.close()


def test_the_hostile_fixture_reads_as_it_was_made() -> None:
    with Dataset(HOSTILE) as dataset:
        assert [metadata["name"] for metadata in dataset.models()] == ["hostile"]
        page = dataset.page("hostile", "neuroscope", 0, 0)
        assert page is not None
        assert page["data"]["texts"][0]["tokens"][:2] == ["<script>alert(1)</script>", "</script>"]
        assert dataset.page("hostile", "neuroscope", 1, 2) is None
        constant = dataset.page("hostile", "neuroscope", 1, 3)
        assert constant is not None
        assert constant["data"]["statistics"]["skewness"] is None


def test_the_hostile_fixture_is_what_its_script_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(HOSTILE.parent)
    monkeypatch.setattr("sys.argv", ["make_hostile.py", str(tmp_path / "again.db")])
    import make_hostile

    make_hostile.main()
    # The header of a SQLite file names the library's version, so rows are compared and not bytes.
    rows = [
        list(sqlite3.connect(path).execute("SELECT model, service, layer, neuron, etag FROM page"))
        for path in (HOSTILE, tmp_path / "again.db")
    ]
    assert rows[0] == rows[1]


def test_reading_needs_neither_torch_nor_ipywidgets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("torch", "numpy", "ipywidgets", "tokenizers", "transformer_lens"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, "deepdecipher_widget.dataset")
    module = importlib.import_module("deepdecipher_widget.dataset")
    with module.Dataset(HOSTILE) as dataset:
        assert json.dumps(dataset.models())
