"""Articles: what readers may see, bodies with anchors, tombstones."""

import datetime

import pytest
from django.db import IntegrityError
from django.utils import timezone

from archive.models import Article, Status, Tombstone
from archive.text.markup.sanitiser import MarkupTooDeep
from tests.factories import ArticleFactory, IssueFactory

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.mark.parametrize(
    ("status", "hours", "shown"),
    [
        (Status.PUBLISHED, None, True),
        (Status.PUBLISHED, -1, True),
        (Status.PUBLISHED, 1, False),
        (Status.DRAFT, None, False),
        (Status.DRAFT, -1, False),
    ],
)
def test_published_set_asks_the_clock(status, hours, shown):
    article = ArticleFactory(status=status, publish_at=hours and timezone.now() + hours * HOUR)
    assert (article in Article.objects.published()) is shown


def test_one_slug_once_an_issue():
    article = ArticleFactory()
    with pytest.raises(IntegrityError):
        ArticleFactory(issue=article.issue, slug=article.slug)


def test_same_title_in_one_issue_gets_another_slug():
    issue = IssueFactory()
    ArticleFactory(issue=issue, title="News in brief")
    assert ArticleFactory(issue=issue, title="News in brief").slug == "news-in-brief-2"


def test_body_is_sanitised():
    article = ArticleFactory()
    article.set_body('<p onclick="x()">Calm <script>alert(1)</script>seas</p>')
    assert [(block.html, block.text) for block in article.blocks()] == [('<p id="p3">Calm seas</p>', "Calm seas")]


def test_paragraphs_keep_their_anchors_when_one_is_put_before():
    article = ArticleFactory()
    article.set_body(
        "<p>A new beginning of the whole story.</p>" + "".join(f"<p>{b.text}</p>" for b in article.blocks())
    )
    assert [block.anchor for block in article.blocks()] == ["p3", "p1", "p2"]


def test_deeply_nested_markup_is_refused():
    with pytest.raises(MarkupTooDeep):
        ArticleFactory().set_body("<blockquote>" * 5000)


def test_version_counts_saves():
    article = ArticleFactory()
    before = article.version
    article.save()
    assert article.version == before + 1


def test_deleted_article_leaves_a_tombstone():
    article = ArticleFactory(title="Ferries stand idle")
    pk, path = article.pk, article.get_absolute_url()
    article.delete()
    assert Tombstone.objects.get(article_id=pk).path == path


def test_deleted_issue_leaves_tombstones_of_its_articles():
    issue = IssueFactory()
    ArticleFactory.create_batch(2, issue=issue)
    issue.delete()
    assert Tombstone.objects.count() == 2


def test_publishing_many_counts_those_that_changed():
    ArticleFactory(status=Status.DRAFT)
    ArticleFactory(status=Status.PUBLISHED)
    assert Article.objects.all().publish() == 1


@pytest.mark.parametrize(
    ("title", "part"), [("The Long Strait (Part One)", 1), ("The Long Strait: Part 2", 2), ("A Strait", None)]
)
def test_series_part_is_read_from_the_title(title, part):
    assert ArticleFactory(title=title).series_part == part
