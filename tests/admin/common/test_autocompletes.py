"""Rows of a form: what is chosen in them is known, and costs as little as it can."""

import re

import pytest
from django.urls import reverse

from archive.models import Article, Citation
from tests.factories import ArticleFactory, CitationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cited() -> Article:
    """An article that cites three sources."""
    article = ArticleFactory(status="in-review")
    for _ in range(3):
        CitationFactory(article=article)
    return article


@pytest.fixture
def form_of(desk):
    return lambda article: desk.get(address_of(article)).content.decode()


def address_of(article: Article) -> str:
    return reverse("admin:archive_article_change", args=[article.pk], query={"citations": "form"})


def rows(page: str) -> str:
    return page[page.index('id="citations-group"') :]


def test_sources_are_named_without_a_query_a_row(desk, cited, django_assert_max_num_queries):
    with django_assert_max_num_queries(24):
        page = desk.get(address_of(cited)).content.decode()
    chosen = re.findall(r'<option value="(\d+)" selected', rows(page))
    assert {str(pk) for pk in Citation.objects.values_list("source_id", flat=True)} <= set(chosen)


def test_a_row_leads_to_changing_its_source_and_not_to_deleting_it(form_of, cited):
    page = rows(form_of(cited))
    assert 'id="change_id_citations-0-source"' in page
    assert 'id="delete_id_citations-0-source"' not in page
    assert 'id="view_id_citations-0-source"' not in page


def test_scripts_of_a_row_come_with_the_page(form_of, cited):
    page = form_of(cited)
    assert "admin/js/calendar" in page
    assert page.count("admin/js/autocomplete") == 1
