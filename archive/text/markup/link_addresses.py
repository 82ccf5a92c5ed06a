"""Addresses that may be links: those of the web, of mail, and relative ones."""

from __future__ import annotations

import re

SCHEMES = frozenset({"http", "https", "mailto"})

# What browsers leave out of an address before they read its scheme: https://url.spec.whatwg.org/#concept-basic-url-parser
_OUTSIDE = "".join(map(chr, range(0x21)))
_IGNORED = re.compile(r"[\t\n\r]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


def is_link(address: str) -> bool:
    """Return whether an address may be followed from a text: its scheme is http, https or mailto, or it has none.

    The scheme is read as browsers read it: "javascript:123", "data:80", "java\\tscript:1" and "zvolna.example:80" have
    one that is not allowed, although Python's `urlsplit` takes some of them for a path or a port. "/a:80", "a/b:80" and
    "#a:1" have none.
    """
    scheme = _SCHEME.match(_IGNORED.sub("", address.strip(_OUTSIDE)))
    return scheme is None or scheme[1].lower() in SCHEMES
