"""What stood before comes back, with all that follows from it, as a new version."""

import pytest
from django.contrib.auth.models import User

from archive.editing.merges.merging import merge
from archive.editing.versions.restore import CannotRestore, deleted_articles, restore_deleted, restore_version
from archive.models import (
    Article,
    ArticleOrigin,
    Author,
    Citation,
    CitationStatus,
    Event,
    Source,
    SourceName,
    Status,
    Tombstone,
    versions_of,
)
from tests.derivation import derive
from tests.factories import ArticleFactory, AuthorFactory, IssueFactory, PublicationFactory, SourceFactory, TopicFactory

pytestmark = pytest.mark.django_db

OLD = "The harbour office said so (Vardan Herald, October 23)."
NEW = "The harbour office denied it (Lethmark Wire, October 26)."


@pytest.fixture
def ana():
    return User.objects.create_user("ana")


@pytest.fixture
def article():
    made = ArticleFactory(
        title="Ferries stand idle", paragraphs=(OLD, "Nobody would say why."), authors=["Ana Brod"], topics=["Harbours"]
    )
    derive(Article.objects.select_related("issue__publication").get(pk=made.pk))
    return made


def changed(article: Article) -> Article:
    row = Article.objects.get(pk=article.pk)
    row.title = "Ferries sail"
    row.set_body(f"<p>{NEW}</p>")
    row.save()
    row.authorships.all().delete()
    row.topics.clear()
    derive(Article.objects.select_related("issue__publication").get(pk=row.pk))
    return row


def oldest(row):
    return versions_of(type(row), row.pk).last()


def deleted(article: Article) -> tuple[int, object]:
    pk = article.pk
    Article.objects.get(pk=pk).delete()
    return pk, versions_of(Article, pk).first()


def test_text_comes_back_with_its_anchors(article):
    changed(article)
    restore_version(oldest(article))
    assert Article.objects.get(pk=article.pk).body.split("<!--")[0].strip() == article.body


@pytest.mark.parametrize("field", ["title", "slug", "standfirst", "issue_id", "position"])
def test_column_comes_back(article, field):
    changed(article)
    assert getattr(restore_version(oldest(article)), field) == getattr(article, field)


def test_authors_and_topics_come_back(article):
    changed(article)
    row = restore_version(oldest(article))
    assert ([one.name for one in row.authors.all()], [one.name for one in row.topics.all()]) == (
        ["Ana Brod"],
        ["Harbours"],
    )


def test_author_who_was_merged_meanwhile_comes_back_as_the_other(article):
    changed(article)
    other = AuthorFactory(name="Anna Brodova")
    merge(other, [Author.objects.get(name="Ana Brod")])
    assert list(restore_version(oldest(article)).authors.all()) == [other]


def test_topic_that_was_deleted_meanwhile_is_made_again(article):
    changed(article)
    TopicFactory._meta.model.objects.all().delete()
    assert [one.name for one in restore_version(oldest(article)).topics.all()] == ["Harbours"]


def test_citations_follow_the_restored_text(article):
    changed(article)
    restore_version(oldest(article))
    assert list(article.citations.values_list("name", flat=True)) == ["Vardan Herald"]


def test_confirmed_citation_stays_confirmed(article):
    article.citations.update(status=CitationStatus.CONFIRMED)
    changed(article)
    restore_version(oldest(article))
    assert article.citations.get(name="Vardan Herald").status == CitationStatus.CONFIRMED


def test_where_it_stands_is_not_restored(article):
    changed(article)
    Article.objects.withdraw()
    assert restore_version(oldest(article)).status == Status.WITHDRAWN


def test_restored_version_is_a_new_one_with_who_and_why(article, ana):
    changed(article)
    restore_version(oldest(article), by=ana)
    last = versions_of(Article, article.pk).first()
    assert (last.made_by, last.history_change_reason[:24]) == ("ana", "Restored the version of ")


def test_restoring_is_an_event(article, ana):
    changed(article)
    restore_version(oldest(article), by=ana)
    assert Event.objects.get(kind="restore-version").actor == ana


