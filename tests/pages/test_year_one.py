"""Years in which no periodical appeared: searches for them find nothing, and a file or form that gives one is told."""

from __future__ import annotations

import datetime
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from archive.admin.issues.issue_publishing import ReleaseForm
from archive.models import Article, Citation, Issue
from archive.search.engine import engine
from archive.search.indexing.index_updates import drain
from archive.text.headers.timestamps import read_timestamp
from tests.factories import ArticleFactory, CitationFactory, IssueFactory, PublicationFactory

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
        issue.full_clean()


ZONES = ["Pacific/Kiritimati", "America/Los_Angeles"]


@pytest.mark.parametrize("edge", [datetime.date(1, 1, 1), datetime.date(9999, 12, 31)])
@pytest.mark.parametrize(("model", "field"), [(Article, "date"), (Citation, "first_day"), (Citation, "last_day")])
def test_no_form_takes_such_a_day(model, field, edge):
    with pytest.raises(ValidationError, match="from 1600 to 2200"):
        model._meta.get_field(field).clean(edge, None)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("moment", ["0001-01-01 00:00", "9999-12-31 23:59"])
@pytest.mark.django_db
def test_no_form_takes_a_moment_that_some_zone_cannot_show(admin_client, settings, zone, moment):
    settings.TIME_ZONE = zone
    article = ArticleFactory(status="draft")
    day, time = moment.split()
    form = {"title": "A calm day", "publish_at_0": day, "publish_at_1": time}
    shown = admin_client.post(reverse("admin:archive_article_change", args=[article.pk]), form)
    assert "Give a year from 2 to 9998" in shown.content.decode()
    with pytest.raises(ValidationError, match="from 2 to 9998"):
        ReleaseForm.base_fields["when"].clean(moment)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("edge", [datetime.date(1, 1, 1), datetime.date(9999, 12, 31)])
@pytest.mark.django_db
def test_rows_that_hold_such_days_all_the_same_have_pages(client, admin_client, settings, zone, edge):
    settings.TIME_ZONE = zone
    publish_at = read_timestamp(edge.isoformat())
    article = ArticleFactory(date=edge, publish_at=publish_at, paragraphs=["Calm (Interfax, December 30)."])
    citation = CitationFactory(article=article, first_day=edge)
    address = article.get_absolute_url()
    shown = 200 if edge.year == 1 else 404
    for page in (address, *(f"{address[:-1]}.{suffix}" for suffix in ("json", "ris", "bib", "csl.json", "xml", "md"))):
        assert client.get(page).status_code == shown, page
    assert client.get(citation.source.get_absolute_url()).status_code in (200, 404)
    for name, of in (("article_change", article), ("citation_change", citation), ("issue_change", article.issue)):
        assert admin_client.get(reverse(f"admin:archive_{name}", args=[of.pk])).status_code == 200
    for page in (reverse("admin:archive_article_changelist"), "/admin/archive/article/sign-off/", "/admin/review/"):
        assert admin_client.get(page, follow=True).status_code == 200, page
