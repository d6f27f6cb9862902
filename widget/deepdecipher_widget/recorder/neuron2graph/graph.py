"""The trie as the graph that people see: a column for each depth, a node for each token at a depth."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from .trie import FIRING, IMPORTANT, Node

# Shares are coloured from a little below their thresholds up to 1.
_RED_FROM = FIRING - 0.2
_BLUE_FROM = IMPORTANT - 0.2
_PLACES = 3
_PALEST = 0.1
# A deeper or wider graph is no picture any more; the trie holds all.
_DEPTH = 6
_WIDTH = 12


class _Drawn:
    """One token at one depth: all trie nodes that have it there, and the tokens that may stand before it."""

    def __init__(self) -> None:
        self.strength = 0.0
        self.weight = 0.0
        self.required: dict[str, None] = {}
        self.nodes: list[Node] = []


def contract_graph(root: Node) -> tuple[dict[str, Any], str]:
    """Give the graph of a trie in the API's form and as DOT source.

    Column 0 holds the activating tokens, column k the context tokens that stand k-th among those that are not ignored.
    Only patterns that fire are drawn, and of a context that a pattern can do without only what is important: the rest
    of the trie says where the neuron does not fire. A column has at most 12 tokens, those that the neuron fires most
    with, and there are at most 6. `subgraph_indices` begins with an empty column, as the reference server's does.
    `importance` is the colour's depth: 0 at 0.2 below the threshold and 1 at a share of 1, but never less than 0.1, so
    that what is drawn is seen.
    """
    columns = _columns(root)
    indices = [0, 0]
    for column in columns:
        indices.append(indices[-1] + len(column))
    nodes: list[dict[str, Any]] = []
    for depth, column in enumerate(columns):
        after = (
            {token: indices[depth + 2] + place for place, token in enumerate(columns[depth + 1])}
            if depth + 1 < len(columns)
            else {}
        )
        for token, drawn in column.items():
            required = sorted(after[before] for before in drawn.required if before in after)
            nodes.append({"token": token, "required": required, "importance": round(drawn.strength, _PLACES)})
    return {"subgraph_indices": indices, "graph": nodes}, _dot(indices, nodes)


def _columns(root: Node) -> list[dict[str, _Drawn]]:
    columns: list[dict[str, _Drawn]] = []
    level = [(token, child, None) for token, child in root.children.items()]
    while level and len(columns) < _DEPTH:
        column: dict[str, _Drawn] = {}
        for token, node, parent in level:
            if token is None or not node.fires_somewhere():
                continue
            drawn = column.setdefault(token, _Drawn())
            share, start = (node.importance, _BLUE_FROM) if columns else (node.activation, _RED_FROM)
            drawn.strength = max(drawn.strength, min(1.0, max(_PALEST, (share - start) / (1 - start))))
            drawn.weight += node.weight
            drawn.nodes.append(node)
            if parent is not None:
                parent.required[token] = None
        kept = sorted(column.items(), key=lambda entry: (-entry[1].weight, -entry[1].strength, entry[0]))[:_WIDTH]
        if not kept:
            break
        columns.append(dict(kept))
        level = [(token, child, drawn) for _, drawn in kept for node in drawn.nodes for token, child in _exact(node)]
    return columns


def _exact(node: Node) -> list[tuple[str, Node]]:
    """Give the next tokens that are not ignored; below a pattern that fires only important ones."""
    found: list[tuple[str, Node]] = []
    for token, child in node.children.items():
        found += _exact(child) if token is None else [(token, child)]
    return [(token, child) for token, child in found if child.importance > _BLUE_FROM] if node.fires() else found


def _dot(indices: list[int], nodes: list[dict[str, Any]]) -> str:
    lines = [
        "digraph {",
        "\tgraph [nodesep=0.2 rankdir=LR ranksep=1.5 splines=spline]",
        '\tnode [fixedsize=true height=0.75 width=2 style="filled,solid" shape=box '
        "fontcolor=black fontsize=25 penwidth=7]",
    ]
    for cluster, (start, end) in enumerate(pairwise(indices)):
        lines.append(f"\tsubgraph cluster_{cluster} {{")
        lines.append("\t\tpencolor=white penwidth=3")
        for index in range(start, end):
            # Two digits for what the colour leaves: the more important, the less white.
            rest = f"{255 - round(nodes[index]['importance'] * 255):02x}"
            colour = f"#ff{rest}{rest}" if cluster == 1 else f"#{rest}{rest}ff"
            lines.append(f'\t\t{index} [label={_label(nodes[index]["token"])} fillcolor="{colour}"]')
        lines.append("\t}")
    lines += [f"\t{before} -> {index}" for index, node in enumerate(nodes) for before in node["required"]]
    return "\n".join([*lines, "}"]) + "\n"


def _label(token: str) -> str:
    shown = json.dumps(token, ensure_ascii=False)[1:-1].replace('\\"', '"')
    # DOT reads a backslash as the beginning of its own signs, and would end the string at a quotation mark.
    return '"' + shown.replace("\\", "\\\\").replace('"', '\\"') + '"'
