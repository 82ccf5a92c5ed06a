"""The history of a row on the desk: who changed what, in words, and bringing it back."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from archive.editing.change_set import change_set
from archive.models import Article, Status, Topic, versions_of
from tests.derivation import derive
from tests.factories import ArticleFactory, AuthorFactory, IssueFactory, PublicationFactory, SourceFactory, TopicFactory


@pytest.fixture
def article(db):
    """An article of three versions: as it was, retitled by Ana, its text changed by Bor."""
    made = ArticleFactory(
        title="Ferries stand idle",
        paragraphs=("The pier is old.", "Second.", "Third.", "Fourth.", "Fifth.", "Sixth."),
        authors=["Ana Brod"],
    )
    with change_set("Corrected", by=User.objects.create_user("ana")):
        row = Article.objects.get(pk=made.pk)
        row.title = "Ferries sail"
        row.save()
    with change_set(by=User.objects.create_user("bor")):
        row.set_body(row.body.replace("is old", "is new"))
        row.save()
        row.authorships.all().delete()
    return row


def history(article) -> str:
    return reverse("admin:archive_article_history", args=[article.pk])


def restore(article, version) -> str:
    return reverse("admin:archive_article_restore", args=[article.pk, version.pk])


def page(desk, url: str, **query) -> str:
    return desk.get(url, query).content.decode()


def versions(article) -> list:
    return list(versions_of(Article, article.pk))[::-1]


@pytest.mark.parametrize("words", ["Corrected", "ana", "bor", "authors, text"])
def test_versions_say_who_and_why_and_what(desk, article, words):
    assert words in page(desk, history(article))


def test_newest_is_compared_with_the_one_before(desk, article):
    shown = page(desk, history(article))
    assert "old</span>" not in shown
    assert "old<span" in shown
    assert "new<span" in shown


def test_changes_are_told_without_colours(desk, article):
    assert '<del><span class="visually-hidden">[taken out: </span>' in page(desk, history(article))


def test_unchanged_paragraphs_are_folded(desk, article):
    assert "4 unchanged paragraphs (3–6)" in page(desk, history(article))


def test_any_two_versions_are_compared(desk, article):
    first, second, _ = versions(article)
    shown = page(desk, history(article), old=second.pk, new=first.pk)
    assert "stand idle<span" in shown
    assert "new<span" not in shown


@pytest.mark.parametrize("query", [{"old": "x", "new": "1"}, {"old": "999999", "new": "1"}, {"old": "9" * 40}])
def test_nonsense_is_no_error(desk, article, query):
    assert desk.get(history(article), query).status_code == 200


def test_article_without_versions_says_so(desk):
    assert "Nothing was changed yet" in page(desk, history(ArticleFactory()))


def test_hostile_text_is_escaped(desk, article):
    row = Article.objects.get(pk=article.pk)
    row.title = "<script>alert(1)</script>"
    row.set_body("<p>&lt;script&gt;alert(2)&lt;/script&gt;</p>")
    row.save()
    assert "<script>alert" not in page(desk, history(article))


def test_many_versions_come_in_pages_and_bounded_queries(desk, article, django_assert_max_num_queries):
    for position in range(30):
        row = Article.objects.get(pk=article.pk)
        row.position = 100 + position
        row.save()
    with django_assert_max_num_queries(25):
        shown = page(desk, history(article))
    assert "Page 1 of 2" in shown
    assert page(desk, history(article), p=2).count('name="old"') == 8


@pytest.mark.parametrize("factory", [IssueFactory, PublicationFactory, AuthorFactory, TopicFactory, SourceFactory])
def test_other_rows_have_a_history_too(desk, factory):
    row = factory()
    row.save()
    name = "number" if factory is IssueFactory else "title" if factory is PublicationFactory else "name"
    setattr(row, name, "77")
    row.save()
    assert "77<span" in page(desk, reverse(f"admin:archive_{row._meta.model_name}_history", args=[row.pk]))


def test_restoring_is_asked_first(desk, article):
    shown = page(desk, restore(article, versions(article)[0]))
    assert "stand idle<span" in shown
    assert Article.objects.get(pk=article.pk).title == "Ferries sail"


def test_restoring_says_nothing_of_what_it_leaves(desk, article):
    Article.objects.withdraw()
    assert "Withdrawn" not in page(desk, restore(article, versions(article)[0]))


def test_version_is_restored(desk, article):
    first = versions(article)[0]
    desk.post(restore(article, first))
    row = Article.objects.get(pk=article.pk)
    assert (row.title, "is old" in row.body, row.byline()[0].name) == ("Ferries stand idle", True, "Ana Brod")


def test_restored_version_says_who_did_it(desk, article):
    desk.post(restore(article, versions(article)[0]))
    assert versions(article)[-1].made_by == "editor"


def test_version_of_another_article_is_not_restored(desk, article):
    other = ArticleFactory()
    assert desk.post(restore(other, versions(article)[0])).status_code == 404


def test_contributor_restores_nothing_of_others(client, member, article):
    client.force_login(member("Contributors"))
    assert client.post(restore(article, versions(article)[0])).status_code == 403
    assert Article.objects.get(pk=article.pk).title == "Ferries sail"


def test_contributor_sees_no_way_to_restore_what_is_not_theirs(client, member, article):
    client.force_login(member("Contributors"))
    assert "Bring back" not in client.get(history(article)).content.decode()


@pytest.fixture
def gone(article):
    """The last version of an article that was deleted."""
    derive(article)
    pk = article.pk
    Article.objects.get(pk=pk).delete()
    return versions_of(Article, pk).first()


def test_deleted_articles_are_listed(desk, gone):
    assert "Ferries sail" in page(desk, reverse("admin:archive_article_deleted"))


@pytest.mark.parametrize(("words", "found"), [("ferries SAIL", True), ("ferries idle", False)])
def test_deleted_articles_are_found_by_words(desk, gone, words, found):
    assert ("Ferries sail</a>" in page(desk, reverse("admin:archive_article_deleted"), q=words)) is found


def test_deleted_article_can_be_read(desk, gone):
    assert "The pier is new." in page(desk, reverse("admin:archive_article_bring_back", args=[gone.pk]))


def test_deleted_article_comes_back_for_review(desk, gone):
    desk.post(reverse("admin:archive_article_bring_back", args=[gone.pk]), {"publish": "1"})
    assert Article.objects.get(pk=gone.id).status == Status.IN_REVIEW


def test_publisher_brings_it_back_to_readers(publishers_desk, gone):
    publishers_desk.post(reverse("admin:archive_article_bring_back", args=[gone.pk]), {"publish": "1"})
    assert Article.objects.get(pk=gone.id).status == Status.PUBLISHED


@pytest.mark.parametrize("name", ["deleted", "bring_back"])
def test_contributor_sees_no_deleted_articles(client, member, gone, name):
    client.force_login(member("Contributors"))
    args = [gone.pk] if name == "bring_back" else []
    assert client.get(reverse(f"admin:archive_article_{name}", args=args)).status_code == 403


def test_form_of_a_topic_leaves_one_version(desk):
    topic = TopicFactory(name="Harbours")
    desk.post(reverse("admin:archive_topic_change", args=[topic.pk]), {"name": "Ports", "slug": topic.slug})
    assert [one.name for one in versions_of(Topic, topic.pk)] == ["Ports", "Harbours"]
