"""Benchmark of encodings: `python -m benchmarks.encodings FOLDER`, over texts that are encoded for it.

FOLDER holds texts in UTF-8, each named by its language: `pl.txt`, `ru-2.txt`. Each is cut to short lengths, put under a
header, written in the encodings of its language, and read again with and without the publication's language.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from archive.text.charset import CharsetHint, UnreadableText, decode

HEADER = "Publication: Quay Paper Volume: 4 Issue: 1\n\n"
LENGTHS = (200, 500, 1_000, 2_000)  # bytes
SAMPLES = 2  # of each length and encoding
_CENTRAL = ("cp1250", "iso8859-2", "mac_latin2", "cp852")
_WESTERN = ("cp1252", "iso8859-15", "mac_roman", "cp850")
ENCODINGS = {
    **dict.fromkeys(("cs", "hr", "hu", "pl", "ro", "sk", "sl"), _CENTRAL),
    **dict.fromkeys(("de", "es", "fi", "fr", "is", "it", "pt", "sv"), _WESTERN),
    **dict.fromkeys(("et", "lt", "lv"), ("cp1257", "iso8859-13")),
    "ru": ("cp1251", "koi8-r", "iso8859-5", "cp866", "mac_cyrillic"),
    "uk": ("cp1251", "koi8-u", "mac_cyrillic"),
    **dict.fromkeys(("be", "bg", "sr"), ("cp1251", "iso8859-5")),
    "tr": ("cp1254", "iso8859-9", "mac_turkish"),
    "el": ("cp1253", "iso8859-7", "mac_greek"),
    "he": ("cp1255", "iso8859-8"),
    "ar": ("cp1256", "iso8859-6"),
    "ja": ("cp932", "euc_jp"),
    "ko": ("cp949",),
    "zh": ("gb18030", "big5"),
}


def main() -> None:
    """Print for each encoding how many texts are read right, refused, wrong with a warning, and wrong without one."""
    if len(sys.argv) != 2:
        print("Name a folder of texts in UTF-8, each named by its language (pl.txt).")
        return
    samples = list(samples_of(Path(sys.argv[1])))
    for with_language in (False, True):
        print("with the language of the publication" if with_language else "by the bytes alone")
        report(samples, with_language=with_language)


def samples_of(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield language, encoding and text of each sample."""
    rng = random.Random(1)
    for path in sorted(folder.glob("*.txt")):
        language = path.stem.partition("-")[0]
        text = path.read_text(encoding="utf-8")
        for encoding in ENCODINGS.get(language, ()):
            fitting = text.encode(encoding, "ignore").decode(encoding)
            for length in (length for length in LENGTHS for _ in range(SAMPLES)):
                start = rng.randrange(max(1, len(fitting) - length))
                yield language, encoding, HEADER + fitting[start : start + length - len(HEADER)]


def report(samples: list[tuple[str, str, str]], *, with_language: bool) -> None:
    counts: dict[str, Counter[str]] = {}
    for language, encoding, text in samples:
        outcome = outcome_of(text, encoding, language if with_language else "")
        for row in ("all", encoding):
            counts.setdefault(row, Counter())[outcome] += 1
    for row, found in counts.items():
        right = found["right"] / found.total()
        others = ", ".join(f"{count} {name}" for name, count in found.items() if name != "right")
        print(f"{row:14} {found.total():5} texts, {right:6.1%} right{f' ({others})' if others else ''}")


def outcome_of(text: str, encoding: str, language: str) -> str:
    try:
        decoded = decode(text.encode(encoding), CharsetHint(language=language))
    except UnreadableText:
        return "refused"
    if "".join(decoded.text.split()) == "".join(text.split()):
        return "right"
    return "wrong, told" if decoded.sureness < 0.99 else "wrong"


if __name__ == "__main__":
    main()
