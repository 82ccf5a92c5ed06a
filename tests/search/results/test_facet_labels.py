"""Labels of filter values, and the slugs that a publication's or topic's name stands for."""

from __future__ import annotations

import pytest

from archive.models import Author
from archive.search.query.grammar import parse
from archive.search.results import facet_labels
from archive.search.results.facet_labels import labels_of, slugs_for
from tests.factories import ArticleFactory, AuthorFactory, PublicationFactory, TopicFactory


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("publication:EDM", {"eurasia-daily-monitor"}),
        ("publication:monitor", {"eurasia-daily-monitor", "monitor"}),
        ('publication:"daily monitor"', {"eurasia-daily-monitor"}),
        ('publication:"Monitor"', {"monitor"}),
        ('publication:"monitor daily"', set()),
        ("publication:eurasia-daily-monitor", {"eurasia-daily-monitor"}),
        ("publication:mon*", {"eurasia-daily-monitor", "monitor"}),
        ("publication:(eurasia OR prism)", {"eurasia-daily-monitor", "prism"}),
        ("publication:(monitor -daily)", {"monitor"}),
        ("publication:ÉURASIA", {"eurasia-daily-monitor"}),
        ("publication:nothing", set()),
        ("topic:caucasus", {"north-caucasus"}),
    ],
)
def test_names_stand_for_slugs(db, query, slugs):
    PublicationFactory(title="Eurasia Daily Monitor", abbreviation="EDM")
    PublicationFactory(title="Monitor")
    PublicationFactory(title="Prism")
    TopicFactory(name="North Caucasus")
    field = parse(query).tree
    assert set(slugs_for(field.name, field.part)) == slugs


def test_labels(db):
    author = AuthorFactory(name="Ana Brod")
    assert labels_of("author", [author.slug, "nobody"]) == {author.slug: "Ana Brod"}
    assert labels_of("year", [2004]) == {"2004": "2004"}
    assert labels_of("topic", []) == {}


@pytest.fixture
def signed(db):
    return ArticleFactory(authors=["Ana Brod"])


def test_names_are_read_once_in_a_state_of_the_archive(signed, django_assert_num_queries):
    labels_of("author", ["ana-brod"], "a state")
    with django_assert_num_queries(0):
        assert labels_of("author", ["ana-brod"], "a state") == {"ana-brod": "Ana Brod"}


def test_a_changed_name_is_the_new_one_at_once(signed):
    assert labels_of("author", ["ana-brod"]) == {"ana-brod": "Ana Brod"}
    author = Author.objects.get(slug="ana-brod")
    author.name = "Anna Brod"
    author.save()
    assert labels_of("author", ["ana-brod"]) == {"ana-brod": "Anna Brod"}


def test_nothing_is_kept_of_a_state_without_a_name(signed, django_assert_num_queries):
    labels_of("author", ["ana-brod"], "")
    with django_assert_num_queries(1):
        labels_of("author", ["ana-brod"], "")


def test_kept_names_are_bounded(db, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(facet_labels, "MAX_CACHED_NAMES", 2)
    names = {author.slug: author.name for author in AuthorFactory.create_batch(4)}
    first, *others = names
    labels_of("author", [first], "a full state")
    with django_assert_num_queries(1):
        assert labels_of("author", names, "a full state") == names
    with django_assert_num_queries(1):
        assert labels_of("author", others, "a full state") == {slug: names[slug] for slug in others}
