"""Citations beside the text that is written: listed, read in changed paragraphs, decided on and corrected."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from archive.models import Citation, CitationStatus, Status
from tests.admin.article_forms import sent
from tests.derivation import derive
from tests.factories import ArticleFactory, SourceFactory

PARAGRAPHS = ("Nobody would say why (Lethmark Bulletin, October 3).", "Nor did others (Varda Courier, October 4).")


@pytest.fixture
def article(desk):
    SourceFactory(name="Varda Courier")
    article = ArticleFactory(paragraphs=PARAGRAPHS)
    derive(article)
    return article


def listed(client, article, page: int = 1) -> dict:
    return client.get(reverse("admin:archive_article_citations", args=[article.pk]), {"p": page}).json()


def read(client, article, *paragraphs: str):
    data = {"issue": article.issue_id, "paragraphs": json.dumps(paragraphs)}
    return client.post(reverse("admin:archive_article_read_citations"), data)


def change(client, citation, **values):
    return client.post(reverse("admin:archive_article_citation", args=[citation.pk]), values)


def fields_of(citation, **changes) -> dict:
    names = ("name", "date_text", "first_day", "last_day", "paragraph", "status")
    return {name: getattr(citation, name) or "" for name in names} | {"source": citation.source_id or ""} | changes


class TestList:
    def test_in_the_order_of_the_text(self, desk, article):
        answer = listed(desk, article)
        assert [
            (one["name"], one["anchor"], one["source"] and one["source"]["name"]) for one in answer["citations"]
        ] == [
            ("Lethmark Bulletin", "p1", None),
            ("Varda Courier", "p2", "Varda Courier"),
        ]
        assert answer["more"] is False

    def test_by_pages_in_few_queries(self, desk, article, django_assert_max_num_queries):
        rows = [Citation(article=article, raw=f"(x {number})", paragraph=3, ordinal=number) for number in range(101)]
        Citation.objects.bulk_create(rows)
        with django_assert_max_num_queries(10):
            first = listed(desk, article)
        assert (len(first["citations"]), first["more"]) == (100, True)
        assert (len(listed(desk, article, 2)["citations"]), listed(desk, article, 2)["more"]) == (3, False)

    def test_of_drafts_of_others_not_for_contributors(self, client, member):
        article = ArticleFactory(status=Status.DRAFT)
        client.force_login(member("Contributors"))
        assert client.get(reverse("admin:archive_article_citations", args=[article.pk])).status_code == 404


class TestReading:
    def test_each_paragraph_by_itself(self, desk, article):
        answer = read(
            desk, article, "<p>So it was.</p>", "<p>It sank (<i>Varda Courier</i>, October 9).</p>", ""
        ).json()
        assert [[one["name"] for one in found] for found in answer["citations"]] == [[], ["Varda Courier"], []]
        (found,) = answer["citations"][1]
        assert (found["id"], found["first_day"][5:], found["source"]["name"]) == (None, "10-09", "Varda Courier")
        assert Citation.objects.count() == 2

    @pytest.mark.parametrize("paragraphs", [["<p>a</p>"] * 41, ["a" * 130_000], [1]])
    def test_is_bounded(self, desk, article, paragraphs):
        assert "error" in read(desk, article, *paragraphs).json()

    def test_no_list_is_refused(self, desk, article):
        url = reverse("admin:archive_article_read_citations")
        assert desk.post(url, {"issue": article.issue_id, "paragraphs": "{"}).status_code == 400
        assert desk.post(url, {"issue": "", "paragraphs": '["<p>a</p>"]'}).json() == {"citations": [[]]}

    def test_only_for_who_may_write(self, client, member, article):
        client.force_login(member())
        assert read(client, article, "<p>a</p>").status_code == 403


class TestChanges:
    @pytest.mark.parametrize(
        ("decision", "status"), [("confirm", CitationStatus.CONFIRMED), ("reject", CitationStatus.REJECTED)]
    )
    def test_decision(self, desk, article, decision, status):
        citation = article.citations.first()
        answer = change(desk, citation, decision=decision).json()
        citation.refresh_from_db()
        assert answer["citation"]["status"] == citation.status == status

    def test_correction_confirms_and_leaves_the_article_as_it_is(self, desk, article):
        citation = article.citations.first()
        version = article.version
        answer = change(desk, citation, **fields_of(citation, name="Lethmark Bulletin (evening)")).json()
        article.refresh_from_db()
        assert (answer["citation"]["status"], article.version) == (CitationStatus.CONFIRMED, version)

    def test_what_is_wrong_is_said(self, desk, article):
        citation = article.citations.first()
        answer = change(desk, citation, **fields_of(citation, first_day="2004-10-03", last_day="2004-10-01"))
        assert (answer.status_code, answer.json()["error"]) == (400, "The last day lies before the first.")

    def test_one_is_added(self, desk, article):
        url = reverse("admin:archive_article_add_citation", args=[article.pk])
        values = {"name": "Port Journal", "paragraph": 2, "anchor": "p2", "status": "added by hand"}
        assert desk.post(url, values).json()["citation"]["status"] == CitationStatus.ADDED
        assert article.citations.get(name="Port Journal").anchor == "p2"

    def test_only_where_the_article_may_be_changed(self, client, member, article):
        client.force_login(member("Contributors"))
        citation = article.citations.first()
        assert change(client, citation, decision="reject").status_code == 403
        url = reverse("admin:archive_article_add_citation", args=[article.pk])
        assert client.post(url, {"name": "x", "paragraph": 1}).status_code == 403


class TestForm:
    def url(self, article) -> str:
        return reverse("admin:archive_article_change", args=[article.pk])

    def test_has_no_rows_of_citations_unless_asked(self, desk, article):
        page = desk.get(self.url(article)).content.decode()
        assert "citations-0-name" not in page
        assert "?citations=form#citations-group" in page
        assert "citations-0-name" in desk.get(self.url(article), {"citations": "form"}).content.decode()

    def test_saved_without_rows_keeps_the_citations(self, desk, article):
        page = desk.get(self.url(article)).content.decode()
        assert desk.post(self.url(article), sent(page, title="Anew")).status_code == 302
        assert article.citations.count() == 2

    def test_rows_are_saved_where_they_were_sent(self, desk, article):
        page = desk.get(self.url(article), {"citations": "form"}).content.decode()
        desk.post(self.url(article), sent(page, **{"citations-0-status": "rejected"}))
        assert article.citations.first().status == CitationStatus.REJECTED
