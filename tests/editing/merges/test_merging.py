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
    kept, lost = SourceFactory(), SourceFactory()
    citation = CitationFactory(source=lost)
    merge(kept, [lost])
    citation.refresh_from_db()
    assert citation.source == kept


def test_lost_name_becomes_another_name():
    kept, lost = SourceFactory(name="Varda Courier"), SourceFactory(name="Varda Kurier")
    SourceNameFactory(source=lost, name="Kurier of Varda")
    merge(kept, [lost])
    assert list(SourceName.objects.filter(source=kept).values_list("name", flat=True)) == [
        "Kurier of Varda",
        "Varda Kurier",
    ]


@pytest.mark.parametrize("factory", FACTORIES)
def test_lost_address_leads_to_the_kept_row(factory):
    kept, lost = factory(), factory(slug="lost")
    merge(kept, [lost])
    assert SlugRedirect.target(kept.redirect_kind, "lost") == kept.pk


@pytest.mark.parametrize("factory", FACTORIES)
def test_several_are_merged_at_once(factory):
    kept, *lost = factory(), factory(), factory(), factory()
    merge(kept, lost)
    assert list(type(kept).objects.all()) == [kept]


def test_addresses_lost_before_lead_on():
    first, second, third = SourceFactory(slug="first"), SourceFactory(slug="second"), SourceFactory()
    merge(second, [first])
    merge(third, [second])
    assert SlugRedirect.target("source", "first") == third.pk


def test_article_that_both_signed_is_signed_once():
    article = ArticleFactory(authors=["Ana Brod", "Radko Sat", "Anna Brod"])
    kept, _, lost = article.byline()
    merge(kept, [lost])
    assert [author.name for author in article.authors.all()] == ["Ana Brod", "Radko Sat"]


def test_article_that_two_lost_authors_signed_is_signed_once():
    article = ArticleFactory(authors=["Anna Brod", "A. Brod"])
    kept = AuthorFactory(name="Ana Brod")
    merge(kept, article.byline())
    assert list(article.authors.all()) == [kept]


def test_lost_spellings_are_kept():
    kept = AuthorFactory(name="Ana Brod", other_names=["A. Brod"])
    merge(kept, [AuthorFactory(name="Anna Brod", other_names=["A. Brod", "Ana Brod", "An. Brod"])])
    kept.refresh_from_db()
    assert kept.other_names == ["A. Brod", "Anna Brod", "An. Brod"]


def test_articles_of_a_topic_move():
    article = ArticleFactory(topics=["Harbors"])
    kept = TopicFactory(name="Harbours")
    merge(kept, [article.topics.get()])
    assert list(article.topics.all()) == [kept]


def test_article_with_both_topics_has_one():
    article = ArticleFactory(topics=["Harbors", "Harbours"])
    kept, lost = article.topics.order_by("-name")
    merge(kept, [lost])
    assert list(article.topics.all()) == [kept]


@pytest.mark.parametrize(
    ("of_kept", "of_lost", "choice"),
    [
        ({"country": ""}, {"country": "KZ"}, ((), "country", "KZ")),
        ({"country": "RU"}, {"country": ""}, ((), "country", "RU")),
        ({"country": "RU"}, {"country": "RU"}, ((), "country", "RU")),
        ({"country": "RU"}, {"country": "KZ"}, (("RU", "KZ"), "country", "RU")),
        ({"kind": "other"}, {"kind": "agency"}, ((), "kind", "agency")),
        ({"kind": "other"}, {"kind": "other"}, ((), "kind", "other")),
    ],
)
def test_value_is_asked_for_where_two_tell_something(of_kept, of_lost, choice):
    kept, lost = SourceFactory(**{"kind": "agency", **of_kept}), SourceFactory(**{"kind": "agency", **of_lost})
    options, field, taken = choice
    found = {one.field: one for one in choices(kept, [lost])}[field]
    assert (found.values if found.is_open else (), found.taken) == (options, taken)


@pytest.mark.parametrize(("chosen", "country"), [({}, "RU"), ({"country": "KZ"}, "KZ")])
def test_chosen_value_is_taken(chosen, country):
    kept, lost = SourceFactory(country="RU"), SourceFactory(country="KZ")
    merge(kept, [lost], chosen=chosen)
    kept.refresh_from_db()
    assert kept.country == country


def test_what_only_the_lost_one_tells_is_taken():
    kept = SourceFactory(homepage="")
    merge(kept, [SourceFactory(homepage="https://herald.example/")])
    kept.refresh_from_db()
    assert kept.homepage == "https://herald.example/"


def test_value_that_nobody_has_is_refused():
    kept, lost = SourceFactory(country="RU"), SourceFactory(country="KZ")
    with pytest.raises(CannotMerge, match="None of them has"):
        merge(kept, [lost], chosen={"country": "XX"})
    assert Source.objects.count() == 2


@pytest.mark.parametrize(
    "lost",
    [lambda kept: [kept], lambda kept: [], lambda kept: [AuthorFactory()], lambda kept: [SourceFactory()] * 2],
)
def test_merge_without_meaning_is_refused(lost):
    kept = SourceFactory()
    with pytest.raises(CannotMerge):
        merge(kept, lost(kept))


def test_row_that_went_meanwhile_is_refused():
    kept, lost = AuthorFactory(), AuthorFactory(name="Anna Brod")
    Author.objects.get(pk=lost.pk).delete()
    with pytest.raises(CannotMerge, match="Anna Brod is gone"):
        merge(kept, [lost])


def test_merge_is_kept_and_recorded():
    ana = User.objects.create_user("ana")
    kept, lost = TopicFactory(name="Harbours"), TopicFactory(name="Harbors")
    made = merge(kept, [lost], by=ana)
    event = Event.objects.get(kind="merge")
    assert (str(Merge.objects.get()), made.made_by) == ("Harbors → Harbours", ana)
    assert (event.actor, event.object_text, event.detail["merged"]) == (ana, "Harbours", ["Harbors"])


def test_refused_merge_changes_nothing(monkeypatch):
    kept, lost = SourceFactory(), SourceFactory()
    citation = CitationFactory(source=lost)

    def fails(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("archive.editing.merges.merging.record", fails)
    with pytest.raises(RuntimeError):
        merge(kept, [lost])
    citation.refresh_from_db()
    assert citation.source == lost


@pytest.mark.parametrize("number", [1, 30])
def test_merging_many_citations_asks_as_much_as_merging_few(number, django_assert_max_num_queries):
    kept, lost = SourceFactory(), SourceFactory()
    article = ArticleFactory()
    Citation.objects.bulk_create(
        Citation(article=article, source=lost, raw="(Varda, May 1)", paragraph=1, ordinal=n) for n in range(number)
    )
    with django_assert_max_num_queries(60):
        merge(kept, [lost])


def test_topics_of_articles_are_many(django_assert_max_num_queries):
    kept, lost = TopicFactory(), TopicFactory()
    lost.articles.add(*(ArticleFactory() for _ in range(30)))
    with django_assert_max_num_queries(60):
        merge(kept, [lost])
    assert (kept.articles.count(), Topic.objects.count()) == (30, 1)
