"""Phonetic keys: rules that map a name's spellings in Latin letters to one key, in any transliteration scheme.

A key is the name in plain letters, roughly as English newspapers write it. Each rule gives the spellings that it is
for. Ordinary English words are their own keys wherever the rules would merge two of them.
"""

from __future__ import annotations

import re

from archive.text.names.word_lists import read_word_list

MAX_NAME = 40  # letters; longer tokens are no names, and are not matched against the patterns below

_ORDINARY_WORDS = read_word_list("ordinary_words.txt")

# German, French, scholarly and English spellings of one sound, longest first.
_SOUNDS = {
    "schtsch": "sh", "shtch": "sh", "chtch": "sh", "shch": "sh", "tsch": "ch", "dsch": "j", "sch": "sh", "tch": "ch",
    "tzh": "tj", "dzh": "j", "zh": "j", "dj": "j", "kh": "h", "gh": "g", "tz": "ts", "q": "k",
}  # fmt: skip
# A short word keeps its first Kh: Khost is not host.
_SOUND = re.compile("(?!^kh.{1,3}$)(?:" + "|".join(_SOUNDS) + ")")

_VOWEL, _CONSONANT = "[aeiouy]", "[bcdfghjklmnpqrstvwxz]"

# In the order of application; each line gives examples of the spellings that it is for.
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
        # Kassym, Odessa, Berdymukhammedov; but English doubles letters before endings, to distinguish planned from
        # planed, and no scheme doubles an r.
        (r"([bcdfghjklmnpstvwz])\1(?!(?:ed|ings?|ers?|y)$)", r"\1"),
        (r"(?<=[a-z]{2}[oe])(?:w|ff?)(?=(?:a|sk[iy]|ich)?$)", "v"),  # Karimow, Smirnoff, Karimowa
        (r"^w(?=l)|(?<=^[kz])w", "v"),  # Wladimir, Zwezda
        (r"^ye(?=[a-z]{3})", "e"),  # Yevgeny, Yeltsin
        (rf"(?<={_VOWEL})ye(?=[vn]|$)", "e"),  # Nazarbayev, Kiriyenko, Novoye
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


def spelling_key(letters: str) -> str:
    """Return the key of a word of plain lower-case Latin letters.

    "khodorkovskii", "hodorkovskij" → "hodorkovski"; "dessert" → "dessert", being English; a word of more than
    MAX_NAME letters → "". The spellings are those of BGN/PCGN, the Library of Congress, ISO 9, passports (ICAO 9303)
    and the English, French and German press.
    """
    if len(letters) > MAX_NAME:
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
