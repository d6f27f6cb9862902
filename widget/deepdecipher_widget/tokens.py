"""How tokens, peaks and numbers are put into words: the rules of the TypeScript client's `tokens.ts`.

`tests/token-cases.json` holds both languages to the same answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context
from typing import Protocol


class Text(Protocol):
    """One text and a neuron's activation on each of its tokens (of equal length)."""

    tokens: Sequence[str]
    activations: Sequence[float]
    max_activating_token_index: int


_SIGNS = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
# Characters that show nothing or reorder what stands around them: controls, zero-width and bidirectional marks.
_INVISIBLE = re.compile(r"[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_THREE_DIGITS = Context(prec=3, rounding=ROUND_HALF_UP)
# Below this a number is easier read with an exponent.
_SMALL = 1e-4


def visible(token: str) -> str:
    """The token with a sign in place of each invisible character (`\\n`, `\\u202e`); spaces stay. Not yet escaped."""
    return _INVISIBLE.sub(lambda match: _SIGNS.get(match[0], f"\\u{ord(match[0]):04x}"), token)


def token_label(token: str) -> str:
    """The token as a label: `visible`, and spaces as `·`, so that two tokens that differ look different."""
    return visible(token.replace(" ", "·"))


@dataclass(frozen=True)
class PeakToken:
    """A token on which a neuron's texts peak: in how many of them, and the greatest of those maxima (model's unit)."""

    token: str
    count: int
    activation: float


def peak_tokens(texts: Sequence[Text]) -> list[PeakToken]:
    """On which tokens the texts peak, commonest first (ties: higher activation, then the token's UTF-16 order).

    Texts whose maximum is not above 0 do not count. Cost: linear in the number of texts.
    """
    peaks: dict[str, PeakToken] = {}
    for text in texts:
        index = text.max_activating_token_index
        if index >= len(text.tokens) or text.activations[index] <= 0:
            continue
        token, activation = text.tokens[index], text.activations[index]
        known = peaks.get(token, PeakToken(token, 0, activation))
        peaks[token] = PeakToken(token, known.count + 1, max(known.activation, activation))
    return sorted(peaks.values(), key=lambda peak: (-peak.count, -peak.activation, _utf16(peak.token)))


def snippet_around_maximum(text: Text, before: int, after: int) -> range:
    """Indices of the tokens around the text's maximum: up to `before` ahead of it and `after` behind it."""
    peak = text.max_activating_token_index
    return range(max(0, peak - before), min(len(text.tokens), peak + after + 1))


def format_number(value: float) -> str:
    """A number with three significant digits, halves away from zero: `0.0123`, `4.56`, `1,230`, `2.77e-16`."""
    number = _THREE_DIGITS.create_decimal(repr(float(value))).normalize()
    if number and abs(value) < _SMALL:
        mantissa = number.scaleb(-number.adjusted())
        return f"{mantissa:f}e{number.adjusted()}"
    return f"{number:,f}" if number else "0"


def _utf16(token: str) -> bytes:
    return token.encode("utf-16-be", "surrogatepass")
