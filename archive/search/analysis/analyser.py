"""Analysis of texts for the index: normalised word forms, and their stems, in printed order.

Two forms of every word are indexed, each in fields of its own (see `fields`):

- **stems**, with positions, in the fields that are searched and scored. "organize", "organized" and "organizing" meet.
- **forms**, the printed words normalised, without positions. Prefixes, wildcards and fuzzy words are looked up among
  these, because nobody types a stem ("policy*" would not find "polici"); and they tell an exact match from one of the
  stem only, so that exact matches rank first.

No stop word is dropped: phrases count them. Hyphens separate words, apostrophes do not ("O'Brien" is one word,
"obrien"), and a possessive ending is removed ("Kazakhstan's" is "kazakhstan"). C++, C# and .NET are words of their
own. Runs of letters in scripts that part no words are pairs of letters (see `scripts`). Stems here are English;
`languages` has those of other languages.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from itertools import pairwise

import Stemmer

from archive.search.analysis.scripts import VOWEL_SIGNS, has_unparted, pairs_of, runs_of, spelled_alike
from archive.text.names.normalisation import APOSTROPHES, INVISIBLES, fold, fold_keeping_accents, fold_word
from archive.text.names.variants.word_spellings import SIGNED, signs_in_words

# Longer than any word of a language with spaces; hostile texts contain "words" of a megabyte.
MAX_WORD = 64
# Size of the caches in words; a full one is cleared. A large archive's vocabulary, some 30 MB.
CACHED_WORDS = 300_000

_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{VOWEL_SIGNS}])*(?:'[^\W_](?:[^\W_]|[{VOWEL_SIGNS}])*)*")
# Separators of words in a normalised text that is all ASCII, as most English prose is.
_PARTING = {code: " " for code in range(128) if not chr(code).isalnum() and chr(code) != "'"}
# The same words in a text before normalisation: what it removes or turns into an apostrophe may be inside one.
_INSIDE = (
    re.escape(APOSTROPHES + INVISIBLES)
    + "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    + VOWEL_SIGNS
)
_CHUNK = re.compile(r"\S+")
_PRINTED_WORD = re.compile(rf"{SIGNED}|[^\W_][{_INSIDE}]*(?:[^\W_]+[{_INSIDE}]*)*")


class CachedWords(dict[str, str]):
    """Cache by word that computes missing entries, and is cleared when full."""

    def __missing__(self, word: str) -> str:
        if len(self) >= CACHED_WORDS:
            self.clear()
        found = self[word] = self.work_out(word)
        return found

    def work_out(self, word: str) -> str:
        raise NotImplementedError


class _Forms(CachedWords):
    def work_out(self, word: str) -> str:
        return _folded(word)


def _folded(token: str) -> str:
    return spelled_alike(fold_word(token))[:MAX_WORD]


class _Stems(CachedWords):
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
        return super().work_out(_folded(token))


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
    return _tokens(signs_in_words(fold(text)))


def tokens_with_accents(text: str, *, capital_i: bool = False) -> list[str]:
    """Return as many tokens as `tokens` does, in lower case with their accents, for the stemmer of a language.

    With `capital_i`, I is the capital of ı, and İ of i.
    """
    if capital_i:
        text = text.replace("I", "ı").replace("İ", "i")
    return _tokens(signs_in_words(fold_keeping_accents(text)))


def query_tokens(text: str) -> list[str]:
    """Return the tokens of a question: those of a text, without the single letter that ends a run of pairs.

    "港口罢工" → ["港口", "口罢", "罢工"], which is a phrase in any longer run; "港" → ["港"].
    """
    found = tokens(text)
    if len(found) > 1 and len(found[-1]) == 1 and len(found[-2]) == 2 and found[-2][1] == found[-1]:
        return found[:-1] if has_unparted(found[-1]) else found
    return found


def query_words(text: str) -> list[str]:
    """Return the normalised words of a question: see `query_tokens`."""
    return list(map(_form, query_tokens(text)))


def form_of(token: str) -> str:
    """Return the form of a token: "o'brien" → "obrien"."""
    return _form(token)


def _tokens(folded: str) -> list[str]:
    if not folded.isascii():
        found = _WORD.findall(folded)
        return [part for token in found for part in pairs_of(token)] if has_unparted(folded) else found
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
        if has_unparted(match.group()):
            found += _pairs_of_run(match.group(), offset + match.start())
        else:
            found += [(word, offset + match.start(), offset + match.end()) for word in words(match.group())]
    expected = words(chunk)
    if [word for word, _, _ in found] == expected:
        return found
    # Normalisation moved the bounds between words ("№1" is "no1", "1½" is "11" and "2"): the whole chunk is the range.
    return [(word, offset, offset + len(chunk)) for word in expected]


def _pairs_of_run(run: str, offset: int) -> list[tuple[str, int, int]]:
    """Return the words of a run with letters that part none, each pair with its own range."""
    found: list[tuple[str, int, int]] = []
    for start, end in runs_of(run):
        part = run[start:end]
        made = words(part)
        if has_unparted(part) and len(made) == len(part):
            found += [(word, offset + start + at, offset + min(start + at + 2, end)) for at, word in enumerate(made)]
        else:
            found += [(word, offset + start, offset + end) for word in made]
    return found
