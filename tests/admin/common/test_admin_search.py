"""Searching on the desk: every word is found somewhere, drafts and all."""

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from archive.models import Article, Author, Citation, Issue, Source, Status, Topic
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    CitationFactory,
    IssueFactory,
    SourceFactory,
    SourceNameFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db


def found(model, typed: str) -> list:
    desk = admin.site._registry[model]
    rows, duplicates = desk.get_search_results(RequestFactory().get("/"), model.objects.all(), typed)
    return list(rows) if not duplicates else list(rows.distinct())


@pytest.fixture
def article():
    issue = IssueFactory(publication__title="Harbour Letter", publication__abbreviation="HL", number="115")
    ArticleFactory(title="Nothing of the kind", authors=["Carl Dahl"])
    return ArticleFactory(issue=issue, title="Été in Port Varda", authors=["Ana Žižek"], status=Status.DRAFT)


@pytest.mark.parametrize(
    "typed",
    [
        "varda",
        "VARD",
        "été",
        "ete varda",
        "žižek",
        "zizek port",
        "HL 115",
        "harbour varda",
        "hl ete",
        " varda ",
        "port",
    ],
)
def test_article_is_found_by(article, typed):
    assert found(Article, typed) == [article]


@pytest.mark.parametrize("typed", ["varda dahl", "HL 116", "v_rda", "zzz", "%"])
def test_article_is_not_found_by(article, typed):
    assert found(Article, typed) == []


def test_article_is_found_by_its_number(article):
    assert article in found(Article, str(article.pk))


def test_empty_search_finds_all(article):
    assert len(found(Article, " ")) == 2


@pytest.mark.parametrize("typed", ["a " * 5000, "9" * 300, "'\"\\;--", "\x00"])
def test_no_search_is_an_error(article, typed):
    found(Article, typed)


@pytest.mark.parametrize("typed", ["hl 115", "HL", "11", "harbour 115"])
def test_issue_is_found_by(article, typed):
    assert article.issue in found(Issue, typed)


def test_issue_of_another_number_is_not_found(article):
    assert found(Issue, "hl 7") == []


@pytest.mark.parametrize("typed", ["zizek", "Ana", "ana z", "Zhizhek"])
def test_author_is_found_by(typed):
    author = AuthorFactory(name="Ana Žižek", other_names=["Anna Zhizhek"])
    AuthorFactory(name="Carl Dahl")
    assert found(Author, typed) == [author]


@pytest.mark.parametrize("typed", ["courier", "Varda", "vardan"])
def test_source_is_found_by(typed):
    source = SourceFactory(name="Varda Courier")
    SourceNameFactory(source=source, name="Vardan Post")
    SourceFactory(name="Lethmark Wire")
    assert found(Source, typed) == [source]


@pytest.mark.parametrize("typed", ["varda", "varda cour", "Courier"])
def test_citation_is_found_by(typed):
    source = SourceFactory(name="Varda Courier")
    citation = CitationFactory(source=source, name="Varda Courier")
    CitationFactory(source=None, name="Lethmark Wire")
    assert found(Citation, typed) == [citation]


def test_citation_of_an_unknown_source_is_found_by_how_its_name_begins():
    citation = CitationFactory(source=None, name="Lethmark Wire", name_key="lethmark wire")
    assert found(Citation, "lethm") == [citation]


@pytest.mark.parametrize(
    ("model", "column", "factory"),
    [
        ("authorship", "author", AuthorFactory),
        ("article", "topics", TopicFactory),
        ("citation", "source", SourceFactory),
    ],
)
def test_autocomplete_gives_what_begins_so_first(desk, model, column, factory):
    factory(name="Old Dahl")
    factory(name="Dahl Zed")
    query = {"term": "dahl", "app_label": "archive", "model_name": model, "field_name": column}
    answer = desk.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [row["text"] for row in answer] == ["Dahl Zed", "Old Dahl"]


def test_topic_is_found_in_any_case():
    topic = TopicFactory(name="Harbour dues")
    assert found(Topic, "DUES") == [topic]
