"""What follows from each change, however it is made: by save, in bulk, by deletion, in a change set or bare."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.db import transaction

from archive.editing.change_set import change_set
from archive.editing.derived.derived_check import find_differences
from archive.editing.derived.recompute import derive_deferred, recompute
from archive.models import (
    Article,
    Citation,
    CitationStatus,
    CrossReference,
    InternalLink,
    Issue,
    OutboxEntry,
    Publication,
    Source,
    SourceName,
)
from archive.models.common.recorded_rows import BypassesDependencies
from tests.derivation import derive
from tests.factories import ArticleFactory, IssueFactory, PublicationFactory, SourceFactory

pytestmark = pytest.mark.django_db
BODY = (
    "So it was (Harbour Wire, June 9).",
    "It was told before (see HL, March 4).",
)


@pytest.fixture
def letter() -> Publication:
    return PublicationFactory(title="Harbour Letter", abbreviation="HL", first_year=2004, frequency="daily")


@pytest.fixture
def issue(letter) -> Issue:
    return IssueFactory(publication=letter, volume=1, number="5", date=None, date_precision="")


@pytest.fixture
def article(issue) -> Article:
    SourceFactory(name="Harbour Wire")
    made = ArticleFactory(issue=issue, paragraphs=BODY)
    derive(made)
    return made


def saved(row, **values) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def inferred_date() -> datetime.date | None:
    return Issue.objects.get(number="5").date


def cited_day() -> datetime.date | None:
    return Citation.objects.get().first_day


def source_name() -> str | None:
    return getattr(Citation.objects.get().source, "name", None)


def refers_to() -> str | None:
    return getattr(CrossReference.objects.get().issue, "number", None)


CHANGES: dict[str, tuple[Callable[[], object], Callable[[], object], object]] = {
    # what is changed, what is looked at, what it is then
    "first year → day cited": (
        lambda: saved(Publication.objects.get(), first_year=2001), cited_day, datetime.date(2001, 6, 9),
    ),
    "first year → inferred date": (
        lambda: saved(Publication.objects.get(), first_year=2001), inferred_date, datetime.date(2001, 6, 9),
    ),
    "first year → year of the issue": (
        lambda: saved(Publication.objects.get(), first_year=2001), lambda: Issue.objects.get().year, 2001,
    ),
    "volume → day cited": (lambda: saved(Issue.objects.get(), volume=2), cited_day, datetime.date(2005, 6, 9)),
    "printed date → day cited": (
        lambda: saved(Issue.objects.get(), date=datetime.date(2009, 7, 1), date_precision="day"),
        cited_day, datetime.date(2009, 6, 9),
    ),
    "new issue → reference": (
        lambda: Issue.objects.create(
            publication=Publication.objects.get(), volume=1, number="2", date=datetime.date(2004, 3, 4)
        ),
        refers_to, "2",
    ),
    "rejection → inferred date": (
        lambda: saved(Citation.objects.get(), status=CitationStatus.REJECTED), inferred_date,
        datetime.date(2004, 3, 4),
    ),
    "rejection in bulk → inferred date": (
        lambda: Citation.objects.update(status=CitationStatus.REJECTED), inferred_date, datetime.date(2004, 3, 4),
    ),
    "name of source → source": (lambda: saved(Source.objects.get(), name="Varda Courier"), source_name, None),
    "other name → source": (
        lambda: SourceName.objects.bulk_create(
            [SourceName(source=SourceFactory(name="Some Outlet"), name="Harbor Wire", key="harbor wire")]
        ),
        source_name, "Harbour Wire",
    ),
    "deleted source → source": (lambda: Source.objects.get().delete(), source_name, None),
    "abbreviation → reference": (
        lambda: saved(Publication.objects.get(), abbreviation=""),
        lambda: CrossReference.objects.get().publication, None,
    ),
    "body → citations": (
        lambda: saved(Article.objects.get(), body='<p id="p1">Nobody knew.</p>'), Citation.objects.count, 0,
    ),
    "body in bulk → citations": (
        lambda: Article.objects.update(body='<p id="p1">Nobody knew.</p>'), Citation.objects.count, 0,
    ),
    "deleted article → inferred date": (lambda: Article.objects.get().delete(), inferred_date, None),
    "articles deleted in bulk → inferred date": (lambda: Article.objects.all().delete(), inferred_date, None),
    "deleted citation → citation": (lambda: Citation.objects.get().delete(), source_name, "Harbour Wire"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_reaches_what_depends_on_it(article, change):
    make, look, expected = CHANGES[change]
    make()
    assert look() == expected
    assert list(find_differences()) == []


@pytest.mark.parametrize("change", CHANGES)
def test_in_a_change_set_it_does_so_at_its_end(article, change):
    make, look, expected = CHANGES[change]
    with change_set("Several"):
        make()
    assert look() == expected


def test_a_new_name_is_met_in_texts_that_were_read_before(issue):
    made = ArticleFactory(issue=issue, paragraphs=["The Varda Kurier wrote on June 9 that nobody knew."])
    derive(made)
    assert not made.citations.filter(status=CitationStatus.FOUND).exists()
    Source.objects.create(name="Varda Kurier", kind="newspaper")
    assert list(find_differences()) == []
    assert made.citations.get().source.name == "Varda Kurier"


def test_an_outlet_is_met_in_prose_and_an_institution_is_not(issue):
    source = Source.objects.create(name="Varda Kurier", kind="government")
    derive(ArticleFactory(issue=issue, paragraphs=["The Varda Kurier wrote on June 9 that nobody knew."]))
    assert not Citation.objects.exists()
    saved(source, kind="newspaper")
    assert list(find_differences()) == []
    assert source_name() == "Varda Kurier"
    saved(source, kind="government")
    assert list(find_differences()) == []


def test_a_frequency_says_which_issue_other_publications_refer_to(letter, issue):
    derive(ArticleFactory(issue=issue, paragraphs=["So it was (Harbour Wire, February 28)."]))
    elsewhere = IssueFactory(publication=PublicationFactory(title="Tide Tables"), date=datetime.date(2004, 3, 10))
    derive(ArticleFactory(issue=elsewhere, paragraphs=["It was told before (see HL, March 4)."]))
    assert refers_to() is None
    saved(letter, frequency="weekly")
    assert refers_to() == "5"


def test_of_many_new_names_each_is_met_too(article, monkeypatch):
    monkeypatch.setattr("archive.editing.derived.recompute.MAX_NAMES", 0)
    saved(Source.objects.get(), name="Varda Courier")
    assert source_name() is None
    saved(Source.objects.get(), name="Harbour Wire")
    assert source_name() == "Harbour Wire"


def test_a_link_follows_the_page_that_it_leads_to(issue):
    ArticleFactory(paragraphs=["."], body='<p id="p1"><a href="/harbour-letter/v1/i6/">No. 6</a></p>')
    derive(*Article.objects.all())
    assert InternalLink.objects.get().error == "nothing"
    saved(issue, number="6")
    assert InternalLink.objects.get().error == ""
    issue.delete()
    assert InternalLink.objects.get().error == "nothing"


def test_a_change_that_fails_leaves_all_as_it_was(article):
    before = Citation.objects.get().first_day
    with transaction.atomic():
        with change_set("Broken off"):
            saved(Publication.objects.get(), first_year=2001)
            recompute()
        transaction.set_rollback(True)
    assert cited_day() == before


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Issue, {"date": None}), (Publication, {"first_year": 2001}), (Source, {"name": "Other"}),
        (SourceName, {"source": None}),
    ],
)  # fmt: skip
def test_bulk_updates_past_the_table_fail_loudly(model, values):
    with pytest.raises(BypassesDependencies, match="Save the rows one by one"):
        model.objects.update(**values)


@pytest.mark.django_db(transaction=True)
def test_outbox_and_row_are_one_transaction_in_a_bare_save(monkeypatch):
    made = ArticleFactory()
    OutboxEntry.objects.all().delete()

    def broken(*args, **kwargs):
        raise RuntimeError("out of power")

    monkeypatch.setattr("archive.models.common.outbox.OutboxEntry.objects.using", broken)
    with pytest.raises(RuntimeError):
        saved(made, title="Never said")
    made.refresh_from_db()
    assert made.title != "Never said"


def test_more_articles_than_one_transaction_takes_are_left_to_the_outbox(article, letter, monkeypatch):
    others = [ArticleFactory(issue=article.issue, paragraphs=BODY) for _ in range(3)]
    derive(*others)
    monkeypatch.setattr("archive.editing.derived.recompute.MAX_AT_ONCE", 2)
    saved(letter, first_year=2001)
    assert OutboxEntry.objects.to_derive().count() == 2
    assert list(find_differences()) == []  # those that wait are no difference
    with transaction.atomic():
        assert derive_deferred() == 2
    assert set(Citation.objects.values_list("first_day", flat=True)) == {datetime.date(2001, 6, 9)}
    assert list(find_differences()) == []
