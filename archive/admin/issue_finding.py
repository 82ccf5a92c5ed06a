"""Looks for the article that is to come into an issue, and for the issue that an article is to go to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import reduce
from operator import and_

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q

from archive.models import Article, Issue
from archive.models.rights import EDIT_EVERY
from archive.text.folding import fold

MOST_FOUND, MOST_WORDS, MOST_CHARACTERS = 20, 8, 200
NEAREST = 5
_ADDRESS = re.compile(r"(?:.*/a/)?([0-9]{1,18})/?")


@dataclass(frozen=True, slots=True)
class Found:
    """The first rows that a search found; `more` says that there are others."""

    rows: list
    more: bool = False


def articles_found(query: str, *, outside: Issue, changeable_by: AbstractBaseUser) -> Found:
    """Articles of other issues whose titles hold all these words, in any case and with any accents, the newest first.

    A number, or a permanent address ("/a/4711/"), finds that article too. Who may change only their own finds these.
    """
    words = _words(query)
    if not words:
        return Found([])
    wanted = reduce(and_, (Q(title_key__contains=word) for word in words))
    if number := _ADDRESS.fullmatch(query.strip()):
        wanted |= Q(pk=int(number[1]))
    articles = Article.objects.filter(wanted).exclude(issue=outside)
    if not changeable_by.has_perm(EDIT_EVERY):
        articles = articles.filter(created_by=changeable_by.pk)
    return _first(articles.select_related("issue__publication").defer("body").order_by("-pk"))


def issues_found(query: str, *, but: Issue) -> Found:
    """Issues by words of their publication's name or abbreviation, number, volume or title ("EDM 115"), newest first.

    Without words, the issues that lie nearest to `but` in its publication.
    """
    issues = Issue.objects.select_related("publication").exclude(pk=but.pk)
    words = _words(query)
    if not words:
        later = list(issues.after(but)[:NEAREST])
        return Found([*reversed(later), *issues.before(but)[:NEAREST]])
    for word in words:
        named = Q(publication__title__icontains=word) | Q(publication__abbreviation__icontains=word)
        named |= Q(number__iexact=word) | Q(title__icontains=word)
        if word.isascii() and word.isdigit() and len(word) <= 4:
            named |= Q(volume=int(word))
        issues = issues.filter(named)
    return _first(issues.order_by("-sort_date", "-volume", "-number_key", "-pk"))


def _words(query: str) -> list[str]:
    return fold(query[:MOST_CHARACTERS]).split()[:MOST_WORDS]


def _first(rows) -> Found:
    rows = list(rows[: MOST_FOUND + 1])
    return Found(rows[:MOST_FOUND], more=len(rows) > MOST_FOUND)
