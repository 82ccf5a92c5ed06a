"""Articles that are not published, in formats that hold one each, and in tables."""

import json

import pytest

from archive.text.formats.registry import read_stored
from archive.text.formats.tables.columns import Columns
from archive.text.headers.article_reader import read_article
from tests.text.formats.jats.test_jats import article as jats
from tests.text.formats.reading import HEADER, MORE, NAMES, PROSE, read, read_one, reasons
from tests.text.formats.web_pages.test_web_page import article_page

LATER = "2999-01-01"
FRONT = "---\npublication: Narrows Weekly\nvolume: 5\nissue: 22\ntitle: Toll Doubled\n{}\n---\n\n{}\n"
PUBLIC, LEFT_OUT, REFUSED = "public", "left out", "refused"


def outcome(article):
    return LEFT_OUT if article.unpublished else REFUSED if article.errors else PUBLIC


FRONT_MATTER = [
    ("draft: true", LEFT_OUT),
    ('"draft": "TRUE"', LEFT_OUT),
    ("Draft: yes\ndraft: false", LEFT_OUT),
    ("draft: false", PUBLIC),
    ("published: false", LEFT_OUT),
    ("published: true\ndate: 2004-10-01", PUBLIC),
    ("status: private", LEFT_OUT),
    ("status: published", PUBLIC),
    ("status: brewing", REFUSED),
    ("status:", REFUSED),
    ("visibility: members", LEFT_OUT),
    (f"date: {LATER}", LEFT_OUT),
    (f"issue date: {LATER}", PUBLIC),
    (f"publishDate: {LATER}T08:00:00Z", LEFT_OUT),
    ("expiryDate: 2004-01-01", LEFT_OUT),
    ("status: [published, draft]", LEFT_OUT),
    ("sticky: true", PUBLIC),
]


@pytest.mark.parametrize("markdown", [True, False])
@pytest.mark.parametrize(("lines", "expected"), FRONT_MATTER)
def test_front_matter(lines, expected, markdown):
    article = read_article(FRONT.format(lines, PROSE), publications=NAMES, markdown=markdown)
    assert outcome(article) == expected


def test_a_status_that_is_known_is_no_key_to_be_reported_and_true_is_no_date():
    article = read_article(FRONT.format("published: true\nstatus: publish", PROSE), publications=NAMES)
    assert (article.problems, article.date) == ([], None)


TEXTS = [
    ("Status: Draft", LEFT_OUT),
    ("Status: brewing", REFUSED),
    ("Status: Published", PUBLIC),
    ("Draft: yes", LEFT_OUT),
    (f"Embargo: {LATER}", LEFT_OUT),
    ("Published: no", LEFT_OUT),
    ("Published: May 30, 2003", PUBLIC),
    (f"Date: {LATER}", PUBLIC),
]


@pytest.mark.parametrize(("label", "expected"), TEXTS)
def test_labels_in_texts(label, expected):
    below = read_article(f"{HEADER}\n{label}\n\n{PROSE}\n\n{MORE}\n", publications=NAMES)
    above = read_article(f"{label}\n\n{HEADER}\n\n{PROSE}\n\n{MORE}\n", publications=NAMES)
    assert (outcome(below), outcome(above)) == (expected, expected)
    assert below.body_paragraphs == above.body_paragraphs == [PROSE, MORE]


def test_front_matter_in_toml_keeps_back_too():
    article = read_article(f'+++\ntitle = "A"\ndraft = true\n+++\n\n{HEADER}\n\n{PROSE}\n', publications=NAMES)
    assert outcome(article) == LEFT_OUT


COLUMNS = [
    ("status", "published", PUBLIC),
    ("status", "draft", LEFT_OUT),
    ("status", "brewing", REFUSED),
    ("status", "", REFUSED),
    ("Post Status", "pending", LEFT_OUT),
    ("is_published", "FALSE", LEFT_OUT),
    ("published", "0", LEFT_OUT),
    ("published", "1", PUBLIC),
    ("published", "2004-10-01", PUBLIC),
    ("published", LATER, LEFT_OUT),
    ("visibility", "paid", LEFT_OUT),
    ("draft", "on", LEFT_OUT),
    ("draft", "", PUBLIC),
    ("state", "Declined", LEFT_OUT),
    ("access", "restricted", LEFT_OUT),
    ("embargo", LATER, LEFT_OUT),
    ("audience", "only_paid", LEFT_OUT),
    ("password", "x", LEFT_OUT),
    ("date", LATER, LEFT_OUT),
    ("issue date", LATER, PUBLIC),
]


def table(name, value):
    return f'id,publication,volume,issue,title,text,{name}\n1,NW,5,22,Toll Doubled,"{PROSE}",{value}\n'.encode()


def lines(name, value):
    row = {"id": 1, "publication": "NW", "volume": 5, "issue": 22, "title": "Toll Doubled", "text": PROSE, name: value}
    return json.dumps(row).encode()


@pytest.mark.parametrize(("path", "content_of"), [("a.csv", table), ("a.jsonl", lines)])
@pytest.mark.parametrize(("name", "value", "expected"), COLUMNS)
def test_columns(path, content_of, name, value, expected):
    records, _ = read(path, content_of(name, value))
    assert outcome(records[0].article) == expected


VALUES = [
    ("published", True, PUBLIC),
    ("published", False, LEFT_OUT),
    ("status", None, REFUSED),
    ("status", {"name": "draft"}, LEFT_OUT),
    ("draft", 1, LEFT_OUT),
    ("publishedAt", None, REFUSED),
]


