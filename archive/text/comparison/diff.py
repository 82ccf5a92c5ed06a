"""Diff of two texts for readers: by paragraph and by word, not by markup.

  paragraph_differences(old_html, new_html)   aligned paragraphs, each with its kind of change
  word_differences(old, new)                  spans of one text
  collapsed(differences)                      the same with long unchanged ranges collapsed

Whole paragraphs are aligned first; only aligned ones are compared by words. Both steps are bounded, so that no pair
of texts exceeds the time of a page: text beyond the bounds is shown as deleted and inserted.
"""

from __future__ import annotations

import html as entities
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from archive.text.markup.paragraphs import Block, blocks

# Pairs of equal units that difflib compares in one pass; a larger range counts as replaced as a whole.
MAX_PAIRS = 60_000
# Pairs of paragraphs in a replaced range whose similarity is computed.
MAX_LIKENESSES = 3_000
# Words of all changed paragraphs that are compared one by one.
MAX_WORDS = 60_000
# Below this share of common words two paragraphs are different ones, not one that was changed.
MIN_LIKENESS = 0.35

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
    for pair in _paired(old, new):
        difference, spent = _difference(*pair, old, new, exactly=budget > 0)
        budget -= spent
        differences.append(difference)
    return differences


def _paired(old: list[Block], new: list[Block]) -> Iterable[tuple[int | None, int | None]]:
    """Yield the indexes of matching paragraphs in both texts; None on a side without one."""
    for tag, a, b, c, d in opcodes([block_key(block) for block in old], [block_key(block) for block in new]):
        if tag == "equal":
            yield from zip(range(a, b), range(c, d), strict=True)
        else:
            yield from _paired_by_likeness(old, new, range(a, b), range(c, d))


def block_key(block: Block) -> str:
    """Return the markup of a block without its anchor, for comparing blocks."""
    return block.html.replace(f' id="{block.anchor}"', "", 1) if block.anchor else block.html


def _paired_by_likeness(
    old: list[Block], new: list[Block], before: range, after: range
) -> Iterable[tuple[int | None, int | None]]:
    """Pair paragraphs of a replaced range, in order, so that the sum of similarities is highest."""
    if not before or not after or len(before) * len(after) > MAX_LIKENESSES:
        yield from ((place, None) for place in before)
        yield from ((None, place) for place in after)
        return
    table = _likenesses([old[place] for place in before], [new[place] for place in after])
    best = _best_sums(table)
    i = j = 0
    while i < len(before) or j < len(after):
        paired = i < len(before) and j < len(after)
        if paired and table[i][j] and best[i][j] == table[i][j] + best[i + 1][j + 1]:
            yield before[i], after[j]
            i, j = i + 1, j + 1
        elif i < len(before) and (j == len(after) or best[i][j] == best[i + 1][j]):
            yield before[i], None
            i += 1
        else:
            yield None, after[j]
            j += 1


def _likenesses(old: list[Block], new: list[Block]) -> list[list[float]]:
    """Return the similarity of all pairs: the share of common words (Dice's coefficient), 0.0 if below the minimum."""
    before = [Counter(block.text.split()) for block in old]
    after = [Counter(block.text.split()) for block in new]
    table = []
    for mine, one in zip(before, old, strict=True):
        row = []
        for theirs, other in zip(after, new, strict=True):
            words = mine.total() + theirs.total()
            share = 2 * (mine & theirs).total() / words if words else float(one.tag == other.tag)
            row.append(share if share >= MIN_LIKENESS else 0.0)
        table.append(row)
    return table


def _best_sums(table: list[list[float]]) -> list[list[float]]:
    """Return for every two positions the highest sum of similarities of pairs from there on."""
    width = len(table[0])
    best = [[0.0] * (width + 1) for _ in range(len(table) + 1)]
    for i in range(len(table) - 1, -1, -1):
        for j in range(width - 1, -1, -1):
            pair = table[i][j] + best[i + 1][j + 1] if table[i][j] else 0.0
            best[i][j] = max(pair, best[i + 1][j], best[i][j + 1])
    return best


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


_LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"')
_PICTURE = re.compile(r'<img\b[^>]*?\bsrc="([^"]*)"')
_ALTERNATIVE = re.compile(r'<img\b[^>]*?\balt="([^"]*)"')
_EMPHASIS = re.compile(r"<(?:em|i|strong|b|cite|q|s|small|sup|sub|code|abbr)\b[^>]*>(.*?)</", re.S)
_ANY_TAG = re.compile(r"<[^>]*>")
_TAG_NAMES = {
    "p": "a paragraph", "h2": "a heading", "h3": "a smaller heading", "h4": "the smallest heading",
    "blockquote": "a quotation", "ul": "a list", "ol": "a numbered list", "table": "a table", "figure": "a picture",
    "hr": "a rule",
}  # fmt: skip


def markup_notes(old: Block, new: Block) -> list[str]:
    """Describe changes of a paragraph other than of words: "now a heading (was a paragraph)", "link to … put in"."""
    notes = []
    if old.tag != new.tag:
        notes.append(f"now {_TAG_NAMES.get(new.tag, new.tag)} (was {_TAG_NAMES.get(old.tag, old.tag)})")
    for pattern, name in ((_LINK, "link to"), (_PICTURE, "picture"), (_ALTERNATIVE, "picture described as")):
        notes += _counted(pattern, name, old, new)
    notes += _counted(_EMPHASIS, "emphasis on", old, new)
    if not notes and old.text == new.text:
        notes.append("its markup changed")
    return notes


def _counted(pattern: re.Pattern[str], name: str, old: Block, new: Block) -> list[str]:
    before, after = (Counter(map(_shown, pattern.findall(block.html))) for block in (old, new))
    gone = [f"{name} “{what}” taken out" for what in (before - after)]
    return gone + [f"{name} “{what}” put in" for what in (after - before)]


def _shown(markup: str) -> str:
    return entities.unescape(_ANY_TAG.sub("", markup))[:120]


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


def opcodes(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """Return difflib's opcodes in bounded time: common ends are cut off, and too large a middle counts as replaced."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    codes = [("equal", 0, start, 0, start)] if start else []
    codes += [(tag, a + start, b + start, c + start, d + start) for tag, a, b, c, d in _middle(before, after)]
    if end:
        codes.append(("equal", len(old) - end, len(old), len(new) - end, len(new)))
    return codes


def _middle(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    if not before and not after:
        return []
    counted = Counter(after)
    if sum(counted[unit] for unit in before) > MAX_PAIRS or max(len(before), len(after)) > MAX_PAIRS:
        return [("replace", 0, len(before), 0, len(after))]
    return list(SequenceMatcher(None, before, after, autojunk=False).get_opcodes())
