"""The desk as a whole: every list and form opens, and editors may do what they need and no more."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import reverse

from archive.models import Issue, Publication
from tests.derivation import derive
from tests.factories import ArticleFactory, AuthorFactory, IssueFactory, PublicationFactory, TopicFactory

# What people did is seen by publishers; see test_event.
MODELS = [
    model._meta.model_name
    for model in admin.site._registry
    if model._meta.app_label == "archive" and model._meta.model_name != "event"
]


@pytest.mark.parametrize("model", MODELS)
def test_list_opens(desk, model):
    ArticleFactory(authors=["Ana Brod"], topics=["Ferries"])
    assert desk.get(reverse(f"admin:archive_{model}_changelist")).status_code == 200


@pytest.mark.parametrize("model", ["publication", "issue", "article", "author", "topic", "source"])
def test_form_for_a_new_row_opens(desk, model):
    assert desk.get(reverse(f"admin:archive_{model}_add")).status_code == 200


@pytest.mark.parametrize("model", ["publication", "issue", "article", "author", "topic"])
def test_form_of_a_row_opens(desk, model):
    article = ArticleFactory(authors=["Ana Brod"], topics=["Ferries"])
    rows = {
        "article": article,
        "issue": article.issue,
        "publication": article.issue.publication,
        "author": article.authors.get(),
        "topic": article.topics.get(),
    }
    assert desk.get(reverse(f"admin:archive_{model}_change", args=[rows[model].pk])).status_code == 200


def test_editors_see_no_accounts(desk):
    assert desk.get(reverse("admin:auth_user_changelist")).status_code == 403


def test_editors_delete_no_publication(desk):
    publication = PublicationFactory()
    assert (
        desk.post(reverse("admin:archive_publication_delete", args=[publication.pk]), {"post": "yes"}).status_code
        == 403
    )


def test_tombstones_are_not_removed(desk):
    assert not admin.site._registry[
        next(m for m in admin.site._registry if m.__name__ == "Tombstone")
    ].has_delete_permission(None)


def test_who_is_not_staff_is_sent_to_sign_in(client, db):
    client.force_login(User.objects.create_user("reader"))
    assert client.get(reverse("admin:index")).status_code == 302


def test_publication_is_added_with_names_a_line_each(desk):
    desk.post(
        reverse("admin:archive_publication_add"),
        {"title": "North Letter", "other_names": "Northern Weekly\n\nNorth\n", "language": "en", "genre": "newsletter"},
    )
    assert Publication.objects.get().other_names == ["Northern Weekly", "North"]


def test_issue_is_added_with_a_day_when_no_precision_is_chosen(desk):
    publication = PublicationFactory()
    desk.post(
        reverse("admin:archive_issue_add"),
        {"publication": publication.pk, "volume": 1, "number": "7", "date": "2004-10-26", "date_precision": "",
         "articles-TOTAL_FORMS": 0, "articles-INITIAL_FORMS": 0},
    )  # fmt: skip
    assert Issue.objects.get().date_precision == "day"


def test_number_with_the_same_address_is_an_error_on_the_form(desk):
    issue = IssueFactory(number="3–4")
    answer = desk.post(
        reverse("admin:archive_issue_add"),
        {"publication": issue.publication_id, "volume": 1, "number": "3-4", "articles-TOTAL_FORMS": 0,
         "articles-INITIAL_FORMS": 0},
    )  # fmt: skip
    assert "same address" in answer.content.decode()


def test_autocomplete_finds_an_issue_by_abbreviation_and_number(desk):
    issue = IssueFactory(publication__abbreviation="NL", number="115")
    IssueFactory(publication=issue.publication, number="116")
    answer = desk.get(
        reverse("admin:autocomplete"),
        {"term": "NL 115", "app_label": "archive", "model_name": "article", "field_name": "issue"},
    )
    assert [found["id"] for found in answer.json()["results"]] == [str(issue.pk)]


@pytest.mark.parametrize(("model", "factory"), [("author", AuthorFactory), ("topic", TopicFactory)])
def test_rows_are_merged(desk, model, factory):
    kept, lost = factory(), factory()
    desk.post(f"{reverse(f'admin:archive_{model}_merge')}?ids={kept.pk},{lost.pk}", {"kept": kept.pk})
    assert list(type(kept).objects.all()) == [kept]


def test_one_row_is_not_merged(desk):
    author = AuthorFactory()
    answer = desk.get(f"{reverse('admin:archive_author_merge')}?ids={author.pk}", follow=True)
    assert "Choose two authors or more" in answer.content.decode()


def test_first_page_says_what_waits(desk):
    ArticleFactory(title_is_provisional=True)
    assert "Provisional titles" in desk.get(reverse("admin:index")).content.decode()


def test_first_page_is_quiet_when_nothing_waits(desk):
    assert "To do" not in desk.get(reverse("admin:index")).content.decode()


@pytest.fixture
def redate(desk):
    def send(issue, **values):
        return desk.post(
            reverse("admin:archive_issue_change", args=[issue.pk]),
            {"publication": issue.publication_id, "volume": issue.volume, "number": issue.number,
             "date_precision": issue.date_precision, "articles-TOTAL_FORMS": 0, "articles-INITIAL_FORMS": 0, **values},
        )  # fmt: skip

    return send


@pytest.fixture
def inferred(db):
    """An issue whose date was inferred from what its one article cites."""
    issue = IssueFactory(publication__first_year=2004, date=None, date_precision="")
    article = ArticleFactory(issue=issue, paragraphs=("Nobody would say why (Varda Courier, October 3).",))
    derive(article)
    issue.refresh_from_db()
    return issue


def test_date_given_by_an_editor_is_no_inferred_one(inferred, redate):
    redate(inferred, date="2004-10-04")
    inferred.refresh_from_db()
    assert inferred.date_precision == "day"


def test_years_of_citations_follow_the_issues_date(inferred, redate):
    redate(inferred, date="2009-10-04")
    assert inferred.articles.get().citations.get().first_day.year == 2009


def test_date_that_a_deleted_article_gave_goes_with_it(publishers_desk, inferred):
    publishers_desk.post(reverse("admin:archive_article_delete", args=[inferred.articles.get().pk]), {"post": "yes"})
    inferred.refresh_from_db()
    assert inferred.date is None
