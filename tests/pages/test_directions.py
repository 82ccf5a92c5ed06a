"""Texts from right to left on pages whose own words run from left to right. The texts are invented."""

from __future__ import annotations

import re

import pytest

from archive.search.engine import engine
from archive.search.indexing import index_updates
from tests.factories import ArticleFactory, IssueFactory

TITLE, TEXT = "العبارة تصل", "وصلت العبارة أمس (Kerpress, April 1)."
# Elements that hold words of the site itself within a text from right to left.
OWN_WORDS = re.compile(r'lang="en"(?! dir="ltr")')


@pytest.fixture
def article(db):
    engine().rebuild([], lambda pks: [])
    issue = IssueFactory(publication__language="ar", publication__title="صحيفة")
    found = ArticleFactory(issue=issue, title=TITLE, paragraphs=[TEXT, TEXT], authors=["سالم القبطان"])
    index_updates.drain()
    return found


def publication_of(article) -> str:
    return article.issue.publication.get_absolute_url()


@pytest.mark.parametrize(
    ("address", "element"),
    [
        (lambda article: article.get_absolute_url(), '<article class="piece" lang="ar" dir="rtl">'),
        (lambda article: article.issue.get_absolute_url(), '<div class="front" lang="ar" dir="rtl">'),
        (
            lambda article: article.issue.publication.get_absolute_url(),
            '<header class="nameplate" lang="ar" dir="rtl">',
        ),
        (lambda article: "/", '<h3 lang="ar" dir="rtl">'),
        (lambda article: "/search/?q=العبارة", '<h2 lang="ar" dir="rtl">'),
        (lambda article: "/search/?q=العبارة", '<p class="passage" lang="ar" dir="rtl">'),
        (lambda article: "/search/?q=العبارة", '<p class="byline" dir="rtl">'),
        (lambda article: article.authors.get().get_absolute_url(), '<h3 lang="ar" dir="rtl">'),
    ],
)
def test_direction_of_stored_text(client, article, address, element):
    page = client.get(address(article)).text
    assert element in page
    assert not OWN_WORDS.search(page.partition("<body")[2])


def test_text_of_another_direction_than_its_publication(client, article):
    foreign = ArticleFactory(issue=article.issue, title="Ferry arrives", language="en", paragraphs=["It came."])
    page = client.get(foreign.get_absolute_url()).text
    assert '<article class="piece" lang="en">' in page
    assert '<p class="running-title" lang="ar" dir="rtl">' in page
