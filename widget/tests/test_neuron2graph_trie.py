"""Tries: built from patterns, fitted to texts, stored, and simulated as the TypeScript side does."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest

from deepdecipher_widget.recorder.neuron2graph.explanation import explanation
from deepdecipher_widget.recorder.neuron2graph.fit import fit
from deepdecipher_widget.recorder.neuron2graph.graph import contract_graph
from deepdecipher_widget.recorder.neuron2graph.occurrences import find_occurrences
from deepdecipher_widget.recorder.neuron2graph.quality import quality
from deepdecipher_widget.recorder.neuron2graph.relations import (
    TokenSets,
    model_page,
    search_rows,
    similar_neurons,
    token_sets,
)
from deepdecipher_widget.recorder.neuron2graph.simulate import simulate
from deepdecipher_widget.recorder.neuron2graph.trie import Element, Node, to_wire


def root_of(*patterns: tuple[str, float]) -> Node:
    """`b _ a` is the pattern of a, then any token, then b, read backwards; `_` is ignored."""
    root = Node()
    for text, end in patterns:
        first, *context = reversed(text.split())
        elements = [Element(first, end, 1.0)]
        elements += [Element(None, 0.0, 0.1) if token == "_" else Element(token, 0.0, 0.9) for token in context]
        root.add(elements, end)
    return root


def predicted(root: Node, text: str) -> list[float]:
    return simulate(to_wire(root, 4.0), text.split())


@pytest.mark.parametrize(
    ("patterns", "text", "expected"),
    [
        ([], "a b", [0, 0]),
        ([("a", 0.9)], "b a b a", [0, 0.9, 0, 0.9]),
        # The longest pattern decides, up or down.
        ([("a", 0.9), ("b a", 0.6)], "a b a c a", [0.9, 0, 0.6, 0, 0.9]),
        # Without a pattern of its own a token is nothing, whatever may follow it.
        ([("b a", 0.8)], "a b a", [0, 0, 0.8]),
        ([("b _ a", 0.8)], "b c a b b a a", [0, 0, 0.8, 0, 0, 0.8, 0.8]),
        # An exact token comes before any token.
        ([("b _ a", 0.8), ("c a", 0.7)], "b c a b d a", [0, 0, 0.7, 0, 0, 0.8]),
        # The text begins before the pattern does.
        ([("b c a", 0.8), ("c a", 0.6)], "c a", [0, 0.6]),
        # What is below the threshold is no activator.
        ([("a", 0.5)], "a", [0]),
    ],
)
def test_simulation_follows_the_trie(patterns: Any, text: str, expected: list[float]) -> None:
    assert predicted(root_of(*patterns), text) == expected


def test_the_order_of_patterns_does_not_matter() -> None:
    patterns = [("a", 0.6), ("b a", 0.9), ("b _ a", 0.7), ("c b a", 0.8), ("a", 0.95), ("b a", 0.55), ("d", 0.7)]
    texts = [" ".join(random.Random(seed).choices("abcd", k=12)) for seed in range(20)]
    shuffled = random.Random(0).sample(patterns, len(patterns))
    for text in texts:
        assert predicted(root_of(*patterns), text) == predicted(root_of(*shuffled), text)


def test_the_wire_form_is_breadth_first_and_keeps_ends() -> None:
    assert to_wire(root_of(("b _ a", 0.8), ("d", 0.7)), 4.0) == {
        "tokens": ["a", "d", "b"],
        "nodes": [[-1, 0, 0.8, 1, None], [-1, 1, 0.7, 1, 0.7], [0, -1, 0, 0.1, None], [2, 2, 0, 0.9, 0.8]],
        "base_maximum": 4.0,
        "activation_threshold": 0.5,
        "importance_threshold": 0.75,
    }


def fitted(root: Node, *texts: tuple[str, list[float]]) -> Node:
    ids = [np.array([ord(token) for token in text.split()]) for text, _ in texts]
    fit(root, find_occurrences([(it, np.array(shares)) for it, (_, shares) in zip(ids, texts)], [], chr))
    return root


def test_occurrences_are_those_of_tokens_that_fire_somewhere() -> None:
    texts = [(np.array([97, 98, 97]), np.array([0.1, 0.2, 0.9])), (np.array([98, 97]), np.array([0.3, 0.5]))]
    found = find_occurrences(texts[:1], texts[1:], chr)
    assert list(found) == ["a"]
    assert [(it.before, it.activation, it.text, it.judges) for it in found["a"]] == [
        ((), 0.1, 0, True),
        (("b", "a"), 0.9, 0, True),
        (("b",), 0.5, 1, False),
    ]
    assert [it.fires for it in found["a"]] == [False, True, False]


def test_occurrences_hold_every_id_that_decodes_alike() -> None:
    texts = [(np.array([1, 2]), np.array([0.9, 0.1])), (np.array([3]), np.array([0.2]))]
    found = find_occurrences(texts[:1], texts[1:], lambda id: "b" if id == 3 else "\ufffd")
    assert {token: [it.activation for it in of_token] for token, of_token in found.items()} == {"\ufffd": [0.9, 0.1]}


def test_fitting_learns_where_a_pattern_does_not_fire() -> None:
    texts = [("x a y a", [0, 0.9, 0, 0.0]), ("x a y a", [0, 0.7, 0, 0.1])] * 3
    root = fitted(root_of(("a", 0.9)), *texts)
    first, second = (predicted(root, text)[-1] for text in ("x a", "y a"))
    assert first > 0.5 >= second
    assert root.children["a"].activation == pytest.approx(0.8)


def test_fitting_looks_past_a_token_that_tells_nothing() -> None:
    texts = [(f"x {token} a", [0, 0, 0.9]) for token in "bcdefghi"]
    texts += [(f"y {token} a", [0, 0, 0.0]) for token in "jklmnopqrstuv"]
    root = fitted(Node(), *texts)
    assert predicted(root, "x z a")[-1] > 0.5 >= predicted(root, "y z a")[-1]


def test_fitting_finds_tokens_and_drops_what_texts_do_not_show() -> None:
    root = root_of(("a", 0.9), ("q a", 0.6), ("z", 0.8))
    fitted(root, ("x a n", [0, 0.8, 0.6]), ("x a n", [0, 0.8, 0.6]))
    assert set(root.children) == {"a", "n"}
    assert root.children["a"].children == {}


@pytest.mark.parametrize(("pattern", "silent"), [("_ a", "a"), ("q _ a", "r y a")])
def test_fitting_drops_what_the_tokens_it_learns_leave_no_text(pattern: str, silent: str) -> None:
    texts = [("q x a", [0, 0, 0.9])] * 2 + [(silent, [0.0] * len(silent.split()))] * 20
    root = fitted(root_of((pattern, 0.9)), *texts)
    assert predicted(root, "q x a")[-1] > 0.5 >= predicted(root, "q w a")[-1]


def test_fitting_keeps_what_masking_found_important() -> None:
    root = fitted(root_of(("b a", 0.9)), ("b a", [0, 0.8]), ("b a", [0, 0.7]))
    assert root.children["a"].children["b"].importance == 0.9
    assert predicted(root, "b a")[-1] > 0.5


def test_fitting_does_not_depend_on_the_neuron_firing() -> None:
    assert fitted(root_of(("a", 0.9)), ("x a", [0, 0.2])).children == {}
    assert fitted(Node()).children == {}


def test_quality_counts_by_hand() -> None:
    true = [[0.9, 0.6, 0.5, 0.0], [0.51, 0.2]]
    guess = [[1.0, 0.2, 0.6, 0.0], [0.9, 0.0]]
    found = quality(true, guess)
    assert found["firing"] == {"precision": 0.6667, "recall": 0.6667, "f1": 0.6667, "count": 3}
    assert found["non_firing"] == {"precision": 0.6667, "recall": 0.6667, "f1": 0.6667, "count": 3}
    assert (found["num_texts"], found["num_tokens"]) == (2, 6)
    assert found["correlation"] == pytest.approx(
        np.corrcoef(np.concatenate(true), np.concatenate(guess))[0, 1], abs=1e-4
    )


def test_what_is_undefined_is_null_on_both_sides() -> None:
    found = quality([[0.0, 0.0]], [[0.0, 0.0]])
    assert found["firing"] == {"precision": None, "recall": None, "f1": None, "count": 0}
    assert found["non_firing"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "count": 2}
    assert found["correlation"] is None
    assert quality([[1.0]], [[1.0]])["non_firing"] == found["firing"]
    assert quality([[1.0, 0.0]], [[0.0, 0.0]])["firing"] == {"precision": None, "recall": 0.0, "f1": 0.0, "count": 1}
    assert quality([], [])["num_tokens"] == 0


def test_the_graph_has_a_column_for_each_depth() -> None:
    graph, dot = contract_graph(root_of(("b _ a", 0.8), ("c a", 0.9), ("c d", 0.65)))
    assert graph["subgraph_indices"] == [0, 0, 2, 4]
    assert [node["token"] for node in graph["graph"]] == ["a", "d", "b", "c"]
    assert [node["required"] for node in graph["graph"]] == [[2, 3], [3], [], []]
    assert graph["graph"][0]["importance"] == pytest.approx((0.9 - 0.3) / 0.7, abs=1e-3)
    assert graph["graph"][2]["importance"] == pytest.approx((0.9 - 0.55) / 0.45, abs=1e-3)
    assert '0 [label="a" fillcolor="#ff' in dot
    assert "\t2 -> 0\n" in dot
    assert contract_graph(Node())[0] == {"subgraph_indices": [0, 0], "graph": []}


@pytest.mark.parametrize(
    ("token", "label"),
    [('"', r'"\""'), ("\n", r'"\\n"'), ("\\", r'"\\\\"'), ("]<script>", '"]<script>"'), ('\\"', r'"\\\\\""')],
)
def test_hostile_tokens_stay_inside_their_label(token: str, label: str) -> None:
    root = Node()
    root.add([Element(token, 0.9, 1.0)], 0.9)
    assert f"0 [label={label} fillcolor=" in contract_graph(root)[1]


def sets(activating: Iterable[str], important: Iterable[str]) -> TokenSets:
    return TokenSets(dict.fromkeys(activating, 1.0), dict.fromkeys(important, 1.0))


def test_the_model_page_holds_every_neurons_tokens() -> None:
    root = root_of(("b _ a", 0.8), ("c", 0.66))
    assert model_page({(1, 7): token_sets(root), (0, 2): sets("", ""), (0, 3): sets("c", "a")}) == {
        "tokens": ["c", "a", "b"],
        "neurons": [
            {"layer": 0, "neuron": 3, "activating": [[0, 1.0]], "important": [[1, 1.0]]},
            {"layer": 1, "neuron": 7, "activating": [[1, 0.8], [0, 0.66]], "important": [[2, 0.9]]},
        ],
    }


def test_similarity_is_the_papers_definition_and_symmetric() -> None:
    one, other, crossed = sets("ab", "xyz"), sets("a", "x"), sets("xyz", "ab")
    found = similar_neurons({(0, 1): one, (1, 0): other, (0, 2): crossed, (1, 5): one, (1, 9): sets("", "")})
    # Of equal similarities the greater overlap comes first.
    assert found[0, 1] == [
        {"layer": 1, "neuron": 5, "similarity": 1.0},
        {"layer": 1, "neuron": 0, "similarity": 1.0},
    ]
    assert {"layer": 0, "neuron": 1, "similarity": 1.0} in found[1, 0]
    assert found[0, 2] == found[1, 9] == []


def test_similarity_equals_the_quadratic_definition() -> None:
    draw = random.Random(3)
    neurons = {
        (layer, neuron): sets(draw.sample("abcdefgh", draw.randint(0, 5)), draw.sample("abcdefgh", draw.randint(0, 5)))
        for layer in range(2)
        for neuron in range(12)
    }
    found = similar_neurons(neurons)
    for place, a in neurons.items():
        listed = {(it["layer"], it["neuron"]): it["similarity"] for it in found[place]}
        for other, b in neurons.items():
            overlap = len({*a.activating} & {*b.activating}) + len({*a.important} & {*b.important})
            sizes = [len(of.activating) + len(of.important) for of in (a, b)]
            similarity = max((overlap / size for size in sizes if size), default=0)
            if other != place and similarity >= 0.4 and min(sizes) and len(found[place]) < 20:
                assert listed[other] == pytest.approx(similarity, abs=1e-4)
            elif other == place or similarity < 0.4:
                assert other not in listed


def test_search_rows_keep_the_exact_token_beside_its_key() -> None:
    root = root_of(("b _ a", 0.8))
    root.add([Element(" If", 0.9, 1.0)], 0.9)
    assert list(search_rows("m", {(1, 7): token_sets(root)})) == [
        ("m", "activating", " If", "if", 1, 7),
        ("m", "activating", "a", "a", 1, 7),
        ("m", "important", "b", "b", 1, 7),
    ]


@pytest.mark.parametrize(
    ("patterns", "fraction", "sentence"),
    [
        ([], None, "No pattern was found: no token of the training texts makes this neuron fire."),
        ([("a", 0.9)], 0.01, "Fires on «a». In ordinary text it fires on about one token in 100."),
        ([("a", 0.9), ("b", 0.95)], 0.0, "Fires on «b» and «a». It fired nowhere in the ordinary text looked at."),
        ([("b a", 0.9)], None, "Fires on «a» after «b»."),
        (
            [("b _ a", 0.9), ("c a", 0.8), ("c d", 0.7), ("e", 0.6)],
            None,
            "Fires on «a», «d» and «e», mostly after «b» or «c».",
        ),
        ([("a", 0.9), ("b a", 0.7)], None, "Fires on «a»."),
        ([(token, 0.9) for token in "abcdefgh"], None, "Fires on «a», «b», «c», «d», «e» and 3 other tokens."),
    ],
)
def test_explanations_say_what_the_trie_holds(patterns: Any, fraction: float | None, sentence: str) -> None:
    assert explanation(root_of(*patterns), fraction) == sentence
