"""Articles of an issue for the admin's pages: status and missing fields, in words."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from textwrap import shorten

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from archive.admin.issues.return_to_issue import BACK
from archive.editing.publishing.issue_publishing import SCHEDULED, ArticlePlan
from archive.models import Article, Status

LABEL_CHARACTERS = 60
_STATES = {
    Status.DRAFT: "draft",
    Status.IN_REVIEW: "in review",
    Status.PUBLISHED: "published",
    Status.WITHDRAWN: "withdrawn",
    SCHEDULED: "scheduled",
}


@dataclass(frozen=True, slots=True)
class MissingField:
    """A missing field of an article, and the address where it is entered."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """An article of an issue: `state` in a word or two, `state_words` with its moment."""

    article: Article
    short: str  # the title for labels
    authors: str
    state: str
    mark: str
    state_words: str
    url: str
    missing: list[MissingField]


def row_of(listed: ArticlePlan) -> Row:
    """Return a listed article in words."""
    article = listed.article
    url = f"{reverse('admin:archive_article_change', args=[article.pk])}?{BACK}={article.issue_id}"
    state = _STATES[listed.state]
    words = f"scheduled for {moment_in_words(article.publish_at)}" if listed.state == SCHEDULED else state
    short = shorten(article.title, LABEL_CHARACTERS, placeholder="…")
    return Row(article, short, listed.authors, state, listed.state, words, url, list(_missing(listed, url)))


def _missing(listed: ArticlePlan, url: str):
    wanting = listed.wanting
    if wanting.title:
        yield MissingField("provisional title", f"{url}#id_title")
    if wanting.author:
        yield MissingField("no author", f"{url}#authorships-group")
    if wanting.text:
        yield MissingField("no text", f"{url}#id_body")
    if wanting.unresolved:
        noun = "citation" if wanting.unresolved == 1 else "citations"
        yield MissingField(f"{wanting.unresolved:,} {noun} of unknown sources", f"{url}&citations=form#citations-group")


def moment_in_words(moment: datetime.datetime) -> str:
    """Return a moment in the site's time zone, with the zone's name: "3 December 2026, 09:00 (UTC)"."""
    local = timezone.localtime(moment)
    return f"{date_format(local, 'j F Y, H:i')} ({timezone.get_current_timezone_name()})"
