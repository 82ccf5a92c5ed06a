"""Whoosh analyzer over the archive's analysis, so that its schema, readers and parsers have the indexed terms."""

from __future__ import annotations

from collections.abc import Iterator

from whoosh.analysis import Analyzer, Token

from archive.search.analysis.analyser import printed_words, stem, stems, words


class _Word(Token):
    """Whoosh's token with fast attributes: writing them for a word costs 10 ns instead of 40.

    Its own `__init__` reads the instance's `__dict__`, after which CPython stores the attributes in a dictionary
    instead of beside the instance. One instance is reused for all words of a text.
    """

    def __init__(self, positions: bool, chars: bool, removestops: bool, mode: str, more: dict[str, object]) -> None:
        self.positions, self.chars, self.removestops, self.mode = positions, chars, removestops, mode
        self.stopped = False
        self.boost = 1.0
        self.text = ""
        self.pos = 0
        for name, value in more.items():
            setattr(self, name, value)


class TextAnalyzer(Analyzer):
    """Whoosh analyzer over `words` and `stems`, so that its own writers, readers and parsers have the same terms.

    A field of texts `by_language` is written with the terms of each article's language (see `write_buffer`); Whoosh's
    own calls have no article, and give the English ones.

    >>> [token.text for token in TextAnalyzer(stemmed=True)("The ministers' running")]
    ['the', 'minist', 'run']
    """

    def __init__(self, *, stemmed: bool, by_language: bool = False) -> None:
        self.stemmed = stemmed
        self.by_language = by_language

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]  # how Python marks a class as unhashable

    def terms(self, text: str) -> list[str]:
        """Return the indexed terms of a text of this kind, in order."""
        return stems(text) if self.stemmed else words(text)

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        keeporiginal: bool = False,
        removestops: bool = True,
        start_pos: int = 0,
        start_char: int = 0,
        mode: str = "",
        **kwargs: object,
    ) -> Iterator[Token]:
        token = _Word(positions, chars, removestops, mode, kwargs)
        if chars or keeporiginal:
            yield from self._tokens_with_places(token, value, start_pos, start_char)
            return
        for position, term in enumerate(self.terms(value), start_pos):
            token.text = term
            token.pos = position
            yield token

    def _tokens_with_places(self, token: Token, value: str, start_pos: int, start_char: int) -> Iterator[Token]:
        for position, (word, start, end) in enumerate(printed_words(value), start_pos):
            token.original = word
            token.text = stem(word) if self.stemmed else word
            token.pos = position
            token.startchar, token.endchar = start_char + start, start_char + end
            yield token
