"""Sources from A to Z, and a source's page."""

import datetime
import re

import pytest

from archive.editing.merges.merging import merge
from archive.models import CitationStatus, SlugRedirect, Status
from tests.factories import ArticleFactory, CitationFactory, PublicationFactory, SourceFactory, SourceNameFactory

pytestmark = pytest.mark.django_db

TEXT = "Gulls came. The ferries lay idle (Quay Herald, October 23). Nobody said why."
START = TEXT.index("Quay")
HERALD = "/sources/quay-herald/"


@pytest.fixture
def herald():
    return SourceFactory(name="Quay Herald", kind="newspaper", country="KZ", homepage="https://quay.example/")


def cite(source, *, year=2004, **fields):
    return CitationFactory(
        **{
            "source": source,
            "article__paragraphs": [TEXT],
            "article__issue__date": datetime.date(year, 10, 24),
            "start": START,
            "end": START + 11,
            **fields,
        }
    )


def test_the_list_has_names_with_their_numbers_under_letters(read, herald):
    cite(herald)
    cite(herald)
    assert "1 source that articles here cite" in read("/sources/")
    assert "Q Quay Herald 2" in read("/sources/")


@pytest.mark.parametrize("status", [CitationStatus.REJECTED, CitationStatus.SUGGESTED])
def test_what_does_not_count_puts_no_source_on_the_list(read, herald, status):
    cite(herald, status=status)
    assert "Quay Herald" not in read("/sources/")


def test_drafts_put_no_source_on_the_list(read, herald):
    cite(herald, article__status=Status.DRAFT)
    assert "Quay Herald" not in read("/sources/")


def test_the_list_is_filtered_and_says_by_what(client, herald):
    cite(herald)
    cite(SourceFactory(name="Varda Press", kind="agency", country="GE"))
    page = client.get("/sources/?kind=agency").content.decode()
    assert "Varda Press" in page
    assert "Quay Herald" not in page
    assert '<option value="agency" selected>Agency (1)</option>' in page


def test_a_filter_that_nothing_passes_says_so(read, herald):
    cite(herald)
    assert "No source matches." in read("/sources/?name=zzz")


@pytest.mark.parametrize(
    "query", ["kind=%00", "country=" + "x" * 999, "name=%27%22%3Cscript%3E", "name=%F0%9F%90%9F", "page=x", "uncited=1"]
)
def test_no_filter_breaks_the_list(client, herald, query):
    cite(herald)
    page = client.get(f"/sources/?{query}")
    assert page.status_code == 200
    assert b"<script>" not in page.content


def test_pages_of_the_list_keep_the_filter(client, monkeypatch, herald):
    monkeypatch.setattr("archive.pages.authorities.sources.SOURCES_ON_A_PAGE", 1)
    cite(herald)
    cite(SourceFactory(name="Amra Mercury", country="KZ"))
    page = client.get("/sources/?country=KZ").content.decode()
    assert 'href="?country=KZ&amp;page=2#letter-Q"' in page
    assert 'rel="next" href="?country=KZ&amp;page=2"' in page


def test_a_page_out_of_range_is_not_there(client, herald):
    cite(herald)
    assert client.get("/sources/?page=2").status_code == 404
    assert client.get(f"{HERALD}?page=2").status_code == 404


def test_a_source_says_what_it_is(read, herald):
    cite(herald)
    SourceNameFactory(source=herald, name="Herald of the Quay")
    text = read(HERALD)
    assert "Newspaper, Kazakhstan cited in 1 article 2004" in text
    assert "Also printed as Herald of the Quay" in text
    assert "Homepage quay.example/" in text


def test_the_sentence_is_quoted_with_the_name_marked(client, herald):
    cite(herald)
    page = client.get(HERALD).content.decode()
    assert "<p>The ferries lay idle (<mark>Quay Herald</mark>, October 23).&nbsp;" in page


def test_articles_stand_newest_first(read, herald):
    for year in (2003, 2005, 2004):
        cite(herald, year=year, article__title=f"Of {year}")
    assert re.findall(r"Of \d{4}", read(HERALD)) == ["Of 2005", "Of 2004", "Of 2003"]


def test_of_many_citations_in_an_article_some_are_quoted(read, herald):
    article = cite(herald).article
    for _ in range(4):
        cite(herald, article=article)
    text = read(HERALD)
    assert text.count("The ferries lay idle") == 3
    assert "and 2 more in this article" in text


