"""The identity rule: which article of an issue a file is.

A file is known by its issue and its path below the folder or zip file that was imported.

- The same issue and path: it is that article. The same bytes: unchanged. Other bytes: an update.
- The same issue and the same bytes under another path: if a file stands under that other path beside it, or came in
  the same run, it is a copy, and reported; otherwise the file was renamed, and it is unchanged.
- Another path, but the title or the address (URL) of an article of the issue: both claim to be the same article. The
  second is reported, never merged. Provisional titles claim nothing.
- Anything else is a new article.

The same path in another issue says nothing: exports number their files anew for every issue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from archive.imports.reading.report import Action


@dataclass(frozen=True, slots=True)
class ExistingArticle:
    """An article of an issue, as far as it decides who a file is. `title_key` is "" for a provisional title."""

    article_id: int | None
    title_key: str
    url: str = ""
    path: str = ""
    sha256: str = ""
    came_in_this_run: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """What a file is: the action, the article that stands (if one does), and why it is refused."""

    action: Action
    standing: ExistingArticle | None = None
    reason: str = ""
    remedy: str = ""


def match(
    path: str, sha256: str, title_key: str, url: str, shelf: Iterable[ExistingArticle], is_beside: Callable[[str], bool]
) -> Match:
    """Decide which article of its issue a file is, by the rule of this module.

    `shelf` are the articles of the issue, `is_beside(path)` tells whether a file is there in what is being imported.
    """
    shelf = list(shelf)
    for standing in shelf:
        if standing.path == path:
            return Match(Action.UNCHANGED if standing.sha256 == sha256 else Action.UPDATE, standing)
    for standing in shelf:
        if standing.sha256 == sha256:
            if standing.came_in_this_run or is_beside(standing.path):
                return Match(
                    Action.REFUSE,
                    standing,
                    f"This is a copy of {standing.path}, byte for byte.",
                    "Remove one of the two files.",
                )
            return Match(Action.UNCHANGED, standing)
    for standing in shelf:
        same_title = bool(title_key) and standing.title_key == title_key
        if same_title or (url and standing.url == url):
            other = standing.path or "one that was written here"
            return Match(
                Action.REFUSE,
                standing,
                f"It claims the same article as {other}: both have this {'title' if same_title else 'address'}.",
                "Remove one of the two, or tell their titles apart. To replace an article's text, change its own file.",
            )
    return Match(Action.CREATE)
