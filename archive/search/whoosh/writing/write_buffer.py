"""Write buffer: articles as numbers in flat arrays, until they are sorted into a segment."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.fields import FieldType, Schema
from whoosh.formats import Existence

from archive.search.analysis.analyser import form_of, stem, tokens
from archive.search.analysis.languages import (
    SEPARATOR,
    language_tokens,
    printed_form_of,
    stemmed_language,
    term_of,
)
from archive.search.computed_fields import complete
from archive.search.fields import LANGUAGE
from archive.search.whoosh.format.integer_lists import GatheredRows
from archive.search.whoosh.format.inverted_index import Inverted, write_field
from archive.search.whoosh.format.schema import NumberRows
from archive.search.whoosh.format.segment_arrays import bytes_of_lengths
from archive.search.whoosh.format.segment_file import SegmentFileWriter
from archive.search.whoosh.format.text_analyzer import TextAnalyzer

# Memory per word while a buffer is sorted: its number, its position, its key, and copies of them.
BYTES_A_WORD = 48
# A vocabulary larger than this is cleared with the next buffer.
MAX_VOCABULARY = 1_000_000


class Vocabulary(dict[str, int]):
    """Numbers of words, assigned on first use."""

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


class _Tokens(dict[str, int]):
    """Numbers of words by token, so that a known word needs one lookup."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self.vocabulary = vocabulary

    def __missing__(self, token: str) -> int:
        number = self[token] = self.vocabulary[form_of(token)]
        return number


class _TextField:
    """The words of one text field, document by document."""

    def __init__(self, analyzer: TextAnalyzer, with_positions: bool) -> None:
        self.stemmed, self.by_language = analyzer.stemmed, analyzer.by_language
        self.with_positions = with_positions
        self.tokens = array("I")
        self.docs = array("I")
        self.lengths = array("I")

    def add(self, doc: int, numbers: array[Any]) -> None:
        self.tokens.extend(numbers)
        self.docs.append(doc)
        self.lengths.append(len(numbers))


class _ValueField:
    """Whole values of one field."""

    def __init__(self) -> None:
        self.docs_of: dict[bytes, array[Any]] = {}

    def add(self, doc: int, values: list[bytes]) -> None:
        for value in values:
            self.docs_of.setdefault(value, array("I")).append(doc)


