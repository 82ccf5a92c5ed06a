"""Name keys: one key for the spellings of one name, so that Sergei finds Sergey, Сергей and Serguei.

Index and query use the same functions, so only equality of keys matters, not their form. Keys come from the rules of
`phonetic_keys` and, for names that two languages write differently (Kyiv and Kiev, Volodymyr and Vladimir), from the
list in `name_variants.toml`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

from archive.text.names.normalisation import APOSTROPHES, fold_word
from archive.text.names.variants.phonetic_keys import MAX_NAME, spelling_key
from archive.text.names.variants.transliteration import is_cyrillic, latin_readings
from archive.text.names.word_lists import read_word_list

__all__ = ["first_letters", "is_cyrillic", "name_key", "name_keys", "name_tokens"]

# Letters with marks that stand for two English letters in their alphabet. The press writes both these ("Čubajs" →
# "Chubais") and the bare letter ("Erdoğan" → "Erdogan"), so such a word has a key for each.
_DIGRAPHS = str.maketrans(
    {"š": "sh", "č": "ch", "ž": "zh", "ş": "sh", "ș": "sh", "ç": "ch", "ğ": "gh", "ż": "zh", "ś": "sh", "ć": "ch"}
)

# J is English J in Turkic names and Y in German and scholarly spellings. Where a name begins with it, or has it
# between vowels, and has a Slavic ending, both readings are used.
_SLAVIC_J = re.compile(
    r"(?:^|(?<=[aeiouy]))j(?=[aeiouy]..)(?=.*(?:[oe][vwf]+a?|in|ina|sk[iy][ijy]?|enko|it[sc]*h|ij)$)"
)

_LETTERS = rf"[^\W\d_]+(?:[{re.escape(APOSTROPHES)}]?[^\W\d_]+|[\u0300-\u036f]+)*+"
_HYPHEN = re.compile("[-‐‑]")
_COMPOUND = re.compile(rf"{_LETTERS}(?:{_HYPHEN.pattern}{_LETTERS})*")

_MAX_COMPOUND = 4 * MAX_NAME  # longer tokens are no names, and would only fill the caches

_CACHED_CHUNKS = 1 << 16  # some 10 MB

_FUNCTION_WORDS = read_word_list("function_words.txt")


@lru_cache(maxsize=1 << 16)
def name_keys(word: str) -> frozenset[str]:
    """Return the keys of a word: usually one, up to four for spellings that can be read two ways.

    "Sergey", "Sergei", "Сергей" → {"sergei"}; "Lukashenka" → {"lukashenko"}; "Гайдук", Russian or Ukrainian →
    {"gaiduk", "haiduk"}; "Juschtschenko" → {"jushenko", "iushenko"}. Two words are spellings of one name when they
    share a key. Marks matter ("Čubajs" is also Chubais), so pass the word as printed, not folded. A word without
    letters or digits, or longer than forty letters, has no key.
    """
    return frozenset(_keys_in_order(word))


def name_key(word: str) -> str:
    """Return the key of a word's likeliest reading, "" without one; for grouping and sorting."""
    return next(_keys_in_order(word), "")


def _keys_in_order(word: str) -> Iterator[str]:
    if len(word) > 2 * MAX_NAME:  # too long for a name, even with accents and apostrophes
        return
    for reading in _marked_readings(word):
        for spelling in _j_readings(reading):
            if key := _variant_key(spelling):
                yield key


def _marked_readings(word: str) -> Iterator[str]:
    yield from latin_readings(fold_word(word))
    lower = unicodedata.normalize("NFC", word).casefold()
    digraphs = lower.translate(_DIGRAPHS)
    if digraphs != lower:
        yield from latin_readings(fold_word(digraphs))


def _j_readings(letters: str) -> Iterator[str]:
    letters = letters.replace("-", "")
    yield letters
    if "j" in letters and _SLAVIC_J.search(letters):
        yield _SLAVIC_J.sub("y", letters)


def _variant_key(letters: str) -> str:
    key = spelling_key(letters)
    return _VARIANTS.get(key, key)


