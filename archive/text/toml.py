"""Reads TOML that people sent: bounded first, since Python's reader takes square time over dotted keys."""

from __future__ import annotations

import re
import tomllib

MAX_KEY_PARTS = 20

_PART = r"(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+"
_LONG_KEY = re.compile(rf"(?<![\w.-]){_PART}(?:\.[ \t]*+{_PART}){{{MAX_KEY_PARTS}}}")


class BadTOML(ValueError):
    """Text that is no TOML, or nests more than is read; `str()` of it says what is wrong, and where."""


def read_toml(text: str) -> dict[str, object]:
    """Read a TOML document, whose length its caller bounds. Raises BadTOML, and nothing else, for any text."""
    if key := _LONG_KEY.search(text):
        line = text.count("\n", 0, key.start()) + 1
        raise BadTOML(f"a key has more than {MAX_KEY_PARTS} parts (at line {line})")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise BadTOML("it nests too many values inside one another") from error
    except ValueError as error:  # of tomllib, and of int for a number of thousands of digits
        raise BadTOML(str(error)) from error
