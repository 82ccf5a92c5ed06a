"""Deriving citations: what is made, that it stands still, and that a person's decisions survive."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.editing.derived.derivation import derive
from archive.models import Citation, CitationStatus, CrossReference, OutboxEntry
from archive.text.markup.sanitiser import html_from_paragraphs
from tests.factories import ArticleFactory, IssueFactory, SourceFactory

pytestmark = pytest.mark.django_db

ONE = "The mayor spoke (Interfax, October 1)."
TWO = "The harbour was shut (BNS, Itar-Tass, October 2)."
THREE = "The mayor spoke again (Interfax, October 1)."


@pytest.fixture
def article():
    SourceFactory(name="Interfax")
    SourceFactory(name="BNS")
    made = ArticleFactory(paragraphs=(ONE, TWO, THREE), issue=IssueFactory(number="90", date=None, date_precision=""))
    derive(made)
    return made


def rewrite(article, *paragraphs: str) -> None:
    article.set_body(html_from_paragraphs(paragraphs))
    article.save()
    derive(article)


def rows(article) -> list[tuple]:
    return list(article.citations.in_text_order().values_list("pk", "name", "paragraph", "ordinal", "status"))


def test_every_source_of_a_citation_is_a_record_with_its_place(article):
    found = [(c.name, c.paragraph, c.ordinal, c.anchor, str(c.first_day)) for c in article.citations.in_text_order()]
    assert found == [
        ("Interfax", 1, 0, "p1", "2004-10-01"),
        ("BNS", 2, 0, "p2", "2004-10-02"),
        ("Itar-Tass", 2, 1, "p2", "2004-10-02"),
        ("Interfax", 3, 0, "p3", "2004-10-01"),
    ]
    texts = [block.text for block in article.blocks()]
    assert all(texts[c.paragraph - 1][c.start : c.end] == c.name for c in article.citations.all())


def test_an_unknown_name_is_kept_without_a_source(article):
    assert [c.name for c in Citation.objects.unresolved()] == ["Itar-Tass"]


def test_a_lost_name_has_the_whole_citation_for_its_place(article):
    rewrite(article, "It was said (, October 3).")
    citation = article.citations.get()
    assert (citation.name, article.blocks()[0].text[citation.start : citation.end]) == ("", "(, October 3)")


def test_deriving_twice_changes_nothing(article):
    before = list(Citation.objects.order_by("pk").values())
    OutboxEntry.objects.all().delete()
    again = derive(article)
    assert not again.changed_anything
    assert list(Citation.objects.order_by("pk").values()) == before
    assert not OutboxEntry.objects.exists()


def test_a_paragraph_put_before_moves_places_and_keeps_records(article):
    before = rows(article)
    rewrite(article, "A new beginning.", ONE, TWO, THREE)
    assert rows(article) == [(pk, name, paragraph + 1, *rest) for pk, name, paragraph, *rest in before]


def test_of_two_alike_the_one_whose_paragraph_goes_is_taken_away(article):
    kept = article.citations.get(paragraph=3)
    rewrite(article, TWO, THREE)
    assert article.citations.get(name="Interfax").pk == kept.pk


@pytest.mark.parametrize("status", [CitationStatus.CONFIRMED, CitationStatus.REJECTED])
def test_a_decision_survives_edits_of_other_paragraphs(article, status):
    decided = article.citations.get(name="BNS")
    Citation.objects.filter(pk=decided.pk).update(status=status)
    rewrite(article, "The mayor spoke at last (Reuters, October 4).", TWO, THREE)
    after = Citation.objects.get(pk=decided.pk)
    assert (after.status, after.paragraph, after.start) == (status, 2, decided.start)


def test_a_rejected_one_is_not_found_again(article):
    Citation.objects.filter(name="BNS").update(status=CitationStatus.REJECTED)
    rewrite(article, TWO, ONE)
    assert [c.status for c in article.citations.filter(name="BNS")] == [CitationStatus.REJECTED]


def test_what_an_editor_corrected_stays_corrected_and_is_no_second_record(article):
    source = SourceFactory(name="Baltic News Service")
    Citation.objects.filter(name="BNS").update(
        name="Baltic News Service", source=source, first_day="2004-09-02", status=CitationStatus.CONFIRMED
    )
    rewrite(article, "Before all that.", ONE, TWO, THREE)
    found = [(c.name, str(c.first_day)) for c in article.citations.filter(paragraph=3).order_by("ordinal")]
    assert found == [("Baltic News Service", "2004-09-02"), ("Itar-Tass", "2004-10-02")]


def test_the_source_of_a_decided_one_is_left_alone(article):
    other = SourceFactory(name="Other")
    Citation.objects.filter(name="BNS").update(source=other, status=CitationStatus.CONFIRMED)
    derive(article)
    assert Citation.objects.get(name="BNS").source == other


def test_one_added_by_hand_follows_its_paragraph(article):
    added = Citation.objects.create(
        article=article, raw="the mayor", name="the mayor", paragraph=2, anchor="p2", status=CitationStatus.ADDED
    )
    rewrite(article, ONE, "Between them.", "The harbour, said the mayor, was shut (BNS, Itar-Tass, October 2).", THREE)
    added.refresh_from_db()
    assert (added.paragraph, added.status) == (3, "added by hand")
    assert article.blocks()[2].text[added.start : added.end] == "the mayor"


def test_a_decision_on_text_that_is_gone_is_kept_without_a_place(article):
    Citation.objects.filter(name="BNS").update(status=CitationStatus.CONFIRMED)
    rewrite(article, ONE, THREE)
    gone = Citation.objects.get(name="BNS")
    assert (gone.status, gone.start, gone.end) == (CitationStatus.CONFIRMED, None, None)


def test_an_undecided_one_on_text_that_is_gone_goes_too(article):
    rewrite(article, ONE, THREE)
    assert not Citation.objects.filter(name="BNS").exists()


def test_a_source_that_becomes_known_is_found_by_the_next_derivation(article):
    source = SourceFactory(name="Itar-Tass")
    derive(article)
    assert Citation.objects.get(name="Itar-Tass").source == source


def test_words_of_kind_may_be_left_out_but_no_place(article):
    SourceFactory(name="Channel One")
    rewrite(article, "A (Interfax news agency, October 1).", "B (Channel One [Dushanbe], October 1).")
    assert {c.name: c.source and c.source.name for c in article.citations.all()} == {
        "Interfax news agency": "Interfax",
        "Channel One [Dushanbe]": None,
    }


def test_every_day_of_a_reference_is_a_record(article):
    publication = article.issue.publication
    publication.abbreviation = "HL"
    publication.save()
    rewrite(article, "As said before (see HL, August 2, September 7).")
    found = [(str(r.first_day), r.publication, r.ordinal) for r in CrossReference.objects.all()]
    assert found == [("2004-08-02", publication, 0), ("2004-09-07", publication, 1)]


# To derive in a database takes far longer than to make texts: fewer examples than elsewhere.
of_few_texts = settings(
    max_examples=settings().max_examples * 5 // 8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
PARAGRAPHS = st.lists(
    st.sampled_from(
        [ONE, TWO, THREE, "Nothing here.", "It is said (Varda Herald, May 3; NTV, May 4, 5).", "(, June 1)."]
    ),
    min_size=1,
    max_size=5,
)


@of_few_texts
@given(first=PARAGRAPHS, second=PARAGRAPHS)
def test_whatever_the_edit_records_are_what_a_fresh_derivation_finds(article, first, second):
    rewrite(article, *first)
    rewrite(article, *second)
    edited = set(article.citations.values_list("raw", "name", "paragraph", "ordinal", "start", "status"))
    assert not derive(article).changed_anything
    article.citations.all().delete()
    derive(article)
    assert set(article.citations.values_list("raw", "name", "paragraph", "ordinal", "start", "status")) == edited


@of_few_texts
@given(others=PARAGRAPHS)
def test_editing_other_paragraphs_moves_no_decision(article, others):
    mine = "Only here was it so (Varda Gazette, May 9)."
    rewrite(article, mine)
    citation = article.citations.exclude(status__in=("confirmed",)).get(name="Varda Gazette")
    Citation.objects.filter(pk=citation.pk).update(status=CitationStatus.CONFIRMED)
    rewrite(article, *others, mine, *others)
    after = Citation.objects.get(pk=citation.pk)
    assert (after.paragraph, after.start, after.status) == (len(others) + 1, citation.start, CitationStatus.CONFIRMED)
    assert article.citations.filter(name="Varda Gazette").count() == 1
    after.delete()
