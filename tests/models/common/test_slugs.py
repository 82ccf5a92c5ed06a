"""Slugs: made, kept apart, remembered."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from archive.models import Publication, SlugRedirect
from archive.models.common.slugs import free_slug, slug_from, validate_publication_slug
from tests.factories import ArticleFactory, AuthorFactory, IssueFactory, PublicationFactory


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("War on Terror in Almaty", "war-on-terror-in-almaty"),
        ("Žižek’s “Été”", "zizeks-ete"),
        ("Назарбаев", "nazarbaev"),
        ("???", "article"),
        ("word " * 40, "word-" * 15 + "word"),
        ("x" * 200, "x" * 80),
    ],
)
def test_slug_from(text, slug):
    assert slug_from(text, fallback="article") == slug


@pytest.mark.django_db
def test_taken_slug_gets_a_number():
    AuthorFactory(name="Ana Brod", slug="ana-brod")
    assert AuthorFactory(name="Ana Brod").slug == "ana-brod-2"


@pytest.mark.django_db
def test_free_slug_passes_over_taken_numbers():
    PublicationFactory(slug="letter")
    PublicationFactory(slug="letter-2")
    assert free_slug("letter", Publication.objects.all()) == "letter-3"


def test_reserved_slug_is_refused_in_forms():
    with pytest.raises(ValidationError, match="address of the site itself"):
        validate_publication_slug("search")


@pytest.mark.django_db
def test_reserved_slug_is_refused_by_the_database():
    with pytest.raises(IntegrityError):
        PublicationFactory(slug="admin")


@pytest.mark.django_db
def test_title_that_is_a_reserved_word_gets_another_slug():
    assert PublicationFactory(title="Search").slug == "search-periodical"


@pytest.mark.django_db
@pytest.mark.parametrize("factory", [PublicationFactory, AuthorFactory, ArticleFactory])
def test_changed_slug_leaves_a_redirect(factory):
    row = factory(slug="old")
    row = type(row).objects.get(pk=row.pk)
    row.slug = "new"
    row.save()
    assert SlugRedirect.target(row.redirect_kind, "old", scope_id=row.redirect_scope()) == row.pk


@pytest.mark.django_db
def test_changed_number_of_an_issue_leaves_a_redirect():
    issue = IssueFactory(number="7")
    issue.number = "8"
    issue.save()
    assert SlugRedirect.target("issue", "v1/i7", scope_id=issue.publication_id) == issue.pk


@pytest.mark.django_db
def test_unchanged_slug_leaves_none():
    article = ArticleFactory()
    article.title = "Another title"
    article.save()
    assert not SlugRedirect.objects.exists()
