"""The desk's page of a publication's citation style."""

import pytest
from django.urls import reverse

from archive.editing.derived.derivation import derive
from archive.models import Citation
from tests.factories import ArticleFactory, IssueFactory, PublicationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def publication():
    made = PublicationFactory(title="Harbour Digest")
    issue = IssueFactory(publication=made)
    for text in ("It froze [DSG, 3/14] and [LN, 3/15].", "It thawed [DSG, 4/20] (Zarya 12 May 2004)."):
        derive(ArticleFactory(issue=issue, paragraphs=[text]))
    return made


@pytest.fixture
def page(publication):
    return reverse("admin:archive_publication_citation_style", args=[publication.pk])


def test_the_publications_form_leads_to_it(desk, publication, page):
    assert page in desk.get(reverse("admin:archive_publication_change", args=[publication.pk])).content.decode()


@pytest.mark.parametrize("text", ["[DSG, 3/14]", "keys of outlets and days of numbers", "2 of its articles"])
def test_it_shows_the_forms_with_examples_of_the_texts(desk, page, text):
    assert text in desk.get(page).content.decode()


def test_choosing_reads_the_articles_again(desk, publication, page):
    answer = desk.post(page, {"forms": ["pages"], "keys": "DSG = Daily Star Gazette", "order": "day"}, follow=True)
    publication.refresh_from_db()
    assert publication.citation_style == {
        "forms": ["pages"], "keys": {"DSG": "Daily Star Gazette"}, "day_first": True, "chosen": True,
    }  # fmt: skip
    assert list(Citation.objects.values_list("name", flat=True)) == ["Zarya"]
    assert "the articles were read again" in answer.content.decode()


def test_its_texts_can_be_asked_instead(desk, publication, page):
    desk.post(page, {"find": "1"})
    publication.refresh_from_db()
    assert publication.citation_style == {"forms": ["keys"], "day_first": False}


def test_a_key_without_a_name_is_told(desk, publication, page):
    answer = desk.post(page, {"forms": ["keys"], "keys": "DSG"})
    publication.refresh_from_db()
    assert publication.citation_style == {}
    assert "is no key with a name" in answer.content.decode()


def test_many_articles_are_read_in_a_process_of_their_own(desk, page, monkeypatch):
    started = []
    monkeypatch.setattr("archive.admin.common.async_indexing.WRITTEN_AT_ONCE", 1)
    monkeypatch.setattr("archive.admin.common.async_indexing.start", lambda *words: started.append(words))
    desk.post(page, {"forms": ["pages"]})
    assert started == [("update_index", "--if-needed", "--verbosity", "0")]


def test_only_who_may_change_publications_sees_it(client, member, page):
    client.force_login(member("Contributors"))
    assert client.get(page).status_code == 403


def test_a_publication_that_is_not_there_is_not_found(desk):
    assert desk.get(reverse("admin:archive_publication_citation_style", args=[404])).status_code == 404


def test_its_history_tells_of_the_change(desk, publication, page):
    desk.post(page, {"forms": ["pages"]})
    history = desk.get(reverse("admin:archive_publication_history", args=[publication.pk])).content.decode()
    assert "Citation style chosen" in history
    assert "pages" in history
