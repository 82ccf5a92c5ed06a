"""Article matching: the rule that decides which article of an issue a file belongs to.

A file is identified by its issue and its path below the imported folder or zip file.

- Same issue and path: it is that article. The same bytes: unchanged. Other bytes: an update.
- Same issue and bytes under another path: if a file exists at that other path beside it, or came in the same run, it
  is a copy, and reported; otherwise the file was renamed, and it is unchanged.
- Another path, but the title or the URL of an article of the issue: both claim to be the same article. The
  second is reported, never merged. Provisional titles do not count, nor does the title of two that have addresses
  of their own, or ids in one export: two letters of a day, the editorials of a month. Files that are there together
  and share less than half of their words are two articles too, with a warning.
- Anything else is a new article.

The same path in another issue has no meaning: exports number their files from one for every issue.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from zlib import crc32

from archive.imports.reading.report import Action
from archive.text.formats.records import split_origin

Fingerprint = frozenset[int]
_WORD = re.compile(r"\w+")
_RUN, _SKETCH, _MAX_WORDS = 4, 32, 250  # the beginning tells two texts apart


@dataclass(frozen=True, slots=True)
class ExistingArticle:
    """Article of an issue, with the fields for matching. `title_key` is "" for a provisional title.

    `fingerprint` is that of the text, where the article has no row yet.
    """

    article_id: int | None
    title_key: str
    url: str = ""
    path: str = ""
    sha256: str = ""
    came_in_this_run: bool = False
    fingerprint: Fingerprint = frozenset()


@dataclass(frozen=True, slots=True)
class Match:
    """Match of a file: the action, the existing article (if any), and the reason for a refusal or a warning."""

    action: Action
    existing: ExistingArticle | None = None
    reason: str = ""
    remedy: str = ""


def match(
    path: str,
    sha256: str,
    title_key: str,
    url: str,
    articles: Iterable[ExistingArticle],
    is_beside: Callable[[str], bool],
    is_same_text: Callable[[ExistingArticle], bool] = lambda existing: True,
) -> Match:
    """Decide which article of its issue a file belongs to, by the rule of this module.

    `articles` are those of the issue, `is_beside(path)` says whether a file exists in the imported folder or zip
    file, `is_same_text(article)` whether the file has the text of an article.
    """
    articles = list(articles)
    for existing in articles:
        if existing.path == path:
            return Match(Action.UNCHANGED if existing.sha256 == sha256 else Action.UPDATE, existing)
    for existing in articles:
        if existing.sha256 == sha256:
            if existing.came_in_this_run or is_beside(existing.path):
                return Match(
                    Action.REFUSE,
                    existing,
                    f"This is a copy of {existing.path}, byte for byte.",
                    "Remove one of the two files.",
                )
            return Match(Action.UNCHANGED, existing)
    twins = []
    for existing in articles:
        same_title = bool(title_key) and existing.title_key == title_key
        if same_title and _are_distinguishable(path, url, existing):
            continue
        if same_title and not (url and existing.url) and _is_there(existing, is_beside) and not is_same_text(existing):
            twins.append(existing)
        elif same_title or (url and existing.url == url):
            return _claimed(existing, "title" if same_title else "address")
    return _beside_twins(twins) if twins else Match(Action.CREATE)


def _is_there(existing: ExistingArticle, is_beside: Callable[[str], bool]) -> bool:
    """Return whether the file of an article is there beside the new one, so that that does not replace it."""
    return bool(existing.path) and (existing.came_in_this_run or is_beside(existing.path))


def _claimed(existing: ExistingArticle, what: str) -> Match:
    return Match(
        Action.REFUSE,
        existing,
        f"It claims the same article as {existing.path or 'one that was written here'}: both have this {what}.",
        "Remove one of the two, or tell their titles apart. To replace an article's text, change its own file.",
    )


def _beside_twins(twins: list[ExistingArticle]) -> Match:
    return Match(
        Action.CREATE,
        reason=f"{twins[0].path} has the same title and another text; both are articles.",
        remedy="If one of them is an older version, remove its file, and delete the article on the desk.",
    )


def fingerprint(paragraphs: Iterable[str]) -> Fingerprint:
    """Return the fingerprint of a text: the lowest checksums of the runs of four words at its beginning.

    Of two versions of a text most are the same, of two texts none (a "bottom-k sketch" of their shingles, Broder 1997).
    """
    words = list(islice((word[0].casefold() for each in paragraphs for word in _WORD.finditer(each)), _MAX_WORDS))
    runs = {crc32(" ".join(words[at : at + _RUN]).encode()) for at in range(max(1, len(words) - _RUN + 1))}
    return frozenset(sorted(runs)[:_SKETCH]) if words else frozenset()


def have_same_text(one: Fingerprint, other: Fingerprint) -> bool:
    """Return whether two texts share half of the shorter one's fingerprint; a text without words is the same as any."""
    return 2 * len(one & other) >= min(len(one), len(other))


_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?(.*?)/?(?:#.*)?", re.I | re.S)
_NO_ID = re.compile(r"line-\d+")  # the place of a record that has no id


def _are_distinguishable(path: str, url: str, existing: ExistingArticle) -> bool:
    """Return whether a file and an article of one title are two: by their addresses, else by their ids in one file."""
    if url and existing.url:
        return _address(url) != _address(existing.url)
    (file, name), (other_file, other_name) = split_origin(path), split_origin(existing.path)
    are_records = bool(name and other_name) and file == other_file
    return are_records and not (_NO_ID.fullmatch(name) or _NO_ID.fullmatch(other_name))


def _address(url: str) -> str:
    """Return an address by which two are compared: "http://www.letter.example/1/" → "letter.example/1"."""
    match = _ADDRESS.fullmatch(url)
    return match[1] if match else url
