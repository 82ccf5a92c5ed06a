"""A publication's citation style: found from its texts, chosen by a person, and what follows for its citations."""

from __future__ import annotations

import pytest

from archive.editing.derived.citation_style import choose_style, find_style, survey_style
from archive.editing.derived.derivation import derive
from archive.models import Citation, CitationStatus, versions_of
from archive.text.citations import CitationStyle, Form
from tests.factories import ArticleFactory, IssueFactory, PublicationFactory, SourceFactory

pytestmark = pytest.mark.django_db

KEY_LIST = "Key: DSG = Daily Star Gazette; LN = Lamm News."


@pytest.fixture
def publication():
    return PublicationFactory(title="Harbour Digest")


def articles(publication, *texts):
    issue = IssueFactory(publication=publication)
    made = [ArticleFactory(issue=issue, paragraphs=text.split("|")) for text in texts]
    for article in made:
        derive(article)
    return made


def cited(article) -> list[str]:
    return [one.stands_for or one.name for one in article.citations.in_text_order()]


def test_the_style_is_found_in_the_texts_and_all_are_read_so(publication):
    _, second, third = articles(
        publication,
        f"It froze [DSG, 3/14] and [LN, 3/15].|{KEY_LIST}",
        "It thawed [DSG, 4/20].",
        "It rained [DSG, LN].",
    )
    assert cited(third) == []
    assert find_style(publication) is True
    assert publication.citation_style == {
        "forms": ["keys"], "keys": {"DSG": "Daily Star Gazette", "LN": "Lamm News"}, "day_first": False,
    }  # fmt: skip
    assert cited(second) == ["Daily Star Gazette"]
    assert cited(third) == ["Daily Star Gazette", "Lamm News"]


def test_finding_it_again_changes_nothing(publication):
    articles(
        publication,
        "It froze (Vale 1999, 12; Brod 2001, 4) (Lamm 1998, 3).",
        "So it did (Vale 1999, 9) (Brod 2001, 3).",
    )
    assert find_style(publication) is True
    assert find_style(publication) is False


def test_a_key_leads_to_the_source_that_it_stands_for(publication):
    source = SourceFactory(name="Daily Star Gazette")
    (article,) = articles(publication, f"It froze [DSG, 3/14].|{KEY_LIST}")
    assert [one.source for one in article.citations.all()] == [source]


def test_the_house_style_is_none_to_be_stored(publication):
    SourceFactory(name="Interfax")
    articles(publication, "It froze (Interfax, October 3).", "It thawed (Interfax, October 4).")
    assert find_style(publication) is False
    assert publication.citation_style == {}


def test_what_a_person_chose_stays(publication):
    articles(publication, f"It froze [DSG, 3/14] and [LN, 3/15].|{KEY_LIST}", "It thawed [DSG, 4/20] [LN, 4/21].")
    choose_style(publication, CitationStyle())
    assert find_style(publication) is False
    assert Citation.objects.count() == 0


def test_it_is_found_anew_where_that_is_asked_for(publication):
    articles(publication, f"It froze [DSG, 3/14] and [LN, 3/15].|{KEY_LIST}", "It thawed [DSG, 4/20] [LN, 4/21].")
    choose_style(publication, CitationStyle())
    assert find_style(publication, replace_chosen=True) is True
    assert Citation.objects.count() == 4


def test_choosing_a_form_reads_it_in_every_article(publication):
    (article,) = articles(publication, "It froze (Zarya 12 May 2004).")
    assert cited(article) == []
    choose_style(publication, CitationStyle(frozenset({Form.PAGES})))
    assert cited(article) == ["Zarya"]


def test_decisions_survive_another_style(publication):
    (article,) = articles(publication, "It froze (Kerpress 12 May 2004).")
    article.citations.update(status=CitationStatus.CONFIRMED)
    choose_style(publication, CitationStyle())
    assert list(article.citations.values_list("name", "status")) == [("Kerpress", "confirmed")]


def test_a_style_is_a_version_of_its_publication(publication):
    choose_style(publication, CitationStyle(frozenset({Form.PAGES})))
    newest = versions_of(type(publication), publication.pk).first()
    assert newest.citation_style == {"forms": ["pages"], "chosen": True}


def test_the_survey_of_many_articles_reads_some_of_all_of_them(publication, monkeypatch):
    monkeypatch.setattr("archive.editing.derived.citation_style.SURVEYED", 2)
    articles(publication, "One.", "Two.", "Three (Vale 1999, 12).")
    survey = survey_style(publication)
    assert (survey.articles, list(survey.forms)) == (2, [Form.AUTHOR_YEAR])


# --- references


REFERENCES = "It froze.|References|Vale, A. 1999. The ice of Tesk. doi:10.1234/tesk.5|Interfax. May 3, 2004."


def test_references_are_records_with_their_outlet(publication):
    source = SourceFactory(name="Interfax")
    (article,) = articles(publication, REFERENCES)
    found = list(article.citations.in_text_order().values_list("kind", "name", "source", "anchor", "url"))
    assert found == [
        ("reference", "", None, "p3", "https://doi.org/10.1234/tesk.5"),
        ("reference", "Interfax", source.pk, "p4", ""),
    ]
    assert Citation.objects.shown().of(source).count() == 1


def test_references_wait_for_nobodys_decision(publication):
    articles(publication, REFERENCES)
    assert Citation.objects.unresolved().count() == 0


def test_references_do_not_date_an_issue(publication):
    issue = IssueFactory(publication=publication, date=None, date_precision="")
    article = ArticleFactory(issue=issue, paragraphs=REFERENCES.split("|"))
    derive(article)
    issue.refresh_from_db()
    assert issue.date is None


def test_a_decision_on_a_reference_survives(publication):
    SourceFactory(name="Interfax")
    (article,) = articles(publication, REFERENCES)
    article.citations.filter(name="Interfax").update(status=CitationStatus.REJECTED)
    derive(article)
    derive(article)
    assert list(article.citations.in_text_order().values_list("name", "status")) == [
        ("", "found"),
        ("Interfax", "rejected"),
    ]


def test_deriving_references_twice_changes_nothing(publication):
    (article,) = articles(publication, REFERENCES)
    assert not derive(article).changed_anything
