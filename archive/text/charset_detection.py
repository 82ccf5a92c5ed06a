"""Detection of 8-bit and East Asian encodings: the candidates of a statistical detector, weighed by their texts.

Chardet ranks encodings by the frequencies of letter pairs in 100 languages. It was chosen by figures
(`benchmarks/encodings.py`): of 712 texts of 200 to 2,000 bytes in 28 languages it names 98 % right, charset-normalizer
71 %, chardetng 64 % (it knows no encodings of DOS and the Macintosh).
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import chardet
import webencodings

MAX_EXAMINED = 200_000  # bytes; an article has a few thousand
MAX_WEIGHED = 20_000  # characters of a candidate's text

# What texts of periodicals come in, by the detector's names; not those of mainframes, terminals and Tajik.
CANDIDATES = (
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874",
    "iso8859-1", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8",
    "iso8859-9", "iso8859-13", "iso8859-15", "iso8859-16", "koi8-r", "koi8-u",
    "mac-roman", "mac-latin2", "mac-cyrillic", "mac-greek", "mac-turkish",
    "cp437", "cp850", "cp852", "cp855", "cp857", "cp862", "cp866",
    "cp932", "euc_jis_2004", "gb18030", "big5hkscs", "cp949",
)  # fmt: skip
SHIFTING = ("iso2022_jp_2", "iso2022_kr")  # of 7 bits, so that they seem to be ASCII
WIDE = frozenset(("cp932", "euc_jis_2004", "gb18030", "big5hkscs", "cp949"))  # of several bytes a sign
USUAL = "cp1252"  # which a text is in unless something speaks against it
# Where bytes mean the same in several of them: Windows-1252 first, then in the order above.
_COMMONEST = (USUAL, *(name for name in CANDIDATES if name != USUAL))
# The encodings that a publication's language is written in; for others the detector's own language counts.
_WESTERN = ("cp1252", "iso8859-1", "iso8859-15", "mac-roman", "cp850", "cp437")
_CENTRAL = ("cp1250", "iso8859-2", "mac-latin2", "cp852", "iso8859-16")
_CYRILLIC = ("cp1251", "koi8-r", "koi8-u", "iso8859-5", "mac-cyrillic", "cp866", "cp855")
_BALTIC = ("cp1257", "iso8859-13", "iso8859-4")
_ENCODINGS = {
    **dict.fromkeys(("af", "ca", "da", "de", "es", "eu", "fi", "fo", "fr", "gl", "is", "it", "nb", "nl", "nn", "no",
                     "pt", "sv"), _WESTERN),
    **dict.fromkeys(("bs", "cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq"), _CENTRAL),
    **dict.fromkeys(("be", "bg", "kk", "ky", "mk", "mn", "ru", "tg", "tt", "uk", "uz"), _CYRILLIC),
    **dict.fromkeys(("et", "lt", "lv"), _BALTIC),
    **dict.fromkeys(("tr", "az", "ku"), ("cp1254", "iso8859-9", "mac-turkish", "cp857")),
    "sr": (*_CYRILLIC, *_CENTRAL),
    "el": ("cp1253", "iso8859-7", "mac-greek"),
    **dict.fromkeys(("he", "yi"), ("cp1255", "iso8859-8", "cp862")),
    **dict.fromkeys(("ar", "fa", "ur"), ("cp1256", "iso8859-6")),
    "vi": ("cp1258",),
    "th": ("cp874",),
    "ja": ("cp932", "euc_jis_2004"),
    "ko": ("cp949",),
    "zh": ("gb18030", "big5hkscs"),
}  # fmt: skip
ENCODINGS_REMEDY = "Write a name such as windows-1250, ISO-8859-2, KOI8-R, macintosh, Shift_JIS or UTF-8."
_OF_LANGUAGE = 1.25  # how much likelier a candidate is whose encoding the publication's language is written in
_RARE = 0.97  # of the score of encodings that hardly any text is in
_SELDOM = frozenset(("iso8859-3", "iso8859-4", "iso8859-16", "cp855", "cp862", "cp874", "cp1258", "mac-turkish"))

_PRINTED = {
    "cp932": "Shift_JIS", "gb18030": "GB18030", "big5hkscs": "Big5", "cp949": "EUC-KR", "euc_jis_2004": "EUC-JP",
    "iso2022_jp_2": "ISO-2022-JP", "iso2022_kr": "ISO-2022-KR",
    "mac-roman": "macintosh", "mac-latin2": "x-mac-ce", "mac-cyrillic": "x-mac-cyrillic",
    "mac-greek": "x-mac-greek", "mac-turkish": "x-mac-turkish", "cp874": "windows-874", "koi8-r": "KOI8-R",
    "koi8-u": "KOI8-U",
}  # fmt: skip
_NON_ASCII = re.compile(r"[^\x00-\x7f]")
_WORD_AROUND = re.compile(r"[^\s]{0,24}[^\x00-\x7f][^\s]{0,24}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reading of bytes: Python's codec, the text, and its score, which compares with those of the same bytes only."""

    codec: str
    text: str
    score: float


