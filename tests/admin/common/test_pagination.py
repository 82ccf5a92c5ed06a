"""Lists of the desk at any size: bounded counts, pages read by their ids, and no query a row in any of them."""

import datetime

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive.admin.common import pagination
from archive.admin.common.pagination import AtLeast, bounded_count
from archive.models import (
    Article,
    Author,
    BulkTask,
    DismissedWarning,
    Event,
    ImportBatch,
    Merge,
    OutboxEntry,
    Picture,
    Tombstone,
)
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    CitationFactory,
    IssueFactory,
    PublicationFactory,
    SourceFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db


def an_article(n: int) -> None:
    ArticleFactory(authors=[f"Ana {n}", f"Bea {n}"], topics=[f"Tides {n}"])


def an_author(n: int) -> None:
    ArticleFactory(authors=[AuthorFactory()])


def a_topic(n: int) -> None:
    ArticleFactory(topics=[TopicFactory()])


def a_picture(n: int) -> None:
    sums = {"sha256": f"{n:064x}", "width": 4, "height": 3, "format": "jpg"}
    Picture.objects.create(article=ArticleFactory(), name=f"{n}.jpg", alternative_text="A quay", **sums)


def a_person(n: int) -> User:
    return User.objects.create_user(f"person-{n}")


# A row of every model of the desk, with all that a list of them shows.
MAKERS = {
    "archive.article": an_article,
    "archive.author": an_author,
    "archive.importbatch": lambda n: ImportBatch.objects.create(name=f"texts-{n}.zip", by=a_person(n)),
    "archive.bulktask": lambda n: BulkTask.objects.create(action="send", label=f"Send {n}", by=a_person(n)),
    "archive.citation": lambda n: CitationFactory(),
    "archive.event": lambda n: Event.objects.create(kind="export", actor=a_person(n), actor_name=f"person-{n}"),
    "archive.outboxentry": lambda n: OutboxEntry.objects.create(article_id=n + 1),
    "archive.issue": lambda n: ArticleFactory(issue=IssueFactory()),
    "archive.merge": lambda n: Merge.objects.create(
        kind="author", target_id=n + 1, target_name="Ana", made_by=a_person(n)
    ),
    "archive.picture": a_picture,
    "archive.publication": lambda n: PublicationFactory(),
    "archive.dismissedwarning": lambda n: DismissedWarning.objects.create(kind="author", row_id=n, by=a_person(n)),
    "archive.source": lambda n: CitationFactory(source=SourceFactory()),
    "archive.tombstone": lambda n: Tombstone.objects.create(article_id=n + 1, path=f"/{n}/", title=f"Tides {n}"),
    "archive.topic": a_topic,
    "auth.group": lambda n: Group.objects.create(name=f"Group {n}"),
    "auth.user": a_person,
}


def label(model) -> str:
    return f"{model._meta.app_label}.{model._meta.model_name}"


@pytest.fixture
def browser(db):
    """An administrator's."""
    client = Client()
    client.force_login(User.objects.create_superuser("admin"))
    return client


def queries_of(browser, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


@pytest.mark.slow
@pytest.mark.parametrize("model", [label(model) for model in admin.site._registry])
def test_no_list_asks_a_query_a_row(browser, model):
    assert model in MAKERS, f"Say here how a row of {model} is made."
    address = reverse(f"admin:{model.replace('.', '_')}_changelist")
    for number in range(3):
        MAKERS[model](number)
    browser.get(address)  # what is looked up once is looked up
    few = queries_of(browser, address)
    for number in range(3, 12):
        MAKERS[model](number)
    assert queries_of(browser, address) <= few


@pytest.mark.parametrize(
    ("model", "column"),
    [
        ("article", "issue"),
        ("article", "topics"),
        ("authorship", "author"),
        ("citation", "source"),
        ("issue", "publication"),
    ],
)
def test_no_autocomplete_asks_a_query_a_row(browser, model, column):
    for _ in range(12):
        CitationFactory(article=ArticleFactory(authors=[AuthorFactory()], topics=[TopicFactory()]))
    query = f"app_label=archive&model_name={model}&field_name={column}&term="
    assert queries_of(browser, f"{reverse('admin:autocomplete')}?{query}") <= 6


def test_form_asks_no_query_a_citation(browser):
    article = ArticleFactory(authors=["Ana Brod"])
    address = reverse("admin:archive_article_change", args=[article.pk])
    CitationFactory.create_batch(2, article=article)
    browser.get(address)
    few = queries_of(browser, address)
    for _ in range(10):
        CitationFactory(article=article)
    assert queries_of(browser, address) <= few


def test_form_offers_names_by_autocomplete_alone(browser):
    AuthorFactory(name="Wholly Unrelated")
    TopicFactory(name="Wholly unrelated")
    page = browser.get(reverse("admin:archive_article_add")).content.decode()
    assert "holly" not in page


@pytest.mark.parametrize(("rows", "told"), [(2, "2"), (3, "3"), (4, "more than 3")])
def test_count_stops_at_its_bound(monkeypatch, rows, told):
    monkeypatch.setattr(pagination, "MAX_COUNTED", 3)
    AuthorFactory.create_batch(rows)
    assert str(bounded_count(Author.objects.all(), 3)) == told


def test_bounded_count_is_a_number():
    assert AtLeast(10_001) > 10_000


def test_list_beyond_the_bound_says_more_than(browser, monkeypatch):
    monkeypatch.setattr(pagination, "MAX_COUNTED", 3)
    monkeypatch.setattr(pagination.bounded_count, "__defaults__", (3,))
    AuthorFactory.create_batch(5)
    assert "more than 3 authors" in browser.get(reverse("admin:archive_author_changelist")).content.decode()


def test_nothing_is_counted_where_nothing_can_be():
    assert bounded_count(Author.objects.none()) == 0


def test_list_keeps_its_order(browser):
    issue = IssueFactory()
    articles = [ArticleFactory(issue=issue) for _ in range(4)]
    for days, article in enumerate(articles):
        at = datetime.datetime(2020, 1, 9 - days, tzinfo=datetime.UTC)
        Article.objects.filter(pk=article.pk).update(changed=at)
    listed = browser.get(reverse("admin:archive_article_changelist")).context["cl"].result_list
    assert [row.pk for row in listed] == [article.pk for article in articles]


def test_list_is_ordered_by_title_without_case_or_accents(browser):
    for title in ("ebb", "Été", "Flood"):
        ArticleFactory(title=title)
    listed = browser.get(reverse("admin:archive_article_changelist"), {"o": "1"}).context["cl"].result_list
    assert [row.title for row in listed] == ["ebb", "Été", "Flood"]


def test_list_reads_no_bodies(browser):
    ArticleFactory()
    listed = browser.get(reverse("admin:archive_article_changelist")).context["cl"].result_list
    assert "body" in listed[0].get_deferred_fields()
