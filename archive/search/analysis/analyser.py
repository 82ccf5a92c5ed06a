"""Analysis of texts for the index: normalised word forms, and their stems, in printed order.

Two forms of every word are indexed, each in fields of its own (see `fields`):

- **stems**, with positions, in the fields that are searched and scored. "organize", "organized" and "organizing" meet.
- **forms**, the printed words normalised, without positions. Prefixes, wildcards and fuzzy words are looked up among
  these, because nobody types a stem ("policy*" would not find "polici"); and they tell an exact match from one of the
  stem only, so that exact matches rank first.

No stop word is dropped: phrases count them. Hyphens separate words, apostrophes do not ("O'Brien" is one word,
"obrien"), and a possessive ending is removed ("Kazakhstan's" is "kazakhstan").
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from itertools import pairwise

import Stemmer

from archive.text.names.normalisation import APOSTROPHES, INVISIBLES, fold, fold_word

# Longer than any word of a language with spaces; hostile texts contain "words" of a megabyte.
MAX_WORD = 64
# Size of the caches in words; a full one is cleared. A large archive's vocabulary, some 30 MB.
CACHED_WORDS = 300_000

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
# Separators of words in a normalised text that is all ASCII, as most English prose is.
_PARTING = {code: " " for code in range(128) if not chr(code).isalnum() and chr(code) != "'"}
# The same words in a text before normalisation: what it removes or turns into an apostrophe may be inside one.
_INSIDE = re.escape(APOSTROPHES + INVISIBLES) + "\u0300-\u036f"
_CHUNK = re.compile(r"\S+")
_PRINTED_WORD = re.compile(rf"[^\W_][{_INSIDE}]*(?:[^\W_]+[{_INSIDE}]*)*")


class _Cache(dict[str, str]):
    """Cache by word that computes missing entries, and is cleared when full."""

    def __missing__(self, word: str) -> str:
        if len(self) >= CACHED_WORDS:
            self.clear()
        found = self[word] = self.work_out(word)
        return found

    def work_out(self, word: str) -> str:
        raise NotImplementedError


class _Forms(_Cache):
    def work_out(self, word: str) -> str:
        return fold_word(word)[:MAX_WORD]


class _Stems(_Cache):
    def __init__(self) -> None:
        super().__init__()
        self._own = threading.local()  # a Snowball stemmer has an internal buffer, so each thread has its own

    def work_out(self, word: str) -> str:
        if not hasattr(self._own, "stemmer"):
            self._own.stemmer = Stemmer.Stemmer("english", 0)
        return str(self._own.stemmer.stemWord(word))


class _StemsOfTokens(_Stems):
    """Stems by tokens, so that a text's words need one lookup each, not one by token and one by form."""

    def work_out(self, token: str) -> str:
        return super().work_out(fold_word(token)[:MAX_WORD])


_form = _Forms().__getitem__
_stem = _Stems().__getitem__
_stem_of_token = _StemsOfTokens().__getitem__


def words(text: str) -> list[str]:
    """Return the normalised words of a text in printed order; a word's index in the list is its position.

    "Interfax-Kazakhstan’s Évidence" → ["interfax", "kazakhstan", "evidence"]; "U.S." → ["u", "s"]; "" → [].
    """
    return list(map(_form, tokens(text)))


def tokens(text: str) -> list[str]:
    """Return a text's words before `form_of`, for callers that have a table of their own."""
    return _tokens(fold(text))


def form_of(token: str) -> str:
    """Return the form of a token: "o'brien" → "obrien"."""
    return _form(token)


def _tokens(folded: str) -> list[str]:
    if not folded.isascii():
        return _WORD.findall(folded)
    # The same tokens six times faster: the expression above costs 200 ns a word, a translation table 35.
    if "'" in folded:
        folded = _with_apostrophes_inside_words_only(folded)
    return folded.translate(_PARTING).split()


def _with_apostrophes_inside_words_only(folded: str) -> str:
    pieces = folded.split("'")
    kept = [pieces[0]]
    for before, after in pairwise(pieces):
        kept.append("'" if before[-1:].isalnum() and after[:1].isalnum() else " ")
        kept.append(after)
    return "".join(kept)


def stem(word: str) -> str:
    """Return the stem of a folded word by the Snowball stemmer for English ("Porter 2").

    "organize", "organized", "organizing" → "organiz"; "running" → "run"; "kazakhstans" → "kazakhstan".
    """
    return _stem(word)


def stems(text: str) -> list[str]:
    """Return the stems of a text's words, one a word: "The ministers' running" → ["the", "minist", "run"]."""
    return list(map(_stem_of_token, tokens(text)))


def printed_words(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word's normalised form and its range in the text as printed, for highlighting.

    "en L’Été" → ("en", 0, 2), ("lete", 3, 8). Yields the same words as `words` in the same order.
    """
    for chunk in _CHUNK.finditer(text):
        yield from _words_of_chunk(chunk.group(), chunk.start())


def _words_of_chunk(chunk: str, offset: int) -> list[tuple[str, int, int]]:
    found = []
    for match in _PRINTED_WORD.finditer(chunk):
        found += [(word, offset + match.start(), offset + match.end()) for word in words(match.group())]
    expected = words(chunk)
    if [word for word, _, _ in found] == expected:
        return found
    # Normalisation moved the bounds between words ("№1" is "no1", "1½" is "11" and "2"): the whole chunk is the range.
    return [(word, offset, offset + len(chunk)) for word in expected]
