"""An issue's page: the front page."""

import datetime

import pytest
from django.utils import timezone

from archive.models import Status
from tests.factories import ArticleFactory, IssueFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue():
    return IssueFactory(publication__title="Harbour Letter", volume=1, number="115", date=datetime.date(2004, 10, 26))


def test_its_address_is_publication_volume_number(client, issue):
    ArticleFactory(issue=issue)
    assert client.get("/harbour-letter/v1/i115/").status_code == 200


def test_its_dateline_has_volume_number_and_day(read, issue):
    ArticleFactory(issue=issue)
    assert "Vol. 1 No. 115 Tuesday, 26 October 2004 Port Varda" in read(issue.get_absolute_url())


def test_an_inferred_date_is_said_to_be_one(read):
    issue = IssueFactory(date=datetime.date(2004, 10, 26), date_precision="inferred")
    ArticleFactory(issue=issue)
    assert "on or after 26 October 2004 (inferred)" in read(issue.get_absolute_url())


def test_a_provisional_title_is_marked(read, issue):
    ArticleFactory(issue=issue, title_is_provisional=True)
    assert "provisional title" in read(issue.get_absolute_url())


def test_articles_stand_in_the_order_of_the_contents(read, issue):
    for place, title in enumerate(("First", "Second", "Third", "Fourth")):
        ArticleFactory(issue=issue, title=title, position=place)
    text = read(issue.get_absolute_url())
    assert text.index("First") < text.index("Second") < text.index("Third") < text.index("Fourth")


def test_the_lead_shows_its_first_sentences(read, issue):
    ArticleFactory(issue=issue, paragraphs=["The ferries lay idle. Nobody would say why."])
    assert "The ferries lay idle. Nobody would say why." in read(issue.get_absolute_url())


def test_drafts_and_what_is_to_come_are_left_out(read, issue):
    ArticleFactory(issue=issue)
    ArticleFactory(issue=issue, title="A draft", status=Status.DRAFT)
    ArticleFactory(issue=issue, title="Of tomorrow", publish_at=timezone.now() + datetime.timedelta(days=1))
    text = read(issue.get_absolute_url())
    assert "A draft" not in text
    assert "Of tomorrow" not in text


def test_an_issue_of_drafts_is_not_there(client, issue):
    ArticleFactory(issue=issue, status=Status.DRAFT)
    assert client.get(issue.get_absolute_url()).status_code == 404


def test_it_leads_to_the_issues_beside_it_past_those_of_drafts(client, issue):
    beside = {}
    for number, status in (("113", "published"), ("114", "draft"), ("116", "draft"), ("117", "published")):
        day = issue.date + datetime.timedelta(days=int(number) - 115)
        beside[number] = IssueFactory(publication=issue.publication, volume=1, number=number, date=day)
        ArticleFactory(issue=beside[number], status=status)
    ArticleFactory(issue=issue)
    page = client.get(issue.get_absolute_url()).content.decode()
    assert f'rel="prev" href="{beside["113"].get_absolute_url()}"' in page
    assert f'rel="next" href="{beside["117"].get_absolute_url()}"' in page


def test_a_long_table_of_contents_is_paged(client, issue):
    for _ in range(101):
        ArticleFactory(issue=issue)
    assert 'rel="next" href="?page=2"' in client.get(issue.get_absolute_url()).content.decode()
    assert client.get(f"{issue.get_absolute_url()}?page=3").status_code == 404


def test_queries_do_not_grow_with_rows(queries_of, issue):
    for _ in range(3):
        ArticleFactory(issue=issue, authors=["Ana Brod"])
    few = queries_of(issue.get_absolute_url())
    for _ in range(27):
        ArticleFactory(issue=issue, authors=["Ana Brod", "Ilir Deva"])
    assert queries_of(issue.get_absolute_url()) == few


def test_markup_in_an_opening_stays_text(client, issue):
    ArticleFactory(issue=issue, body='<p id="p1">Costs &lt;b&gt; more</p>')
    assert "Costs &lt;b&gt; more" in client.get(issue.get_absolute_url()).content.decode()
