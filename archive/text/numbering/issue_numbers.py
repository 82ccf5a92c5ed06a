"""Issue numbers as strings: natural order, slugs, and the numbers that a double issue covers."""

from __future__ import annotations

import re
import zlib

from anyascii import anyascii

from archive.text.names.normalisation import fold
from archive.text.numbering.roman import roman_number

MAX_KEY_LENGTH = 120
MAX_SLUG_LENGTH = 60
MAX_SPAN = 60  # numbers in one issue; "1998-2004" is years, not issues, but "1-24" may be a reprint of a year's run

_LABEL = re.compile(r"^(?:no|nos|nr|number|issue)\b[.:]?\s*(?=[\divxlc])|^#\s*")
_JOINT = re.compile(r"\s*(?:[-/&+]|\band\b)\s*")
_DIGITS = re.compile(r"\d+")
_COVERED = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")


def natural_key(number: str) -> str:
    """Return a sort key in the natural order of issues: "3" < "3–4" < "5" < "9" < "10" < "10a" < "Supplement".

    Case, accents, width, the kind of dash and a label before the number ("No. 5") make no difference. Roman numerals
    in capitals sort among the figures. At most 120 characters of ASCII and letters, for any input.
    """
    folded = _folded(number)
    if (roman := roman_number(number.strip())) is not None and number.strip().isupper():
        folded = str(roman)
    # A run of digits is prefixed with its length, so that longer numbers sort later without a fixed width.
    key = _DIGITS.sub(_digits_in_order, folded).strip(" .,;:()[]")
    return f"{'1' if key[:1].isdigit() else '2'}{key}"[:MAX_KEY_LENGTH]


def _digits_in_order(run: re.Match[str]) -> str:
    digits = str(run.group()).lstrip("0") or "0"
    return f"{min(len(digits), 99):02d}{digits}"


def _folded(number: str) -> str:
    text = " ".join(fold(number[:200]).split())
    return _JOINT.sub("-", _LABEL.sub("", text))


def number_slug(number: str) -> str:
    """Return the number's slug for URLs: "115" → "115", "3–4" and "3/4" → "3-4", "Supplement" → "supplement".

    At most 60 characters of a–z, 0–9, - and _. A number of signs only ("*") gets a checksum as its slug.
    """
    ascii_text = anyascii(_folded(number)).lower().replace("'", "")
    slug = re.sub(r"[^a-z0-9_]+", "-", re.sub(r"(?<=\d)\.(?=\d)", "_", ascii_text)).strip("-_")
    if len(slug) > MAX_SLUG_LENGTH:
        slug = f"{slug[: MAX_SLUG_LENGTH - 9].rstrip('-_')}-{_code(number)}"
    return slug or f"n{_code(number)}"


def _code(number: str) -> str:
    return f"{zlib.crc32(number.encode('utf-8', 'surrogatepass')):08x}"


def numbers_covered(number: str) -> range:
    """Return the whole numbers that an issue covers: "115" → 115; "3–4" → 3, 4; "Supplement", "5a" → none.

    A span that runs backwards or is longer than 60 counts as its first number.
    """
    match = _COVERED.fullmatch(_folded(number))
    if not match:
        return range(0)
    first = int(match[1])
    last = int(match[2] or first)
    return range(first, last + 1) if first <= last <= first + MAX_SPAN else range(first, first + 1)
