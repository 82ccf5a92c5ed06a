"""Authors from A to Z, and an author's page."""

import datetime
import re

import pytest

from archive.models import Status
from tests.factories import ArticleFactory, AuthorFactory

pytestmark = pytest.mark.django_db


def test_authors_stand_by_family_name(read):
    ArticleFactory(authors=["Zoe Adams", "Élise de la Tour", "Óscar Núñez", "Ana Brod"])
    names = re.findall(r"Zoe Adams|Élise de la Tour|Óscar Núñez|Ana Brod", read("/authors/"))
    assert names == ["Zoe Adams", "Ana Brod", "Élise de la Tour", "Óscar Núñez"]


def test_letters_lead_to_their_names(client):
    ArticleFactory(authors=["Zoe Adams", "7th Desk", "Ana Brod"])
    page = client.get("/authors/").content.decode()
    assert re.findall(r'href="\?page=1#letter-(.)">', page) == ["#", "A", "B"]  # a desk is no person


def test_a_letter_on_a_later_page_leads_there(client, monkeypatch):
    monkeypatch.setattr("archive.pages.authorities.authors.AUTHORS_ON_A_PAGE", 2)
    ArticleFactory(authors=["Zoe Adams", "Ana Brod", "Ilir Cole"])
    assert 'href="?page=2#letter-C"' in client.get("/authors/").content.decode()


def test_who_signed_only_drafts_is_not_listed(read):
    ArticleFactory(authors=["Ana Brod"], status=Status.DRAFT)
    assert "Ana Brod" not in read("/authors/")


def test_who_signed_only_drafts_has_no_page(client):
    ArticleFactory(authors=["Ana Brod"], status=Status.DRAFT)
    assert client.get("/authors/ana-brod/").status_code == 404


def test_counts_leave_out_drafts(read):
    author = AuthorFactory(name="Ana Brod")
    ArticleFactory(authors=[author])
    ArticleFactory(authors=[author], status=Status.DRAFT)
    assert "Ana Brod 1" in read("/authors/")


def test_an_author_has_the_articles_newest_first(read):
    for year in (2003, 2005, 2004):
        ArticleFactory(title=f"Of {year}", authors=["Ana Brod"], issue__date=datetime.date(year, 1, 1))
    assert re.findall(r"Of \d+", read("/authors/ana-brod/")) == ["Of 2005", "Of 2004", "Of 2003"]


def test_an_author_has_a_picture_of_the_years_with_a_table(read):
    for year in (2003, 2005):
        ArticleFactory(authors=["Ana Brod"], issue__date=datetime.date(year, 1, 1))
    assert "Year Articles 2003 1 2005 1" in read("/authors/ana-brod/")


def test_other_spellings_are_shown(read):
    ArticleFactory(authors=[AuthorFactory(name="Ana Brod", other_names=["Anna Brode"])])
    assert "Also written Anna Brode" in read("/authors/ana-brod/")


@pytest.mark.parametrize("path", ["/authors/", "/authors/ana-brod/"])
def test_queries_do_not_grow_with_rows(queries_of, path):
    for number in range(3):
        ArticleFactory(authors=["Ana Brod", f"Author {number}"])
    few = queries_of(path)
    for number in range(3, 30):
        ArticleFactory(authors=["Ana Brod", f"Author {number}"])
    assert queries_of(path) == few


@pytest.mark.parametrize("path", ["/authors/?page=2", "/authors/ana-brod/?page=2", "/authors/?page=0"])
def test_a_page_out_of_range_is_not_there(client, path):
    ArticleFactory(authors=["Ana Brod"])
    assert client.get(path).status_code == 404


def test_long_lists_are_paged(client, monkeypatch):
    monkeypatch.setattr("archive.pages.authorities.authors.ARTICLES_ON_A_PAGE", 2)
    for _ in range(5):
        ArticleFactory(authors=["Ana Brod"])
    page = client.get("/authors/ana-brod/?page=2").content.decode()
    assert 'rel="prev" href="?page=1"' in page
    assert 'rel="next" href="?page=3"' in page


def test_an_empty_archive_has_no_authors(read):
    assert "No article in the archive is signed." in read("/authors/")
