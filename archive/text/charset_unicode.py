"""Unicode texts without a mark, or with damage: UTF-16 by its ASCII characters, UTF-8 by the share of its sequences."""

from __future__ import annotations

import re
import unicodedata

_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
_CYRILLIC_RUN = re.compile(rb"(?:[\xd0\xd1][\x80-\xbf]){3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_SAMPLE = 20_000  # bytes of a text that are looked at; an even number
_MIN_ASCII = 0.02  # of the characters: line ends and blanks, in any language
_FEW = 5  # sequences of UTF-8 for each other byte beyond ASCII, if those are damage


def utf16_without_mark(data: bytes) -> str:
    """Return "utf-16-le" or "utf-16-be" for UTF-16 that no mark announces; "" for other bytes.

    In the right order blanks, line ends and digits are ASCII, which in the other order are rare signs of Asia, and
    nearly all characters are ones that exist.
    """
    if len(data) % 2 and len(data) < _SAMPLE:
        return ""
    if data.count(b"\x00", 0, _SAMPLE) * 50 < len(data[:_SAMPLE]):
        return ""
    found = {name: _ascii_share(data, name) for name in ("utf-16-le", "utf-16-be")}
    best = max(found, key=lambda name: found[name])
    return best if found[best] >= _MIN_ASCII else ""


def _ascii_share(data: bytes, encoding: str) -> float:
    """Return the share of ASCII in the beginning of a text; 0 where too much of it is no text in this encoding."""
    text = data[:_SAMPLE].decode(encoding, "replace")
    usual = sum(character in "\t\r\n" or unicodedata.category(character)[0] in "LMNPSZ" for character in text)
    if not text or usual < 0.98 * len(text):
        return 0.0
    return sum(character < "\x7f" for character in text) / len(text)


def utf8_sequences(data: bytes) -> tuple[int, int]:
    """Return the number of characters of several bytes that are UTF-8, and of bytes beyond ASCII that are not."""
    sequences = _SEQUENCE.findall(data)
    return len(sequences), len(_HIGH.findall(data)) - sum(map(len, sequences))


def is_damaged_utf8(sequences: int, others: int) -> bool:
    """Return whether a text is UTF-8 with some damage, by what `utf8_sequences` counted."""
    return sequences >= _FEW * others


def has_cyrillic_run(data: bytes) -> bool:
    """Return whether three characters of Cyrillic in UTF-8 stand in a row, which no 8-bit text has by accident."""
    return _CYRILLIC_RUN.search(data) is not None


def utf8_words(data: bytes, most: int = 20) -> list[bytes]:
    """Return the first sequences of UTF-8 in bytes, each with a byte around it."""
    return [data[max(0, found.start() - 1) : found.end() + 1] for found in list(_SEQUENCE.finditer(data))[:most]]