def codec_of(name: str) -> str | None:
    """Return Python's codec for the name of an encoding as people and files write it; None for unknown ones.

    "Windows-1250", "cp1250", "latin2", "KOI8-R", "macintosh", "x-mac-ce", "Shift_JIS". Of names that the web uses
    for more than they say, the wider encoding is taken, as browsers do ("latin1" is Windows-1252); codecs that make no
    text of bytes ("base64", "idna") are unknown. Source: https://encoding.spec.whatwg.org/#names-and-labels
    """
    label = name.strip().strip("\"'").lower()
    if not label or len(label) > 40 or not label.isascii():
        return None
    own = {printed.lower(): codec for codec, printed in _PRINTED.items()}
    if label in own:
        return own[label]
    on_the_web = webencodings.lookup(label)
    if on_the_web is not None:
        return "utf-8" if on_the_web.name == "utf-8" else str(on_the_web.codec_info.name)
    try:
        found = codecs.lookup(label.replace("_", "-"))
    except (LookupError, ValueError):
        return None
    is_text = getattr(found, "_is_text_encoding", False)
    return found.name if is_text and found.name not in _NO_CHARSETS else None


_NO_CHARSETS = frozenset(
    ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem", "utf-7")
)


def printed_name(codec: str) -> str:
    """Return the name of an encoding for people: "cp1250" → "windows-1250", "iso8859-2" → "ISO-8859-2"."""
    if codec in _PRINTED:
        return _PRINTED[codec]
    if match := re.fullmatch(r"cp(125\d)", codec):
        return f"windows-{match[1]}"
    if match := re.fullmatch(r"cp(\d{3})", codec):
        return f"IBM{match[1]}"
    if match := re.fullmatch(r"iso8859[-_](\d+)", codec):
        return f"ISO-8859-{match[1]}"
    return codec.replace("_", "-")


def candidates(data: bytes, language: str = "") -> list[Candidate]:
    """Return the readings of bytes that are not Unicode, each text once, best first.

    `language` is that of the publication, a BCP 47 tag or ""; "en" counts as none, as it is what publications have
    that never said.
    """
    return list(_candidates(data[:MAX_EXAMINED], language.partition("-")[0].lower()))


@lru_cache(maxsize=8)
def _candidates(data: bytes, language: str) -> tuple[Candidate, ...]:
    found: dict[str, Candidate] = {}
    for codec, confidence, detected in _detected(data):
        try:  # the end may be in the middle of a sign
            text = codecs.getincrementaldecoder(codec)("strict").decode(data, final=len(data) < MAX_EXAMINED)
        except (UnicodeDecodeError, LookupError):
            continue
        fits = codec in _ENCODINGS.get(language, ()) or (language not in ("", "en") and detected == language)
        score = confidence * plausibility(text[:MAX_WEIGHED]) * (_OF_LANGUAGE if fits else 1)
        score *= _RARE if codec in _SELDOM else 1
        alike = found.get(text)
        if alike is None:
            found[text] = Candidate(codec, text, score)
        else:  # bytes that mean the same in several encodings: the commonest names it
            commonest = min(alike.codec, codec, key=_COMMONEST.index)
            found[text] = Candidate(commonest, text, max(score, alike.score))
    ranked = sorted(found.values(), key=lambda each: -each.score)
    return tuple(ranked)


