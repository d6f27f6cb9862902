"""Texts from files."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Sequence
from pathlib import Path

from .errors import RecordError


class FileTexts:
    """The contents of files as texts, one a file, read one at a time.

    `sources` are files, folders (searched through for the files that match `pattern`) and glob patterns; the files come
    in the order of the sources, and of their paths within each, none twice. Files that are not UTF-8 are left out and
    counted in `num_unreadable`. Raises `RecordError` if a source names no file.
    """

    def __init__(self, sources: Sequence[str], pattern: str) -> None:
        paths: dict[Path, None] = {}
        for source in sources:
            found = _files(source, pattern)
            if not found:
                raise RecordError(
                    f"There is no text at {source!r}: no such file, no file matching {pattern!r} in such a folder."
                )
            paths.update(dict.fromkeys(found))
        self._paths = list(paths)
        self.num_unreadable = 0

    def __len__(self) -> int:
        return len(self._paths)

    def __iter__(self) -> Iterator[str]:
        self.num_unreadable = 0
        for path in self._paths:
            try:
                yield path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                self.num_unreadable += 1


def _files(source: str, pattern: str) -> list[Path]:
    path = Path(source)
    if path.exists() and not path.is_dir():  # a pipe, too
        return [path]
    found = path.rglob(pattern) if path.is_dir() else map(Path, glob.glob(source, recursive=True))
    return sorted(file for file in found if file.is_file())
