"""Pages of publications whose issues have no volume, no number, or neither."""

from __future__ import annotations

import datetime

import pytest

from archive.pages.rendering.how_to_cite import how_to_cite
from tests.factories import ArticleFactory, IssueFactory, PublicationFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date(2013, 6, 7)
KINDS = {
    "2013/06/07": {"volume": None, "number": "", "date": DAY},
    "2013/w23": {"volume": None, "number": "", "date": DAY, "date_precision": "week"},
    "2013/06": {"volume": None, "number": "", "date": DAY, "date_precision": "month"},
    "n45": {"volume": None, "number": "45", "date": DAY},
    "v2": {"volume": 2, "number": "", "date": DAY, "date_precision": "year"},
    "v2013/i4": {"volume": 2013, "number": "4", "date": DAY, "date_precision": "month"},
}


@pytest.fixture
def publication():
    return PublicationFactory(title="Harbour Letter", place="", first_year=None)


def made(publication, path: str, title: str = "Ferries idle", **other):
    return ArticleFactory(issue=IssueFactory(publication=publication, **{**KINDS[path], **other}), title=title)


@pytest.mark.parametrize("path", list(KINDS))
class TestEachKind:
    def test_its_issue_has_a_page_and_data(self, client, publication, path):
        made(publication, path)
        assert client.get(f"/harbour-letter/{path}/").status_code == 200
        assert client.get(f"/harbour-letter/{path}.xml")["Content-Type"].startswith("application/xml")

    def test_its_article_has_a_page_and_data(self, client, publication, path):
        article = made(publication, path)
        assert article.get_absolute_url() == f"/harbour-letter/{path}/ferries-idle/"
        assert client.get(article.get_absolute_url()).status_code == 200
        assert client.get(f"/harbour-letter/{path}/ferries-idle.xml").status_code == 200
        assert client.get(article.get_permanent_url())["Location"] == article.get_absolute_url()

    def test_its_lists_lead_to_it(self, client, publication, path):
        made(publication, path)
        for page in ("/", "/harbour-letter/", "/harbour-letter/2013/"):
            assert f'href="/harbour-letter/{path}/"' in client.get(page).content.decode(), page

    def test_its_breadcrumbs_lead_to_pages(self, client, publication, path):
        article = made(publication, path)
        page = client.get(article.get_absolute_url()).content.decode()
        crumbs = page.partition('<nav class="crumbs"')[2].partition("</nav>")[0]
        addresses = [part.partition('"')[0] for part in crumbs.split('href="')[1:]]
        assert addresses
        assert {client.get(address).status_code for address in addresses} == {200}

    def test_it_takes_no_more_queries_than_a_numbered_one(self, queries_of, publication, path):
        usual = ArticleFactory(issue__date=DAY)
        article = made(publication, path)
        one_more = path in ("v2", "2013/06")  # for what else lies in the volume or month
        assert queries_of(article.issue.get_absolute_url()) <= queries_of(usual.issue.get_absolute_url()) + one_more
        assert queries_of(article.get_absolute_url()) <= queries_of(usual.get_absolute_url())

    def test_the_next_issue_is_linked(self, client, publication, path):
        made(publication, path)
        later = ArticleFactory(issue=IssueFactory(publication=publication, date=datetime.date(2015, 1, 1)))
        assert later.issue.get_absolute_url() in client.get(f"/harbour-letter/{path}/").content.decode()