class Buffer:
    """Holds articles in memory until they are written as one segment.

    Supports the fields of a columnar segment: texts analysed by `TextAnalyzer`, rows of numbers, and whole values (any
    other of Whoosh's fields whose format is Existence). Raises TypeError for a schema with others.
    """

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.doc_count = 0
        self.word_count = 0
        self._tokens = _Tokens(Vocabulary())
        self._texts: dict[str, _TextField] = {}
        self._values: dict[str, _ValueField] = {}
        self._rows: dict[str, GatheredRows] = {}
        for name, field in schema.items():
            self._check(name, field)
        self.clear()

    @staticmethod
    def _check(name: str, field: FieldType) -> None:
        whole = type(field.format) is Existence
        if not (whole or isinstance(field.analyzer, TextAnalyzer)) or field.vector or field.column_type:
            raise TypeError(f"A columnar segment cannot keep the field {name!r} ({field!r})")
        if field.stored and not whole:
            raise TypeError(f"A columnar segment does not store texts, as the field {name!r} asks")

    def clear(self) -> None:
        """Remove all articles."""
        self.doc_count = self.word_count = 0
        if len(self._tokens) > MAX_VOCABULARY:
            self._tokens = _Tokens(Vocabulary())
        self._texts, self._values, self._rows = {}, {}, {}
        for name, field in self.schema.items():
            if isinstance(field, NumberRows):
                self._rows[name] = GatheredRows(field.width)
            elif type(field.format) is Existence:
                self._values[name] = _ValueField()
            else:
                self._texts[name] = _TextField(field.analyzer, field.format.supports("positions"))

    def add(self, document: dict[str, Any]) -> int:
        """Add one article, a value (or a list of them) a field, completed; return its number, counted from 0.

        Raises KeyError for a field that the schema does not have, TypeError for a text that is not a string.
        """
        document = complete(document)
        numbers_of = self._numberer()
        language = stemmed_language(document.get(LANGUAGE) or "")
        doc = self.doc_count
        entries = [(name, value, self.schema[name]) for name, value in document.items() if value is not None]
        for name, value, field in entries:
            if name in self._texts:
                if language and self._texts[name].by_language:
                    numbers = self._numbers_in(language, value, stemmed=self._texts[name].stemmed)
                else:
                    numbers = numbers_of(value)
                self._texts[name].add(doc, numbers)
                self.word_count += len(numbers)
            elif name in self._rows:
                self._rows[name].add(doc, value)
            else:
                self._values[name].add(doc, [item[0] for item in self._items(name, value, field)])
        self.doc_count += 1
        return doc

    @staticmethod
    def _items(name: str, value: Any, field: FieldType) -> list[Any]:
        try:
            return list(field.index(value))
        except (ValueError, TypeError, OverflowError) as error:
            raise TypeError(f"{value!r} is no value of the field {name!r}: {error}") from error

    def _numberer(self) -> Callable[[str], array[Any]]:
        """Return a function from a text to its words' numbers. Fields of an article share texts; each is analysed
        once.
        """
        number = self._tokens.__getitem__
        seen: dict[str, array[Any]] = {}

        def numbers_of(text: str) -> array[Any]:
            if text not in seen:
                if not isinstance(text, str):
                    raise TypeError(f"A text was expected, not {text!r}")
                head, _, rest = text.partition("\n")
                if rest in seen:  # a text analysed already, with another line in front of it
                    seen[text] = array("I", map(number, tokens(head))) + seen[rest]
                else:
                    seen[text] = array("I", map(number, tokens(text)))
            return seen[text]

        return numbers_of

    def _numbers_in(self, language: str, text: str, *, stemmed: bool) -> array[Any]:
        """Return the numbers of a text's words in a language with a stemmer: of their terms, or their printed forms.

        Both are in the vocabulary as they are; `_Stems` knows terms by their separator.
        """
        number, made_of = self._tokens.vocabulary.__getitem__, term_of if stemmed else printed_form_of
        return array("I", (number(made_of(token, language)) for token in language_tokens(text, language)))

    def write(self, path: Path) -> None:
        """Write the articles to a segment's file."""
        file = SegmentFileWriter(path)
        try:
            fields = {}
            stems = _Stems(self._tokens.vocabulary)
            for name in sorted(self._texts | self._values):
                if name in self._values:
                    inverted = self._inverted_values(self._values[name])
                else:
                    terms = stems if self._texts[name].stemmed else _Forms(self._tokens.vocabulary)
                    inverted = self._inverted_text(self._texts[name], terms)
                if inverted.terms:
                    fields[name] = write_field(file, name, inverted, self.doc_count)
            stored = [name for name, field in self.schema.items() if field.stored]
            for name in sorted(self._rows):
                self._rows[name].write(file, name, self.doc_count)
            widths = {name: rows.width for name, rows in self._rows.items()}
            file.finish({"doc_count": self.doc_count, "fields": fields, "rows": widths, "stored": stored})
        except BaseException:
            file.abandon()
            raise

    def _inverted_values(self, field: _ValueField) -> Inverted:
        terms = sorted(field.docs_of)
        lists = [np.frombuffer(field.docs_of[term], dtype=np.uint32) for term in terms]
        bounds = np.cumsum([0, *map(len, lists)])
        docs = np.concatenate(lists) if lists else np.empty(0, np.uint32)
        return Inverted(terms, bounds, docs, None, None, None, 0, whole_values=True)

    def _inverted_text(self, field: _TextField, vocabulary: _Forms) -> Inverted:
        tokens = np.frombuffer(field.tokens, dtype=np.uint32) if field.tokens else np.empty(0, np.uint32)
        lengths = np.frombuffer(field.lengths, dtype=np.uint32) if field.lengths else np.empty(0, np.uint32)
        docs = np.frombuffer(field.docs, dtype=np.uint32) if field.docs else np.empty(0, np.uint32)
        doc_of = np.repeat(docs, lengths)
        numbers = vocabulary.numbers[tokens]
        used = np.flatnonzero(np.bincount(numbers, minlength=len(vocabulary.terms)))
        texts = [vocabulary.terms[n].encode() for n in used.tolist()]
        order = sorted(range(len(texts)), key=texts.__getitem__)
        rank = np.empty(len(vocabulary.terms), dtype=np.uint64)
        rank[used[order]] = np.arange(len(order), dtype=np.uint64)
        # Words are ordered by document and position; sorting by term and index preserves that order within a term.
        keys = (rank[numbers] << np.uint64(32)) | np.arange(len(numbers), dtype=np.uint64)
        keys.sort()
        places = (keys & np.uint64(0xFFFFFFFF)).astype(np.intp)
        ranks = (keys >> np.uint64(32)).astype(np.uint32)
        sorted_docs = doc_of[places]
        begins = np.ones(len(keys), dtype=bool)
        begins[1:] = (ranks[1:] != ranks[:-1]) | (sorted_docs[1:] != sorted_docs[:-1])
        starts = np.flatnonzero(begins)
        positions = None
        if field.with_positions:
            positions = (places - np.repeat(np.cumsum(lengths) - lengths, lengths)[places]).astype(np.uint32)
        all_lengths = np.zeros(self.doc_count, dtype=np.int64)
        all_lengths[docs] = lengths
        return Inverted(
            terms=[texts[n] for n in order],
            bounds=np.searchsorted(ranks[starts], np.arange(len(order) + 1)),
            docs=sorted_docs[starts],
            freqs=np.diff(np.append(starts, len(keys))),
            positions=positions,
            lengths=bytes_of_lengths(all_lengths),
            length_total=len(tokens),
            whole_values=False,
        )


class _Forms:
    """Terms of a field of forms: the words themselves."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.terms = list(vocabulary)
        self.numbers = np.arange(len(vocabulary))


class _Stems(_Forms):
    """Terms of a field of stems, and the term of each word."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        stems = Vocabulary()
        made = (stems[word if SEPARATOR in word else stem(word)] for word in vocabulary)
        self.numbers = np.fromiter(made, dtype=np.intp, count=len(vocabulary))
        self.terms = list(stems)
