"""Language tags (BCP 47): their primary language, and the direction in which it is written."""

from __future__ import annotations

import re
from html import escape

_THREE_LETTERS = {
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it", "por": "pt", "rus": "ru",
    "ukr": "uk", "pol": "pl", "tur": "tr", "ara": "ar", "fas": "fa", "per": "fa", "ell": "el", "gre": "el",
    "zho": "zh", "chi": "zh", "jpn": "ja", "kor": "ko", "nld": "nl", "dut": "nl", "swe": "sv", "nor": "no", "dan": "da",
    "fin": "fi", "hun": "hu", "ces": "cs", "cze": "cs", "ron": "ro", "rum": "ro", "kaz": "kk", "kat": "ka", "geo": "ka",
    "bel": "be", "srp": "sr", "bul": "bg", "hin": "hi", "urd": "ur", "pus": "ps", "uig": "ug", "yid": "yi", "heb": "he",
}  # fmt: skip

_RIGHT_TO_LEFT = frozenset(
    ["ar", "arc", "arz", "azb", "bal", "bqi", "ckb", "dv", "fa", "glk", "he", "iw", "ks", "lrc", "mzn", "nqo", "pnb",
     "prs", "ps", "rhg", "sd", "sdh", "syr", "ug", "ur", "yi", "ji"]
)  # fmt: skip
_RIGHT_TO_LEFT_SCRIPTS = frozenset(("adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"))


def primary_language(tag: str) -> str:
    """Return the language of a BCP 47 tag, or of one of three letters: "pt-BR" → "pt", "rus" → "ru", "" → ""."""
    primary = re.split(r"[-_]", tag.strip().lower(), maxsplit=1)[0]
    return _THREE_LETTERS.get(primary, primary)


_NAMES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es",
    "español": "es", "italian": "it", "italiano": "it", "portuguese": "pt", "português": "pt", "russian": "ru",
    "русский": "ru",
    "ukrainian": "uk", "українська": "uk", "polish": "pl", "polski": "pl", "turkish": "tr", "türkçe": "tr",
    "arabic": "ar", "العربية": "ar", "persian": "fa", "farsi": "fa", "greek": "el", "chinese": "zh", "中文": "zh",
    "japanese": "ja", "日本語": "ja",
    "korean": "ko", "dutch": "nl", "nederlands": "nl", "swedish": "sv", "svenska": "sv",
    "norwegian": "no", "danish": "da", "dansk": "da", "finnish": "fi", "suomi": "fi", "hungarian": "hu", "magyar": "hu",
    "czech": "cs", "čeština": "cs", "slovak": "sk", "romanian": "ro", "română": "ro", "bulgarian": "bg",
    "serbian": "sr", "croatian": "hr", "slovenian": "sl", "lithuanian": "lt", "latvian": "lv", "estonian": "et",
    "belarusian": "be",
    "georgian": "ka", "armenian": "hy", "azerbaijani": "az", "kazakh": "kk", "uzbek": "uz", "hebrew": "he",
    "hindi": "hi", "urdu": "ur", "indonesian": "id", "malay": "ms", "vietnamese": "vi", "thai": "th", "catalan": "ca",
}  # fmt: skip


def language_named(name: str) -> str:
    """Return the tag of a language by its name in English or its own: "English" → "en"; "" for an unknown one."""
    return _NAMES.get(name.strip().casefold(), "")


def is_right_to_left(tag: str) -> bool:
    """Return whether a language is written from right to left: "ar", "he-IL", "az-Arab"; "az", "ar-Latn", "" are not.

    A script in the tag (ISO 15924) decides before the language.
    """
    script = next((part for part in re.split(r"[-_]", tag.lower())[1:] if len(part) == 4 and part.isalpha()), "")
    return script in _RIGHT_TO_LEFT_SCRIPTS if script else primary_language(tag) in _RIGHT_TO_LEFT


def language_attributes(tag: str) -> str:
    """Return the HTML attributes of text in a language: 'lang="ar" dir="rtl"', 'lang="en"'; "" for an unknown one."""
    if not tag:
        return ""
    return f'lang="{escape(tag)}" dir="rtl"' if is_right_to_left(tag) else f'lang="{escape(tag)}"'
