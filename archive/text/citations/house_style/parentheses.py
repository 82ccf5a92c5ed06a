"""Parentheses of a paragraph: closed pairs, and unmatched opening and closing ones."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice

# Maximum length of a citation; a longer parenthesis is a passage of prose, which may contain others.
MAX_LENGTH = 1200
# Deeper nesting is not prose, and the same text would be read again at every level.
MAX_DEPTH = 2
# A paragraph with more unmatched parentheses than this is not prose.
MAX_OPEN = 40

# Likewise a paragraph with more brackets than these for its length.
_FEW_BRACKETS, _CHARACTERS_A_BRACKET = 300, 20

_BRACKET = re.compile(r"[()\[\]]")
_CLOSES = {")": "(", "]": "["}


@dataclass(slots=True)
class Parenthesis:
    """Closed parenthesis, or square bracket, of `text[start:end]`, its ends included, and those inside it."""

    start: int
    end: int
    bracket: str
    height: int = 0
    inner: list[Parenthesis] = field(default_factory=list)


@dataclass(slots=True)
class Parentheses:
    """The outermost closed parentheses in order, and the offsets of unmatched "(" and ")"."""

    closed: list[Parenthesis]
    never_closed: list[int]
    never_opened: list[int]


def find_parentheses(text: str) -> Parentheses:
    """Pair the parentheses and square brackets of a text in one pass.

    "(AP, June 1) and (RTR" has a closed one from 0 and an unmatched one at 17. Unmatched square brackets are ignored,
    so that "(Channel One [Dushanbe, June 1)" is still one parenthesis.
    """
    if "(" not in text and "[" not in text and ")" not in text:  # most paragraphs
        return Parentheses([], [], [])
    stack = [_Open("", 0)]
    outermost: list[Parenthesis] = []
    never_opened: list[int] = []
    for match in islice(_BRACKET.finditer(text), _FEW_BRACKETS + len(text) // _CHARACTERS_A_BRACKET):
        bracket, place = match.group(), match.start()
        if bracket not in _CLOSES:
            # Of "((" only the inner one counts: doubled by mistake, both would hold the same text.
            if bracket == "[" or not text.startswith("(", place + 1):
                stack.append(_Open(bracket, place))
        elif opened := _unwind(stack, _CLOSES[bracket]):
            _close(opened, place + 1, stack[-1], outermost)
        elif bracket == ")":
            never_opened.append(place)
    for left in stack:
        outermost.extend(left.inner)
    never_closed = [left.start for left in stack if left.bracket == "("]
    outermost.sort(key=lambda one: one.start)
    return Parentheses(outermost, never_closed[-MAX_OPEN:], never_opened[:MAX_OPEN])


@dataclass(slots=True)
class _Open:
    """Bracket not closed yet. `too_much`: its content is too long or too deep, and so is the bracket itself."""

    bracket: str
    start: int
    inner: list[Parenthesis] = field(default_factory=list)
    too_much: bool = False


def _unwind(stack: list[_Open], bracket: str) -> _Open | None:
    """Pop the last open bracket if it is of the same kind, skipping one "[" in the way of a "("; else return None."""
    if stack[-1].bracket == bracket:
        return stack.pop()
    if bracket == "(" and stack[-1].bracket == "[" and stack[-2].bracket == bracket:
        stray = stack.pop()
        opened = stack.pop()
        opened.inner.extend(stray.inner)
        opened.too_much |= stray.too_much
        return opened
    return None


def _close(opened: _Open, end: int, around: _Open, outermost: list[Parenthesis]) -> None:
    """Add the closed bracket to the one around it; if it is too long or too deep, add only those inside it."""
    height = 1 + max((one.height for one in opened.inner), default=-1)
    if opened.too_much or end - opened.start > MAX_LENGTH or height > MAX_DEPTH:
        around.too_much = bool(around.bracket)
        outermost.extend(opened.inner)
    else:
        around.inner.append(Parenthesis(opened.start, end, opened.bracket, height, opened.inner))
