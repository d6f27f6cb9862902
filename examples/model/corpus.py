"""The text that `py-solu-2l` is trained and recorded on: the sources of Python 3.11's standard library."""

import hashlib
import sys
import sysconfig
import tokenize
from pathlib import Path

MANIFEST = Path(__file__).with_name("corpus.sha256")

# Tests; what a distributor or a user put beside the library; tables that a program generated (code pages, the help
# topics), which would drown the code that people wrote.
LEFT_OUT_FOLDERS = {"site-packages", "dist-packages", "test", "tests", "idle_test", "encodings", "pydoc_data"}
LEFT_OUT_PREFIXES = ("_sysconfigdata", "config-", "sitecustomize", "usercustomize", "lib-dynload", "ensurepip/_bundled")

# One file in twenty is kept out of training.
HELD_OUT_SHARE = 20


def library() -> Path:
    """Give the folder of the running interpreter's standard library; `SystemExit` if it is not Python 3.11."""
    if sys.version_info[:2] != (3, 11):
        raise SystemExit(
            f"The corpus is the standard library of Python 3.11, but this is Python {sys.version.split()[0]}. "
            "Run the command with a Python 3.11 interpreter."
        )
    return Path(sysconfig.get_path("stdlib"))


def source_paths(folder: Path) -> list[str]:
    """List the corpus' files as POSIX paths relative to `folder`, sorted."""
    paths = (path.relative_to(folder) for path in folder.rglob("*.py"))
    return sorted(
        path.as_posix()
        for path in paths
        if not LEFT_OUT_FOLDERS.intersection(path.parts) and not path.as_posix().startswith(LEFT_OUT_PREFIXES)
    )


def is_held_out(path: str) -> bool:
    """Say whether the file at this relative path is kept out of training; depends on the path alone."""
    return int.from_bytes(hashlib.sha256(path.encode()).digest()[:8], "big") % HELD_OUT_SHARE == 0


def read_source(folder: Path, path: str) -> str:
    """Read one source file in the encoding that it declares, line ends as `\\n`."""
    with tokenize.open(folder / path) as file:
        return file.read()


def manifest(folder: Path) -> str:
    """Describe the corpus in the form of `sha256sum`: one line `HASH  PATH` per file."""
    return "".join(
        f"{hashlib.sha256((folder / path).read_bytes()).hexdigest()}  {path}\n" for path in source_paths(folder)
    )


def differences(folder: Path) -> list[str]:
    """List the paths in which `folder` differs from the committed manifest: missing, added or changed."""
    committed, found = (set(text.splitlines()) for text in (MANIFEST.read_text(), manifest(folder)))
    return sorted({line.split("  ", 1)[1] for line in committed ^ found})


def warn_of_differences(folder: Path) -> None:
    """Print in how many files, and which for a start, `folder` differs from the committed manifest, if in any."""
    if differing := differences(folder):
        first = ", ".join(differing[:5])
        print(f"This library differs from {MANIFEST.name} in {len(differing)} files, among them {first}.")
