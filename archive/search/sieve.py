"""Where in a text words with wanted forms may stand, told by their first letters: no word of the text is analysed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import chain

from archive.text.names import name_keys

_SPACE = re.compile(r"\s")
_CHUNK = re.compile(r"\S+")
# A capitalised word and the word after it: those are the words that the index of names has keys of.
_NAME = re.compile(r"([A-Z][A-Za-z]*)[\W_]*([a-z]*)")
# Names that are their own keys, as most are, whatever is asked for: they are found by their letters already.
_REMEMBERED_NAMES = 50_000
_plain: set[str] = {""}

Sieve = Callable[[str], list[int]]
"""Gives of a text where runs of letters between spaces begin that may hold a wanted word, ascending; all that do."""


def every_chunk(text: str) -> list[int]:
    """The sieve that keeps everything: where every run of letters between spaces begins."""
    return [chunk.start() for chunk in _CHUNK.finditer(text)]


class FirstLetters:
    """The sieve for words of the index: `forms` are folded words, stems or keys of names, `prefixes` beginnings.

    A word in plain letters begins like its form, and like its stem but for the stem's last letter ("ponies", "poni";
    "hoping", "hope"). Its name's key may begin otherwise, and is asked for only where `by_names`, of capitalised words
    and those after them, as the index does. A run with an accent or an apostrophe in it is always let through.
    """

    def __init__(self, forms: Iterable[str], prefixes: Iterable[str] = (), *, by_names: bool) -> None:
        beginnings = {_beginning(form) for form in forms} | set(prefixes)
        self._beginnings = sorted(each for each in beginnings if each and each.isascii())
        self._names = _Names(forms) if by_names else None

    def __call__(self, text: str) -> list[int]:
        lower = text.lower()
        if len(lower) != len(text):  # İ is two characters then, and places differ
            return every_chunk(text)
        starts: set[int] = set()
        for beginning in self._beginnings:
            starts.update(_chunks_with(beginning, lower))
        starts.update(_odd_chunks(text))
        if self._names is not None:
            starts.update(self._names.chunks(text))
        return sorted(starts)


def _beginning(form: str) -> str:
    """The letters that every word begins with that has this form or stem, in plain letters."""
    # "dying" has the stem "die".
    return form[:1] if len(form) == 3 and form.endswith("ie") else form[: max(1, len(form) - 1)]


def _chunks_with(beginning: str, lower: str) -> Iterable[int]:
    """Where runs begin that hold a word with this beginning."""
    at = lower.find(beginning)
    while at >= 0:
        if at and lower[at - 1].isalnum():
            at = lower.find(beginning, at + 1)
            continue
        yield _run_begins(lower, at)
        end = _SPACE.search(lower, at)
        if end is None:
            return
        at = lower.find(beginning, end.start())


def _run_begins(text: str, at: int) -> int:
    while at and not text[at - 1].isspace():
        at -= 1
    return at


def _odd_chunks(text: str) -> Iterable[int]:
    """Where runs begin whose words do not begin with the letters of their forms, for all that can be told at sight."""
    if text.isascii() and "'" not in text and "`" not in text:
        return
    if "'" in text or "`" in text:
        odd = [chunk for chunk in text.split() if not chunk.isascii() or "'" in chunk or "`" in chunk]
    else:
        odd = [chunk for chunk in text.split() if not chunk.isascii()]
    at = 0
    for chunk in odd:
        at = text.index(chunk, at)
        yield at
        at += len(chunk)


class _Names:
    """Finds printed names that have a key among the wanted forms."""

    def __init__(self, forms: Iterable[str]) -> None:
        self._forms = frozenset(forms)

    def chunks(self, text: str) -> Iterable[int]:
        """Where runs begin that hold a wanted name."""
        names = set(chain.from_iterable(_NAME.findall(text))) - _plain
        if not any(self._is_wanted(name) for name in names):
            return
        end = 0
        for match in _NAME.finditer(text):
            for group in (1, 2):
                if match.start(group) >= end and self._is_wanted(match[group]):
                    yield _run_begins(text, match.start(group))
                    space = _SPACE.search(text, match.end(group))
                    end = space.start() if space else len(text)

    def _is_wanted(self, name: str) -> bool:
        keys = name_keys(name)
        if len(keys) == 1 and name.lower() in keys:
            if len(_plain) >= _REMEMBERED_NAMES:
                _plain.clear()
            _plain.add(name)
        return not self._forms.isdisjoint(keys)
