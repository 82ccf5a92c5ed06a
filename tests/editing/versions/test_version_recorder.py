"""Versions are written for every change, whoever makes it and however, and for nothing else."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.core import serializers
from django.db.models import QuerySet
from django.utils import timezone

from archive.editing.change_set import change_set
from archive.editing.merges.merging import merge
from archive.models import Article, Authorship, Source, SourceName, Topic, version_model, versions_of
from tests.factories import ArticleFactory, AuthorFactory, IssueFactory, SourceFactory, TopicFactory

pytestmark = pytest.mark.django_db


def versions(row) -> list:
    """Its versions, oldest first."""
    return list(versions_of(type(row), row.pk))[::-1]


@pytest.fixture
def article():
    return ArticleFactory(title="Ferries stand idle", authors=["Ana Brod"], topics=["Harbours"])


@pytest.fixture
def ana():
    return User.objects.create_user("ana")


def retitled(article, title="Ferries sail") -> Article:
    article = Article.objects.get(pk=article.pk)
    article.title = title
    article.save()
    return article


def test_creation_by_a_program_leaves_no_version(article):
    assert versions(article) == []


def test_first_change_keeps_what_stood_there(article):
    retitled(article)
    assert [one.title for one in versions(article)] == ["Ferries stand idle", "Ferries sail"]


def test_version_has_authors_and_topics(article):
    retitled(article)
    first = versions(article)[0]
    assert [[name for _, name in names] for names in (first.authors_snapshot, first.topics_snapshot)] == [
        ["Ana Brod"],
        ["Harbours"],
    ]


def test_version_before_the_first_change_is_as_old_as_what_stood_there(article):
    then = timezone.now() - datetime.timedelta(days=300)
    Article.objects.filter(pk=article.pk).update(changed=then)
    retitled(article)
    assert versions(article)[0].history_date == then


def test_save_without_a_change_leaves_no_version(article):
    retitled(article)
    Article.objects.get(pk=article.pk).save()
    assert len(versions(article)) == 2


def test_change_after_a_save_without_one_leaves_one_version(article):
    retitled(article)
    Article.objects.get(pk=article.pk).save()
    retitled(article, "Ferries sink")
    assert [one.title for one in versions(article)] == ["Ferries stand idle", "Ferries sail", "Ferries sink"]


def test_creation_on_an_occasion_leaves_a_version(ana):
    with change_set("Written", by=ana):
        article = ArticleFactory(authors=["Ana Brod"])
    (only,) = versions(article)
    assert (only.history_type, only.history_user, only.made_by, only.history_change_reason, len(only.authors_snapshot)) == (
        "+", ana, "ana", "Written", 1,
    )  # fmt: skip


def test_occasion_without_creations_leaves_none_of_what_it_made():
    with change_set("Import batch 12", creations=False):
        article = ArticleFactory(authors=["Ana Brod"])
        article.title = "Ferries sail"
        article.save()
    assert len(versions(article)) <= 1


def test_occasion_that_fails_leaves_no_version(article):
    try:
        with change_set("Storm"):
            retitled(article)
            raise ValueError("storm")
    except ValueError:
        pass
    assert versions(article) == []


def test_changes_of_one_occasion_are_one_version(article):
    with change_set("Corrected"):
        retitled(article)
        article.topics.add(TopicFactory(name="Weather"))
        retitled(article, "Ferries sink")
    assert [one.title for one in versions(article)] == ["Ferries stand idle", "Ferries sink"]


def test_inner_occasion_tells_the_reason(article):
    with change_set("Outer"), change_set("Inner"):
        retitled(article)
    assert versions(article)[-1].history_change_reason == "Inner"


@pytest.mark.parametrize(
    ("move", "reason"),
    [
        (lambda articles: articles.publish(), "Published"),
        (lambda articles: articles.send_to_review(), "Sent to review"),
        (lambda articles: articles.schedule(datetime.datetime(2999, 1, 2, 3, 4, tzinfo=datetime.UTC)),
         "Scheduled for 2999-01-02 03:04"),
    ],
)  # fmt: skip
def test_bulk_move_leaves_a_version_that_says_so(move, reason):
    articles = [ArticleFactory(status="draft") for _ in range(3)]
    move(Article.objects.filter(pk__in=[article.pk for article in articles]))
    assert [versions(article)[-1].history_change_reason for article in articles] == [reason] * 3


def test_withdrawal_leaves_a_version(article):
    Article.objects.withdraw()
    assert [one.status for one in versions(article)] == ["published", "withdrawn"]


def test_bulk_move_of_many_costs_few_queries(django_assert_max_num_queries):
    for _ in range(30):
        ArticleFactory(status="draft", authors=["Ana Brod"])
    with django_assert_max_num_queries(30):
        Article.objects.publish()


def test_bulk_move_keeps_no_text(article):
    Article.objects.withdraw()
    assert [one.text_snapshot for one in versions(article)] == [None, None]


def test_text_of_every_version_can_be_read(article):
    bodies = [article.body]
    for words in ("First.", "Second.", "Second.", "Third."):
        row = Article.objects.get(pk=article.pk)
        row.set_body(f"<p>{words}</p>")
        row.position += 1
        row.save()
        bodies.append(row.body)
    assert [one.text() for one in versions(article)] == bodies


def test_text_is_kept_once(article):
    row = Article.objects.get(pk=article.pk)
    for position in range(3):
        row.position = 100 + position
        row.save()
    row.set_body("<p>Changed.</p>")
    row.save()
    assert [one.text_snapshot is None for one in versions(article)] == [True, True, True, False, True]


def test_text_of_a_bulk_change_is_kept(article):
    Article.objects.filter(pk=article.pk).update(body="<p>By hand.</p>")
    assert [one.text() for one in versions(article)] == [article.body, "<p>By hand.</p>"]


def test_text_that_was_changed_behind_the_archives_back_is_not_made_up(article):
    retitled(article)
    QuerySet(Article).filter(pk=article.pk).update(body="<p>Behind.</p>")
    assert versions(article)[-1].text() is None


def test_author_who_joins_moves_the_versions_number(article):
    before = Article.objects.get(pk=article.pk).version
    retitled(article)
    Authorship.objects.create(article=article, author=AuthorFactory(), position=1)
    assert Article.objects.get(pk=article.pk).version == before + 2


def test_author_who_leaves_is_in_the_version_before(article):
    retitled(article)
    article.authorships.all().delete()
    assert [len(one.authors_snapshot) for one in versions(article)] == [1, 1, 0]


def test_order_of_the_byline_is_a_change(article):
    second = Authorship.objects.create(article=article, author=AuthorFactory(name="Bor Cvek"), position=1)
    retitled(article)
    second.position = 0
    second.save()
    article.authorships.exclude(pk=second.pk).update(position=1)
    assert [name for _, name in versions(article)[-1].authors_snapshot] == ["Bor Cvek", "Ana Brod"]


def test_merging_authors_leaves_versions(article):
    merge(AuthorFactory(name="Ana Brodova"), article.byline()[:1])
    assert [one.authors_snapshot[0][1] for one in versions(article)] == ["Ana Brod", "Ana Brodova"]


def test_merging_topics_leaves_versions(article):
    merge(TopicFactory(name="Ports"), [Topic.objects.get(name="Harbours")])
    assert [name for _, name in versions(article)[-1].topics_snapshot] == ["Ports"]


def test_deleting_a_topic_leaves_a_version(article):
    Topic.objects.get(name="Harbours").delete()
    assert [len(one.topics_snapshot) for one in versions(article)] == [1, 0]


def test_topic_set_from_its_own_side_leaves_a_version(article):
    retitled(article)
    TopicFactory(name="Weather").articles.set([article])
    assert len(versions(article)[-1].topics_snapshot) == 2


def test_deletion_keeps_the_whole_article(article):
    pk, body = article.pk, article.body
    article.delete()
    (last,) = versions_of(Article, pk)
    assert (last.history_type, last.text(), last.authors_snapshot[0][1]) == ("-", body, "Ana Brod")


def test_deletion_with_the_issue_keeps_the_articles(article):
    pk = article.pk
    article.issue.delete()
    assert [one.history_type for one in versions_of(Article, pk)] == ["-"]


def test_who_is_signed_in_is_who_made_it(article, ana, client):
    ana.is_superuser = ana.is_staff = True
    ana.save()
    client.force_login(ana)
    author = article.byline()[0]
    client.post(f"/admin/archive/author/{author.pk}/change/", {"name": "Ana Brodova", "slug": author.slug})
    assert versions(author)[-1].made_by == "ana"


def test_inferred_date_of_an_issue_is_nobodys_change():
    issue = IssueFactory(date=None, date_precision="")
    issue.date, issue.date_precision = datetime.date(2004, 1, 2), "inferred"
    issue.save(update_fields=["date", "date_precision", "date_text"])
    assert versions(issue) == []


def test_change_of_an_issue_leaves_versions():
    issue = IssueFactory(title="")
    issue.title = "Special"
    issue.save()
    assert [one.title for one in versions(issue)] == ["", "Special"]


def test_other_name_of_a_source_leaves_a_version():
    source = SourceFactory()
    source.homepage = "https://herald.example/"
    source.save()
    SourceName.objects.create(source=source, name="Herald of Varda")
    assert [one.names_snapshot for one in versions(source)] == [[], [], ["Herald of Varda"]]


def test_deleted_source_keeps_its_names():
    source = SourceFactory()
    SourceName.objects.create(source=source, name="Herald of Varda")
    pk = source.pk
    source.delete()
    assert versions_of(Source, pk).first().names_snapshot == ["Herald of Varda"]


def test_versions_outlast_the_account(article, ana):
    with change_set("Corrected", by=ana):
        retitled(article)
    ana.delete()
    assert versions(article)[-1].made_by == "ana"


def test_loading_rows_writes_no_versions(article):
    rows = serializers.serialize("json", [Article.objects.get(pk=article.pk)])
    for row in serializers.deserialize("json", rows):
        row.save()
    assert not version_model(Article).objects.exists()
