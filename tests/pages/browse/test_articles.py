"""An article's page, and its permanent address."""

import datetime

import pytest
from django.utils import timezone

from archive.editing.derived.derivation import derive
from archive.models import Status
from tests.factories import ArticleFactory, IssueFactory, SourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue():
    return IssueFactory(publication__title="Harbour Letter", volume=1, number="115", date=datetime.date(2004, 10, 26))


@pytest.fixture
def page_of(client):
    return lambda article: client.get(article.get_absolute_url()).content.decode()


def test_its_address_ends_in_its_slug(client, issue):
    ArticleFactory(issue=issue, title="Ferries stand idle")
    assert client.get("/harbour-letter/v1/i115/ferries-stand-idle/").status_code == 200


def test_the_body_has_a_link_at_each_paragraph(page_of, issue):
    assert 'href="#p2" aria-label="Link to paragraph 2"' in page_of(ArticleFactory(issue=issue))


def test_authors_stand_in_the_order_of_signing(read, issue):
    article = ArticleFactory(issue=issue, authors=["Zoe Last", "Ana Brod", "Ilir Deva"])
    assert "Zoe Last , Ana Brod and Ilir Deva" in read(article.get_absolute_url())


def test_the_head_names_the_canonical_address(page_of, issue):
    article = ArticleFactory(issue=issue)
    assert f'<link rel="canonical" href="http://testserver{article.get_absolute_url()}">' in page_of(article)


def test_the_language_is_the_articles_own(page_of, issue):
    assert '<article class="piece" lang="ru">' in page_of(ArticleFactory(issue=issue, language="ru"))


def test_else_the_language_is_the_publications(page_of):
    article = ArticleFactory(issue__publication__language="fr")
    assert '<article class="piece" lang="fr">' in page_of(article)


def test_it_says_how_to_cite_it(read, issue):
    article = ArticleFactory(issue=issue, title="Ferries stand idle", authors=["Ana Brod"])
    assert (
        "Ana Brod , “ Ferries stand idle ,” Harbour Letter , vol. 1, no. 115 (26 October 2004). "
        f"http://testserver/a/{article.pk}/"
    ) in read(article.get_absolute_url())


def test_neighbours_leave_out_drafts(page_of, issue):
    first = ArticleFactory(issue=issue, position=1)
    ArticleFactory(issue=issue, position=2, status=Status.DRAFT, title="A draft")
    third = ArticleFactory(issue=issue, position=3)
    page = page_of(first)
    assert f'rel="next" href="{third.get_absolute_url()}"' in page
    assert "A draft" not in page


def test_the_last_article_leads_on_to_the_next_issue(page_of, issue):
    article = ArticleFactory(issue=issue)
    later = IssueFactory(publication=issue.publication, volume=1, number="116", date=datetime.date(2004, 10, 27))
    ArticleFactory(issue=later)
    assert f'<a class="next" href="{later.get_absolute_url()}">' in page_of(article)


def test_a_provisional_title_is_marked(read, issue):
    article = ArticleFactory(issue=issue, title_is_provisional=True)
    assert "provisional title" in read(article.get_absolute_url())


@pytest.mark.parametrize(
    "hidden", [{"status": Status.DRAFT}, {"publish_at": timezone.now() + datetime.timedelta(days=9)}]
)
def test_what_is_not_published_is_not_there(client, issue, hidden):
    ArticleFactory(issue=issue)
    assert client.get(ArticleFactory(issue=issue, **hidden).get_absolute_url()).status_code == 404


def test_what_was_to_appear_has_appeared(client, issue):
    article = ArticleFactory(issue=issue, publish_at=timezone.now() - datetime.timedelta(seconds=1))
    assert client.get(article.get_absolute_url()).status_code == 200


def test_title_and_standfirst_are_inert(page_of, issue):
    page = page_of(ArticleFactory(issue=issue, title="<script>x</script>", standfirst="<img src=x onerror=x>"))
    assert "<script>" not in page
    assert "<img" not in page


def test_no_element_has_a_style_of_its_own(page_of, issue):
    assert " style=" not in page_of(ArticleFactory(issue=issue, authors=["Ana Brod"], topics=["Harbours"]))


def test_queries_do_not_grow_with_rows(queries_of, issue):
    articles = [ArticleFactory(issue=issue, authors=["Ana Brod"], topics=["Harbours"]) for _ in range(3)]
    few = queries_of(articles[1].get_absolute_url())
    for number in range(27):
        ArticleFactory(issue=issue, authors=["Ana Brod"], topics=[f"Topic {number}"])
    many = ArticleFactory(issue=issue, authors=[f"Author {n}" for n in range(30)], topics=[f"T {n}" for n in range(30)])
    ArticleFactory(issue=issue)
    # One more where the index has related articles to show.
    assert queries_of(many.get_absolute_url()) <= few + 1


def test_the_permanent_address_leads_to_the_article(client, issue):
    article = ArticleFactory(issue=issue)
    assert client.get(f"/a/{article.pk}/")["Location"] == article.get_absolute_url()


def test_the_permanent_address_redirects_for_now_only(client, issue):
    assert client.get(f"/a/{ArticleFactory(issue=issue).pk}/").status_code == 302


def test_the_permanent_address_keeps_the_query(client, issue):
    article = ArticleFactory(issue=issue)
    assert client.get(f"/a/{article.pk}/?a=1&b=é")["Location"].startswith(f"{article.get_absolute_url()}?a=1&b=")


def test_the_permanent_address_of_a_draft_is_not_there(client, issue):
    assert client.get(f"/a/{ArticleFactory(issue=issue, status=Status.DRAFT).pk}/").status_code == 404


@pytest.mark.parametrize("pk", ["0", "999999999999999999999999"])
def test_no_number_breaks_the_permanent_address(client, pk):
    assert client.get(f"/a/{pk}/").status_code == 404


@pytest.fixture
def referring(issue):
    SourceFactory(name="Interfax")
    entries = ("Vale, A. 1999. The ice. https://tesk.lm/ice", "Interfax. May 3, 2004.", "Brod, B. 2001. Its thaw.")
    article = ArticleFactory(issue=issue, paragraphs=("It froze.", "References", *entries))
    derive(article)
    return article


@pytest.mark.parametrize(
    "link",
    [
        '<a class="where" href="#p3"',
        'href="https://tesk.lm/ice">the page cited',
        '<a href="/sources/interfax/">Interfax</a>',
    ],
)
def test_references_are_listed_at_the_end_with_their_links(page_of, referring, link):
    assert link in page_of(referring).partition('id="references-listed"')[2].partition("</section>")[0]


def test_references_that_lead_nowhere_are_in_the_text_alone(page_of, referring):
    assert page_of(referring).count("Its thaw.") == 1