def _detected(data: bytes) -> Iterator[tuple[str, float, str]]:
    for each in chardet.detect_all(
        data, ignore_threshold=True, compat_names=False, include_encodings=CANDIDATES, max_bytes=MAX_EXAMINED
    ):
        if name := each["encoding"]:
            yield name, each["confidence"], each["language"] or ""


def plausibility(text: str) -> float:
    """Return 0 to 1: the share of a text's characters beyond ASCII that stand where such do, to the power of 4.

    A capital after a small letter ("cafŽ"), a sign between letters ("na•ve"), two alphabets in a word ("mаin") and
    control characters are what a wrong encoding makes.
    """
    total = odd = 0
    for match in _NON_ASCII.finditer(text):
        at = match.start()
        total += 1
        odd += _is_odd(text[at - 1] if at else " ", match[0], text[at + 1 : at + 200] or " ")
    return float((1 - odd / total) ** 4) if total else 1.0


def makes_sense(word: str) -> bool:
    """Return whether a piece of text, which would be a character in UTF-8, is one in another encoding.

    "É»", "«É" and "Пё" are, as the ends and beginnings of words; "Ã©", "√©", "â€™" and "rĂĽ" are what becomes of UTF-8.
    """
    beyond = [character for character in word if character > "\x7f"]
    if not beyond or (beyond[0] >= "\u0250" and unicodedata.category(beyond[0])[0] in "LM"):
        return not re.search("[A-Za-z]", word)
    if beyond[0].isupper() and word.partition(beyond[0])[0][-1:].islower():
        return False
    is_letter = [character.isalpha() and character not in "ªºµ" for character in beyond]
    return (is_letter[0] or beyond[0] in "«“„‘’") and all(is_letter[1:-1]) and (is_letter[-1] or beyond[-1] in "»”’")


def _is_odd(before: str, character: str, rest: str) -> bool:
    after, kind = rest[0], unicodedata.category(character)
    if kind in ("Cc", "Cn", "Co", "Cs"):
        return True
    if kind[0] == "L":
        mixed_case = kind == "Lu" and (before.islower() or (before.isupper() and after.islower()))
        after_number = before.isdigit() and after.isupper()
        return (
            mixed_case
            or after_number
            or any(each.isalpha() and _script(each) != _script(character) for each in (before, after))
        )
    if kind[0] in "MN" or character in "’ʼ‑\u00ad·":
        return character == "’" and before.isspace() and after.isalpha() and _script(after) != "latin"
    if character in "¿¡":
        return ("?" if character == "¿" else "!") not in rest
    if character in "“„«‘‚‹":
        return before.isalnum() and after.isalnum()
    if character in "”»…°›":
        return before.isspace() and after.isalpha()
    if kind in ("Sk", "Sc") or character in "¶†‡¬¦":
        return before.isalpha() or after.isalpha()
    return kind in ("So", "Sm", "Po") and before.isalpha() and after.isalpha()


def _script(letter: str) -> str:
    if letter.isascii() or letter < "\u0250":
        return "latin"
    name = unicodedata.name(letter, "").partition(" ")[0]
    return (
        "han"
        if name in ("CJK", "HIRAGANA", "KATAKANA", "HALFWIDTH", "FULLWIDTH", "HANGUL", "BOPOMOFO")
        else name.lower()
    )


def words_with_letters_in_doubt(best: str, other: str, most: int = 4) -> list[str]:
    """Return words of a text that another reading of its bytes has otherwise: ["Dvořák"]."""
    found: dict[str, None] = {}
    for match in _WORD_AROUND.finditer(best[:MAX_WEIGHED]):
        if match[0] not in other:
            found[match[0].strip(".,;:()[]“”„\"'!?")] = None
        if len(found) >= most:
            break
    return list(found)
