"""Articles as JATS, and back: the same title, authors, date, topics and text; a grammar that the document keeps to."""

import datetime
import io
import zipfile
from functools import partial
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.exports.jats import article_xml, issue_xml, issue_zip
from archive.models import Article, Author, Issue, Publication, Topic
from archive.text.dates import Precision
from archive.text.formats.records import Guide
from archive.text.formats.registry import read_records
from archive.text.headers.publication_facts import PublicationNames
from archive.text.markup.sanitiser import sanitise

NAMES = PublicationNames([("Harbour Letter", [])])


def made(title="Toll", body="<p>a</p>", issn="", date=None, precision="", **fields):
    publication = Publication(title="Harbour Letter", slug="harbour-letter", language="en", issn=issn)
    issue = Issue(publication=publication, volume=3, number="3–4", number_slug="3-4")
    issue.date, issue.date_precision, issue.year = date, precision, date.year if date else None
    article = Article(pk=7, issue=issue, title=title, slug="toll", **fields)
    article.body = sanitise(body)
    return article


def written(article, authors=(), topics=()):
    people, filed = [Author(name=name) for name in authors], [Topic(name=name) for name in topics]
    return article_xml(article, people, filed, lambda address: f"https://archive.example{address}")


def read_back(xml):
    (record,) = read_records("a.xml", partial(io.BytesIO, xml.encode()), Guide(NAMES))
    return record.article


@pytest.mark.parametrize(
    ("issn", "grammar"), [("0317-8471", "JATS-journalpublishing1-3.dtd"), ("", "JATS-archivearticle1-3.dtd")]
)
def test_without_an_issn_the_wider_grammar_is_declared(issn, grammar):
    assert f'"{grammar}">' in written(made(issn=issn)).split("\n")[1]


def test_an_issue_is_an_article_set():
    xml = issue_xml([(made(), [], []), (made(title="Ice"), [], [])], lambda address: address)
    assert "<!DOCTYPE pmc-articleset PUBLIC" in xml
    root = ElementTree.fromstring(xml)  # noqa: S314 (our own)
    assert (root.tag, [child.tag for child in root]) == ("pmc-articleset", ["article", "article"])


def test_an_issue_as_a_zip_of_documents():
    rows = [(made(), [], []), (made(title="Ice"), [], [])]
    packed = issue_zip(rows, lambda address: address)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.namelist() == ["001-toll.xml", "002-toll.xml"]
        assert read_back(archive.read("002-toll.xml").decode()).title == "Ice"
    assert packed == issue_zip(rows, lambda address: address)


LETTERS = st.characters(codec="utf-8", categories=["L", "N", "P"], exclude_characters="\ufeff")
WORD = st.text(LETTERS, min_size=1, max_size=8)
LINE = st.lists(WORD, min_size=1, max_size=5).map(" ".join)
PEOPLE = ["Ana Brod", "Jan van der Meer", "Staff", "Ilir Deva Jr.", "Ivo Marsh, Jr.", "王小明", "王 小明", "A. B. Vale",
          "Ministry of Ports, Roads and Canals", "Élise de la Tour", "Vale & Oak"]  # fmt: skip
DATES = st.dates(datetime.date(1850, 1, 1), datetime.date(2020, 12, 31))
PRECISIONS = st.sampled_from([Precision.DAY, Precision.MONTH, Precision.YEAR])


@given(
    title=LINE.filter(lambda text: not text.isupper()),
    standfirst=LINE,
    authors=st.lists(st.sampled_from(PEOPLE), unique=True, max_size=4),
    topics=st.lists(LINE, unique_by=lambda text: text.casefold(), max_size=4),
    date=DATES,
    precision=PRECISIONS,
)
@settings(max_examples=150, deadline=None)
def test_read_back_it_is_the_same_article(title, standfirst, authors, topics, date, precision):
    article = made(title, date=date, precision=precision, standfirst=standfirst, url="https://quay.example/toll")
    back = read_back(written(article, authors, topics))
    assert (back.title_as_printed, back.standfirst, back.authors, back.topics) == (title, standfirst, authors, topics)
    assert (back.publication, back.volume, back.number) == ("Harbour Letter", 3, "3–4")
    assert back.url == "https://quay.example/toll"
    assert (back.date.first.year, back.date.precision) == (date.year, precision)
    if precision is Precision.DAY:
        assert back.date.first == date
    assert back.errors == []
