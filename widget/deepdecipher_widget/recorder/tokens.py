"""One face for the two kinds of tokenizer that models come with."""

from __future__ import annotations

from typing import Any

# What a `tokenizers.Tokenizer`, which does not say which of its special tokens begins a text, may call it.
_BOS_NAMES = ("<|bos|>", "<bos>", "<s>", "[BOS]", "<|begin_of_text|>", "<|endoftext|>")

# Stands before a token while it is decoded: some tokenizers leave out the space at the beginning of a text.
_ANCHOR = "a"


class TokenCodec:
    """Encodes texts without adding special tokens, and decodes single tokens.

    `tokenizer` is a `tokenizers.Tokenizer` or one of Hugging Face transformers; `TypeError` for anything else.
    `bos` is the id of the token that begins a context, `None` if the tokenizer has none; `special` are all special ids.
    `keep_special` says whether special tokens are recorded and counted.
    """

    bos: int | None
    special: frozenset[int]

    def __init__(self, tokenizer: Any, keep_special: bool = False) -> None:
        self.keep_special = keep_special
        self._tokenizer = tokenizer
        self._decoded: dict[int, str] = {}
        self._found: dict[str, int] = {}
        self._transformers = hasattr(tokenizer, "bos_token_id")
        if self._transformers:
            self.bos = tokenizer.bos_token_id
            self.special = frozenset(tokenizer.all_special_ids)
            self._size = len(tokenizer)
        elif hasattr(tokenizer, "get_added_tokens_decoder"):
            added = tokenizer.get_added_tokens_decoder()
            names = {token.content: id for id, token in added.items() if token.special}
            self.bos = next((names[name] for name in _BOS_NAMES if name in names), None)
            self.special = frozenset(names.values())
            self._size = tokenizer.get_vocab_size()
        else:
            raise TypeError(
                f"A tokenizer of the library tokenizers or transformers is needed; found {type(tokenizer).__name__}."
            )
        anchor = self.encode(_ANCHOR)
        # A vocabulary without the letter has no anchor.
        self._anchor = anchor if self._text(anchor).endswith(_ANCHOR) else []
        self._before = len(self._text(self._anchor))

    @property
    def left_out(self) -> frozenset[int]:
        """The ids that are neither recorded nor counted."""
        return frozenset() if self.keep_special else self.special

    def encode(self, text: str) -> list[int]:
        """Give the ids of a text's tokens; special tokens that are spelt out in the text come as such."""
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        return encoded if self._transformers else encoded.ids

    def decode(self, id: int) -> str:
        """Give the string of one token, as it stands within a text: with the space before it, if that belongs to it.

        U+FFFD stands for bytes that are no character by themselves.
        """
        if id not in self._decoded:
            self._decoded[id] = self._text([*self._anchor, id])[self._before :]
        return self._decoded[id]

    def find(self, text: str) -> int | None:
        """Give the id of the ordinary token whose string is `text`, the lowest if several have it.

        The first call decodes the whole vocabulary.
        """
        if not self._found:
            for id in range(self._size - 1, -1, -1):
                if id not in self.special:
                    self._found[self.decode(id)] = id
        return self._found.get(text)

    def _text(self, ids: list[int]) -> str:
        options: dict[str, Any] = {"clean_up_tokenization_spaces": False} if self._transformers else {}
        return self._tokenizer.decode(ids, skip_special_tokens=False, **options)

    def rule(self) -> str:
        """Say in a sentence what is done about special tokens."""
        begins = "contexts have no BOS" if self.bos is None else f"contexts begin with {self.decode(self.bos)}"
        done = "recorded and counted like all others" if self.keep_special else "neither recorded nor counted"
        return f"{begins}; special tokens are {done}"
