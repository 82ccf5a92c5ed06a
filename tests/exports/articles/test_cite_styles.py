"""References in the styles of guides. The lines are those of citeproc-js, but for the differences that are meant."""

from __future__ import annotations

import datetime

import pytest

from archive.exports.articles.cite_styles import STYLES, references
from archive.exports.articles.record import record
from archive.text.dates import Precision
from tests.factories import ArticleFactory, IssueFactory

pytestmark = pytest.mark.django_db


def made(title, authors, publication, genre, volume, number, date, precision, elocation=""):
    issue = IssueFactory(
        publication__title=publication, publication__genre=genre, publication__first_year=None, volume=volume,
        number=number, date=date,
        date_precision=precision.value if precision else "",
    )  # fmt: skip
    article = ArticleFactory(issue=issue, title=title, authors=authors, elocation_id=elocation, pk=7)
    return record(article, lambda path: f"https://archive.example{path}")


DAY, MONTH, YEAR = datetime.date(2004, 10, 26), datetime.date(2013, 6, 1), datetime.date(1999, 1, 1)
NEWSLETTER = ("Ferries stand idle", ["Ana Brod", "Jan van der Meer"], "Harbour Letter", "newsletter", 1, "115", DAY,
              Precision.DAY)  # fmt: skip
JOURNAL = ("What now?", ["Kerpress"], "Harbour Review", "journal", 12, "3", MONTH, Precision.MONTH, "e120")
NEWSPAPER = ("Untold", [], "Quay Herald", "newspaper", None, "45", YEAR, Precision.YEAR)
THREE = ("Many hands.", ["Ana B. Brod", "Ilir Deva", "Jean-Luc Vale"], "Harbour Letter", "magazine", 2, "", None, None)
URL = "https://archive.example/a/7/"


@pytest.mark.parametrize(
    ("article", "style", "line"),
    [
        (NEWSLETTER, "APA", "Brod, A., & van der Meer, J. (2004, October 26). Ferries stand idle. Harbour Letter, "
                            "1(115). "),
        (NEWSLETTER, "MLA", "Brod, Ana, and Jan van der Meer. “Ferries stand idle.” Harbour Letter, vol. 1, no. 115, "
                            "26 Oct. 2004, "),
        (NEWSLETTER, "Harvard", "Brod, A. and van der Meer, J. (2004) ‘Ferries stand idle’, Harbour Letter, 1(115). "
                                "Available at: "),
        (NEWSLETTER, "Vancouver", "Brod A, van der Meer J. Ferries stand idle. Harbour Letter [Internet]. 2004 Oct "
                                  "26;1(115). Available from: "),
        (NEWSLETTER, "GOST", "Brod A., van der Meer J. Ferries stand idle // Harbour Letter. 2004. Vol. 1. No. 115. "
                             "URL: "),
        (JOURNAL, "APA", "Kerpress. (2013). What now? Harbour Review, 12(3), Article e120. "),
        (JOURNAL, "MLA", "Kerpress. “What now?” Harbour Review, vol. 12, no. 3, no. e120, June 2013, "),
        (JOURNAL, "Vancouver", "Kerpress. What now? Harbour Review [Internet]. 2013 Jun;12(3):e120. Available from: "),
        (NEWSPAPER, "APA", "Untold. (1999). Quay Herald, (45). "),
        (NEWSPAPER, "MLA", "“Untold.” Quay Herald, no. 45, 1999, "),
        (NEWSPAPER, "GOST", "Untold // Quay Herald. 1999. No. 45. URL: "),
        (THREE, "APA", "Brod, A. B., Deva, I., & Vale, J.-L. (n.d.). Many hands. Harbour Letter, 2. "),
        (THREE, "MLA", "Brod, Ana B., et al. “Many hands.” Harbour Letter, vol. 2, "),
        (THREE, "Harvard", "Brod, A.B., Deva, I. and Vale, J.-L. (no date) ‘Many hands’, Harbour Letter, 2. "
                           "Available at: "),
        (THREE, "Vancouver", "Brod AB, Deva I, Vale JL. Many hands. Harbour Letter [Internet]. 2. Available from: "),
        (THREE, "GOST", "Brod A. B., Deva I., Vale J.-L. Many hands // Harbour Letter. Vol. 2. URL: "),
    ],
)  # fmt: skip
def test_lines(article, style, line):
    found = {each.style: each.plain for each in references(made(*article))}
    assert found[style].removesuffix(".") == f"{line}{URL}"


def test_publications_are_in_italics():
    for each in references(made(*NEWSLETTER)):
        italic = [piece.text for piece in each.pieces if piece.italic]
        assert italic[:1] == ([] if each.style in ("Vancouver", "GOST") else ["Harbour Letter"])


def test_words_of_russian_texts():
    one = made("Паромы стоят", ["Анна Брод"], "Портовый вестник", "newsletter", 1, "115", DAY, Precision.DAY)
    one.article.language = "ru"
    one = record(one.article, lambda path: f"https://archive.example{path}")
    line = references(one)[list(STYLES).index("GOST")].plain
    assert line.startswith("Брод А. Паромы стоят // Портовый вестник. 2004. Т. 1. № 115. URL: ")


def test_many_authors():
    many = [f"Ana {chr(65 + n // 26)}{chr(97 + n % 26)}b" for n in range(24)]
    found = {each.style: each.plain for each in references(made("Many", many, *NEWSLETTER[2:]))}
    assert ", . . . " in found["APA"]
    assert "et al. Many" in found["Vancouver"]
    assert found["Harvard"].startswith("Aab, A. et al. (2004)")


def test_the_article_s_page_has_them(client):
    article = made(*NEWSLETTER).article
    page = client.get(article.get_absolute_url()).text
    assert "Ferries stand idle. <i>Harbour Letter</i>, <i>1</i>(115). http://testserver/a/7/" in page
    assert page.count('<button type="button" hidden data-copies="cite-') == len(STYLES)
