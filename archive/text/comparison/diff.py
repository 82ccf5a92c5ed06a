"""Diff of two texts for readers: by paragraph and by word, not by markup.

  paragraph_differences(old_html, new_html)   aligned paragraphs, each with its kind of change
  word_differences(old, new)                  spans of one text
  collapsed(differences)                      the same with long unchanged ranges collapsed

Whole paragraphs are aligned first; only aligned ones are compared by words. Both steps are bounded, so that no pair
of texts exceeds the time of a page: text beyond the bounds is shown as deleted and inserted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from archive.text.comparison.markup_notes import markup_notes
from archive.text.comparison.opcodes import opcodes
from archive.text.comparison.paragraph_pairs import block_key, paired_paragraphs
from archive.text.markup.paragraphs import Block, blocks

# Words of all changed paragraphs that are compared one by one.
MAX_WORDS = 60_000

_WORD = re.compile(r"\s*(?:\w+(?:['’\-.,/]\w+)*|[^\w\s])")
_HAS_WORD = re.compile(r"\w")


class Kind(StrEnum):
    """Kind of change of a span of words, or of a paragraph."""

    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"
    CHANGED = "changed"  # of paragraphs only


@dataclass(frozen=True, slots=True)
class DiffSpan:
    """Span of words that is the same, deleted or inserted."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class ParagraphDifference:
    """Change of a paragraph: `old` and `new` are its markup on either side, None where it is missing.

    `number` is its position in the new text, or in the old one if it was deleted; both count from 1. `notes` describe
    changes other than of words: to a heading, or of a link's target.
    """

    kind: Kind
    number: int
    runs: tuple[DiffSpan, ...]
    old: Block | None
    new: Block | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CollapsedRange:
    """Collapsed range of unchanged paragraphs, from one number to another."""

    first: int
    last: int
    differences: tuple[ParagraphDifference, ...]

    @property
    def count(self) -> int:
        return len(self.differences)


def word_differences(old: str, new: str) -> list[DiffSpan]:
    """Return the diff of a text by words. The runs not inserted make up `old`, those not deleted `new`.

    "the old pier" and "the new pier" → same "the ", deleted "old", inserted "new", same " pier".
    """
    if old == new:
        return [DiffSpan(Kind.SAME, old)] if old else []
    before, after = _words(old), _words(new)
    pieces: list[tuple[Kind, str]] = []
    for tag, a, b, c, d in opcodes([word.lstrip() for word in before], [word.lstrip() for word in after]):
        if tag == "equal":
            for one, other in zip(before[a:b], after[c:d], strict=True):
                pieces += _same_word(one, other)
        else:
            pieces += [(Kind.DELETED, "".join(before[a:b])), (Kind.INSERTED, "".join(after[c:d]))]
    return _runs(pieces)


def _words(text: str) -> list[str]:
    """Split a text into words and punctuation, each with the blanks before it; final blanks are an item."""
    words = _WORD.findall(text)
    rest = text[sum(map(len, words)) :]
    return [*words, rest] if rest else words


def _same_word(one: str, other: str) -> list[tuple[Kind, str]]:
    if one == other:
        return [(Kind.SAME, one)]
    word = one.lstrip()
    return [
        (Kind.DELETED, one[: len(one) - len(word)]),
        (Kind.INSERTED, other[: len(other) - len(word)]),
        (Kind.SAME, word),
    ]


def _runs(pieces: Iterable[tuple[Kind, str]]) -> list[DiffSpan]:
    """Join pieces into non-empty runs: between two unchanged runs, one deleted and then one inserted.

    Punctuation alone does not separate two changes: "(a, b)" to "(c, d)" is one change.
    """
    runs: list[DiffSpan] = []
    same: list[str] = []  # lists, since a text that grows by a word is copied for each
    gone: list[str] = []
    come: list[str] = []
    for kind, text in [*pieces, (Kind.SAME, "")]:
        if kind is Kind.SAME:
            same.append(text)
            continue
        if not text:
            continue
        if any(same) and (gone or come) and not any(map(_HAS_WORD.search, same)):
            gone += same
            come += same
            same = []
        elif any(same):
            runs += _changed(gone, come, same)
            gone, come, same = [], [], []
        (gone if kind is Kind.DELETED else come).append(text)
    return _without_equal_blanks([*runs, *_changed(gone, come, same)])


