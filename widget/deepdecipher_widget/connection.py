"""Where neurons are looked up: a DeepDecipher API, or a dataset file."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from .reply import Reply

DEFAULT_ADDRESS = "http://127.0.0.1:8410"


class Connection(ABC):
    """Answers paths of the API. Usable from several threads at once."""

    def __init__(self, address: str) -> None:
        self.address = address
        """What is asked, for messages: the API's address or the file's name."""
        self._models: list[dict[str, Any]] | None = None

    @property
    def api(self) -> str:
        """Address that a browser may ask as well; empty if there is none."""
        return ""

    @abstractmethod
    def get(self, path: str, etag: str | None = None) -> Reply:
        """Answers a path such as `/api/py-solu-2l/all/1/172`; `etag` is that of the copy the caller has.

        Raises ApiUnreachableError, ApiStatusError or InvalidReplyError.
        """

    @abstractmethod
    def models(self) -> list[dict[str, Any]]:
        """Metadata of all models, in the API's order. Asks anew on every call; raises what `get` raises."""

    def __repr__(self) -> str:
        if self._models is None:
            return f"<DeepDecipher at {self.address}, not asked yet>"
        models = ", ".join(
            f"{model['name']} ({model['num_layers']} layers x {model['layer_size']} neurons)" for model in self._models
        )
        return f"<DeepDecipher at {self.address}: {models or 'no models'}>"


_default: Connection | None = None


def connect(url_or_file: str | os.PathLike[str] | None = None) -> Connection:
    """Connects to a DeepDecipher API or opens a dataset file, for all widgets made from now on.

    `url_or_file` is an address (`http://127.0.0.1:8410`) or a dataset file (`data/py-solu-2l.db`); by default what the
    environment variable DEEPDECIPHER_API says, else http://127.0.0.1:8410. Asks once which models there are.

    Raises ApiUnreachableError, ApiStatusError or InvalidReplyError if the API does not answer as it should,
    DatasetError if the file is no dataset, ValueError if `url_or_file` is neither. The default connection then stays
    what it was.
    """
    global _default
    connection = _open(url_or_file)
    connection.models()
    _default = connection
    return connection


def default_connection() -> Connection:
    """What `connect` set; without it the connection that `connect()` would make, not asked yet."""
    global _default
    if _default is None:
        _default = _open(None)
    return _default


def _open(url_or_file: str | os.PathLike[str] | None) -> Connection:
    target = url_or_file if url_or_file is not None else os.environ.get("DEEPDECIPHER_API") or DEFAULT_ADDRESS
    if isinstance(target, str) and target.lower().startswith(("http://", "https://")):
        from .api_connection import ApiConnection

        return ApiConnection(target)
    if not Path(target).exists():
        raise ValueError(
            f"Cannot connect to {os.fspath(target)!r}: it is neither an address that begins with http:// or https://, "
            "nor is there such a file."
        )
    from .file_connection import FileConnection

    return FileConnection(target)
