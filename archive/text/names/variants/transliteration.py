"""Transliteration: Cyrillic words in Latin letters, as English maps and newspapers write them.

The letters select the table: Ukrainian, Belarusian, Kazakh, Kyrgyz, Tajik and Uzbek have letters of their own; a word
without any of them is read as Russian. The tables follow BGN/PCGN; where the Library of Congress, passports and
newspapers differ from it, `phonetic_keys` brings their spellings together.
"""

from __future__ import annotations

import re

from anyascii import anyascii

from archive.text.names.normalisation import fold

_RUSSIAN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "y", "к": "k",
    "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh",
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip
# Letters of the other languages; none conflict with the Russian table.
_OTHERS = {
    "і": "i", "ї": "yi", "є": "ye", "ґ": "g",  # Ukrainian, Belarusian
    "ә": "a", "ғ": "gh", "қ": "q", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h",  # Kazakh, Kyrgyz, Tatar
    "ҳ": "h", "ҷ": "j", "җ": "j",  # Tajik, Uzbek, Tatar
    "ј": "y", "љ": "ly", "њ": "ny", "ћ": "ch", "ђ": "dj", "џ": "dzh",  # Serbian
    "ѓ": "g", "ќ": "k", "ѕ": "dz",  # Macedonian
    "ӏ": "",  # the Caucasian palochka, which Latin spellings leave out
}  # fmt: skip

_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_TURKIC_OR_TAJIK = re.compile(r"[әғқңөұүһҳҷ]")
# і and ў, and a soft sign before к ("Луганськ"), are never Russian.
_UKRAINIAN_OR_BELARUSIAN = re.compile(r"[іїєґ]|[аеиоуыэюя]ў|ьк")
_NO_LETTER = re.compile(r"[^a-z0-9-]")  # romanisation adds signs: "ʔ" becomes "'", a picture a word in colons
_RUSSIAN_ONLY = re.compile(r"ъ")

_LATIN = str.maketrans(_RUSSIAN | _OTHERS | {"ў": "o"})
# Ukrainian and Belarusian г is h. Their ў follows a vowel and is u; Uzbek's does not and is o.
_LATIN_WITH_H = str.maketrans(_RUSSIAN | _OTHERS | {"г": "h", "ў": "u"})


def is_cyrillic(text: str) -> bool:
    """Return whether a text has a Cyrillic letter: "Путин" and "газета Kommersant" do, "Putin" does not."""
    return _CYRILLIC.search(text) is not None


def latin_readings(word: str) -> tuple[str, ...]:
    """Return a word's spellings in plain lower-case Latin letters, the likeliest first.

    "Хрущёв" → ("khrushchev",); "Сергій" → ("serhiy",) with Ukrainian і; "Қасым" → ("qasym",); "Богдан", which may be
    Russian or Ukrainian, → ("bogdan", "bohdan"). Latin words are returned folded, without marks except hyphens; words
    of other scripts by their usual romanisation ("თბილისი" → ("tbilisi",)).

    Source: BGN/PCGN romanisation systems for Russian, Ukrainian, Belarusian, Kazakh, Kyrgyz, Tajik and Uzbek.
    """
    folded = fold(word).replace("'", "")
    if folded.isascii():
        return (_NO_LETTER.sub("", folded),)
    readings = (anyascii(folded.translate(table)).lower() for table in _tables(folded))
    return tuple(_NO_LETTER.sub("", reading) for reading in readings)


def _tables(folded: str) -> tuple[dict[int, str], ...]:
    if _TURKIC_OR_TAJIK.search(folded):
        return (_LATIN,)
    if _UKRAINIAN_OR_BELARUSIAN.search(folded):
        return (_LATIN_WITH_H,)
    if "г" not in folded or _RUSSIAN_ONLY.search(folded):
        return (_LATIN,)
    return (_LATIN, _LATIN_WITH_H)
