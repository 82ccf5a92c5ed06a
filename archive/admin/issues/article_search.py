"""Search for an article to move into an issue, and for an issue to move an article to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import Q

from archive.admin.common.admin_search import every_word, in_article, in_issue, words_of
from archive.models import Article, Issue
from archive.models.catalogue.article import ArticleQuerySet
from archive.models.common.accounts import Account
from archive.models.common.permissions import EDIT_ANY

MAX_FOUND, MAX_SCANNED = 20, 2000
NEAREST = 5
_ADDRESS = re.compile(r"(?:.*/a/)?([0-9]{1,18})/?")


@dataclass(frozen=True, slots=True)
class Found:
    """The first matching rows; `more` says that there are others."""

    rows: list
    more: bool = False


def articles_found(query: str, *, outside: Issue, changeable_by: Account) -> Found:
    """Return articles of other issues with all these words in title, by-line or issue, newest first.

    A number, or a permanent address ("/a/4711/"), finds that article too. Users who may change only their own articles
    find only these.
    """
    changeable = Q() if changeable_by.has_perm(EDIT_ANY) else Q(created_by=changeable_by.pk)
    rows = articles_by_words(query, ~Q(issue=outside) & changeable)
    return _first(rows.select_related("issue__publication").defer("body"))


def articles_by_words(query: str, among: Q) -> ArticleQuerySet:
    """Return the `among` articles with all these words in title, by-line or issue, newest first; none without words.

    A number, or a permanent address ("/a/4711/"), finds that article too.
    """
    number = _ADDRESS.fullmatch(query.strip())
    words = words_of(number[1] if number else query)
    if not words:
        return Article.objects.none()
    # The indexes give the ids; sorting by date in the database would scan the table.
    articles = Article.objects.filter(every_word(words, in_article)).filter(among)
    ids = sorted(articles.order_by().values_list("pk", flat=True)[:MAX_SCANNED], reverse=True)
    return Article.objects.filter(pk__in=ids[: MAX_FOUND + 1]).order_by("-pk")


def issues_found(query: str, *, but: Issue) -> Found:
    """Return issues by words of their publication's name or abbreviation, number, volume or title ("EDM 115"), newest
    first.

    Without words, the issues nearest to `but` in its publication.
    """
    issues = Issue.objects.select_related("publication").exclude(pk=but.pk)
    words = words_of(query)
    if not words:
        later = list(issues.after(but)[:NEAREST])
        return Found([*reversed(later), *issues.before(but)[:NEAREST]])
    return _first(issues.filter(every_word(words, in_issue)).latest_first())


def _first(rows) -> Found:
    rows = list(rows[: MAX_FOUND + 1])
    return Found(rows[:MAX_FOUND], more=len(rows) > MAX_FOUND)
