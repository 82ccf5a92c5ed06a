"""JATS of articles and issues: what it says, whom it is given to, and that the archive reads its own export."""

import datetime
import io
import zipfile
from xml.etree import ElementTree

import pytest
from django.core.management import call_command

from archive.models import Article, Issue, Status, Tombstone
from archive.text.dates import Precision
from archive.text.markup.figures import figure_markup
from tests.factories import ArticleFactory, IssueFactory
from tests.pictures import held_picture

pytestmark = pytest.mark.django_db

BODY = (
    '<p id="p1">The <em>ferries</em> stood idle (Vardan Herald, October 3).</p>\n<h2 id="p2">Ice &amp; fog</h2>\n'
    '<ul id="p3"><li>Nets</li><li>Ropes</li></ul>\n<table id="p4"><thead><tr><th>Year</th></tr></thead><tbody><tr>'
    "<td>2004</td></tr></tbody></table>"
)


@pytest.fixture
def article():
    issue = IssueFactory(publication__title="Harbour Letter", publication__issn="0317-8471", number="3–4",
                         publication__publisher="Quay Press", publication__place="Port Varda",
                         date=datetime.date(2004, 10, 26))  # fmt: skip
    return ArticleFactory(
        issue=issue, title="Ferries & “Tides”", body=BODY, standfirst="In short.", caption="The quay at dawn",
        authors=["Ana Brod", "Jan van der Meer", "Staff", "Ilir Deva Jr."], topics=["Harbours", "Ice"],
    )  # fmt: skip


def xml_of(client, row) -> str:
    response = client.get(row.get_absolute_url().rstrip("/") + ".xml")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    return response.content.decode()


def tree(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 (our own)


def test_front_matter(client, article):
    meta = tree(xml_of(client, article)).find("front/article-meta")
    assert meta.findtext("title-group/article-title") == "Ferries & “Tides”"
    assert [meta.findtext(name) for name in ("volume", "issue", "abstract/p")] == ["1", "3–4", "In short."]
    assert [word.text for word in meta.iter("kwd")] == ["Harbours", "Ice"]
    assert [name.text for name in meta.iter("surname")] == ["Brod", "van der Meer"]
    assert [name.text for name in meta.iter("collab")] == ["Staff", "Ilir Deva Jr."]
    addresses = [each.get("{http://www.w3.org/1999/xlink}href") for each in meta.iter("self-uri")]
    assert addresses == [f"http://testserver/a/{article.pk}/"]


@pytest.mark.parametrize(
    ("precision", "says"),
    [
        (Precision.DAY, {"date-type": "collection", "iso-8601-date": "2004-10-26"}),
        (Precision.MONTH, {"date-type": "collection", "iso-8601-date": "2004-10"}),
        (Precision.YEAR, {"date-type": "collection", "iso-8601-date": "2004"}),
        (Precision.INFERRED, {"date-type": "inferred", "iso-8601-date": "2004"}),
    ],
)
def test_date_says_no_more_than_is_known(client, article, precision, says):
    Issue._base_manager.update(date_precision=precision)
    date = tree(xml_of(client, article)).find("front/article-meta/pub-date")
    assert date.attrib == says
    parts = len(says["iso-8601-date"].split("-"))
    assert [part.tag for part in date] == ["day", "month", "year"][3 - parts :]


def test_no_date(client, article):
    Issue._base_manager.update(date=None, date_precision="", year=None)
    assert tree(xml_of(client, article)).find("front/article-meta/pub-date-not-available") is not None


def test_only_what_readers_may_see(client, article):
    ArticleFactory(issue=article.issue, title="Draft", status=Status.DRAFT)
    titles = [each.text for each in tree(xml_of(client, article.issue)).iter("article-title")]
    assert titles == [article.title]
    Article.objects.update(status=Status.DRAFT)
    assert client.get(article.get_absolute_url().rstrip("/") + ".xml").status_code == 404
    assert client.get(article.issue.get_absolute_url().rstrip("/") + ".xml").status_code == 404


def test_address_that_moved_and_article_that_is_gone(client, article):
    old = article.get_absolute_url().rstrip("/") + ".xml"
    article.slug = "another"
    article.save()
    assert client.get(old)["Location"] == article.get_absolute_url().rstrip("/") + ".xml"
    now = article.get_absolute_url().rstrip("/") + ".xml"
    article.delete()
    assert client.get(now).status_code == 410


def test_page_leads_to_it(client, article):
    page = client.get(article.get_absolute_url()).content.decode()
    assert (
        f'<link rel="alternate" type="application/xml" title="JATS" href="{article.get_absolute_url()[:-1]}.xml">'
        in page
    )


def test_queries_of_an_issue(client, article, django_assert_max_num_queries):
    for _ in range(10):
        ArticleFactory(issue=article.issue, authors=["Ana Brod"], topics=["Ice"])
    with django_assert_max_num_queries(6):
        xml_of(client, article.issue)


def test_an_issue_as_a_zip_file(client, article):
    ArticleFactory(issue=article.issue, title="Draft", status=Status.DRAFT)
    response = client.get(article.issue.get_absolute_url().rstrip("/") + ".jats.zip")
    assert (response.status_code, response["Content-Type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert archive.namelist() == [f"001-{article.slug}.xml"]


@pytest.mark.parametrize("what", ["article", "issue"])
def test_read_back_it_is_the_same_article(client, article, tmp_path, what):
    (tmp_path / "exported.xml").write_text(xml_of(client, article if what == "article" else article.issue), "utf-8")
    language = article.issue.publication.language

    # As in another archive, which has the publication only.
    Issue.objects.all().delete()
    Tombstone.objects.all().delete()
    call_command("import_articles", str(tmp_path), verbosity=0)
    back = Article.objects.get()
    assert (back.title, back.standfirst, back.caption) == (article.title, article.standfirst, article.caption)
    assert [author.name for author in back.byline()] == ["Ana Brod", "Jan van der Meer", "Staff", "Ilir Deva Jr."]
    assert sorted(topic.name for topic in back.topics.all()) == ["Harbours", "Ice"]
    assert (back.issue.volume, back.issue.number, back.issue.date) == (1, "3–4", datetime.date(2004, 10, 26))
    assert back.issue.date_precision == Precision.DAY
    assert back.body == BODY
    assert back.language in ("", language)
    assert back.origin.problems == []


@pytest.mark.parametrize("is_held", [True, False])
def test_pictures_come_back_where_the_archive_holds_them(client, article, tmp_path, settings, is_held):
    settings.MEDIA_ROOT = tmp_path / "media"
    picture = held_picture()
    figure = figure_markup(picture.address, "Two ferries", "At dawn")
    article.set_body(f"<p>Ferries stood idle.</p>{figure}")
    article.save()
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "exported.xml").write_text(xml_of(client, article), "utf-8")
    Issue.objects.all().delete()
    Tombstone.objects.all().delete()
    if not is_held:
        settings.MEDIA_ROOT = tmp_path / "elsewhere"
    call_command("import_articles", str(tmp_path / "in"), verbosity=0)
    back = Article.objects.get()
    assert ("<img " in back.body, "At dawn" in back.body) == (is_held, True)
    assert back.picture_uses.exists() == is_held
    assert [each["reason"][:22] for each in back.origin.problems] == ([] if is_held else ["Left out: 1 picture (/"])
