"""Likely duplicates: groups of rows with like names, those where most would move first."""

import pytest

from archive.editing.merges.duplicates import MAX_IN_GROUP, likely_duplicates
from archive.models import Author, Source, Topic
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    CitationFactory,
    SourceFactory,
    SourceNameFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db


def names(model) -> list[list[str]]:
    return [[name for _, name, _ in group.rows] for group in likely_duplicates(model)]


def test_authors_with_like_names():
    for name in ("Sergey Ivanov", "Sergei Ivanov", "Ana Brod"):
        AuthorFactory(name=name)
    assert names(Author) == [["Sergei Ivanov", "Sergey Ivanov"]]


def test_other_spelling_counts_as_a_name():
    AuthorFactory(name="Ana Brod", other_names=["A. Satkevich"])
    AuthorFactory(name="Anna Satkevich")
    assert names(Author) == [["Ana Brod", "Anna Satkevich"]]


def test_other_name_of_a_source_counts():
    SourceNameFactory(source=SourceFactory(name="Varda Courier"), name="Harbour Post")
    SourceFactory(name="harbourpost.ru")
    assert names(Source) == [["Varda Courier", "harbourpost.ru"]]


def test_topics_with_like_names():
    for name in ("Elections", "Election", "Oil"):
        TopicFactory(name=name)
    assert names(Topic) == [["Election", "Elections"]]


def test_heaviest_stands_first():
    light, heavy = AuthorFactory(name="Sergei Ivanov"), AuthorFactory(name="Sergey Ivanov")
    for signed in (heavy, heavy, light):
        ArticleFactory(authors=[signed])
    group = likely_duplicates(Author)[0]
    assert (group.rows, group.would_move, group.ids) == (
        ((heavy.pk, "Sergey Ivanov", 2), (light.pk, "Sergei Ivanov", 1)), 1, f"{heavy.pk},{light.pk}",
    )  # fmt: skip


def test_group_where_most_would_move_stands_first():
    for name, number in (("Varda Courier", 3), ("Varda Kourier", 0), ("Lethmark Wire", 5), ("Lethmark", 2)):
        source = SourceFactory(name=name)
        for _ in range(number):
            CitationFactory(source=source)
    SourceFactory(name="Varda Couriers")
    assert next(group[0] for group in names(Source)) == "Lethmark Wire"


def test_key_that_everybody_shares_says_nothing():
    for number in range(MAX_IN_GROUP + 1):
        AuthorFactory(name="Ana Brod", slug=f"ana-{number}")
    assert names(Author) == []


def test_queries_are_few(django_assert_max_num_queries):
    for number in range(40):
        SourceFactory(name=f"Varda Courier {'x' * number}")
        SourceFactory(name=f"Varda Courier {'x' * number} daily")
    with django_assert_max_num_queries(4):
        assert len(likely_duplicates(Source)) == 40