@pytest.mark.parametrize(("name", "value", "expected"), VALUES)
def test_values_of_json(name, value, expected):
    records, _ = read("a.jsonl", lines(name, value))
    assert outcome(records[0].article) == expected


def test_several_columns_say_the_status_and_the_date_is_read_beside_them():
    head = "publication,volume,issue,title,text,published,date,status,visibility\n"
    records, problems = read("a.csv", f'{head}NW,5,22,A,"{PROSE}",true,2004-10-01,published,members\n')
    article = records[0].article
    assert article.date.first.isoformat() == "2004-10-01"
    assert "members" in article.unpublished.reason
    assert "“published” as status, “date” as date, “status” as status, “visibility” as status" in reasons(problems)


CHOICES = [
    ({"status": ""}, "status", "brewing", PUBLIC),
    ({"zustand": "status"}, "Zustand", "draft", LEFT_OUT),
    ({"zustand": "status"}, "Zustand", "published", PUBLIC),
    ({"published": "date"}, "published", "", PUBLIC),
    ({"published": "date"}, "published", "false", LEFT_OUT),
]


@pytest.mark.parametrize(("given", "name", "value", "expected"), CHOICES)
def test_a_person_may_say_what_a_column_is(given, name, value, expected):
    records, _ = read("a.csv", table(name, value), Columns(given))
    assert outcome(records[0].article) == expected


@pytest.mark.parametrize(("path", "content_of"), [("a.csv", table), ("a.jsonl", lines)])
def test_what_is_stored_of_a_row_is_not_judged_again(path, content_of):
    records, _ = read(path, content_of("status", "published"))
    again = read_stored(f"{path}#1", records[0].stored.replace(b"published", b"withdrawn"), NAMES)
    assert (again.unpublished, again.errors) == (None, [])


META = '<meta name="{}" content="{}">'
DATA = '<script type="application/ld+json">{{"@type": "Article", "creativeWorkStatus": "{}"}}</script>'
PAGES = [
    (META.format("post-status", "draft"), LEFT_OUT),
    (META.format("article:expiration_time", "2004-01-01"), LEFT_OUT),
    (META.format("article:published_time", f"{LATER}T08:00:00Z"), LEFT_OUT),
    (META.format("dcterms.accessRights", "Copyright of the harbour"), PUBLIC),
    (DATA.format("Draft"), LEFT_OUT),
    (DATA.format("Brewing"), REFUSED),
    (DATA.format("Published"), PUBLIC),
    (META.format("robots", "noindex, follow"), PUBLIC),
]


@pytest.mark.parametrize(("head", "expected"), PAGES)
def test_pages(head, expected):
    assert outcome(read_one("a.html", article_page(f"<p>{HEADER}</p>", head=head))) == expected


def test_noindex_is_reported():
    head = META.format("robots", "noindex, follow")
    assert "search engines" in reasons(read_one("a.html", article_page(f"<p>{HEADER}</p>", head=head)).problems)


@pytest.mark.parametrize(("line", "expected"), [("published: false", LEFT_OUT), ("layout: post", PUBLIC)])
def test_front_matter_above_a_page(line, expected):
    article = read_one("a.html", f"---\n{line}\n---\n{article_page(f'<p>{HEADER}</p>')}")
    assert outcome(article) == expected
    assert article.body_paragraphs == [PROSE, MORE]


CUSTOM = (
    "<custom-meta-group><custom-meta><meta-name>{}</meta-name><meta-value>{}</meta-value></custom-meta>"
    "</custom-meta-group>"
)
FREE = '<permissions><ali:free_to_read xmlns:ali="http://www.niso.org/schemas/ali/1.0/" start_date="{}"/></permissions>'
ARTICLES = [
    (CUSTOM.format("status", "submitted"), LEFT_OUT),
    (CUSTOM.format("status", "published"), PUBLIC),
    (CUSTOM.format("status", "brewing"), REFUSED),
    (CUSTOM.format("edition", "draft"), PUBLIC),
    ('<pub-date date-type="embargo"><day>1</day><month>1</month><year>2999</year></pub-date>', LEFT_OUT),
    ('<pub-date date-type="embargo"><day>1</day><month>1</month><year>2004</year></pub-date>', PUBLIC),
    (FREE.format(LATER), LEFT_OUT),
    (FREE.format("2004-01-01"), PUBLIC),
    ('<pub-date pub-type="collection"><year>2999</year></pub-date>', PUBLIC),
]


@pytest.mark.parametrize(("meta", "expected"), ARTICLES)
def test_jats(meta, expected):
    (record,), _ = read("a.xml", jats(meta))
    assert outcome(record.article) == expected


@pytest.mark.parametrize("kind", ["retraction", "partial-retraction", "expression-of-concern"])
def test_a_notice_of_retraction_is_published_and_reported(kind):
    article = read_one("a.xml", jats(attributes=f'article-type="{kind}"'))
    assert outcome(article) == PUBLIC
    assert f"retraction (“{kind}”)" in reasons(article.problems)


def test_links_of_jats_are_known_by_the_path_of_their_namespace():
    content = jats('<self-uri xlink:href="https://lantern.example/a"/>').replace("http://www.w3", "https://www.w3")
    assert read_one("a.xml", content).url == "https://lantern.example/a"
