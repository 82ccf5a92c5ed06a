"""The order of equal hits: that of issues and their contents, whatever was indexed when."""

from __future__ import annotations

import datetime

import pytest

from archive.editing.issues.toc_ordering import order_of
from archive.models import Article
from archive.search.fields import reading_order
from archive.search.indexing.consistency import compare
from archive.search.indexing.index_updates import drain
from tests.factories import ArticleFactory, IssueFactory, PublicationFactory

DAY = datetime.date(2004, 10, 4)


@pytest.fixture
def issue(index):
    issue = IssueFactory(date=DAY)
    for position in range(1, 8):
        ArticleFactory(issue=issue, title="Tide tables", paragraphs=["Low tide."], position=position)
    return issue


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("query", ["", "tide", '"low tide"', "tid*"])
def test_indexing_an_unchanged_article_again_moves_nothing(issue, ask, query, sort):
    before = [hit.article.pk for hit in ask(query, sort=[sort]).hits]
    assert before == order_of(issue)
    for pk in (before[0], before[3]):
        Article.objects.get(pk=pk).save()
        drain()
        assert [hit.article.pk for hit in ask(query, sort=[sort]).hits] == before


def test_contents_put_in_another_order_are_found_in_it(issue, ask):
    ask("tide")
    first = Article.objects.get(pk=order_of(issue)[0])
    first.position = 99
    first.save()
    assert [hit.article.pk for hit in ask("tide").hits] == order_of(issue)
    assert not compare()


def test_the_column_sorts_as_the_rows_do(db):
    publications = [PublicationFactory(), PublicationFactory()]
    for number in ("10", "9", "3–4", "3", "Supplement", "Supplement 2", "10a"):
        for volume in (1, 2, 11):
            for date in (DAY, None):
                issue = IssueFactory(
                    publication=publications[date is None],
                    volume=volume,
                    number=number,
                    date=date,
                    date_precision="day" if date else "",
                )
                for position in (0, 2, 11):
                    ArticleFactory(issue=issue, position=position)
    rows = list(
        Article.objects.select_related("issue").order_by(
            "issue__sort_date", "issue__volume", "issue__number_key", "issue_id", "position", "pk"
        )
    )
    keys = [reading_order(row) for row in rows]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(rows)
