"""Years in which no periodical appeared: searches for them find nothing, and a file or form that gives one is told."""

from __future__ import annotations

import datetime
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from archive.models import Issue
from archive.search.engine import engine
from archive.search.indexing.index_updates import drain
from tests.factories import ArticleFactory, IssueFactory, PublicationFactory

TEXT = "Publication: Harbour Letter Volume: 1 Issue: 7\n\nDate: {date}\n\nA calm day (Interfax, December 30)."


@pytest.mark.parametrize("year", [1600, 2200])
@pytest.mark.django_db(transaction=True)
def test_the_first_and_the_last_year_have_pages(client, year):
    engine().rebuild([], lambda pks: [])
    publication = PublicationFactory(title="Harbour Letter")
    issue = IssueFactory(publication=publication, date=datetime.date(year, 1, 1), volume=1, number="1")
    article = ArticleFactory(issue=issue, title="A calm day", paragraphs=["A calm day (Interfax, December 30)."])
    drain()
    home = publication.get_absolute_url()
    for address in ("/", home, f"{home}{year}/", f"{home}{year}/01/", article.get_absolute_url(), "/search.csv?q=calm"):
        assert client.get(address).status_code == 200, address
    assert client.get(f"/search.json?q=date:{year}").json()["count"] == 1


@pytest.mark.parametrize("asked", ["date:0001", "date:0000", "date:..0001", "year:1", "cited:0001-01-01", "date:9999"])
@pytest.mark.django_db(transaction=True)
def test_searches_for_other_years_find_nothing(client, asked):
    engine().rebuild([], lambda pks: [])
    assert client.get("/search.json", {"q": asked}).status_code == 200
    assert client.get("/search/", {"q": "calm", "from": "0001", "to": "9999"}).status_code == 200


@pytest.mark.parametrize("date", ["January 1, 0001", "0001-01-01", "1 January 0001", "0000-00-00", "December 31, 9999"])
@pytest.mark.django_db(transaction=True)
def test_a_file_that_gives_one_is_told(folder, date):
    said = io.StringIO()
    path = folder({"one.txt": TEXT.format(date=date)})
    call_command("import_articles", str(path), publication="Harbour Letter", stdout=said, stderr=said)
    assert Issue.objects.get().date is None or Issue.objects.get().date_precision == "inferred"
    assert date in said.getvalue()


@pytest.mark.django_db
def test_a_form_that_gives_one_is_told():
    issue = Issue(publication=PublicationFactory(), number="1", date=datetime.date(1, 1, 1), date_precision="day")
    with pytest.raises(ValidationError, match="from 1600 to 2200, not 1"):
        issue.clean()
