"""Language tags (BCP 47), by their primary language."""

from __future__ import annotations

import re

_THREE_LETTERS = {
    "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "ita": "it", "por": "pt", "rus": "ru",
    "ukr": "uk", "pol": "pl", "tur": "tr", "ara": "ar", "fas": "fa", "per": "fa", "heb": "he", "ell": "el", "gre": "el",
    "zho": "zh", "chi": "zh", "jpn": "ja", "kor": "ko", "nld": "nl", "dut": "nl", "swe": "sv", "nor": "no", "dan": "da",
    "fin": "fi", "hun": "hu", "ces": "cs", "cze": "cs", "ron": "ro", "rum": "ro", "kaz": "kk", "kat": "ka", "geo": "ka",
    "bel": "be", "srp": "sr", "bul": "bg", "hin": "hi",
}  # fmt: skip


def primary_language(tag: str) -> str:
    """Return the language of a BCP 47 tag, or of one of three letters: "pt-BR" → "pt", "rus" → "ru", "" → ""."""
    primary = re.split(r"[-_]", tag.strip().lower(), maxsplit=1)[0]
    return _THREE_LETTERS.get(primary, primary)