@pytest.mark.parametrize(
    ("path", "dateline"),
    [
        ("2013/06/07", "Harbour Letter , 7 June 2013 Friday, 7 June 2013"),
        ("2013/w23", "Harbour Letter , Week of 3 June 2013 week of 3 June 2013"),
        ("2013/06", "Harbour Letter , June 2013 June 2013"),
        ("n45", "Harbour Letter , No. 45 No. 45 Friday, 7 June 2013"),
        ("v2", "Harbour Letter , Vol. 2 Vol. 2 2013"),
        ("v2013/i4", "Harbour Letter , 2013, No. 4 2013 No. 4 June 2013"),
    ],
)
def test_the_masthead_says_what_the_issue_has(read, publication, path, dateline):
    made(publication, path)
    assert f"{dateline} Ferries idle" in read(f"/harbour-letter/{path}/")


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("2013/06/07", "“Ferries idle,” Harbour Letter , 7 June 2013."),
        ("2013/w23", "“Ferries idle,” Harbour Letter , week of 3 June 2013."),
        ("n45", "“Ferries idle,” Harbour Letter , no. 45 (7 June 2013)."),
        ("v2", "“Ferries idle,” Harbour Letter , vol. 2 (2013)."),
        ("v2013/i4", "“Ferries idle,” Harbour Letter , 2013, no. 4 (June 2013)."),
    ],
)
def test_the_line_for_citing_says_each_thing_once(publication, path, line):
    cite = how_to_cite(made(publication, path), [])
    assert f"{cite.head} {cite.publication} , {cite.tail}." == line


class TestAddressesThatMayBeTwoThings:
    def test_a_month_of_days_is_a_list(self, read, publication):
        made(publication, "2013/06/07")
        assert "1 issue" in read("/harbour-letter/2013/06/")

    def test_a_month_that_is_an_issue_lists_the_days_of_other_times(self, read, client, publication):
        made(publication, "2013/06")
        made(publication, "2013/06/07", title="Cranes idle")
        assert "Issues of the same month 7 June 2013 Cranes idle" in read("/harbour-letter/2013/06/")
        assert client.get("/harbour-letter/2013/06/07/").status_code == 200

    def test_a_volume_of_issues_is_a_list(self, read, publication):
        ArticleFactory(issue=IssueFactory(publication=publication, volume=2, number="1"))
        assert "Vol. 2" in read("/harbour-letter/v2/")

    def test_a_volume_that_is_an_issue_lists_its_numbered_issues(self, read, publication):
        made(publication, "v2")
        ArticleFactory(issue=IssueFactory(publication=publication, volume=2, number="1"), title="Cranes idle")
        text = read("/harbour-letter/v2/")
        assert "Ferries idle" in text
        assert "Issues of the same volume Vol. 2, No. 1" in text

    @pytest.mark.parametrize(
        ("path", "title"), [("v2", "Interview"), ("v2", "I115"), ("2013/06", "07"), ("2013/06", "W23")]
    )
    def test_an_article_may_be_called_like_an_issue(self, client, publication, path, title):
        article = made(publication, path, title=title)
        assert client.get(article.get_absolute_url()).status_code == 200
        assert client.get(f"{article.get_absolute_url().rstrip('/')}.xml").status_code == 200

    def test_one_form_is_the_address(self, client, publication):
        made(publication, "2013/06/07")
        assert client.get("/harbour-letter/2013/6/7/")["Location"] == "/harbour-letter/2013/06/07/"

    @pytest.mark.parametrize("path", ["2013/06/31", "2013/w54", "2013/13", "n46", "v3", "2013/06/7x"])
    def test_what_is_not_there_is_not_found(self, client, publication, path):
        made(publication, "2013/06/07")
        assert client.get(f"/harbour-letter/{path}/").status_code == 404


class TestRun:
    def test_it_lists_issues_and_missing_numbers(self, read, publication):
        for number in ("45", "46", "49"):
            ArticleFactory(issue=IssueFactory(publication=publication, volume=None, number=number))
        text = read("/harbour-letter/issues/")
        assert "All issues" in text
        assert "Not held: No. 47–48" in text

    def test_undated_issues_without_a_volume_are_reached_by_it(self, client, publication):
        ArticleFactory(
            issue=IssueFactory(publication=publication, volume=None, number="45", date=None, date_precision="")
        )
        assert 'href="/harbour-letter/issues/"' in client.get("/harbour-letter/").content.decode()

    def test_a_publication_of_volumes_has_none(self, client, publication):
        ArticleFactory(issue=IssueFactory(publication=publication))
        assert client.get("/harbour-letter/issues/").status_code == 404
        assert "/harbour-letter/issues/" not in client.get("/harbour-letter/").content.decode()


def test_a_page_not_found_names_the_issue_above(read, publication):
    made(publication, "2013/06/07")
    assert "Harbour Letter, 7 June 2013" in read("/harbour-letter/2013/06/07/nothing/")
