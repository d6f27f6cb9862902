"""Tokens of every kind of tokenizer, as they stand within a text."""

from collections.abc import Callable

import pytest
from recorder_model import BOS, TEXTS, make_tokenizer
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from deepdecipher_widget.recorder.tokens import TokenCodec

TEXT = "number 9 is odd; its square is 81."


def sentence_piece_like() -> Tokenizer:
    """Words carry a sign for the space before them, and decoding leaves out the space at the beginning: as in Llama."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.BpeTrainer(vocab_size=300, special_tokens=["<unk>", "<s>"], show_progress=False)
    tokenizer.train_from_iterator(TEXTS, trainer)
    return tokenizer


@pytest.mark.parametrize("make", [make_tokenizer, sentence_piece_like])
def test_tokens_put_together_are_the_text(make: Callable[[], Tokenizer]) -> None:
    codec = TokenCodec(make())
    tokens = [codec.decode(id) for id in codec.encode(TEXT)]
    assert "".join(tokens).removeprefix(" ") == TEXT
    assert any(token.startswith(" ") and token.strip() for token in tokens)


@pytest.mark.parametrize("make", [make_tokenizer, sentence_piece_like])
def test_both_libraries_give_the_same_tokens(make: Callable[[], Tokenizer]) -> None:
    bos = "<s>" if make is sentence_piece_like else BOS
    plain = TokenCodec(make())
    wrapped = TokenCodec(PreTrainedTokenizerFast(tokenizer_object=make(), bos_token=bos))
    assert plain.bos == wrapped.bos is not None
    assert plain.encode(TEXT) == wrapped.encode(TEXT)
    assert [plain.decode(id) for id in plain.encode(TEXT)] == [wrapped.decode(id) for id in plain.encode(TEXT)]


def test_a_token_is_found_by_its_string() -> None:
    codec = TokenCodec(make_tokenizer())
    for id in codec.encode(TEXT):
        assert codec.find(codec.decode(id)) == id
    assert codec.find("no token of this vocabulary") is None
    assert codec.find(BOS) is None
