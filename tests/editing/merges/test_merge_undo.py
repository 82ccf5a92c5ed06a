"""Undoing a merge: all that moved goes back, what was changed since stays and is told."""

import pytest
from django.contrib.auth.models import User

from archive.editing.merges.merge_undo import CannotUndo, refusal, undo
from archive.editing.merges.merging import merge, stored_fields
from archive.models import (
    Article,
    Author,
    Citation,
    CitationStatus,
    Event,
    Merge,
    SlugRedirect,
    Source,
    SourceName,
    Topic,
)
from tests.derivation import derive
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    CitationFactory,
    SourceFactory,
    SourceNameFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db


def whole_archive() -> dict:
    """All that a merge could touch, by row."""
    rows = {}
    for model in (Author, Source, SourceName, Topic, Citation, SlugRedirect):
        for row in model.objects.order_by("pk"):
            columns = {name: value for name, value in stored_fields(row).items() if name != "changed"}
            rows[model.__name__, row.pk] = columns
    for article in Article.objects.order_by("pk"):
        rows["byline", article.pk] = [author.pk for author in article.byline()]
        rows["topics", article.pk] = sorted(topic.pk for topic in article.topics.all())
    return rows


@pytest.fixture
def of_sources():
    target = SourceFactory(name="Varda Courier", kind="other", country="", homepage="https://a.example/")
    duplicate = SourceFactory(
        name="Varda Kurier", kind="newspaper", country="VR", homepage="https://b.example/", slug="lost"
    )
    SourceNameFactory(source=duplicate, name="Kurier of Varda")
    SlugRedirect.leave("source", 0, "older", target_id=duplicate.pk)
    article = ArticleFactory()
    for source in (target, duplicate, duplicate):
        CitationFactory(source=source, article=article)
    return target, duplicate


@pytest.fixture
def of_authors():
    target, duplicate = AuthorFactory(name="Ana Brod", other_names=["A. Brod"]), AuthorFactory(name="Anna Brod")
    ArticleFactory(authors=[duplicate, target])
    ArticleFactory(authors=[duplicate])
    ArticleFactory(authors=[target])
    return target, duplicate


@pytest.fixture
def of_topics():
    target, duplicate = TopicFactory(name="Harbours"), TopicFactory(name="Harbors", slug="harbors")
    ArticleFactory(topics=[target, duplicate])
    ArticleFactory(topics=[duplicate])
    return target, duplicate


PAIRS = ["of_sources", "of_authors", "of_topics"]


@pytest.mark.parametrize("pair", PAIRS)
def test_undoing_puts_everything_back(request, pair):
    target, duplicate = request.getfixturevalue(pair)
    before = whole_archive()
    chosen = {"homepage": "https://b.example/"} if pair == "of_sources" else None
    undo(merge(target, [duplicate], chosen=chosen))
    assert whole_archive() == before


@pytest.mark.parametrize(("pair", "moved"), [("of_sources", 2), ("of_authors", 2), ("of_topics", 2)])
def test_it_says_how_much_went_back(request, pair, moved):
    target, duplicate = request.getfixturevalue(pair)
    undone = undo(merge(target, [duplicate]))
    assert (undone.put_back, undone.left) == (moved, [])


@pytest.mark.parametrize("factory", [SourceFactory, AuthorFactory, TopicFactory])
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_merges_into_one_row_are_undone_in_any_order(factory, order):
    target, first, second = factory(), factory(), factory()
    for rows in ([first], [second], [target], [first, second], [target, first]):
        if factory is SourceFactory:
            for row in rows:
                CitationFactory(source=row)
        else:
            ArticleFactory(**{"authors" if factory is AuthorFactory else "topics": rows})
    before = whole_archive()
    merges = [merge(target, [first]), merge(target, [second])]
    for number in order:
        undo(merges[number])
    after = whole_archive()
    for name, pk in [key for key in before if key[0] == "byline"]:
        assert set(after.pop((name, pk))) == set(before.pop((name, pk)))  # whom both signed, in the order given back
    assert after == before


def test_merges_one_upon_the_other_are_undone_backwards():
    first, second, third = SourceFactory(slug="first"), SourceFactory(slug="second"), SourceFactory(slug="third")
    CitationFactory(source=first)
    before = whole_archive()
    one, two = merge(second, [first]), merge(third, [second])
    undo(two)
    undo(one)
    assert whole_archive() == before


def test_several_merged_at_once_come_apart_together():
    target, *duplicates = (AuthorFactory() for _ in range(4))
    ArticleFactory(authors=duplicates)
    before = whole_archive()
    undo(merge(target, duplicates))
    assert whole_archive() == before


