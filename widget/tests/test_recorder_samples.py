"""Texts drawn at random from bands of quantiles."""

import numpy as np
import pytest
from recorder_model import BOS, make_model, make_tokenizer

from deepdecipher_widget.recorder.families import adapt
from deepdecipher_widget.recorder.neuron2graph.forward import Forward
from deepdecipher_widget.recorder.samples import RandomText, bands, random_texts
from deepdecipher_widget.recorder.text_sample import TextSample


def texts(num: int, length: int = 60) -> list[RandomText]:
    """Texts of one neuron whose maximum, somewhere in the text, is the text's number, and of another one's reverse."""
    found = []
    for number in range(num):
        activations = np.full((length, 2), -1.0, dtype=np.float32)
        activations[(number * 7) % length] = (number, num - number)
        found.append(RandomText(number, np.arange(length), activations))
    return found


def test_each_band_holds_texts_of_its_quantiles() -> None:
    for place, found in enumerate(bands(texts(100), 1, [3, 8])):
        assert [(it.min_quantile, it.max_quantile) for it in found] == [(0.9, 1.0), (0.5, 0.9), (0.0, 0.5)]
        for band in found:
            assert len({text.data_index for text in band.texts}) == 2
            maxima = [float(text.activations.max()) for text in band.texts]
            assert maxima == sorted(maxima, reverse=True)
            for text in band.texts:
                rank = text.data_index if place == 0 else 99 - text.data_index
                assert band.min_quantile <= (rank + 0.5) / 100 < band.max_quantile


def test_texts_are_cut_to_what_surrounds_their_peak() -> None:
    for text in next(bands(texts(60), 0, [0, 1]))[0].texts:
        peak = (text.data_index * 7) % 60
        assert len(text.ids) == len(text.activations) == 32
        assert peak in text.ids
        assert text.ids[int(np.argmax(text.activations))] == peak
    (short,) = next(bands(texts(1, length=5), 0, [0, 1]))
    assert short.texts[0].ids.tolist() == [0, 1, 2, 3, 4]


def test_neurons_are_shown_different_texts_and_the_same_again() -> None:
    same = np.repeat(np.arange(200, dtype=np.float32)[:, None, None], 8, axis=2)
    alike = [RandomText(number, np.arange(1), of_text) for number, of_text in enumerate(same)]

    def drawn() -> list[list[int]]:
        return [[text.data_index for band in it for text in band.texts] for it in bands(alike, 0, range(8))]

    assert drawn() == drawn()
    assert len({tuple(it) for it in drawn()}) == 8


def test_no_text_is_drawn_twice_and_none_from_an_empty_band() -> None:
    (found,) = bands([RandomText(4, np.arange(3), np.ones((3, 1), dtype=np.float32))], 0, [0])
    assert [[text.data_index for text in band.texts] for band in found] == [[4]]
    assert list(bands([], 0, [0])) == [[]]


def test_the_sample_is_run_as_it_was_recorded() -> None:
    sample, lengths = TextSample(40, 9), np.array([9, 9, 4, 4, 4, 9, 1] * 5)
    ids = np.arange(35 * 9, dtype=np.int32).reshape(35, 9) % 300
    sample.update(0, ids, lengths)
    forward = Forward(adapt(make_model(), None), 1, make_tokenizer().token_to_id(BOS))
    found = random_texts(forward, sample, [2, 7])
    assert [text.data_index for text in found] == list(range(35))
    for text, length in zip(found, lengths.tolist()):
        assert text.ids.tolist() == ids[text.data_index, :length].tolist()
        (alone,) = forward.activations([tuple(text.ids.tolist())], [7])
        assert text.activations[:, 1] == pytest.approx(alone, abs=1e-5)
