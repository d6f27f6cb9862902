"""Fixtures for the widget's tests, and the count of results for callers that ask for it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from api_double import ApiDouble

from deepdecipher_widget import connection


@pytest.fixture
def api() -> Iterator[ApiDouble]:
    """An API over real HTTP that answers with the pages it is given."""
    with ApiDouble() as double:
        yield double


@pytest.fixture(autouse=True)
def no_default_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins as a fresh kernel does."""
    monkeypatch.setattr(connection, "_default", None)
    monkeypatch.delenv("DEEPDECIPHER_API", raising=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Writes how many tests passed and failed to the file that DD_RESULT_FILE names."""
    file = os.environ.get("DD_RESULT_FILE")
    if file:
        count = {name: len(terminalreporter.stats.get(name, [])) for name in ("passed", "failed", "error")}
        result = {"passed": count["passed"], "failed": count["failed"] + count["error"]}
        Path(file).write_text(json.dumps(result), encoding="utf-8")