def test_undoing_is_recorded():
    ana = User.objects.create_user("ana")
    made = merge(TopicFactory(name="Harbours"), [TopicFactory(name="Harbors")])
    undo(made, by=ana)
    made.refresh_from_db()
    event = Event.objects.get(kind="undo-merge")
    assert (made.undone_by, event.actor, event.detail["apart again"]) == (ana, ana, ["Harbors"])


# --- What changed since ---


def test_citation_given_to_another_source_stays_there(of_sources):
    target, duplicate = of_sources
    made = merge(target, [duplicate])
    third = SourceFactory()
    citation = Citation.objects.filter(source=target).last()
    Citation.objects.filter(pk=citation.pk).update(source=third, status=CitationStatus.CONFIRMED)
    undone = undo(made)
    citation.refresh_from_db()
    assert citation.source == third
    assert undone.left == ["1 citation given to another source since"]


def test_citation_read_since_by_a_lost_name_is_the_lost_sources_again(of_sources):
    target, duplicate = of_sources
    made = merge(target, [duplicate])
    article = ArticleFactory(paragraphs=["Nobody knew (Varda Kurier, May 4)."])
    derive(article)
    assert article.citations.get().source == target
    undo(made)
    assert article.citations.get().source == duplicate


def test_name_taken_away_since_stays_away(of_sources):
    target, duplicate = of_sources
    made = merge(target, [duplicate])
    SourceName.objects.get(name="Kurier of Varda").delete()
    assert undo(made).left == ["1 other name taken away since"]
    assert not duplicate.other_names.exists()


def test_newer_value_stays(of_sources):
    target, duplicate = of_sources
    made = merge(target, [duplicate])
    target = Source.objects.get(pk=target.pk)
    target.country = "XX"
    target.save()
    undone = undo(made)
    target.refresh_from_db()
    assert (target.country, target.kind) == ("XX", "other")
    assert undone.left == ["Varda Courier has another country since, which stays"]


def test_byline_changed_since_stays(of_authors):
    target, duplicate = of_authors
    article = Article.objects.exclude(authors=target).get()
    made = merge(target, [duplicate])
    article.authorships.all().delete()
    undone = undo(made)
    assert undone.left == ["1 article whose by-line was changed since"]
    assert not article.authors.exists()


def test_byline_restored_since_goes_back_all_the_same(of_authors):
    target, duplicate = of_authors
    made = merge(target, [duplicate])
    article = Article.objects.get(pk=made.record["lost"][0]["moved"][0])
    article.authorships.all().delete()
    article.authorships.create(author=target)
    undo(made)
    assert list(article.authors.all()) == [duplicate]


def test_deleted_article_is_told(of_topics):
    target, duplicate = of_topics
    made = merge(target, [duplicate])
    Article.objects.all().delete()
    assert undo(made).left == [
        "1 article filed elsewhere, or deleted, since",
        "1 article deleted since",
    ]


def test_slug_that_somebody_has_by_now_is_another(of_topics):
    target, duplicate = of_topics
    made = merge(target, [duplicate])
    SlugRedirect.objects.all().delete()
    TopicFactory(name="Ports", slug="harbors")
    undo(made)
    duplicate.refresh_from_db()
    assert duplicate.slug == "harbors-2"


# --- What cannot be undone ---


@pytest.mark.parametrize(
    ("since", "reason"),
    [
        (lambda target, made: undo(made), "undone already"),
        (lambda target, made: target.delete(), "Varda Courier was deleted since"),
        (
            lambda target, made: merge(SourceFactory(name="Lethmark Wire"), [target]),
            "merged into Lethmark Wire since. Undo",
        ),
        (lambda target, made: SourceFactory(name="Varda Kurier"), "another source of the name Varda Kurier"),
    ],
)
def test_reason_is_told(of_sources, since, reason):
    target, duplicate = of_sources
    made = merge(target, [duplicate])
    since(target, made)
    before = whole_archive()
    with pytest.raises(CannotUndo, match=reason):
        undo(made)
    assert whole_archive() == before


def test_what_can_be_undone_has_no_reason(of_authors):
    target, duplicate = of_authors
    assert refusal(merge(target, [duplicate])) is None


def test_two_authors_may_have_one_name(of_authors):
    target, duplicate = of_authors
    made = merge(target, [duplicate])
    AuthorFactory(name="Anna Brod")
    assert undo(made).put_back == 2


def test_thousands_are_undone_in_few_queries(django_assert_max_num_queries):
    target, duplicate = SourceFactory(), SourceFactory()
    article = ArticleFactory()
    Citation.objects.bulk_create(
        Citation(article=article, source=duplicate, name=duplicate.name, raw="(Varda, May 1)", paragraph=1, ordinal=n)
        for n in range(5000)
    )
    made = merge(target, [duplicate])
    with django_assert_max_num_queries(130):
        undone = undo(made)
    assert (undone.put_back, Merge.objects.get().moved) == (5000, 5000)
