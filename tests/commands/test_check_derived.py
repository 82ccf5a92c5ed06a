"""check_derived names what differs from what is computed, exits with 1, and repairs it."""

from __future__ import annotations

import datetime
from io import StringIO

import pytest
from django.core.management import call_command

from archive.editing.pending_work import suspended_recomputation
from archive.models import Article, Citation, CrossReference, InternalLink, Issue
from archive.models.catalogue.picture import PictureUse
from tests.derivation import derive
from tests.factories import ArticleFactory, IssueFactory, PublicationFactory, SourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    publication = PublicationFactory(title="Harbour Letter", abbreviation="HL", first_year=2004)
    IssueFactory(publication=publication, number="2", date=datetime.date(2004, 3, 4))
    SourceFactory(name="Harbour Wire")
    issue = IssueFactory(publication=publication, number="5", date=None, date_precision="")
    body = (
        '<p id="p1">So it was (Harbour Wire, June 9).</p><p id="p2">Told before (see HL, March 4).</p>'
        '<p id="p3"><a href="/harbour-letter/v1/i2/">No. 2</a></p>'
    )
    made = ArticleFactory(issue=issue, body=body)
    made.save()
    derive(made)
    return made


def check(**options) -> tuple[int, str]:
    """The exit status and what was printed."""
    out = StringIO()
    try:
        call_command("check_derived", verbosity=0, stdout=out, **options)
    except SystemExit as ended:
        return int(ended.code), out.getvalue()
    return 0, out.getvalue()


DAMAGE = {
    "year": lambda: Issue._base_manager.update(year=1999),
    "inferred date": lambda: Issue._base_manager.filter(number="5").update(date=datetime.date(2004, 1, 1)),
    "sort date": lambda: Issue._base_manager.update(sort_date=datetime.date(1999, 1, 1)),
    "citation gone": lambda: Citation._base_manager.all()._raw_delete("default"),
    "source of a citation": lambda: Citation._base_manager.update(source=None),
    "day of a citation": lambda: Citation._base_manager.update(last_day=None, first_day=None),
    "issue of a reference": lambda: CrossReference._base_manager.update(issue=None),
    "link": lambda: InternalLink._base_manager.update(error="nothing"),
    "word count": lambda: Article._base_manager.update(word_count=1),
    "key of the title": lambda: Article._base_manager.update(title_key="x"),
    "use of a picture": lambda: PictureUse.objects.create(article=Article.objects.get(), digest="0" * 32),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_named_and_repaired(article, damage):
    with suspended_recomputation():
        DAMAGE[damage]()
    status, said = check()
    assert status == 1
    assert said.count("\n") >= 1
    assert "agrees" not in said
    status, said = check(repair=True)
    assert (status, "Repaired." in said) == (0, True)
    assert check() == (0, "All that is derived agrees with texts and facts.\n")


def test_an_archive_as_it_should_be_is_told_so(article):
    assert check() == (0, "All that is derived agrees with texts and facts.\n")


def test_checking_writes_nothing(article):
    Citation._base_manager.update(source=None)
    before = list(Citation.objects.values_list("pk", "source"))
    check()
    assert list(Citation.objects.values_list("pk", "source")) == before
