"""Links of articles to the archive's own pages: which are noted, where they lead, and which are broken."""

import datetime

import pytest
from django.core.management import call_command

from archive.editing.derived.internal_links import check_all
from archive.editing.derived.link_targets import destination
from archive.models import InternalLink, LinkError, Status
from tests.derivation import derive
from tests.factories import ArticleFactory, AuthorFactory, IssueFactory, SourceFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def target():
    issue = IssueFactory(publication__title="Harbour Letter", volume=2, number="3–4", date=datetime.date(2004, 10, 26))
    return ArticleFactory(issue=issue, title="Tides", slug="tides")


@pytest.fixture
def citing():
    """`citing(href)` → an article, read, whose one paragraph links there."""

    def make(href: str):
        article = ArticleFactory(body=f'<p id="p1">See <a href="{href}">there</a>.</p>')
        derive(article)
        return article

    return make


def errors() -> list[str]:
    return list(InternalLink.objects.broken().values_list("error", flat=True))


@pytest.mark.parametrize(
    "href",
    [
        "/harbour-letter/v2/i3-4/tides/",
        "/harbour-letter/v2/i3-4/tides",
        "/harbour-letter/v2/i3-4/tides/#p2",
        "/harbour-letter/v2/i3-4/tides/?from=here",
        "http://testserver/harbour-letter/v2/i3-4/tides/",
        "/harbour-letter/v2/i3-4/",
        "/harbour-letter/v2/",
        "/harbour-letter/2004/10/",
        "/harbour-letter/",
        "/search/?q=ferries",
        "/static/backfile/icon.svg",
        "#p1",
        "/",
    ],
)
def test_link_leads_to_what_is_there(target, citing, href):
    citing(href)
    assert (InternalLink.objects.count(), errors()) == (1, [])


@pytest.mark.parametrize(
    ("href", "error"),
    [
        ("/harbour-letter/v2/i3-4/ebb/", LinkError.NOTHING),
        ("/harbour-letter/v2/i5/", LinkError.NOTHING),
        ("/harbour-letter/1999/", LinkError.NOTHING),
        ("/river-letter/", LinkError.NOTHING),
        ("/authors/nobody/", LinkError.NOTHING),
        ("/a/999999/", LinkError.NOTHING),
        ("/no/such/place.html", LinkError.NOTHING),
        ("/harbour-letter/v2/i3-4/tides/#p99", LinkError.ANCHOR),
        ("#p99", LinkError.ANCHOR),
        ("../../../nothing/", LinkError.NOTHING),
    ],
)
def test_link_that_leads_to_nothing_is_broken(target, citing, href, error):
    citing(href)
    assert errors() == [error]


@pytest.mark.parametrize(
    "href", ["https://example.org/harbour-letter/", "mailto:ana@example.org", "//example.org/x/", "http://[", ""]
)
def test_other_links_are_not_noted(citing, href):
    citing(href)
    assert not InternalLink.objects.filter(error__gt="").exists()


@pytest.mark.parametrize(
    ("factory", "path"), [(AuthorFactory, "authors"), (TopicFactory, "topics"), (SourceFactory, "sources")]
)
def test_names_lead_to_their_pages(factory, path):
    assert destination(f"/{path}/{factory().slug}/").error == ""


def test_former_address_is_followed(target, citing):
    target.slug = "high-tides"
    target.save()
    citing("/harbour-letter/v2/i3-4/tides/")
    assert InternalLink.objects.get().target == target


def test_withdrawn_article_breaks_links_to_it_at_once(target, citing):
    citing("/harbour-letter/v2/i3-4/tides/")
    type(target).objects.filter(pk=target.pk).withdraw()
    assert errors() == [""]


def test_deleted_article_is_told_as_gone(target, citing):
    address = target.get_absolute_url()
    target.delete()
    citing(address)
    assert errors() == [LinkError.GONE]


def test_link_is_mended_when_its_article_arrives(target, citing):
    citing("/harbour-letter/v2/i3-4/ebb/")
    type(target).objects.create(issue=target.issue, title="Ebb", slug="ebb", status="published")
    assert errors() == []


def test_paragraph_that_went_breaks_the_link_to_it(target, citing):
    citing("/harbour-letter/v2/i3-4/tides/#p2")
    target.body = '<p id="p1">Short.</p>'
    target.save()
    derive(target)
    assert errors() == [LinkError.ANCHOR]


def test_corrected_link_is_noted_anew(target, citing):
    article = citing("/harbour-letter/v2/i3-4/ebb/")
    article.body = article.body.replace("ebb", "tides")
    article.save()
    derive(article)
    assert errors() == []


def test_link_to_a_draft_is_broken_for_readers(target, citing):
    type(target).objects.filter(pk=target.pk).update(status=Status.DRAFT)
    citing("/harbour-letter/v2/i3-4/tides/")
    assert len(errors()) == 1


def test_deriving_again_keeps_the_rows(target, citing):
    article = citing("/harbour-letter/v2/i3-4/tides/")
    before = InternalLink.objects.get().pk
    derive(article)
    assert InternalLink.objects.get().pk == before


def test_checking_all_finds_what_no_change_told(target, citing):
    citing("/harbour-letter/v2/i3-4/")
    citing("/search/")
    target.issue.delete()
    assert (sum(check_all()), len(errors())) == (2, 1)


def test_command_says_how_many_are_broken(target, citing, capsys):
    citing("/harbour-letter/v2/i9/")
    call_command("check_links")
    assert "1 links within the archive, 1 of them broken" in capsys.readouterr().out
