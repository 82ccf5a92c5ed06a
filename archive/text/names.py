"""Names: one key for the spellings of one name, so that Sergei finds Sergey, Сергей and Serguei.

A key is what a reader would call the sound of the name as English newspapers write it, in plain letters. Index and query
make keys with the same functions, so that their exact look does not matter; that two names share one does. Ordinary
English words are their own keys wherever the rules for names would bring two of them together.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

from archive.text.folding import APOSTROPHES, fold_word
from archive.text.transliteration import is_cyrillic, latin_readings

__all__ = ["is_cyrillic", "name_key", "name_keys", "name_tokens"]

_LONGEST_NAME = 40  # letters; longer tokens are no names, and the patterns below need not read them

# Letters with marks that a foreign alphabet means to be read as two English letters. The press writes both the one
# ("Čubajs" → "Chubais") and the bare letter ("Erdoğan" → "Erdogan"), so such a word has a key for each.
_DIGRAPHS = str.maketrans(
    {"š": "sh", "č": "ch", "ž": "zh", "ş": "sh", "ș": "sh", "ç": "ch", "ğ": "gh", "ż": "zh", "ś": "sh", "ć": "ch"}
)

# German, French, scholarly and English spellings of one sound, longest first.
_SOUNDS = {
    "schtsch": "sh", "shtch": "sh", "chtch": "sh", "shch": "sh", "tsch": "ch", "dsch": "j", "sch": "sh", "tch": "ch",
    "tzh": "tj", "dzh": "j", "zh": "j", "dj": "j", "kh": "h", "gh": "g", "tz": "ts", "q": "k",
}  # fmt: skip
# A short word keeps its first Kh: Khost is not host.
_SOUND = re.compile("(?!^kh.{1,3}$)(?:" + "|".join(_SOUNDS) + ")")

_VOWEL, _CONSONANT = "[aeiouy]", "[bcdfghjklmnpqrstvwxz]"

# In the order of application; each line gives the spellings that it is for.
_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"^x", "h"),  # Xodorkovskij
        (rf"(?<={_VOWEL})x(?=[mnrlbdvj])", "h"),  # Axmedov, Raxmon
        (r"x", "ks"),  # Alexei, Maxim
        (r"gu(?=e[iynr])", "g"),  # Serguei, Evgueni, Guennadi
        (r"ou(?=.*[oe]v)", "u"),  # Joukov, Ousmanov
        (rf"(?<={_VOWEL})j(?={_CONSONANT}|$)", "i"),  # Nikolaj, Dmitrij, Chubajs
        (r"(?<=sk)aja$", "aia"),  # Politkovskaja
        # Kassym, Odessa, Berdymukhammedov; but English doubles letters before endings to tell planned from planed, and
        # no scheme doubles an r.
        (r"([bcdfghjklmnpstvwz])\1(?!(?:ed|ings?|ers?|y)$)", r"\1"),
        (r"(?<=[a-z]{2}[oe])(?:w|ff?)(?=(?:a|sk[iy]|ich)?$)", "v"),  # Karimow, Smirnoff, Karimowa
        (r"^w(?=l)|(?<=^[kz])w", "v"),  # Wladimir, Zwezda
        (r"^[yj]e(?=[a-z]{3})", "e"),  # Yevgeny, Yeltsin
        (rf"(?<={_VOWEL})[yj]e(?=[vn]|$)", "e"),  # Nazarbayev, Kiriyenko, Novoye
        (rf"(?<={_CONSONANT})[iy]+e(?=v)", "e"),  # Vasiliev, Vasilyev, and with them Aliev
        (rf"(?<={_CONSONANT})[iy]o(?=v)", "e"),  # Solovyov, Kiseliov
        (rf"(?<={_CONSONANT})yo(?={_CONSONANT})", "e"),  # Fyodor, Artyom
        (r"(?<=ch|sh)ov(?=a?$)|(?<=j)ov(?=a?$)", "ev"),  # Gorbachov, Khrushchov
        (r"y", "i"),  # Dmitry, Yanukovych, Ziuganov
        (r"ii+|ij$", "i"),  # Dmitrii, Zelenskyi, Mariya
        (r"(?<=[a-z]{2})enka$", "enko"),  # Lukashenka
    )
)
_FINAL_Y_AFTER_VOWEL = re.compile(r"(?<=[aeou])y$")

# J is English J in Turkic names and Y in German and scholarly spellings. Where a name begins with it, or has it between
# vowels, and ends as Slavic names do, both are tried.
_SLAVIC_J = re.compile(rf"(?:^|(?<={_VOWEL}))j(?={_VOWEL})(?=.*(?:[oe][vwf]+a?|in|ina|sk[iy][ijy]?|enko|it[sc]*h|ij)$)")


@lru_cache(maxsize=1 << 16)
def name_keys(word: str) -> frozenset[str]:
    """Return the keys of a word: one for nearly every word, up to four for spellings that can be read two ways.

    "Sergey", "Sergei", "Сергей" → {"sergei"}; "Lukashenka" → {"lukashenko"}; "Богдан", Russian or Ukrainian,
    has one for Bogdan and one for Bohdan unless they are listed as one name; "Juschtschenko" has one with J, one with Y.
    Two words are spellings of one name when their keys meet. A word without letters or digits, or longer than forty
    letters, has none.
    """
    if len(word) > 2 * _LONGEST_NAME:
        return frozenset()
    keys = (_variant_key(spelling) for reading in _marked_readings(word) for spelling in _j_readings(reading))
    return frozenset(filter(None, keys))


def name_key(word: str) -> str:
    """Return the first of a word's keys in alphabetical order, "" where it has none; for sorting and grouping."""
    return min(name_keys(word), default="")


