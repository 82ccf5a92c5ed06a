"""Keys of words that signs hold together in print (co-operation, U.S.), in the field of names."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from archive.search.analysis.analyser import stem
from archive.text.names.variants.name_keys import name_keys, name_tokens
from archive.text.names.variants.word_spellings import MAX_JOINED, joined_form, joined_forms, signs_in_words

# No key of a name begins so.
_PREFIX = "0"
_CACHED_CHUNKS = 1 << 16  # some 8 MB


def joined_key(form: str) -> str:
    """Return the key of a form without its signs: "cooperation" → "0cooper"."""
    return f"{_PREFIX}{stem(form)}"


def joined_keys(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the key of each such word of a text with its range: "by co-operation" → ("0cooper", 3, 15)."""
    for form, start, end in joined_forms(text):
        yield joined_key(form), start, end


def keys_in(text: str) -> Iterator[str]:
    """Yield all keys of a text for the field of names: of its names, and of its words with signs."""
    yield from name_tokens(signs_in_words(text))
    yield from chain.from_iterable(map(_keys_of_chunk, text.split()))


class _KeysOfChunks(dict[str, tuple[str, ...]]):
    """Keys of the words with signs in what stands between two spaces: no such word holds a space, and chunks recur."""

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        keys = tuple(key for key, _, _ in joined_keys(chunk))
        if len(chunk) <= MAX_JOINED:
            if len(self) >= _CACHED_CHUNKS:
                self.clear()
            self[chunk] = keys
        return keys


_keys_of_chunk = _KeysOfChunks().__getitem__


def keys_of(word: str) -> frozenset[str]:
    """Return the keys by which a word of a query is looked up there: "NATO" → {"nato", "0nato"}."""
    word = signs_in_words(word)
    form = joined_form(word)
    names = name_keys(form if "." in word and form else word)
    return names | {joined_key(form)} if form else names
