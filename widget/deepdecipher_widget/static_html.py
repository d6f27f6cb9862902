"""A neuron for readers without widgets: GitHub, printed notebooks, mail, terminals.

No script, and styles only inline. Viewers that drop styles still show which token the neuron peaks on, by `<b>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from .neuron_page import NeuronPage, NeuronText
from .tokens import format_number, peak_tokens, snippet_around_maximum, token_label, visible

_TEXTS = 5
_BEFORE, _AFTER = 12, 6
_PEAKS = 4
# Translucent, so that they mix with whatever stands behind; at most so strong that text keeps its contrast.
_POSITIVE, _NEGATIVE = "230,120,20", "40,120,220"
_STRENGTH = 0.5
_FAINTEST = 0.01
_BREAK = re.compile(r"\r?\n\s*| {2,}")


def neuron_html(model: str, layer: int, neuron: int, page: NeuronPage) -> str:
    """A neuron as static HTML: where it is, the tokens it peaks on, its strongest texts, its range."""
    return f"<div><p><b>{escape(model)}</b> / layer {layer} / neuron <b>{neuron}</b></p>{''.join(_body(page))}</div>"


def neuron_text(page: NeuronPage) -> str:
    """A neuron in one line of plain text."""
    if page.problem is not None:
        return page.problem
    peaks = peak_tokens(page.texts)[:_PEAKS]
    if not peaks:
        return "never above 0 in its texts"
    return f"peaks on {', '.join(f'{token_label(peak.token)!r} {peak.count}x' for peak in peaks)}"


def _body(page: NeuronPage) -> Iterator[str]:
    if page.problem is not None:
        yield f"<p>{escape(page.problem)}</p>"
        return
    peaks = [f"<code>{_escape(token_label(peak.token))}</code> {peak.count}×" for peak in peak_tokens(page.texts)]
    num_texts = f"its {len(page.texts)} top texts"
    yield f"<p>Peaks on {', '.join(peaks[:_PEAKS])} in {num_texts}.</p>" if peaks else f"<p>Never above 0 in {num_texts}.</p>"
    if page.range is None:
        return
    low, high = page.range
    scale = max(abs(low), abs(high))
    yield "<table><tbody>"
    for text in page.texts[:_TEXTS]:
        yield (
            f'<tr><td style="text-align:right;font-variant-numeric:tabular-nums">{format_number(text.max_activation)}</td>'
            f'<td style="text-align:left;white-space:pre-wrap">{_snippet(text, scale)}</td></tr>'
        )
    yield "</tbody></table>"
    colours = [_token("negative", -scale, scale)] if low < -_FAINTEST * scale else []
    colours.append(_token("positive", scale, scale))
    yield (
        f"<p>Colour: {' or '.join(colours)} activation. "
        f"Range {format_number(low)} to {format_number(high)}. Bold: the text’s maximum.</p>"
    )


def _snippet(text: NeuronText, scale: float) -> str:
    shown = snippet_around_maximum(text, _BEFORE, _AFTER)
    tokens = [
        f"<b>{_token(text.tokens[i], text.activations[i], scale)}</b>"
        if i == text.max_activating_token_index
        else _token(text.tokens[i], text.activations[i], scale)
        for i in shown
    ]
    return f"{'…' if shown.start > 0 else ''}{''.join(tokens)}{'…' if shown.stop < len(text.tokens) else ''}"


def _token(token: str, activation: float, scale: float) -> str:
    shown = _escape(visible(_BREAK.sub(lambda match: "⏎ " if "\n" in match[0] else " ", token)))
    strength = round(_STRENGTH * min(1.0, abs(activation) / scale), 2) if scale else 0
    if strength == 0:
        return shown
    hue = _POSITIVE if activation > 0 else _NEGATIVE
    return f'<span style="background:rgba({hue},{strength})">{shown}</span>'


def _escape(text: str) -> str:
    """Escapes for HTML. Dollar signs too: notebook viewers typeset what stands between two of them."""
    return escape(text).replace("$", "<span>&#36;</span>")
