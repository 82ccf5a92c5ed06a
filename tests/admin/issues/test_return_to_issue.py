"""From an article's form back to the issue that it was opened from."""

from __future__ import annotations

from django.urls import reverse

from archive.models import Article
from tests.admin.articles.test_article import form
from tests.factories import ArticleFactory, IssueFactory


def saved(desk, article: Article, query: str = "", **values):
    address = reverse("admin:archive_article_change", args=[article.pk])
    return desk.post(f"{address}{query}", form(article, **values))


def place_of(article: Article) -> str:
    article.refresh_from_db()
    return f"{reverse('admin:archive_issue_contents', args=[article.issue_id])}#a{article.pk}"


def test_saved_article_leads_back_to_its_place(desk):
    article = ArticleFactory()
    assert saved(desk, article, f"?back={article.issue_id}")["Location"] == place_of(article)


def test_article_that_was_put_into_another_issue_leads_there(desk):
    article, other = ArticleFactory(), IssueFactory()
    assert saved(desk, article, f"?back={article.issue_id}", issue=other.pk)["Location"] == place_of(article)
    assert article.issue == other


def test_without_an_issue_to_go_back_to_the_list_follows(desk):
    assert saved(desk, ArticleFactory())["Location"] == reverse("admin:archive_article_changelist")


def test_new_article_leads_to_its_place(desk):
    issue = IssueFactory()
    desk_answer = desk.post(
        f"{reverse('admin:archive_article_add')}?issue={issue.pk}&back={issue.pk}",
        form(issue=issue.pk, title="Tides", body="The tide came late."),
    )
    assert desk_answer["Location"] == place_of(Article.objects.get())


def test_list_of_articles_leads_to_those_that_were_deleted(desk):
    page = desk.get(reverse("admin:archive_article_changelist")).content.decode()
    assert reverse("admin:archive_article_deleted") in page
