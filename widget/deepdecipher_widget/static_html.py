"""A neuron for readers without widgets: GitHub, printed notebooks, mail, terminals.

No script, and styles only inline. Viewers that drop styles still show which token the neuron peaks on, by `<b>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from .neuron_page import Explanation, NeuronPage, NeuronText, Patterns
from .tokens import format_number, peak_tokens, snippet_around_maximum, token_label, visible

_TEXTS = 5
_BEFORE, _AFTER = 12, 6
_PEAKS = 4
_PATTERNS, _TOKENS_BEFORE, _SIMILAR = 6, 6, 6
# Translucent, so that they mix with whatever stands behind; at most so strong that text keeps its contrast.
_POSITIVE, _NEGATIVE = "230,120,20", "40,120,220"
_STRENGTH = 0.5
_FAINTEST = 0.01
# Labels of tokens in an explanation that was written from patterns.
_LABELS = re.compile(r"«(.+?)»")
_BREAK = re.compile(r"\r?\n\s*| {2,}")


def neuron_html(model: str, layer: int, neuron: int, page: NeuronPage) -> str:
    """A neuron as static HTML: where it is, its explanation, its patterns, its strongest texts, similar neurons."""
    parts = [f"<p><b>{escape(model)}</b> / layer {layer} / neuron <b>{neuron}</b></p>"]
    if page.explanation:
        parts.append(_explanation(page.explanation))
    if page.patterns and page.patterns.patterns:
        parts.append(_patterns(page.patterns))
    parts += _texts(page)
    if page.patterns and page.patterns.similar:
        near = [
            f"L{layer}N{neuron} ({format_number(similarity)})" for layer, neuron, similarity in page.patterns.similar
        ]
        parts.append(f"<p>Similar neurons: {', '.join(near[:_SIMILAR])}.</p>")
    parts += [f"<p>{_escape(failure)}</p>" for failure in page.failures]
    return f"<div>{''.join(parts)}</div>"


def neuron_text(page: NeuronPage) -> str:
    """A neuron in one line of plain text."""
    if page.problem is not None:
        return page.problem
    peaks = peak_tokens(page.texts)[:_PEAKS]
    if not peaks:
        return "never above 0 in its texts"
    return f"peaks on {', '.join(f'{token_label(peak.token)!r} {peak.count}x' for peak in peaks)}"


def _explanation(explanation: Explanation) -> str:
    words = _escape(visible(explanation.words))
    is_derived = explanation.explainer == "patterns"
    if is_derived:
        words = _LABELS.sub(r"<code>\1</code>", words)
    if explanation.score is None:
        score = "Not scored"
    elif explanation.score_kind == "ev_correlation_score":
        score = f"Correlation <b>{format_number(explanation.score)}</b> of predicted with true activations"
    else:
        score = f"Score <b>{format_number(explanation.score)}</b> ({_escape(visible(explanation.score_kind))})"
    if explanation.scored_on:
        score += f" on {_escape(visible(explanation.scored_on))}"
    if explanation.explainer:
        score += (
            " · written from its patterns" if is_derived else f" · written by {_escape(visible(explanation.explainer))}"
        )
    return f"<p>{words}<br><small>{score}</small></p>"


def _patterns(found: Patterns) -> str:
    rows = []
    for pattern in found.patterns[:_PATTERNS]:
        before = [_chip(token, importance, _NEGATIVE) for token, importance in pattern.before[:_TOKENS_BEFORE]]
        more = " …" if len(pattern.before) > _TOKENS_BEFORE else ""
        rows.append(
            f'<tr><td style="text-align:right">{" ".join(before)}{more}</td>'
            f'<td style="text-align:left">{_chip(pattern.token, pattern.strength, _POSITIVE)}</td></tr>'
        )
    rest = len(found.patterns) - _PATTERNS
    notes = [f"And {rest} more tokens."] if rest > 0 else []
    if found.f1:
        top, random = ("undefined" if f1 is None else f"<b>{format_number(f1)}</b>" for f1 in found.f1)
        notes.append(f"F1 {top} on held-out top texts, {random} on random text.")
    table = (
        '<table><thead><tr><th style="text-align:right">after</th>'
        '<th style="text-align:left">fires on</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )
    return table + (f"<p><small>{' '.join(notes)}</small></p>" if notes else "")


def _chip(token: str, share: float, hue: str) -> str:
    return f'<code style="background:rgba({hue},{round(_STRENGTH * share, 2)})">{_escape(token_label(token))}</code>'


def _texts(page: NeuronPage) -> Iterator[str]:
    if page.problem is not None:
        yield f"<p>{_escape(page.problem)}</p>"
        return
    peaks = [f"<code>{_escape(token_label(peak.token))}</code> {peak.count}×" for peak in peak_tokens(page.texts)]
    num_texts = f"its {len(page.texts)} top texts"
    yield (
        f"<p>Peaks on {', '.join(peaks[:_PEAKS])} in {num_texts}.</p>"
        if peaks
        else f"<p>Never above 0 in {num_texts}.</p>"
    )
    if page.range is None:
        return
    low, high = page.range
    scale = max(abs(low), abs(high))
    yield "<table><tbody>"
    for text in page.texts[:_TEXTS]:
        yield (
            '<tr><td style="text-align:right;font-variant-numeric:tabular-nums">'
            f"{format_number(text.max_activation)}</td>"
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
