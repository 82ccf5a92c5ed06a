"""Excerpts: the first sentences of articles, for the front page of an issue."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.models import Article
from archive.text.markup.sanitiser import plain_text

# Characters of markup that hold the shown words, with room for tags and links.
OPENING_CHARACTERS = 2000
_CUT_TAG = re.compile(r"<[^>]*\Z|&[a-z0-9#]*\Z")
# Pictures with their captions, and tables, contain no sentences; footnotes are not the beginning of a text.
_NO_SENTENCES = re.compile(r"<(figure|table|section)\b.*?(?:</\1>|\Z)", re.S)
_SENTENCE_END = re.compile(r"[.!?…][”’\"')\]]*\s")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """An article on a front page, with its first sentences."""

    article: Article
    opening: str


def excerpt_of(article: Article, words: int) -> str:
    """Return the first sentences of the text, at most `words` words.

    The article must be loaded `with_openings(OPENING_CHARACTERS)`. The text is cut at the end of a sentence in its
    second half, else at a word, with "…".
    """
    text = plain_text(_CUT_TAG.sub("", _NO_SENTENCES.sub("", article.opening)))
    return _cut(text, words, is_whole=len(article.opening) < OPENING_CHARACTERS)


def _cut(text: str, words: int, *, is_whole: bool) -> str:
    kept = text.split()
    if len(kept) <= words and is_whole:
        return " ".join(kept)
    shown = " ".join(kept[:words]) + " "
    ends = [match.end() for match in _SENTENCE_END.finditer(shown)]
    if ends and ends[-1] > len(shown) // 2:
        return shown[: ends[-1]].strip()
    return shown.rstrip(" ,;:–—-") + " …"