def test_restoring_what_stands_leaves_no_version(article):
    changed(article)
    count = versions_of(Article, article.pk).count()
    restore_version(versions_of(Article, article.pk).first())
    assert versions_of(Article, article.pk).count() == count


def test_address_that_another_has_by_now_is_not_taken(article):
    row = changed(article)
    row.slug = "elsewhere"
    row.save()
    ArticleFactory(issue=article.issue, slug=article.slug)
    assert restore_version(oldest(article)).slug == f"{article.slug}-2"


def test_version_of_a_deleted_article_is_not_restored_as_one(article):
    changed(article)
    first = oldest(article)
    deleted(article)
    with pytest.raises(CannotRestore):
        restore_version(first)


def test_deleted_articles_are_listed(article):
    version = deleted(article)[1]
    assert list(deleted_articles()) == [version]


def test_deleted_article_comes_back_under_its_number(article):
    pk, version = deleted(article)
    back = restore_deleted(version)
    assert (back.pk, back.title, back.body, back.byline()[0].name) == (pk, article.title, article.body, "Ana Brod")


def test_article_that_came_back_is_listed_no_more(article):
    restore_deleted(deleted(article)[1])
    assert not deleted_articles()


def test_article_that_came_back_published_has_no_tombstone(article):
    restore_deleted(deleted(article)[1], status=Status.PUBLISHED)
    assert not Tombstone.objects.exists()


def test_article_that_came_back_for_review_is_withdrawn_to_readers(article, client):
    path = article.get_absolute_url()
    restore_deleted(deleted(article)[1])
    assert client.get(path).status_code == 410


def test_article_that_came_back_keeps_what_was_decided(article):
    article.citations.update(status=CitationStatus.CONFIRMED)
    restore_deleted(deleted(article)[1])
    assert [one.status for one in Citation.objects.filter(article=article.pk)] == [CitationStatus.CONFIRMED]


def test_article_that_came_back_keeps_what_came_in(article):
    ArticleOrigin.objects.create(
        article=article, path="a.txt", sha256="0", received=b"\x00text", encoding="utf-8", left_version=article.version
    )
    pk, version = deleted(article)
    back = restore_deleted(version)
    origin = ArticleOrigin.objects.get(article=pk)
    assert (bytes(origin.received), origin.left_version) == (b"\x00text", back.version)


def test_article_is_not_brought_back_twice(article):
    _, version = deleted(article)
    restore_deleted(version)
    with pytest.raises(CannotRestore):
        restore_deleted(version)


def test_issue_that_went_too_is_made_again(article):
    issue = article.issue
    pk = article.pk
    issue.delete()
    back = restore_deleted(versions_of(Article, pk).first())
    assert (back.issue.number, back.issue.date) == (issue.number, issue.date)


def test_issue_that_was_made_anew_is_taken(article):
    issue, pk = article.issue, article.pk
    publication, volume, number = issue.publication, issue.volume, issue.number
    issue.delete()
    find_again = IssueFactory(publication=publication, volume=volume, number=number)
    assert restore_deleted(versions_of(Article, pk).first()).issue == find_again


def test_without_its_publication_it_says_so(article):
    publication, pk = article.issue.publication, article.pk
    article.issue.delete()
    publication.delete()
    with pytest.raises(CannotRestore, match="publication"):
        restore_deleted(versions_of(Article, pk).first())


def test_source_comes_back_with_its_names():
    source = SourceFactory(name="Vardan Herald")
    SourceName.objects.create(source=source, name="Herald of Varda")
    source.name = "Varda Courier"
    source.save()
    source.other_names.all().delete()
    restore_version(oldest(source))
    source = Source.objects.get()
    assert (source.name, [one.name for one in source.other_names.all()]) == ("Vardan Herald", ["Herald of Varda"])


def test_name_that_another_has_by_now_is_told():
    publication = PublicationFactory(title="Harbour Letter")
    publication.title = "Port Letter"
    publication.save()
    PublicationFactory(title="Harbour Letter")
    with pytest.raises(CannotRestore, match="already exists"):
        restore_version(oldest(publication))
