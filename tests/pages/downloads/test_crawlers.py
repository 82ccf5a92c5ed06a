"""What crawlers ask for first: robots.txt, the sitemap, the reservation of text and data mining."""

import datetime
import json
import re
from urllib.robotparser import RobotFileParser

import pytest
from django.utils import timezone
from lxml import etree

from archive.exports import sitemap as sitemaps
from archive.models import Article, Issue, Status
from tests.factories import ArticleFactory, CitationFactory, IssueFactory

pytestmark = pytest.mark.django_db

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NOW = datetime.datetime(2026, 5, 4, 12, tzinfo=datetime.UTC)


def checked(content: bytes, root: str, entry: str) -> dict[str, str | None]:
    """Return addresses → lastmod of a file that keeps the rules of the schema and the protocol's limits."""
    tree = etree.fromstring(content)
    assert tree.tag == SITEMAP + root
    assert len(content) <= 5_000_000
    assert len(tree) <= 20_000
    found = {}
    for each in tree:
        assert each.tag == SITEMAP + entry
        assert [part.tag for part in each] in ([SITEMAP + "loc"], [SITEMAP + "loc", SITEMAP + "lastmod"])
        address, changed = each.findtext(SITEMAP + "loc"), each.findtext(SITEMAP + "lastmod")
        assert re.fullmatch(r"http://testserver/\S*", address)
        assert 12 <= len(address) <= 2048
        assert changed is None or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", changed)
        found[address.removeprefix("http://testserver")] = changed
    assert len(found) == len(tree)
    return found


@pytest.fixture
def sitemap(client):
    """`sitemap()` → all addresses in the files that the index names, with the date of each."""

    def read() -> dict[str, str | None]:
        index = checked(client.get("/sitemap.xml").content, "sitemapindex", "sitemap")
        return {k: v for each in index for k, v in checked(client.get(each).content, "urlset", "url").items()}

    return read


def test_every_page_is_in_the_sitemap_once(sitemap, client):
    article = ArticleFactory(authors=["Ana Brod"], topics=["Ice"])
    cited = CitationFactory(article=article).source
    found = sitemap()
    rows = (article, article.issue, article.issue.publication, article.byline()[0], article.topics.get(), cited)
    assert set(found) == {row.get_absolute_url() for row in rows}
    assert {client.get(address).status_code for address in found} == {200}


@pytest.mark.parametrize("state", [{"status": Status.DRAFT}, {"status": Status.IN_REVIEW}, {"status": Status.WITHDRAWN},
                                   {"publish_at": timezone.now() + datetime.timedelta(days=900)}])  # fmt: skip
def test_nothing_hidden_is_in_it(sitemap, state):
    hidden = ArticleFactory(authors=["Ana Brod"], topics=["Ice"], **state)
    CitationFactory(article=hidden)
    assert sitemap() == {}


def test_its_dates_are_those_of_the_last_visible_change(sitemap):
    issue = IssueFactory()
    changed, appeared, hidden = ArticleFactory.create_batch(3, issue=issue)
    Issue._base_manager.update(changed=NOW)
    Article._base_manager.filter(pk=changed.pk).update(changed=NOW + datetime.timedelta(hours=1))
    Article._base_manager.filter(pk=appeared.pk).update(changed=NOW, publish_at=NOW + datetime.timedelta(hours=2))
    Article._base_manager.filter(pk=hidden.pk).update(changed=NOW + datetime.timedelta(hours=3), status=Status.DRAFT)
    found = sitemap()
    assert found[changed.get_absolute_url()] == "2026-05-04T13:00:00+00:00"
    assert found[appeared.get_absolute_url()] == "2026-05-04T14:00:00+00:00"
    assert found[issue.get_absolute_url()] == "2026-05-04T14:00:00+00:00"


def test_long_sitemaps_have_several_files(sitemap, client, monkeypatch):
    monkeypatch.setattr(sitemaps, "ROWS", 2)
    articles = ArticleFactory.create_batch(5, issue=IssueFactory())
    files = checked(client.get("/sitemap.xml").content, "sitemapindex", "sitemap")
    assert sum("articles" in each for each in files) in (3, 4)
    assert {article.get_absolute_url() for article in articles} < set(sitemap())


@pytest.mark.parametrize("address", ["/sitemaps/articles-77.xml", "/sitemaps/drafts-0.xml"])
def test_a_file_that_is_not_there(client, address):
    assert client.get(address).status_code == 404


def test_the_index_costs_a_query_for_each_kind(queries_of):
    ArticleFactory.create_batch(5, authors=["Ana Brod"], topics=["Ice"])
    assert queries_of("/sitemap.xml") <= 7


def robots(client) -> RobotFileParser:
    parser = RobotFileParser()
    parser.parse(client.get("/robots.txt").content.decode().splitlines())
    return parser


def test_robots_txt_keeps_crawlers_out_of_searches(client):
    rules = robots(client)
    assert rules.site_maps() == ["http://testserver/sitemap.xml"]
    for path in ("/", "/harbour-letter/v1/i2/ferries/", "/search-light/", "/authors/"):
        assert rules.can_fetch("Googlebot", path)
    for path in ("/search/?q=ice", "/search.ris?q=ice", "/admin/"):
        assert not rules.can_fetch("Googlebot", path)
    text = client.get("/robots.txt").content.decode()
    assert {"Disallow: /*?", "Allow: /*?page="} <= set(text.splitlines())


@pytest.mark.parametrize(
    ("use", "trains", "answers", "reserved"),
    [("open", True, True, 0), ("search", False, True, 1), ("reserved", False, False, 1)],
)
def test_use_by_ai(client, settings, use, trains, answers, reserved):
    settings.AI_USE = use
    rules = robots(client)
    assert rules.can_fetch("Googlebot", "/harbour-letter/")
    assert (rules.can_fetch("GPTBot", "/a/1/"), rules.can_fetch("OAI-SearchBot", "/a/1/")) == (trains, answers)
    rule = json.loads(client.get("/.well-known/tdmrep.json").content)
    assert rule == [{"location": "/", "tdm-reservation": reserved}]
    assert ('<meta name="tdm-reservation" content="1">' in client.get("/").content.decode()) == bool(reserved)
