"""Merging: what hung on the lost rows moves, and their addresses lead on."""

import pytest
from django.contrib.auth.models import User

from archive.editing.merges.merging import CannotMerge, choices, merge
from archive.models import Author, Citation, Event, Merge, SlugRedirect, Source, SourceName, Topic
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    CitationFactory,
    SourceFactory,
    SourceNameFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db
FACTORIES = [SourceFactory, AuthorFactory, TopicFactory]


def test_citations_move():
    target, duplicate = SourceFactory(), SourceFactory()
    citation = CitationFactory(source=duplicate)
    merge(target, [duplicate])
    citation.refresh_from_db()
    assert citation.source == target


def test_lost_name_becomes_another_name():
    target, duplicate = SourceFactory(name="Varda Courier"), SourceFactory(name="Varda Kurier")
    SourceNameFactory(source=duplicate, name="Kurier of Varda")
    merge(target, [duplicate])
    assert list(SourceName.objects.filter(source=target).values_list("name", flat=True)) == [
        "Kurier of Varda",
        "Varda Kurier",
    ]


@pytest.mark.parametrize("factory", FACTORIES)
def test_lost_address_leads_to_the_kept_row(factory):
    target, duplicate = factory(), factory(slug="lost")
    merge(target, [duplicate])
    assert SlugRedirect.target(target.redirect_kind, "lost") == target.pk


@pytest.mark.parametrize("factory", FACTORIES)
def test_several_are_merged_at_once(factory):
    target, *duplicates = factory(), factory(), factory(), factory()
    merge(target, duplicates)
    assert list(type(target).objects.all()) == [target]


def test_addresses_lost_before_lead_on():
    first, second, third = SourceFactory(slug="first"), SourceFactory(slug="second"), SourceFactory()
    merge(second, [first])
    merge(third, [second])
    assert SlugRedirect.target("source", "first") == third.pk


def test_article_that_both_signed_is_signed_once():
    article = ArticleFactory(authors=["Ana Brod", "Radko Sat", "Anna Brod"])
    target, _, duplicate = article.byline()
    merge(target, [duplicate])
    assert [author.name for author in article.authors.all()] == ["Ana Brod", "Radko Sat"]


def test_article_that_two_lost_authors_signed_is_signed_once():
    article = ArticleFactory(authors=["Anna Brod", "A. Brod"])
    target = AuthorFactory(name="Ana Brod")
    merge(target, article.byline())
    assert list(article.authors.all()) == [target]


def test_lost_spellings_are_kept():
    target = AuthorFactory(name="Ana Brod", other_names=["A. Brod"])
    merge(target, [AuthorFactory(name="Anna Brod", other_names=["A. Brod", "Ana Brod", "An. Brod"])])
    target.refresh_from_db()
    assert target.other_names == ["A. Brod", "Anna Brod", "An. Brod"]


def test_articles_of_a_topic_move():
    article = ArticleFactory(topics=["Harbors"])
    target = TopicFactory(name="Harbours")
    merge(target, [article.topics.get()])
    assert list(article.topics.all()) == [target]


def test_article_with_both_topics_has_one():
    article = ArticleFactory(topics=["Harbors", "Harbours"])
    target, duplicate = article.topics.order_by("-name")
    merge(target, [duplicate])
    assert list(article.topics.all()) == [target]


@pytest.mark.parametrize(
    ("of_target", "of_duplicate", "choice"),
    [
        ({"country": ""}, {"country": "KZ"}, ((), "country", "KZ")),
        ({"country": "RU"}, {"country": ""}, ((), "country", "RU")),
        ({"country": "RU"}, {"country": "RU"}, ((), "country", "RU")),
        ({"country": "RU"}, {"country": "KZ"}, (("RU", "KZ"), "country", "RU")),
        ({"kind": "other"}, {"kind": "agency"}, ((), "kind", "agency")),
        ({"kind": "other"}, {"kind": "other"}, ((), "kind", "other")),
    ],
)
def test_value_is_asked_for_where_two_tell_something(of_target, of_duplicate, choice):
    target, duplicate = (
        SourceFactory(**{"kind": "agency", **of_target}),
        SourceFactory(**{"kind": "agency", **of_duplicate}),
    )
    options, field, taken = choice
    found = {one.field: one for one in choices(target, [duplicate])}[field]
    assert (found.values if found.is_open else (), found.taken) == (options, taken)


@pytest.mark.parametrize(("chosen", "country"), [({}, "RU"), ({"country": "KZ"}, "KZ")])
def test_chosen_value_is_taken(chosen, country):
    target, duplicate = SourceFactory(country="RU"), SourceFactory(country="KZ")
    merge(target, [duplicate], chosen=chosen)
    target.refresh_from_db()
    assert target.country == country


def test_what_only_the_lost_one_tells_is_taken():
    target = SourceFactory(homepage="")
    merge(target, [SourceFactory(homepage="https://herald.example/")])
    target.refresh_from_db()
    assert target.homepage == "https://herald.example/"


def test_value_that_nobody_has_is_refused():
    target, duplicate = SourceFactory(country="RU"), SourceFactory(country="KZ")
    with pytest.raises(CannotMerge, match="None of them has"):
        merge(target, [duplicate], chosen={"country": "XX"})
    assert Source.objects.count() == 2


@pytest.mark.parametrize(
    "duplicate",
    [
        lambda target: [target],
        lambda target: [],
        lambda target: [AuthorFactory()],
        lambda target: [SourceFactory()] * 2,
    ],
)
def test_merge_without_meaning_is_refused(duplicate):
    target = SourceFactory()
    with pytest.raises(CannotMerge):
        merge(target, duplicate(target))


def test_row_that_went_meanwhile_is_refused():
    target, duplicate = AuthorFactory(), AuthorFactory(name="Anna Brod")
    Author.objects.get(pk=duplicate.pk).delete()
    with pytest.raises(CannotMerge, match="Anna Brod is gone"):
        merge(target, [duplicate])


def test_merge_is_kept_and_recorded():
    ana = User.objects.create_user("ana")
    target, duplicate = TopicFactory(name="Harbours"), TopicFactory(name="Harbors")
    made = merge(target, [duplicate], by=ana)
    event = Event.objects.get(kind="merge")
    assert (str(Merge.objects.get()), made.made_by) == ("Harbors → Harbours", ana)
    assert (event.actor, event.object_text, event.detail["merged"]) == (ana, "Harbours", ["Harbors"])


def test_refused_merge_changes_nothing(monkeypatch):
    target, duplicate = SourceFactory(), SourceFactory()
    citation = CitationFactory(source=duplicate)

    def fails(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("archive.editing.merges.merging.record", fails)
    with pytest.raises(RuntimeError):
        merge(target, [duplicate])
    citation.refresh_from_db()
    assert citation.source == duplicate


@pytest.mark.parametrize("number", [1, 30])
def test_merging_many_citations_asks_as_much_as_merging_few(number, django_assert_max_num_queries):
    target, duplicate = SourceFactory(), SourceFactory()
    article = ArticleFactory()
    Citation.objects.bulk_create(
        Citation(article=article, source=duplicate, raw="(Varda, May 1)", paragraph=1, ordinal=n) for n in range(number)
    )
    with django_assert_max_num_queries(60):
        merge(target, [duplicate])


def test_topics_of_articles_are_many(django_assert_max_num_queries):
    target, duplicate = TopicFactory(), TopicFactory()
    duplicate.articles.add(*(ArticleFactory() for _ in range(30)))
    with django_assert_max_num_queries(60):
        merge(target, [duplicate])
    assert (target.articles.count(), Topic.objects.count()) == (30, 1)
