"""The review queue: unknown names by group, attached, made sources, or rejected."""

import pytest

from archive.editing.bulk import unknown_sources
from archive.models import Citation, CitationStatus, Source, SourceName
from tests import unknown_source_decisions
from tests.derivation import derive
from tests.factories import ArticleFactory, SourceFactory

pytestmark = pytest.mark.django_db

PARAGRAPHS = (
    "The ferries stood idle, and nobody would say why (Varda Kurier, October 3).",
    "The harbour office spoke on the next day (Varda Kuryer, October 4; Lethmark Bulletin, October 4).",
)


@pytest.fixture
def article():
    SourceFactory(name="Some Other Outlet")
    article = ArticleFactory(paragraphs=PARAGRAPHS)
    derive(article)
    return article


def group_named(name):
    return next(group for group in unknown_sources.groups(unknown_sources.group_keys()) if group.name == name)


def test_likely_spellings_are_one_group(article):
    assert sorted(group_named("Varda Kurier").spellings) == ["Varda Kurier", "Varda Kuryer"]


def test_largest_group_comes_first(article):
    assert [number for _, number in unknown_sources.group_keys()] == [2, 1]


def test_sample_shows_the_sentence(article):
    (sample, *_) = group_named("Lethmark Bulletin").samples
    assert sample.sentence[1] == "Lethmark Bulletin"


def test_attaching_resolves_the_group(article):
    source = SourceFactory(name="Varda Courier")
    assert unknown_source_decisions.assign_source(group_named("Varda Kurier").key, source) == 2


def test_attaching_teaches_the_other_names(article):
    source = SourceFactory(name="Varda Courier")
    unknown_source_decisions.assign_source(group_named("Varda Kurier").key, source)
    assert sorted(SourceName.objects.filter(source=source).values_list("name", flat=True)) == [
        "Varda Kurier",
        "Varda Kuryer",
    ]


def test_taught_name_resolves_articles_to_come(article):
    source = SourceFactory(name="Varda Courier")
    unknown_source_decisions.assign_source(group_named("Varda Kurier").key, source)
    later = ArticleFactory(paragraphs=("Quiet at last (Varda Kurier, October 9).",))
    derive(later)
    assert later.citations.get().source == source


def test_making_a_source_resolves_the_group(article):
    source, resolved = unknown_source_decisions.make_source(
        group_named("Lethmark Bulletin").key, "Lethmark Bulletin", "newspaper"
    )
    assert (source.kind, resolved) == ("newspaper", 1)


def test_making_a_source_that_exists_takes_it(article):
    standing = SourceFactory(name="Lethmark Bulletin")
    unknown_source_decisions.make_source(group_named("Lethmark Bulletin").key, "Lethmark Bulletin")
    assert Source.objects.filter(name="Lethmark Bulletin").get() == standing


def test_rejected_group_waits_no_more(article):
    unknown_source_decisions.reject(group_named("Lethmark Bulletin").key)
    assert all(group.name != "Lethmark Bulletin" for group in unknown_sources.groups(unknown_sources.group_keys()))


def test_rejection_survives_another_derivation(article):
    unknown_source_decisions.reject(group_named("Lethmark Bulletin").key)
    derive(article)
    assert Citation.objects.get(name="Lethmark Bulletin").status == CitationStatus.REJECTED


def test_groups_cost_the_same_queries_for_two_as_for_twenty(article, django_assert_max_num_queries):
    for number in range(20):
        derive(
            ArticleFactory(
                paragraphs=(f"So it was said (Harbour Sheet {'abcdefghijklmnopqrst'[number] * 4}, October 3).",)
            )
        )
    keys = unknown_sources.group_keys()
    with django_assert_max_num_queries(9):
        unknown_sources.groups(keys)
