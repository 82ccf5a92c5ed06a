"""A publication's page, its years, months and volumes."""

import datetime
import re

import pytest
from django.utils import timezone

from archive.models import Status
from tests.factories import ArticleFactory, IssueFactory, PublicationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter():
    return PublicationFactory(title="Harbour Letter", slug="letter")


def piece(publication, date=None, **kwargs):
    precision = kwargs.pop("precision", "day" if date else "")
    return ArticleFactory(
        issue__publication=publication,
        issue__date=date and datetime.date(*date),
        issue__date_precision=precision,
        **kwargs,
    )


@pytest.mark.parametrize("path", ["/letter/", "/letter/2004/", "/letter/2004/10/", "/letter/v1/"])
def test_each_level_is_a_page(client, letter, path):
    piece(letter, (2004, 10, 4))
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/letter/", "/letter/2004/", "/letter/2004/10/", "/letter/v1/"])
def test_no_level_shows_what_is_only_a_draft(client, letter, path):
    piece(letter, (2004, 10, 4), status=Status.DRAFT)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/letter/", "/letter/2004/", "/letter/2004/10/", "/letter/v1/"])
def test_no_level_shows_what_is_to_appear_later(client, letter, path):
    piece(letter, (2004, 10, 4), publish_at=timezone.now() + datetime.timedelta(hours=1))
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/letter/", "/letter/2004/", "/letter/2004/10/", "/letter/v1/"])
def test_queries_do_not_grow_with_rows(queries_of, letter, path):
    for day in (4, 5, 6):
        piece(letter, (2004, 10, day), authors=["Ana Brod"])
    few = queries_of(path)
    for day in range(7, 31):
        piece(letter, (2004, 10, day), authors=["Ana Brod"])
    assert queries_of(path) == few


@pytest.mark.parametrize(
    "path",
    ["/letter/2005/", "/letter/2004/11/", "/letter/2004/13/", "/letter/2004/00/", "/letter/v2/", "/letter/1300/"],
)
def test_what_holds_no_issue_is_no_page(client, letter, path):
    piece(letter, (2004, 10, 4))
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/letter/2004/?page=2", "/letter/2004/10/?page=2", "/letter/v1/?page=99999999999"])
def test_a_page_out_of_range_is_not_there(client, letter, path):
    piece(letter, (2004, 10, 4))
    assert client.get(path).status_code == 404


def test_a_page_that_is_no_number_is_the_first(client, letter):
    piece(letter, (2004, 10, 4))
    assert client.get("/letter/2004/?page=²x").status_code == 200


def test_a_month_of_one_figure_is_sent_on(client, letter):
    piece(letter, (2004, 3, 4))
    assert client.get("/letter/2004/3/")["Location"] == "/letter/2004/03/"


def test_the_preceding_title_is_named_and_linked(client, letter):
    earlier = piece(PublicationFactory(title="Quay Notes", slug="quay-notes"), (1999, 1, 1)).issue.publication
    letter.preceding = earlier
    letter.save()
    piece(letter, (2004, 10, 4))
    assert 'href="/quay-notes/">Quay Notes' in client.get("/letter/").content.decode()


def test_the_succeeding_title_is_named_and_linked(client, letter):
    piece(PublicationFactory(title="Quay Notes", slug="quay-notes", preceding=letter), (2008, 1, 1))
    piece(letter, (2004, 10, 4))
    assert 'href="/quay-notes/">Quay Notes' in client.get("/letter/").content.decode()


def test_a_preceding_title_that_is_only_drafts_is_not_named(read, letter):
    letter.preceding = PublicationFactory(title="Quay Notes")
    letter.save()
    piece(letter, (2004, 10, 4))
    assert "Quay Notes" not in read("/letter/")


def test_a_volume_names_the_numbers_that_are_not_held(read, letter):
    for number in ("1", "2", "5–6", "9"):
        piece(letter, (2004, 10, 4), issue__number=number)
    assert "Not held: No. 3–4, 7–8" in read("/letter/v1/")