def _marked_readings(word: str) -> Iterator[str]:
    yield from latin_readings(fold_word(word))
    lower = word.casefold()
    digraphs = lower.translate(_DIGRAPHS)
    if digraphs != lower:
        yield from latin_readings(fold_word(digraphs))


def _j_readings(letters: str) -> Iterator[str]:
    letters = letters.replace("-", "")
    yield letters
    if "j" in letters and _SLAVIC_J.search(letters):
        yield _SLAVIC_J.sub("y", letters)


def _variant_key(letters: str) -> str:
    key = _spelling_key(letters)
    return _VARIANTS.get(key, key)


def _spelling_key(letters: str) -> str:
    """Return the key that the rules give to plain Latin letters, before the list of variants is asked."""
    if len(letters) > _LONGEST_NAME:
        return ""
    if len(letters) <= 3 or letters in _ORDINARY_WORDS:
        return letters
    if len(letters) == 4:  # too short for more: Khan is not Han, nor Mary Mari, nor Hess Hes
        return _FINAL_Y_AFTER_VOWEL.sub("i", letters)
    if "sch" in letters:  # a German spelling, or read as one: Woloschin, Saakaschwili
        letters = letters.replace("w", "v")
    key = _SOUND.sub(lambda sound: _SOUNDS[sound.group()], letters)
    for pattern, replacement in _RULES:
        key = pattern.sub(replacement, key)
    return key


def _read_ordinary_words() -> frozenset[str]:
    text = resources.files("archive.text").joinpath("ordinary_words.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def _read_variants() -> dict[str, str]:
    """Return the key of every listed form, to the key of its group's first form; ValueError where two groups meet."""
    text = resources.files("archive.text").joinpath("name_variants.toml").read_text(encoding="utf-8")
    variants: dict[str, str] = {}
    for groups in tomllib.loads(text).values():
        for forms in groups:
            keys = {_spelling_key(reading) for form in forms for reading in _marked_readings(form.replace("-", ""))}
            if met := keys & variants.keys():
                raise ValueError(f"name_variants.toml: {forms} meets another group in {sorted(met)}")
            variants |= dict.fromkeys(keys, _spelling_key(fold_word(forms[0])))
    return variants


_ORDINARY_WORDS = _read_ordinary_words()
_VARIANTS = _read_variants()

_LETTERS = rf"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f]|[{re.escape(APOSTROPHES)}](?=[^\W\d_]))*"
_COMPOUND = re.compile(rf"{_LETTERS}(?:[-‐‑]{_LETTERS})*")

# Capitalised at the head of a sentence or a title, and never a name there.
_FUNCTION_WORDS = frozenset(
    """a about above across after again against all almost along already also although always am among an and another any
    are around as at away back be because been before behind being below between both but by can could despite did do does
    during each either else even ever every few first for from further had has have he her here hers him his how however i
    if in indeed instead into is it its itself just last later least less like many may me meanwhile might more moreover
    most much must my near nearly neither never nevertheless next no none nor not nothing now of off often on once one only
    or other others our out over own perhaps rather same second several shall she should since so some soon still such than
    that the their them then there therefore these they third this those though three through throughout thus to together
    too toward towards two under until unlike up upon us very was we well were what when where whereas whether which while
    who whole whom whose why will with within without would yet you your""".split()
)


def name_tokens(text: str) -> Iterator[str]:
    """Yield the keys of the words of a text that may be names, in their order, for an index of names.

    Those are the capitalised words, but for function words, and the word right after such a word: houses and newspapers
    are named "Krasnaya zvezda" or "Novye izvestia", with one capital. Everything else is left to the index of words,
    which has it anyway; so a search for a name does not meet the rest of the dictionary, and the index stays small.
    A hyphenated name gives its parts and its whole: "Kassym-Zhomart" can be met as Kassym, as Jomart and as Kassymjomart.
    """
    expected = False
    for match in _COMPOUND.finditer(text):
        compound = match.group()
        parts = compound.split("-") if "-" in compound else re.split("[‐‑]", compound)
        if fold_word(parts[0]) in _FUNCTION_WORDS:
            expected = False
            continue
        capitalised = any(part[0].isupper() for part in parts)
        if capitalised or expected:
            for part in parts:
                yield from sorted(name_keys(part))
            if len(parts) > 1:
                yield from sorted(name_keys("".join(parts)))
        expected = capitalised
