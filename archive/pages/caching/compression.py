"""Pages compressed by gzip for those who take it.

A compressed page may tell a listener its length, and so a secret that stands beside what the listener put there
(BREACH). Pages for readers hold no secret and no form token; `respond.page` leaves those alone that do.
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache

# Below this an answer fits into one packet anyhow.
SHORTEST = 1000
# Of 9. An article's page of 14,082 bytes: 5,522 in 0.18 ms at 1, 5,199 in 0.24 ms at 4, 5,117 in 0.31 ms at 9.
LEVEL = 4
_GZIP = 16 + zlib.MAX_WBITS
_REFUSED = re.compile(r"\s*q\s*=\s*0(?:\.0*)?\s*", re.IGNORECASE)
_TEXTUAL = re.compile(r"text/|application/(?:[\w.-]+\+)?(?:json|xml)\b|image/svg\+xml\b", re.IGNORECASE)


@lru_cache(maxsize=32)
def takes_gzip(accept_encoding: str) -> bool:
    """Whether `Accept-Encoding` asks for gzip: "gzip, br" does; "", "br" and "gzip;q=0" do not (RFC 9110, 12.5.3)."""
    for each in accept_encoding[:500].split(","):
        coding, _, quality = each.partition(";")
        if coding.strip().lower() == "gzip":
            return not _REFUSED.fullmatch(quality)
    return False


def is_worth_it(content_type: str, length: int) -> bool:
    """Whether an answer of this type and length gets smaller by it."""
    return length >= SHORTEST and bool(_TEXTUAL.match(content_type))


def compressed(body: bytes) -> bytes:
    """A gzip file of the bytes, without a time in it: the same bytes give the same file."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, _GZIP)
    return packer.compress(body) + packer.flush()


def expanded(body: bytes) -> bytes:
    """The bytes that `compressed` took."""
    return zlib.decompress(body, _GZIP)
