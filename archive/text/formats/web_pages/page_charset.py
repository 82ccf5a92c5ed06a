"""Decoding of a saved web page, in its actual or declared encoding."""

from __future__ import annotations

import re
from dataclasses import replace

from archive.text.charset import NO_HINT, CharsetHint, Decoded, UnreadableText, decoded_bytes, refuse_other_formats

MAX_PAGE_BYTES = 5 * 1024 * 1024

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufeff\ufffe\uffff]")


def page_text(content: bytes, hint: CharsetHint = NO_HINT) -> Decoded:
    """Decode a page by the evidence in `archive.text.charset.decoded_bytes`, without its control characters.

    Raises UnreadableText for bytes whose encoding cannot be told, for other formats, and for more than
    MAX_PAGE_BYTES.
    """
    if len(content) > MAX_PAGE_BYTES:
        raise UnreadableText(
            f"The page is larger than {MAX_PAGE_BYTES >> 20} MB.",
            "Save it as “HTML only”, without its pictures, or copy its text into a .txt file.",
        )
    refuse_other_formats(content)
    decoded = decoded_bytes(content, hint)
    return replace(decoded, text=_CONTROLS.sub("", decoded.text))
