"""Normalisation: folds text for comparison, without case, accents or typographic variants.

Stored and displayed text is never folded; only search terms and the index are.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# All characters used for an apostrophe by typists, typesetters and transliteration schemes: quotation marks, primes
# (the Library of Congress's soft sign), Uzbek's turned commas, spacing accents.
APOSTROPHES = "'`´‘’‚‛′‵‹›ʹʺʻʼʽʾʿˈˊˋ՚׳＇ꞌ"
DOUBLE_QUOTES = '"“”„‟″‶«»〝〞〟״＂'
DASHES = "-‐‑‒–—―⁃−﹘﹣－"
# Soft hyphens, zero-width spaces and joiners, direction marks: invisible, and so ignored in matching.
INVISIBLES = (
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff"
)

# Letters that Unicode does not decompose into a base and an accent.
_LETTERS = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "ħ": "h", "ŧ": "t",
    "ŋ": "ng", "ƒ": "f", "ə": "a", "ɵ": "o", "ɨ": "i", "ʉ": "u", "ƶ": "z", "ƣ": "gh", "ȷ": "j", "ĸ": "q",
}  # fmt: skip

# Cyrillic letters in their own right that Unicode decomposes. The others (ё, ӣ, ӯ) lose their marks, because printed
# texts often leave them out.
_CYRILLIC_WHOLE = frozenset("йўїѓќ")

_MAX_CACHED = 80  # characters; longer tokens are not words, and would only fill the cache
_LAST_CACHED = 0xFFFF  # limits the table: input is untrusted, and there are a million code points


def _fold_character(character: str) -> str:
    if character in APOSTROPHES:
        return "'"
    if character in DOUBLE_QUOTES:
        return '"'
    if character in DASHES:
        return "-"
    if character in INVISIBLES:
        return ""
    folded = character.casefold()
    if folded in _CYRILLIC_WHOLE:
        return folded
    if folded in _LETTERS:
        return _LETTERS[folded]
    bare = "".join(part for part in unicodedata.normalize("NFKD", folded) if not _is_accent(part))
    bare = unicodedata.normalize("NFC", bare)
    # A decomposition may contain characters that fold further ("ŉ" is an apostrophe and n, "ᴬ" a capital A).
    return bare if bare == character else "".join(map(_fold_character, bare))


def _is_accent(character: str) -> bool:
    """Tell accents, strokes and vowel points from the vowel signs of Indic and South-East Asian scripts."""
    combining_class = unicodedata.combining(character)
    return combining_class == 1 or 10 <= combining_class <= 36 or combining_class >= 200


class _FoldingTable(dict[int, str]):
    """Table for str.translate that computes a character's folding on first use."""

    def __missing__(self, code_point: int) -> str:
        folded = _fold_character(chr(code_point))
        if code_point <= _LAST_CACHED:
            self[code_point] = folded
        return folded


_TABLE = _FoldingTable()
_ASCII = bytes(range(128))
_MAX_REPLACEMENTS = 24  # different characters
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_POSSESSIVE = re.compile(r"(?<=[^\W\d])'s\Z")


def fold(text: str) -> str:
    """Return a text in lower case, without accents, with ' " and - for all variants of these signs.

    “Évidence” – №1, l’été → "evidence" - no1, l'ete. Letters of other scripts are retained: "Артём" → "артем", "Київ"
    → "київ". Idempotent. Lengths may change ("ß" → "ss").
    """
    if not text.isascii():
        # Composed first, so that й written as и and a breve is recognised as one letter.
        text = _fold_beyond_ascii(unicodedata.normalize("NFC", text))
    return text.lower().replace("`", "'")


def _fold_beyond_ascii(text: str) -> str:
    # English prose has a few different quotation marks, dashes and accents. Replacing these one after another takes a
    # fifth of the time of searching for non-ASCII runs, which takes half the time of translating every character.
    beyond = set(text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass"))
    if len(beyond) > _MAX_REPLACEMENTS:
        return _BEYOND_ASCII.sub(_fold_run, text)
    for character in beyond:
        text = text.replace(character, _TABLE[ord(character)])
    return text


class _AccentTable(dict[int, str]):
    """Table for str.translate as `_FoldingTable`, that keeps letters whose folding is letters, in lower case."""

    def __missing__(self, code_point: int) -> str:
        character = chr(code_point)
        folded, lower = _TABLE[code_point], character.lower()
        kept = lower if folded.isalnum() and lower.isalnum() and len(lower) == 1 else folded
        if code_point <= _LAST_CACHED:
            self[code_point] = kept
        return kept


_ACCENT_TABLE = _AccentTable()


def fold_keeping_accents(text: str) -> str:
    """Return a text in lower case as `fold` does, but with its letters' accents: stemmers need them.

    “L’Été” № 1 → "l'été" no 1. It has the same words as the folded text, in the same places.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_ACCENT_TABLE)
    return text.lower().replace("`", "'")


def _fold_run(run: re.Match[str]) -> str:
    return run.group().translate(_TABLE)


def fold_word(token: str) -> str:
    """Return one word in the form of the index: folded, without possessive ending and apostrophes.

    "O’Brien" → "obrien", "Kazakhstan’s" → "kazakhstan", "ministers'" → "ministers", "Rus'" → "rus", "1990's" →
    "1990s". Hyphens remain: the tokeniser decides whether they separate words. A token of apostrophes only becomes
    "".
    """
    return _fold_cached(token) if len(token) <= _MAX_CACHED else _fold_token(token)


def _fold_token(token: str) -> str:
    folded = fold(token)
    if "'" in folded or '"' in folded:
        folded = folded.strip("'\"")
        folded = _POSSESSIVE.sub("", folded).replace("'", "").replace('"', "")
    return folded


_fold_cached = lru_cache(maxsize=1 << 16)(_fold_token)
