"""The desk's page for articles, used as an editor uses it."""

import pytest
from django.urls import reverse

from archive.models import Article, Status
from tests.factories import ArticleFactory, AuthorFactory, IssueFactory
from tests.text.test_language_detection import PASSAGES, article


def form(article: Article | None = None, **values) -> dict:
    """What a browser would send back of the article's form."""
    saved = article or Article(title="Ferries stand idle", body="A calm day.")
    data = {
        "title": saved.title,
        "slug": saved.slug,
        "standfirst": saved.standfirst,
        "body": saved.body,
        "caption": saved.caption,
        "language": "",
        "position": 0,
        "url": "",
        "publish_at_0": "",
        "publish_at_1": "",
        "authorships-TOTAL_FORMS": 0,
        "authorships-INITIAL_FORMS": 0,
        "pictures-TOTAL_FORMS": 0,
        "pictures-INITIAL_FORMS": 0,
        "citations-TOTAL_FORMS": 0,
        "citations-INITIAL_FORMS": 0,
    }
    if saved.issue_id:
        data["issue"] = saved.issue_id
    if saved.title_is_provisional:
        data["title_is_provisional"] = "on"
    return data | values


@pytest.fixture
def add(desk):
    issue = IssueFactory()
    return lambda **values: desk.post(reverse("admin:archive_article_add"), form(issue=issue.pk, **values), follow=True)


@pytest.fixture
def change(desk):
    return lambda article, **values: desk.post(
        reverse("admin:archive_article_change", args=[article.pk]), form(article, **values), follow=True
    )


def test_pasted_text_becomes_paragraphs(add):
    add(body="First paragraph.\n\nSecond & last.")
    assert [block.text for block in Article.objects.get().blocks()] == ["First paragraph.", "Second & last."]


def test_slug_is_made(add):
    add()
    assert Article.objects.get().slug == "ferries-stand-idle"


def test_pasted_markup_is_sanitised(add):
    add(body='<p>Calm<script>alert(1)</script> <a href="javascript:x()">seas</a></p>')
    assert "script" not in Article.objects.get().body


def test_editor_is_told_what_was_cut(add):
    assert "Taken out of the text: 1 script" in add(body="<p>Calm<script>alert(1)</script></p>").content.decode()


def test_markup_too_deep_is_an_error_on_the_form(add):
    add(body="<blockquote>" * 5000)
    assert not Article.objects.exists()


def test_paragraph_keeps_its_anchor_when_another_is_put_before(desk, change):
    article = ArticleFactory()
    first = article.blocks()[0]
    change(article, body=f"<p>A paragraph put before.</p>{article.body}")
    article.refresh_from_db()
    assert article.blocks()[1].anchor == first.anchor


def test_provisional_title_that_is_corrected_is_provisional_no_more(desk, change):
    article = ArticleFactory(title_is_provisional=True)
    change(article, title="A true title")
    article.refresh_from_db()
    assert not article.title_is_provisional


@pytest.mark.parametrize(("status", "slug"), [(Status.IN_REVIEW, "a-true-title"), (Status.PUBLISHED, "first-words")])
def test_address_follows_the_true_title_where_no_reader_has_it(desk, change, status, slug):
    article = ArticleFactory(title="First words", title_is_provisional=True, status=status)
    change(article, title="A true title")
    article.refresh_from_db()
    assert article.slug == slug


def test_provisional_titles_are_one_filter_away(desk):
    ArticleFactory(title="A true title")
    ArticleFactory(title="The ferries of Port Varda …", title_is_provisional=True)
    page = desk.get(reverse("admin:archive_article_changelist"), {"title_is_provisional__exact": 1}).content.decode()
    assert "The ferries of Port Varda" in page
    assert "A true title" not in page


def test_articles_without_author_are_one_filter_away(desk):
    ArticleFactory(title="Signed", authors=["Ana Brod"])
    ArticleFactory(title="Unsigned", authors=[])
    page = desk.get(reverse("admin:archive_article_changelist"), {"look": "author"}).content.decode()
    assert "Unsigned" in page
    assert ">Signed<" not in page


def test_draft_has_no_link_to_the_site(desk):
    article = ArticleFactory(status=Status.DRAFT)
    assert "View on site" not in desk.get(reverse("admin:archive_article_change", args=[article.pk])).content.decode()


def test_hostile_title_is_inert_in_the_list(desk):
    ArticleFactory(title="<script>alert(1)</script>")
    assert "<script>alert" not in desk.get(reverse("admin:archive_article_changelist")).content.decode()


def test_list_asks_as_many_queries_for_thirty_as_for_three(desk, django_assert_max_num_queries):
    issue = IssueFactory()
    author = AuthorFactory()
    for _ in range(30):
        ArticleFactory(issue=issue, authors=[author])
    with django_assert_max_num_queries(16):
        desk.get(reverse("admin:archive_article_changelist"))


def test_delete_leaves_a_410(publishers_desk):
    article = ArticleFactory()
    path = article.get_absolute_url()
    publishers_desk.post(reverse("admin:archive_article_delete", args=[article.pk]), {"post": "yes"})
    assert publishers_desk.get(path).status_code == 410


@pytest.mark.parametrize(("language", "kept"), [("", "uk"), ("be", "be")])
def test_language_of_a_text_that_is_not_its_publications(add, language, kept):
    response = add(body=f"<p>{article(PASSAGES['uk'])}</p>", language=language)
    assert Article.objects.get().language == kept
    assert ("reads as Ukrainian" in response.text) is (not language)
