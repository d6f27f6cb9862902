"""The byte-level BPE tokenizer of `py-solu-2l`."""

from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

VOCABULARY_SIZE = 4096
BOS = "<|bos|>"

# What merges may not cross, first match wins: line ends with the next line's indentation; `__dunder__` names; words
# with their leading space or underscores (so `_write_lock` is `_write`, `_lock`); the ends of contractions; up to three
# digits; punctuation; the rest of white space, the last space of which belongs to the word that follows.
SPLIT = "|".join(
    (
        r"\n+[ \t]*",
        r" ?__\p{L}+__",
        r" ?_*\p{L}+",
        r"(?<=\p{L})'(?:ll|ve|re|[sdmt])\b",
        r" ?\p{N}{1,3}",
        r" ?(?:[^\s\p{L}\p{N}_]+|_+)",
        r"[^\S\n]+(?!\S)",
        r"\s+",
    )
)


def train_tokenizer(texts: Iterable[str]) -> Tokenizer:
    """Train the tokenizer on the texts; equal texts give an equal tokenizer. It adds no special token by itself."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(SPLIT), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY_SIZE,
        special_tokens=[BOS],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer
