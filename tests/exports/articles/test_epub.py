"""Books of articles: whole by their own manifest, well formed, with links and pictures that lead somewhere in them."""

from __future__ import annotations

import io
import posixpath
import zipfile

import pytest
from lxml import etree

from archive.exports.articles import epub
from archive.exports.articles.record import records, records_in_order
from archive.models import Article
from archive.text.markup.figures import figure_markup
from archive.text.markup.footnotes import endnotes, noteref
from tests.factories import ArticleFactory, IssueFactory, PublicationFactory
from tests.pictures import held_picture

pytestmark = pytest.mark.django_db

OPF = {"opf": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}
XHTML = {"h": "http://www.w3.org/1999/xhtml", "epub": "http://www.idpf.org/2007/ops"}


def absolute(path: str) -> str:
    return f"https://archive.example{path}"


def book_of(writer, articles) -> dict[str, bytes]:
    """The files of a book, read back; the order of the zip file is that of the dictionary."""
    content = b"".join(writer(records(articles.order_by("pk"), absolute)))
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert book.testzip() is None
        assert book.infolist()[0].compress_type == zipfile.ZIP_STORED
        return {name: book.read(name) for name in book.namelist()}


def package(book: dict[str, bytes]):
    return etree.fromstring(book["EPUB/package.opf"])


def page(book: dict[str, bytes], article: Article):
    return etree.fromstring(book[f"EPUB/article-{article.pk}.xhtml"])


@pytest.fixture
def articles(settings, tmp_path):
    """Two articles of an issue: one with a footnote, a picture, a table and links, one in Arabic."""
    settings.MEDIA_ROOT = tmp_path
    issue = IssueFactory(publication__title="Harbour & Quay", number="7")
    second = ArticleFactory(issue=issue, title="العبارة تصل", language="ar", paragraphs=["وصلت العبارة."], position=2)
    first = ArticleFactory(issue=issue, title="Ferries <idle>", position=1, authors=["Ana Brod", "Ilir Deva"])
    picture = held_picture()
    first.set_body(
        f'<p>Idle.{noteref(1)} See <a href="{second.get_absolute_url()}#p1">there</a>, <a href="/a/999/">gone</a>, '
        f'<a href="https://quay.example/ä b/%zz?a=1&amp;b=%20">away</a>.<br>A second line &amp; more.</p>'
        f"{figure_markup(picture.address, 'The quay', 'At dawn')}"
        "<table><tr><th>Year</th></tr><tr><td>2004</td></tr></table>"
        f"{endnotes(['<p>Said twice.</p>'])}"
    )
    first.save()
    return first, second


def test_files_are_those_of_the_manifest(articles):
    book = book_of(epub.of_issue, Article.objects.all())
    listed = {f"EPUB/{item.get('href')}" for item in package(book).iterfind("opf:manifest/opf:item", OPF)}
    assert next(iter(book)) == "mimetype"
    assert listed == book.keys() - {"mimetype", "META-INF/container.xml", "EPUB/package.opf"}
    assert any(name.startswith("EPUB/pictures/") for name in listed)


def test_documents_are_well_formed_and_links_lead_somewhere(articles):
    book = book_of(epub.of_issue, Article.objects.all())
    ids = {}
    for name in book:
        if name.endswith((".xhtml", ".svg", ".opf", ".xml")):
            found = [each.get("id") for each in etree.fromstring(book[name]).iter() if each.get("id")]
            assert len(found) == len(set(found)), name
            ids[name] = set(found)
    for name in (each for each in book if each.endswith(".xhtml")):
        for link in etree.fromstring(book[name]).iter("{*}a", "{*}img"):
            target = link.get("href") or link.get("src")
            if "://" in target:
                continue
            file, _, anchor = target.partition("#")
            path = posixpath.join("EPUB", file) if file else name
            assert path in book, target
            assert not anchor or anchor in ids[path], target


def test_links_of_a_text(articles):
    first, second = articles
    book = book_of(epub.of_issue, Article.objects.all())
    targets = [link.get("href") for link in page(book, first).iterfind(".//h:article/h:p//h:a", XHTML)]
    assert targets == [
        "#fn-1",
        f"article-{second.pk}.xhtml#p1",
        "https://archive.example/a/999/",
        "https://quay.example/%C3%A4%20b/%25zz?a=1&b=%20",
    ]
    alone = book_of(epub.of_article, Article.objects.filter(pk=first.pk))
    targets = [link.get("href") for link in page(alone, first).iterfind(".//h:article/h:p//h:a", XHTML)]
    assert targets[1] == absolute(f"{second.get_absolute_url()}#p1")


def test_footnotes_lead_both_ways(articles):
    text = page(book_of(epub.of_issue, Article.objects.all()), articles[0])
    reference = text.find(".//h:sup/h:a", XHTML)
    assert reference.get(f"{{{XHTML['epub']}}}type") == "noteref"
    assert [link.get("href") for link in text.iterfind(".//h:li//h:a", XHTML)] == ["#fnref-1"]


def test_what_a_book_says_of_itself(articles):
    metadata = package(book_of(epub.of_issue, Article.objects.all())).find("opf:metadata", OPF)
    assert metadata.findtext("dc:title", namespaces=OPF) == "Harbour & Quay, Vol. 1, No. 7"
    assert [each.text for each in metadata.iterfind("dc:language", OPF)] == ["ar", "en"]
    said = {each.get("property"): each.text for each in metadata.iterfind("opf:meta", OPF)}
    assert said["belongs-to-collection"] == "Harbour & Quay"
    assert said["schema:accessibilityHazard"] == "none"


def test_direction_and_authors(articles):
    first, second = articles
    alone = book_of(epub.of_article, Article.objects.filter(pk=second.pk))
    assert package(alone).find("opf:spine", OPF).get("page-progression-direction") == "rtl"
    assert page(alone, second).get("dir") == "rtl"
    creators = package(book_of(epub.of_article, Article.objects.filter(pk=first.pk))).iterfind(".//dc:creator", OPF)
    assert [each.text for each in creators] == ["Ana Brod", "Ilir Deva"]


def test_contents_of_several_issues_are_grouped(articles):
    ArticleFactory(issue=IssueFactory(publication=articles[0].issue.publication, number="8"), title="Ice")
    book = book_of(epub.of_list, Article.objects.all())
    heads = [each.text for each in etree.fromstring(book["EPUB/nav.xhtml"]).iterfind(".//h:li/h:span", XHTML)]
    assert heads == ["Harbour & Quay, Vol. 1, No. 7", "Harbour & Quay, Vol. 1, No. 8"]
    assert package(book).findtext(".//dc:title", namespaces=OPF) == "Harbour & Quay, Vol. 1"


def test_lists_end(monkeypatch):
    monkeypatch.setattr(epub, "MAX_ARTICLES", 2)
    issue = IssueFactory(publication=PublicationFactory())
    pks = [ArticleFactory(issue=issue).pk for _ in range(3)]
    content = b"".join(epub.of_list(records_in_order(pks, absolute, bodies=True)))
    assert sum(name.startswith("EPUB/article-") for name in zipfile.ZipFile(io.BytesIO(content)).namelist()) == 2


def test_the_same_texts_make_the_same_book(articles):
    one, other = (b"".join(epub.of_issue(records(Article.objects.order_by("pk"), absolute))) for _ in range(2))
    assert one == other


def test_a_picture_without_files_is_left_out(articles, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "empty"
    book = book_of(epub.of_issue, Article.objects.all())
    assert not any("pictures/" in name for name in book)
    assert page(book, articles[0]).find(".//h:img", XHTML) is None


@pytest.mark.parametrize("address", ["{issue}.epub", "{article}.epub", "{volume}.epub", "/authors/ana-brod.epub"])
def test_addresses(client, articles, address):
    first = articles[0]
    places = {
        "article": first.get_absolute_url(),
        "issue": first.issue.get_absolute_url(),
        "volume": "/harbour-quay/v1/",
    }
    response = client.get(address.format(**{name: path.rstrip("/") for name, path in places.items()}))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/epub+zip"
    assert zipfile.ZipFile(io.BytesIO(response.content)).testzip() is None
