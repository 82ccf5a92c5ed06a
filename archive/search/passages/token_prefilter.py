"""Prefilter of tokens: finds runs of letters that may be wanted words by their first letters, so that few are
analysed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from archive.text.names.variants.name_keys import first_letters, name_keys
from archive.text.names.variants.word_spellings import signs_in_words

_SPACE = re.compile(r"\s")
# Words that are their own keys, as most are, in any query: their letters find them already.
_REMEMBERED_WORDS = 50_000
_plain: set[str] = set()

Prefilter = Callable[[str], set[str]]
"""Function from a text to its runs of letters between spaces that may have the first word of a match."""


def every_run(text: str) -> set[str]:
    """Keep every run."""
    return set(text.split())


class FirstLetters:
    """Prefilter for words of the index: `forms` are normalised words, stems or name keys, `prefixes` beginnings.

    A word in plain letters begins like its form, and like its stem except for the stem's last letter ("ponies", "poni";
    "hoping", "hope"). Its name key may begin otherwise, and is computed only if `by_names`. A run with an accent or an
    apostrophe always passes.
    """

    def __init__(self, forms: Iterable[str], prefixes: Iterable[str] = (), *, by_names: bool) -> None:
        self._forms = frozenset(forms)
        beginnings = {_beginning(form) for form in self._forms} | set(prefixes)
        self._beginnings = sorted(each for each in beginnings if each and each.isascii())
        self._name = _beginning_with({letter for form in self._forms for letter in first_letters(form)}, by_names)

    def __call__(self, text: str) -> set[str]:
        lower = text.lower()
        if len(lower) != len(text):  # İ is two characters then, and positions differ
            return every_run(text)
        found: set[str] = set()
        for beginning in self._beginnings:
            found.update(_runs_with(beginning, lower, text))
        if signs_in_words(lower) != lower:  # C++, whose form begins otherwise
            found.update([run for run in text.split() if signs_in_words(run) != run])
        if "'" in text or "`" in text:
            found.update([run for run in text.split() if not run.isascii() or "'" in run or "`" in run])
        elif not text.isascii():
            found.update([run for run in text.split() if not run.isascii()])
        if self._name is not None and (names := self._names_in(text, self._name)):
            found.update([run for run in text.split() if any(name in run for name in names)])
        return found

    def _names_in(self, text: str, name: re.Pattern[str]) -> list[str]:
        """Return the words of a text that have a wanted key but another beginning."""
        return [word for word in set(name.findall(text)) - _plain if self._is_wanted(word)]

    def _is_wanted(self, word: str) -> bool:
        keys = name_keys(word)
        if keys == {word.lower()}:
            if len(_plain) >= _REMEMBERED_WORDS:
                _plain.clear()
            _plain.add(word)
            return False
        return not self._forms.isdisjoint(keys)


def _beginning_with(letters: set[str], by_names: bool) -> re.Pattern[str] | None:
    """Return an expression for words in plain letters with one of these beginnings; None for none."""
    plain = "".join(sorted(letter for letter in letters if letter.isascii() and letter.isalpha()))
    return re.compile(rf"(?<![A-Za-z])[{plain}{plain.upper()}][A-Za-z]*") if by_names and plain else None


def _beginning(form: str) -> str:
    """Return the common beginning, in plain letters, of all words that have this form or stem."""
    # "dying" has the stem "die".
    return form[:1] if len(form) == 3 and form.endswith("ie") else form[: max(1, len(form) - 1)]


def _runs_with(beginning: str, lower: str, text: str) -> Iterator[str]:
    """Yield the runs of a text that contain a word with this beginning; `lower` is the text in lower case."""
    at = lower.find(beginning)
    while at >= 0:
        if at and lower[at - 1].isalnum():
            at = lower.find(beginning, at + 1)
            continue
        start = at
        while start and not lower[start - 1].isspace():
            start -= 1
        space = _SPACE.search(lower, at)
        end = space.start() if space else len(lower)
        yield text[start:end]
        at = lower.find(beginning, end)
