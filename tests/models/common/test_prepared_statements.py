"""Querysets with their SQL at hand: the same rows as built anew by Django, whoever asks, in whatever order."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from archive.models import Article, Citation, Issue
from archive.models.common.prepared_statements import PreparedQuery
from tests.factories import ArticleFactory, CitationFactory, IssueFactory, PublicationFactory

pytestmark = pytest.mark.django_db


def issues_before():
    return PreparedQuery(Issue, lambda issue: Issue.objects.select_related("publication").before(issue)[:2])


def citations_of():
    return PreparedQuery(Article, lambda article: Citation.objects.filter(article=article.pk).order_by("-pk"))


@pytest.fixture
def run():
    publication = PublicationFactory()
    return [
        IssueFactory(publication=publication, number=str(number), date=datetime.date(2004, 1, number))
        for number in range(1, 6)
    ]


def test_it_finds_what_the_queryset_finds(run):
    before = issues_before()
    assert [before(issue) for issue in run] == [list(Issue.objects.before(issue)[:2]) for issue in run]


def test_the_sql_is_built_once(run):
    built = []
    before = PreparedQuery(Issue, lambda issue: built.append(1) or Issue.objects.before(issue))
    for issue in run:
        before(issue)
    assert built == [1]


def test_each_call_takes_one_query_with_related_rows(run, django_assert_num_queries):
    before = issues_before()
    before(run[0])
    with django_assert_num_queries(1):
        assert before(run[2])[0].publication == run[2].publication


def test_rows_of_one_call_are_not_those_of_another():
    articles = [ArticleFactory(), ArticleFactory()]
    citations = [CitationFactory(article=article) for article in articles]
    of = citations_of()
    assert [of(article) for article in articles] == [[citation] for citation in citations]


def test_a_row_added_since_is_found():
    article, of = ArticleFactory(), citations_of()
    assert of(article) == []
    citation = CitationFactory(article=article)
    assert of(article) == [citation]


def test_values_across_relations(run):
    at = PreparedQuery(Issue, lambda at: Issue.objects.filter(publication__slug=at.publication__slug, volume=at.volume))
    assert len(at(publication__slug=run[0].publication.slug, volume=run[0].volume)) == 5
    assert at(publication__slug=run[0].publication.slug, volume=99) == []


def test_a_value_is_never_read_as_sql(run):
    at = PreparedQuery(Issue, lambda at: Issue.objects.filter(number_slug=at.number_slug))
    assert at(number_slug="1' OR '1'='1") == []


def test_deferred_columns_stay_so():
    article = ArticleFactory()
    (found,) = PreparedQuery(Article, lambda at: Article.objects.filter(pk=at.pk).only("title"))(article)
    assert "body" in found.get_deferred_fields()


def test_values_are_those_of_the_queryset(run):
    values = ("number", "date", "publication__title")
    before = PreparedQuery(Issue, lambda issue: Issue.objects.before(issue).values_list(*values))
    assert before(run[3]) == list(Issue.objects.before(run[3]).values_list(*values))
    assert before(run[0]) == []


def test_prefetching():
    article = ArticleFactory(authors=["Ana Brod"])
    (found,) = PreparedQuery(Article, lambda at: Article.objects.filter(pk=at.pk).for_listing())(article)
    assert [author.name for author in found.byline()] == ["Ana Brod"]


def test_a_value_that_nobody_told_is_an_error(run):
    at = PreparedQuery(Issue, lambda at: Issue.objects.filter(volume=at.volume))
    with pytest.raises(AttributeError):
        at(number="1")


@pytest.mark.django_db(transaction=True)
def test_threads_share_it_each_with_its_own_connection(run):
    before = issues_before()

    def ask(issue):
        try:
            return before(issue)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(ask, run * 20))
    assert found == [list(Issue.objects.before(issue)[:2]) for issue in run] * 20


@pytest.mark.parametrize("kind", [int, str])
def test_an_id_may_come_as_a_text(kind):
    article = ArticleFactory()
    assert PreparedQuery(Article, lambda at: Article.objects.filter(pk=at.pk))(pk=kind(article.pk)) == [article]