def _changed(gone: list[str], come: list[str], same: list[str]) -> list[DiffSpan]:
    pieces = ((Kind.DELETED, "".join(gone)), (Kind.INSERTED, "".join(come)), (Kind.SAME, "".join(same)))
    return [DiffSpan(kind, text) for kind, text in pieces if text]


def _without_equal_blanks(runs: list[DiffSpan]) -> list[DiffSpan]:
    """Move the blank before a replaced word out of the change: "the [old][new] pier"."""
    for place in range(1, len(runs) - 1):
        before, gone, come = runs[place - 1 : place + 2]
        if before.kind is Kind.SAME and gone.kind is Kind.DELETED and come.kind is Kind.INSERTED:
            blanks = [text[: len(text) - len(text.lstrip())] for text in (gone.text, come.text)]
            if blanks[0] == blanks[1] and gone.text.strip() and come.text.strip():
                runs[place - 1] = DiffSpan(Kind.SAME, before.text + blanks[0])
                runs[place] = DiffSpan(Kind.DELETED, gone.text.lstrip())
                runs[place + 1] = DiffSpan(Kind.INSERTED, come.text.lstrip())
    return runs


def paragraph_differences(old_html: str, new_html: str) -> list[ParagraphDifference]:
    """Return the diff of two bodies of sanitised HTML by paragraphs, in reading order.

    A moved paragraph is one deleted and one inserted. Anchors (`id="p3"`) are ignored.
    """
    old, new = blocks(old_html), blocks(new_html)
    budget = MAX_WORDS
    differences: list[ParagraphDifference] = []
    for pair in paired_paragraphs(old, new):
        difference, spent = _difference(*pair, old, new, exactly=budget > 0)
        budget -= spent
        differences.append(difference)
    return differences


def _difference(
    before: int | None, after: int | None, old: list[Block], new: list[Block], *, exactly: bool
) -> tuple[ParagraphDifference, int]:
    """Return the change of one paragraph, and the number of words compared for it."""
    if after is None:
        if before is None:
            raise ValueError("A paragraph is in neither version.")
        one = old[before]
        return ParagraphDifference(Kind.DELETED, before + 1, _whole(Kind.DELETED, one.text), one, None), 0
    other = new[after]
    if before is None:
        return ParagraphDifference(Kind.INSERTED, after + 1, _whole(Kind.INSERTED, other.text), None, other), 0
    one = old[before]
    if block_key(one) == block_key(other):
        return ParagraphDifference(Kind.SAME, after + 1, _whole(Kind.SAME, other.text), one, other), 0
    if exactly:
        runs = tuple(word_differences(one.text, other.text))
    else:
        runs = (*_whole(Kind.DELETED, one.text), *_whole(Kind.INSERTED, other.text))
    changed = ParagraphDifference(Kind.CHANGED, after + 1, runs, one, other, tuple(markup_notes(one, other)))
    return changed, one.text.count(" ") + other.text.count(" ") + 2


def _whole(kind: Kind, text: str) -> tuple[DiffSpan, ...]:
    return (DiffSpan(kind, text),) if text else ()


def collapsed(
    differences: Sequence[ParagraphDifference], *, around: int = 1
) -> list[ParagraphDifference | CollapsedRange]:
    """Collapse unchanged paragraphs, except `around` of them on either side of a change."""
    near: set[int] = set()
    for place, difference in enumerate(differences):
        if difference.kind is not Kind.SAME:
            near.update(range(place - around, place + around + 1))
    shown: list[ParagraphDifference | CollapsedRange] = []
    hidden: list[ParagraphDifference] = []
    for place, difference in enumerate(differences):
        if place not in near:
            hidden.append(difference)
            continue
        shown += _fold(hidden)
        hidden = []
        shown.append(difference)
    return shown + _fold(hidden)


def _fold(hidden: list[ParagraphDifference]) -> list[ParagraphDifference | CollapsedRange]:
    if len(hidden) < 2:  # a note of one collapsed paragraph is as long as the paragraph's line
        return list(hidden)
    return [CollapsedRange(hidden[0].number, hidden[-1].number, tuple(hidden))]