def _read_variants() -> dict[str, str]:
    """Map the key of every listed form to the key of its group's first form; ValueError if two groups share a key."""
    text = resources.files("archive.text").joinpath("name_variants.toml").read_text(encoding="utf-8")
    variants: dict[str, str] = {}
    for groups in tomllib.loads(text).values():
        for forms in groups:
            keys = {spelling_key(reading) for form in forms for reading in _marked_readings(form.replace("-", ""))}
            if met := keys & variants.keys():
                raise ValueError(f"name_variants.toml: {forms} shares a key with another group: {sorted(met)}")
            variants |= dict.fromkeys(keys, spelling_key(fold_word(forms[0])))
    return variants


_VARIANTS = _read_variants()


# Letters that the rules may derive from a first letter: Chtcherbakov, Dzhakarta, Jelzin, Khrushchev, Xatami …
_MADE_OF_FIRST_LETTERS = {
    "c": "s", "d": "j", "j": "eiy", "k": "h", "o": "u", "q": "k", "t": "c", "w": "v", "x": "h", "y": "ei", "z": "j",
}  # fmt: skip


@lru_cache(maxsize=1 << 12)
def first_letters(key: str) -> frozenset[str]:
    """Return the lower-case first letters that a word in plain letters with this key may have.

    "hrushev" → {"h", "k", "x", …}: a prefilter for searching a text before computing the keys of its words.
    """
    initials = {key[:1]} | {listed[:1] for listed, shared in _VARIANTS.items() if shared == key}
    made = {letter for letter, others in _MADE_OF_FIRST_LETTERS.items() if not initials.isdisjoint(others)}
    return frozenset(filter(None, initials | made))


def name_tokens(text: str) -> Iterator[str]:
    """Yield the keys of possible names among the words of a text, in order, for an index of names.

    These are the capitalised words, except function words, and the word right after such a word: houses and
    newspapers are named "Krasnaya zvezda" or "Novye izvestia", with one capital. Other words are in the index of
    words anyway; so a search for a name does not match ordinary vocabulary, and the index remains small. A hyphenated
    name gives its parts and the whole: "Nur-Sultan" is found as Nur, as Sultan and as Nursultan.
    """
    expected = False
    chunks = text.split()
    for chunk, words in zip(chunks, map(_words_with_capitals, chunks), strict=True):
        if words is None and not expected:
            continue
        for word, capitalised in _words_of(chunk) if words is None else words:
            if not (capitalised or expected):
                continue
            keys = _keys_of_word(word)
            yield from keys or ()
            expected = keys is not None and capitalised


class _Chunks(dict[str, tuple[tuple[str, bool], ...] | None]):
    """The words of what stands between two spaces, None where there are some and none has a capital.

    No word holds a space, and nearly all chunks recur: a text costs one lookup for each.
    """

    def __missing__(self, chunk: str) -> tuple[tuple[str, bool], ...] | None:
        words = _words_of(chunk)
        found = words if not words or any(capitalised for _, capitalised in words) else None
        if len(chunk) <= _MAX_COMPOUND:
            if len(self) >= _CACHED_CHUNKS:
                self.clear()
            self[chunk] = found
        return found


_words_with_capitals = _Chunks().__getitem__


def _words_of(chunk: str) -> tuple[tuple[str, bool], ...]:
    """Return the words of a chunk, each with whether it has a capital."""
    words = (word for word in _COMPOUND.findall(chunk) if len(word) <= _MAX_COMPOUND)
    return tuple((word, word != word.lower()) for word in words)


@lru_cache(maxsize=1 << 16)
def _keys_of_word(word: str) -> tuple[str, ...] | None:
    """Return the keys of a word that may be a name, None of a function word; kept, since names recur in an archive."""
    return None if fold_word(word) in _FUNCTION_WORDS else tuple(_compound_keys(_HYPHEN.split(word)))


def _compound_keys(parts: list[str]) -> Iterator[str]:
    for part in parts:
        if len(part) > 1:  # an initial is no name
            yield from sorted(name_keys(part))
    if len(parts) > 1:
        yield from sorted(name_keys("".join(parts)))
