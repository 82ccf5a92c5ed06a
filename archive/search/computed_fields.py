"""Fields that are computed from the texts of an entry. An engine completes each entry where it analyses it.

They take most of the time of an entry, and say nothing that its texts do not say: so the processes that analyse a large
archive compute them side by side, and the digest by which index and database are compared does without.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from archive.search.analysis.analyser import tokens
from archive.search.analysis.sentences import each_sentence
from archive.search.fields import BLOCK_TEXTS, COMPUTED, PRINTED_TITLE, SENTENCES

Entry = dict[str, Any]


def complete(entry: Entry) -> Entry:
    """Return an entry with its computed fields, instead of the texts of its blocks; as it is if it has none of these.

    Raises TypeError or AttributeError where its texts are none.
    """
    if BLOCK_TEXTS not in entry:
        return entry
    completed = {name: value for name, value in entry.items() if name not in (BLOCK_TEXTS, PRINTED_TITLE)}
    for field in COMPUTED:
        if value := field.value(entry):
            completed[field.name] = value
    return completed | {SENTENCES: sentence_rows(entry[BLOCK_TEXTS])}


def sentence_rows(texts: Iterable[str]) -> list[tuple[int, int, int, int]]:
    """Return a row (`SENTENCE_COLUMNS`) for every sentence of a body, whose blocks have these texts.

    ["The ferry sank. It rained.", "A buoy was lost."] → [(0, 0, 0, 15), (3, 0, 16, 26), (5, 1, 0, 16), (9, 2, 0, 0)]
    """
    rows: list[tuple[int, int, int, int]] = []
    word = block = 0
    for block, text in enumerate(texts, 1):
        for start, end in each_sentence(text):
            rows.append((word, block - 1, start, end))
            word += len(tokens(text[start:end]))
    return [*rows, (word, block, 0, 0)]
