"""Python's rules for tokens give what the TypeScript client's give."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from deepdecipher_widget.tokens import format_number, peak_tokens, snippet_around_maximum, token_label

CASES = json.loads(Path(__file__).with_name("token-cases.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["tokenLabel"])
def test_token_label(case: dict[str, Any]) -> None:
    assert token_label(case["token"]) == case["label"]


@pytest.mark.parametrize("case", CASES["formatNumber"])
def test_format_number(case: dict[str, Any]) -> None:
    assert format_number(case["value"]) == case["shown"]


@pytest.mark.parametrize("case", CASES["peakTokens"])
def test_peak_tokens(case: dict[str, Any]) -> None:
    peaks = peak_tokens([SimpleNamespace(**text) for text in case["texts"]])
    assert [dataclasses.asdict(peak) for peak in peaks] == case["peaks"]


@pytest.mark.parametrize("case", CASES["snippetAroundMaximum"])
def test_snippet_around_maximum(case: dict[str, Any]) -> None:
    snippet = snippet_around_maximum(SimpleNamespace(**case["text"]), case["before"], case["after"])
    assert {"start": snippet.start, "end": snippet.stop} == case["snippet"]
