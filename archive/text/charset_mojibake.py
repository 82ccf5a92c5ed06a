"""Double-encoded UTF-8: text that was UTF-8, was read in an 8-bit encoding, and saved as UTF-8 again.

“zażółć” becomes “zaÅ¼Ã³Å‚Ä‡”, “порт” becomes “РїРѕСЂС‚”: valid UTF-8, so that only its letters tell.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

MAX_EXAMINED = 200_000  # characters
ENOUGH = 3  # runs that cannot be accidents

_RUN = re.compile(r"[^\x00-\x7f]{2,}")
# Letters and signs of texts: Latin of Europe and Vietnam, Greek, Cyrillic, Hebrew, Arabic, Georgian, marks of
# print, kana, Han, Hangul. What else two signs side by side may seem to be (“É»” is UTF-8 for “ɻ”) is none.
_PLAUSIBLE = re.compile(
    "[\u00a0-\u017f\u0192\u01a0\u01a1\u01af\u01b0\u0218-\u021b\u0300-\u0303\u0306\u0309\u0323\u0386-\u03ce\u0400-\u045f"
    "\u0490\u0491\u05d0-\u05ea\u060c-\u064a\u067e\u0686\u0698\u06a9\u06af\u06cc\u0e01-\u0e5b\u10d0-\u10ff"
    "\u1e80-\u1ef9\u2010-\u203a\u20ac\u2116\u2122\u3000-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff01-\uff5e\ufeff]+"
)
# The first letters of nearly all of it in Windows-1252, which no word begins or ends with before a sign.
_SURE = re.compile("[ÃÅÄÐÑÎÏ×ØÙâã][\x80-\x9f\u00a0-\u00bf\u2013-\u203a\u20ac\u2122ŒœŠšŽžŸƒˆ˜]")
_CODECS = ("cp1252", "cp1251", "cp1250", "mac-roman")


@dataclass(frozen=True, slots=True)
class Mojibake:
    """Double-encoded words: an example as it stands and as it was, how many there are, and the encoding between."""

    shown: str
    meant: str
    count: int
    codec: str


def find_mojibake(text: str) -> Mojibake | None:
    """Return what of a text is double-encoded; None for a text in order.

    Some accidental pairs of signs, a capital letter before a quotation mark, are no evidence: half of the runs beyond
    ASCII must be UTF-8 in disguise, or several different ones surely so.
    """
    runs = Counter(_RUN.findall(text[:MAX_EXAMINED]))
    best: Mojibake | None = None
    for codec in _CODECS if runs else ():
        meant = {run: found for run in runs if (found := _undone(run, codec))}
        count = sum(runs[run] for run in meant)
        if count <= (best.count if best else 0):
            continue
        is_most = 2 * count >= runs.total()
        surely = [run for run in meant if _SURE.search(run) or len(run) >= 8]
        if (is_most and (count >= ENOUGH or surely)) or len(surely) >= ENOUGH:
            example = max(surely or meant, key=lambda run: (runs[run], run))
            best = Mojibake(example, meant[example], count, codec)
    return best


def _undone(run: str, codec: str) -> str:
    """Return what a run of characters was before it was read in an 8-bit encoding; "" if it was not."""
    try:
        original = b"".join(_byte(character, codec) for character in run).decode("utf-8")
    except UnicodeError:
        return ""
    return original if _PLAUSIBLE.fullmatch(original) else ""


def _byte(character: str, codec: str) -> bytes:
    """Return the byte of a character; a control character of 8 bits stands for a byte that has no meaning there."""
    return bytes([ord(character)]) if "\x80" <= character <= "\x9f" else character.encode(codec)
