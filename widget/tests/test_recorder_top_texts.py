"""The kept texts against sorting all of them."""

import numpy as np
import pytest
import torch

from deepdecipher_widget.recorder.top_texts import TopTexts

NEURONS, LENGTH, TEXTS = 6, 5, 83


def stream(levels: int) -> tuple[np.ndarray, np.ndarray, torch.Tensor]:
    """Texts with activations of few levels, so that many maxima are equal; what lies beyond a text's end is larger."""
    generator = np.random.default_rng(levels)
    lengths = generator.integers(1, LENGTH + 1, TEXTS)
    ids = generator.integers(0, 1000, (TEXTS, LENGTH)).astype(np.int32)
    activations = generator.integers(-levels, levels, (TEXTS, LENGTH, NEURONS)).astype(np.float32)
    activations[np.arange(LENGTH)[None, :] >= lengths[:, None]] = 100
    return ids, lengths, torch.from_numpy(activations)


def fill(texts: TopTexts, levels: int, batch_size: int, first: int = 0, last: int = TEXTS) -> None:
    ids, lengths, activations = stream(levels)
    for start in range(first, last, batch_size):
        part = slice(start, min(start + batch_size, last))
        longest = lengths[part].max()
        texts.update(start, ids[part], lengths[part], activations[part, :longest])


def assert_best(texts: TopTexts, levels: int, num_texts: int) -> None:
    ids, lengths, activations = stream(levels)
    for neuron in range(NEURONS):
        maxima = [activations[text, : lengths[text], neuron].max().item() for text in range(TEXTS)]
        best = sorted(range(TEXTS), key=lambda text: (-maxima[text], text))[:num_texts]
        kept = texts.texts(neuron)
        assert [text.data_index for text in kept] == best
        for text in kept:
            assert text.ids.tolist() == ids[text.data_index, : lengths[text.data_index]].tolist()
            of_text = activations[text.data_index, : lengths[text.data_index], neuron]
            assert text.activations.tolist() == of_text.tolist()


@pytest.mark.parametrize("levels", [1, 3, 1000])
@pytest.mark.parametrize("num_texts", [1, 7, 20, 200])
@pytest.mark.parametrize("batch_size", [1, 8, TEXTS])
def test_keeps_the_best_and_of_equals_the_first(levels: int, num_texts: int, batch_size: int) -> None:
    texts = TopTexts(NEURONS, num_texts, LENGTH)
    fill(texts, levels, batch_size)
    assert_best(texts, levels, num_texts)


@pytest.mark.parametrize("halt", [8, 40])
def test_state_survives_a_checkpoint(halt: int) -> None:
    texts = TopTexts(NEURONS, 20, LENGTH)
    fill(texts, 3, 8, last=halt)
    texts = TopTexts.from_arrays({name: array.copy() for name, array in texts.arrays().items()})
    fill(texts, 3, 8, first=halt)
    assert_best(texts, 3, 20)
