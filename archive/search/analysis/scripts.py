"""Scripts: whose letters a word is in, words of scripts that part none, and letters that one word is written with.

Chinese, Japanese, Thai, Lao, Khmer and Burmese put no space between words, and Korean none between a noun and its
particle. A run of their letters is indexed as its pairs of letters, each at the position of its first letter, and its
last letter alone: 港口罢工 is 港口, 口罢, 罢工, 工. So every word of two letters or more is found as a phrase of pairs,
which is exact, and a single letter as the beginning of a pair.
"""

from __future__ import annotations

import re
import unicodedata

# Thai and Lao, Burmese, Khmer, kana, Han, Hangul.
UNPARTED_LETTERS = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U000323af"
)
_UNPARTED = re.compile(f"[{UNPARTED_LETTERS}]+")
_IS_UNPARTED = re.compile(f"[{UNPARTED_LETTERS}]")


def _vowel_signs() -> str:
    """Return the marks that are part of words of Indic and South-East Asian scripts, which `\\w` does not match."""
    blocks = (range(0x0900, 0x0E00), range(0x0E00, 0x0F00), range(0x1000, 0x10A0), range(0x1780, 0x1800))
    codes = [code for block in blocks for code in block if unicodedata.category(chr(code)) in ("Mn", "Mc")]
    return "".join(map(chr, codes))


VOWEL_SIGNS = _vowel_signs()

# The first letters of each script's blocks, of those that a stemmer is for.
_SCRIPTS = (
    ("latin", 0x0041, 0x024F),
    ("latin", 0x1E00, 0x1EFF),
    ("greek", 0x0370, 0x03FF),
    ("greek", 0x1F00, 0x1FFF),
    ("cyrillic", 0x0400, 0x052F),
    ("armenian", 0x0530, 0x058F),
    ("hebrew", 0x0590, 0x05FF),
    ("arabic", 0x0600, 0x077F),
    ("devanagari", 0x0900, 0x097F),
    ("tamil", 0x0B80, 0x0BFF),
)

# What Arabic, Persian and Urdu keyboards write alike, on the letters that folding leaves. Tatweel is only a stroke.
_ARABIC = str.maketrans("ىیېکةۀەھہۃ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "يييكهههههه01234567890123456789", "ـ")
_IS_ARABIC = re.compile(r"[\u0600-\u06ff]")


def script_of(word: str) -> str:
    """Return the script of a word's first letter: "паром" → "cyrillic"; "" for digits and scripts without stemmer."""
    letter = next((ord(each) for each in word if each.isalpha()), 0)
    return next((name for name, first, last in _SCRIPTS if first <= letter <= last), "")


def has_unparted(text: str) -> bool:
    """Return whether a text has letters of a script that parts no words."""
    return _IS_UNPARTED.search(text) is not None


def is_single_unparted(word: str) -> bool:
    """Return whether a word is one letter of such a script: "港"."""
    return len(word) == 1 and has_unparted(word)


def pairs_of(token: str) -> list[str]:
    """Return a token with runs of unparted letters as pairs: "no1港口罢工" → ["no1", "港口", "口罢", "罢工", "工"]."""
    found: list[str] = []
    for start, end in runs_of(token):
        run = token[start:end]
        found += [run[at : at + 2] for at in range(len(run))] if has_unparted(run) else [run]
    return found


def runs_of(token: str) -> list[tuple[int, int]]:
    """Return the ranges of a token's runs of unparted letters and of others, in order."""
    runs: list[tuple[int, int]] = []
    place = 0
    for run in _UNPARTED.finditer(token):
        if run.start() > place:
            runs.append((place, run.start()))
        runs.append(run.span())
        place = run.end()
    return [*runs, (place, len(token))] if place < len(token) else runs


def spelled_alike(word: str) -> str:
    """Return a folded word with one letter for those that keyboards and scribes write alike, and a plain final sigma.

    "کتاب" and "كتاب" → "كتاب"; "مدينة" and "مدينه" → "مدينه"; "كتـــاب" → "كتاب"; "λογος" → "λογοσ".
    """
    if word.isascii():
        return word
    word = word.replace("ς", "σ")
    return word.translate(_ARABIC) or word if _IS_ARABIC.search(word) else word
