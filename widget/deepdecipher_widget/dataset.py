"""Read and write dataset files: one SQLite file that holds every page of the API as the bytes that go on the wire.

Needs nothing but the standard library. The tables are described in `dataset.sql`.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import secrets
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self

SCHEMA = Path(__file__).with_name("dataset.sql")

APPLICATION_ID = 0x44446563
VERSION = 1

_LEVEL = 9
# In bytes. Pages of the API take some hundred to some thousand; in SQLite's usual 4,096 a quarter of the file would be
# empty.
_PAGE_SIZE = 512
_NONE = -1
# What the model's row says once is not repeated in each page's envelope.
_MODEL_ONLY = "provenance"


class DatasetError(Exception):
    """A file cannot be read or written as a dataset; the message says what was asked, what was found and what to do."""


class Dataset:
    """A dataset file opened for reading. A context manager; usable from any thread, one call at a time.

    Raises `DatasetError` if there is no such file, or if it is no dataset, or one newer than this program.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        if not self.path.is_file():
            raise DatasetError(f"Cannot open the dataset {self.path}: there is no such file. Check the path.")
        try:
            self._connection = sqlite3.connect(
                f"{self.path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise DatasetError(f"Cannot open the dataset {self.path}: {error}.") from error
        try:
            self._check()
        except BaseException:
            self.close()
            raise

    def _check(self) -> None:
        try:
            (application_id,) = self._connection.execute("PRAGMA application_id").fetchone()
            (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        except sqlite3.Error as error:
            raise DatasetError(
                f"{self.path} is not a dataset: it cannot be read as a SQLite file ({error})."
            ) from error
        if application_id != APPLICATION_ID:
            raise DatasetError(
                f"{self.path} is not a dataset: it is a SQLite file with the application_id {application_id:#010x}, "
                f"and a dataset has {APPLICATION_ID:#010x}."
            )
        if not 1 <= version <= VERSION:
            raise DatasetError(
                f"{self.path} is a dataset of version {version}, and this program reads versions 1 to {VERSION}. "
                "Install a newer deepdecipher_widget, or record the dataset again."
            )

    def models(self) -> list[dict[str, Any]]:
        """Give the Metadata object of every model, in the order in which they were added."""
        rows = self._connection.execute("SELECT metadata FROM model ORDER BY position")
        return [json.loads(metadata) for (metadata,) in rows]

    def page(
        self, model: str, service: str, layer: int | None = None, neuron: int | None = None
    ) -> dict[str, Any] | None:
        """Give one page as `{"data": PAGE, "metadata": Metadata}`; `None` if the dataset has no such page.

        The metadata are without provenance, which `models` gives.
        """
        body = self.body(model, service, layer, neuron)
        return None if body is None else json.loads(gzip.decompress(body))

    def body(self, model: str, service: str, layer: int | None = None, neuron: int | None = None) -> bytes | None:
        """Give one page's bytes as stored, gzip of UTF-8 JSON, not unpacked; `None` if there is no such page."""
        row = self._connection.execute(
            "SELECT body FROM page WHERE model = ? AND service = ? AND layer = ? AND neuron = ?",
            (model, service, *_key(layer, neuron)),
        ).fetchone()
        return None if row is None else row[0]

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Dataset({str(self.path)!r})"


class DatasetWriter:
    """Writes a dataset file, all or nothing. A context manager, left normally by `finish`, by an exception `discard`.

    Everything goes to a file beside the target whose name ends in `.partial`; `finish` puts it in the target's place in
    one step. Equal calls give equal bytes (with the same versions of SQLite and zlib).
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        if not self.path.parent.is_dir():
            raise DatasetError(
                f"Cannot write the dataset {self.path}: there is no folder {self.path.parent}. Create it first."
            )
        self._partial = self.path.with_name(f"{self.path.name}.{secrets.token_hex(4)}.partial")
        self._metadata: dict[str, str] = {}
        try:
            self._connection = sqlite3.connect(self._partial, isolation_level=None)
            # Until it is finished the file is nobody's: no journal, no waiting for the disk.
            self._connection.executescript(
                f"PRAGMA page_size = {_PAGE_SIZE}; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                f"{SCHEMA.read_text(encoding='utf-8')} BEGIN;"
            )
        except sqlite3.Error as error:
            raise DatasetError(f"Cannot write the dataset {self.path}: {error}.") from error

    def add_model(self, metadata: Mapping[str, Any]) -> None:
        """Add a model by its Metadata object; `metadata["name"]` names it in `add_page`.

        Raises `ValueError` if it has no name or holds NaN or Infinity, `DatasetError` if a model of this name is there.
        """
        name = metadata.get("name")
        if not isinstance(name, str) or not name:
            raise ValueError(f'A model\'s metadata need a "name" that is a string and not empty; found {name!r}.')
        text = _to_json(metadata)
        try:
            self._connection.execute("INSERT INTO model (name, metadata) VALUES (?, ?)", (name, text))
        except sqlite3.IntegrityError as error:
            raise DatasetError(
                f"The dataset {self.path} already has a model {name!r}; each name can be added once."
            ) from error
        self._metadata[name] = _to_json({key: value for key, value in metadata.items() if key != _MODEL_ONLY})

    def add_page(
        self, model: str, service: str, page: Any, layer: int | None = None, neuron: int | None = None
    ) -> None:
        """Add one page (any JSON value) of a model that was added before; it is stored in its envelope.

        The envelope's metadata are the model's without their provenance.

        Raises `ValueError` if the page holds NaN or Infinity or text that UTF-8 cannot hold, or if layer or neuron is
        negative or a neuron comes without a layer; `DatasetError` if the model is unknown or the page is there already.
        """
        if model not in self._metadata:
            raise DatasetError(f"Cannot add a page of the model {model!r} to {self.path}: add the model first.")
        layer_key, neuron_key = _key(layer, neuron)
        content = f'{{"data":{_to_json(page)},"metadata":{self._metadata[model]}}}'.encode()
        row = (model, service, layer_key, neuron_key, _compress(content), etag(content))
        try:
            self._connection.execute("INSERT INTO page VALUES (?, ?, ?, ?, ?, ?)", row)
        except sqlite3.IntegrityError as error:
            asked = "/".join(str(part) for part in (model, service, layer, neuron) if part is not None)
            raise DatasetError(
                f"The dataset {self.path} already has the page {asked}; each page can be added once."
            ) from error

    def add_search_tokens(self, rows: Iterable[tuple[str, str, str, str, int, int]]) -> None:
        """Add rows to the search index: model, kind (`activating` or `important`), token, search key, layer, neuron."""
        self._connection.executemany("INSERT INTO search_token VALUES (?, ?, ?, ?, ?, ?)", rows)

    def finish(self) -> None:
        """Put the file in the target's place, whatever is there; `DatasetError` if that fails. Closes the writer."""
        try:
            self._connection.execute("COMMIT")
            self._connection.execute("VACUUM")
            self._connection.close()
            flush(self._partial)
            os.replace(self._partial, self.path)
        except (sqlite3.Error, OSError) as error:
            self.discard()
            raise DatasetError(f"Cannot write the dataset {self.path}: {error}.") from error
        flush(self.path.parent)

    def discard(self) -> None:
        """Drop all that was written; the target stays as it was."""
        self._connection.close()
        self._partial.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, error: object, *_: object) -> None:
        if error is None:
            self.finish()
        else:
            self.discard()


def etag(content: bytes) -> str:
    """Give the strong entity tag of a page's uncompressed JSON, quotes included."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def flush(path: Path) -> None:
    """Wait until a file's or folder's content is on the disk; nothing for a folder on Windows, which cannot open it."""
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _key(layer: int | None, neuron: int | None) -> tuple[int, int]:
    if any(value is not None and value < 0 for value in (layer, neuron)) or (layer is None and neuron is not None):
        raise ValueError(
            f"A page has no layer, a layer, or a layer and a neuron, from 0 up; asked for {layer=}, {neuron=}."
        )
    return (_NONE if layer is None else layer, _NONE if neuron is None else neuron)


def _to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _compress(content: bytes) -> bytes:
    # GzipFile and not gzip.compress: the latter's header names the platform in some versions of Python.
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=_LEVEL, fileobj=buffer, mtime=0) as file:
        file.write(content)
    return buffer.getvalue()