def test_figures_are_counts_and_shares_of_the_archives_articles(read, herald):
    article = cite(herald, year=2004).article
    cite(herald, article=article)
    ArticleFactory.create_batch(2, issue__date=datetime.date(2004, 5, 1))
    cite(herald, year=2006)
    assert "Year Citations Articles of all 2004 2 1 33.3 % 2006 1 1 100.0 %" in read(HERALD)


def test_there_is_a_picture_of_both(client, herald):
    for year in (2004, 2006):
        cite(herald, year=year)
    page = client.get(HERALD).content.decode()
    assert page.count('<svg class="bars"') == 2
    assert "<title>2006: 1</title>" in page
    assert "<title>2006: 100.0 %</title>" in page


def test_a_years_bar_leads_to_its_articles(client, herald):
    for year in (2004, 2006):
        cite(herald, year=year)
    page = client.get(HERALD).content.decode()
    assert '<a href="/search/?source=quay-herald&amp;year=2006"><rect class="bar"' in page


def test_citations_in_issues_of_no_known_year_are_counted_apart(read, herald):
    article = ArticleFactory(issue__date=None, issue__date_precision="", issue__publication__first_year=None)
    cite(herald, article=article)
    cite(herald)
    assert "2004 1 1 100.0 % no year 1" in read(HERALD)


def test_who_cites_it_most_stands_first(read, herald):
    for authors in (["Ana Brod"], ["Ilir Deva"], ["Ilir Deva"]):
        cite(herald, article=ArticleFactory(authors=authors))
    assert "Cited by Ilir Deva 2 articles Ana Brod 1 article" in read(HERALD)


def test_publications_that_cite_it_are_named(read, herald):
    cite(herald, article__issue__publication=PublicationFactory(title="Harbour Gazette"))
    assert "Cited in Harbour Gazette 1 article" in read(HERALD)


def test_sources_beside_it_are_named(read, herald):
    article = cite(herald).article
    cite(SourceFactory(name="Varda Press"), article=article)
    assert "Often cited with it Varda Press 1 article" in read(HERALD)


@pytest.mark.parametrize("status", [CitationStatus.REJECTED, CitationStatus.SUGGESTED])
def test_what_does_not_count_is_not_shown(read, herald, status):
    cite(herald, status=status)
    assert "No article in the archive cites it yet." in read(HERALD)


def test_drafts_are_neither_shown_nor_counted(read, herald):
    cite(herald, article__title="Of the quay")
    cite(herald, article__title="A secret", article__status=Status.DRAFT)
    text = read(HERALD)
    assert "A secret" not in text
    assert "cited in 1 article" in text


def test_a_source_that_nothing_cites_has_a_page_that_is_not_indexed(client, herald):
    assert '<meta name="robots" content="noindex">' in client.get(HERALD).content.decode()


def test_a_name_is_shown_inert(client):
    source = SourceFactory(name="<script>alert(1)</script>")
    cite(source, name="x", raw="<script>alert(2)</script>", start=None, end=None)
    for address in ("/sources/", source.get_absolute_url()):
        assert b"<script>" not in client.get(address).content


def test_an_unknown_source_is_not_there(client):
    assert client.get("/sources/nobody/").status_code == 404


def test_a_changed_slug_leads_on(client, herald):
    cite(herald)
    herald.slug = "herald"
    herald.save()
    response = client.get(HERALD)
    assert (response.status_code, response["Location"]) == (301, "/sources/herald/")


def test_a_merged_source_leads_to_the_kept_one(client, herald):
    lost = SourceFactory(name="Quai Herald")
    cite(lost)
    merge(herald, [lost])
    response = client.get("/sources/quai-herald/?page=1")
    assert (response.status_code, response["Location"]) == (301, f"{HERALD}?page=1")


def test_a_slug_that_leads_nowhere_any_more_is_not_there(client):
    SlugRedirect.leave("source", 0, "lost", target_id=4711)
    assert client.get("/sources/lost/").status_code == 404


def test_the_number_of_queries_does_not_grow(queries_of, herald):
    def cite_many(number: int) -> tuple[int, int, int]:
        for n in range(number):
            article = ArticleFactory(paragraphs=[TEXT], authors=[f"Author {number} {n}"])
            cite(herald, article=article)
            cite(SourceFactory(), article=article)
        return queries_of("/sources/"), queries_of(HERALD), queries_of(f"{HERALD}feed.atom")

    few = cite_many(3)
    assert cite_many(30) == few
    assert max(few) <= 24
