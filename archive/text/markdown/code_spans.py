"""Code in Markdown, fenced and inline: it shows signs instead of using them, so that nothing in it is changed."""

from __future__ import annotations

import re
from collections.abc import Callable

# A fence ends at one of its own length, or at the end of the text.
CODE = re.compile(
    r"^(?P<fence>`{3,}|~{3,})[^\n]*\n(?:(?!(?P=fence))[^\n]*(?:\n|\Z))*+(?:(?P=fence)[^\n]*)?|`[^`\n]{1,500}+`", re.M
)


def changed_outside_code(source: str, change: Callable[[str], str]) -> str:
    """Return Markdown with what stands outside of its code changed."""
    pieces, at = [], 0
    for code in CODE.finditer(source):
        pieces += [change(source[at : code.start()]), code[0]]
        at = code.end()
    return "".join([*pieces, change(source[at:])])
