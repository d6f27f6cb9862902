"""One face for the two kinds of tokenizer that models come with."""

from __future__ import annotations

from typing import Any

# What a `tokenizers.Tokenizer`, which does not say which of its special tokens begins a text, may call it.
_BOS_NAMES = ("<|bos|>", "<bos>", "<s>", "[BOS]", "<|begin_of_text|>", "<|endoftext|>")


class TokenCodec:
    """Encodes texts without special tokens and decodes single tokens.

    `tokenizer` is a `tokenizers.Tokenizer` or one of Hugging Face transformers; `TypeError` for anything else.
    `bos` is the id of the token that begins a context, `None` if the tokenizer has none; `special` are all special ids.
    """

    bos: int | None
    special: frozenset[int]

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._decoded: dict[int, str] = {}
        self._transformers = hasattr(tokenizer, "bos_token_id")
        if self._transformers:
            self.bos = tokenizer.bos_token_id
            self.special = frozenset(tokenizer.all_special_ids)
        elif hasattr(tokenizer, "get_added_tokens_decoder"):
            added = tokenizer.get_added_tokens_decoder()
            names = {token.content: id for id, token in added.items() if token.special}
            self.bos = next((names[name] for name in _BOS_NAMES if name in names), None)
            self.special = frozenset(names.values())
        else:
            raise TypeError(
                f"A tokenizer of the library tokenizers or transformers is needed; found {type(tokenizer).__name__}."
            )

    def encode(self, text: str) -> list[int]:
        """Give the ids of a text's tokens; special tokens that are spelt out in the text come as such."""
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        return encoded if self._transformers else encoded.ids

    def decode(self, id: int) -> str:
        """Give the string of one token; U+FFFD stands for bytes that are no character by themselves."""
        if id not in self._decoded:
            self._decoded[id] = self._tokenizer.decode([id], skip_special_tokens=False)
        return self._decoded[id]

    def rule(self) -> str:
        """Say in a sentence what is done about special tokens."""
        begins = "contexts have no BOS" if self.bos is None else f"contexts begin with {self.decode(self.bos)}"
        return f"{begins}; special tokens are neither recorded nor counted"