def test_a_volume_lists_its_issues_in_natural_order(read, letter):
    for number in ("10", "9", "Supplement"):
        piece(letter, issue__number=number)
    assert re.findall(r"Vol\. 1, (No\. 9|No\. 10|Supplement)", read("/letter/v1/")) == ["No. 9", "No. 10", "Supplement"]


def test_volumes_lead_to_their_neighbours(client, letter):
    for volume in (1, 3, 7):
        piece(letter, issue__volume=volume)
    page = client.get("/letter/v3/").content.decode()
    assert 'rel="prev" href="/letter/v1/"' in page
    assert 'rel="next" href="/letter/v7/"' in page


def test_months_lead_to_their_neighbours_across_years(client, letter):
    for date in ((2003, 11, 4), (2004, 1, 5), (2004, 2, 2)):
        piece(letter, date)
    page = client.get("/letter/2004/01/").content.decode()
    assert 'rel="prev" href="/letter/2003/11/"' in page
    assert 'rel="next" href="/letter/2004/02/"' in page


def test_a_month_does_not_show_issues_known_only_to_the_year(client, letter):
    piece(letter, (2004, 1, 1), precision="year")
    assert client.get("/letter/2004/01/").status_code == 404


def test_a_month_lists_the_contents_of_each_issue(read, letter):
    first = piece(letter, (2004, 10, 4), title="Ferries stand idle", authors=["Ana Brod"], position=1)
    ArticleFactory(issue=first.issue, title="Grain comes in", position=2)
    ArticleFactory(issue=first.issue, title="A draft", status=Status.DRAFT, position=3)
    text = read("/letter/2004/10/")
    assert "Ferries stand idle Ana Brod Grain comes in" in text
    assert "A draft" not in text


def test_a_month_bounds_the_contents_of_an_issue(read, letter):
    first = piece(letter, (2004, 10, 4))
    for _ in range(11):
        ArticleFactory(issue=first.issue)
    assert "and 4 more" in read("/letter/2004/10/")


def test_a_year_of_a_daily_is_twelve_calendar_leaves(client, letter):
    for day in range(1, 20):
        piece(letter, (2004, 10, day))
    assert client.get("/letter/2004/").content.decode().count('class="month-grid"') == 12


def test_what_the_leaves_cannot_show_is_listed_beneath(read, letter):
    for day in range(1, 20):
        piece(letter, (2004, 10, day), title="Of a day")
    piece(letter, (2004, 10, 26), precision="inferred", title="Of some day")
    text = read("/letter/2004/")
    assert "20 issues" in text
    assert "Of some day" in text
    assert "Of a day" not in text


def test_a_year_of_a_monthly_is_not(client, letter):
    for month in range(1, 13):
        piece(letter, (2004, month, 1), precision="month")
    assert 'class="month-grid"' not in client.get("/letter/2004/").content.decode()


def test_issues_without_a_date_stand_in_the_year_of_their_volume(read, letter):
    piece(letter)
    assert "2004, month unknown" in read("/letter/2004/")


def test_inferred_dates_are_told_apart(read, letter):
    piece(letter, (2004, 10, 26), precision="inferred")
    assert "on or after 26 October 2004 (inferred)" in read("/letter/2004/")


def test_hostile_text_stays_text(client):
    publication = PublicationFactory(title="<script>alert(1)</script>", description="<img src=x onerror=alert(1)>")
    piece(publication, (2004, 10, 4), title="<b onclick=x>Bold</b>", issue__number="<i>")
    page = client.get(publication.get_absolute_url()).content.decode()
    assert "<script>" not in page
    assert "<img" not in page
    assert "<b onclick" not in page


def test_an_issue_without_articles_is_not_counted(read, letter):
    piece(letter, (2004, 10, 4))
    IssueFactory(publication=letter, date=datetime.date(2004, 10, 5))
    assert "1 issue" in read("/letter/")
