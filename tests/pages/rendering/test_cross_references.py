"""Cross-references: where they lead, and who refers to what."""

import datetime

import pytest

from archive.models import CrossReference, Status
from archive.pages.rendering.cross_references import referring_to_article, referring_to_issue
from tests.factories import ArticleFactory, IssueFactory, PublicationFactory

pytestmark = pytest.mark.django_db

TEXT = "The tide was late (see HL, May 23, 24)."
LINK = "HL, May 23, 24"


@pytest.fixture
def letter():
    return PublicationFactory(title="Harbour Letter", abbreviation="HL")


@pytest.fixture
def issue(letter):
    return IssueFactory(publication=letter, volume=9, number="5", date=datetime.date(2004, 5, 23))


@pytest.fixture
def citing(letter):
    return ArticleFactory(issue__publication=letter, paragraphs=[TEXT], title="The Late Tide")


def refer(article, issue, *, text=TEXT, printed=LINK, day=datetime.date(2004, 5, 23), raw="", **fields):
    start = text.index(printed)
    return CrossReference.objects.create(
        **{
            "article": article,
            "issue": issue,
            "publication": issue and issue.publication,
            "raw": raw or f"(see {printed})",
            "paragraph": 1,
            "anchor": "p1",
            "start": start,
            "end": start + len(printed),
            "first_day": day,
            "last_day": day,
            **fields,
        }
    )


def page_of(client, row) -> str:
    return client.get(row.get_absolute_url()).content.decode()


def test_a_reference_leads_to_its_issue(client, citing, issue):
    ArticleFactory.create_batch(2, issue=issue)
    refer(citing, issue)
    assert f'(see <a href="/harbour-letter/v9/i5/" class="xref">{LINK}</a>)' in page_of(client, citing)


def test_a_reference_leads_to_the_only_article_of_its_issue(client, citing, issue):
    only = ArticleFactory(issue=issue)
    ArticleFactory(issue=issue, status=Status.DRAFT)
    refer(citing, issue)
    assert f'<a href="{only.get_absolute_url()}" class="xref">' in page_of(client, citing)


def test_a_reference_leads_to_the_article_whose_title_it_prints(client, citing, issue):
    meant = ArticleFactory(issue=issue, title="What the Dues Paid For")
    ArticleFactory(issue=issue, title="Ferries stand idle")
    refer(citing, issue, raw=f"(see “What the Dues Paid For,” {LINK})")
    assert f'<a href="{meant.get_absolute_url()}" class="xref">' in page_of(client, citing)


def test_part_of_a_word_is_no_title(client, citing, issue):
    ArticleFactory(issue=issue, title="The Tides")
    ArticleFactory(issue=issue, title="Ferries stand idle")
    refer(citing, issue, raw=f"(see “The Tideswell Dues,” {LINK})")
    assert '<a href="/harbour-letter/v9/i5/" class="xref">' in page_of(client, citing)


def test_a_reference_that_found_no_issue_has_no_link(client, citing):
    refer(citing, None)
    assert f'<span class="xref unresolved">{LINK}</span>' in page_of(client, citing)


def test_a_reference_to_an_issue_of_drafts_has_no_link(client, citing, issue):
    ArticleFactory(issue=issue, status=Status.DRAFT)
    refer(citing, issue)
    assert f'<span class="xref unresolved">{LINK}</span>' in page_of(client, citing)


def test_a_reference_to_two_days_leads_to_both_issues(client, citing, issue, letter):
    other = IssueFactory(publication=letter, volume=9, number="6")
    for each in (issue, other):
        ArticleFactory.create_batch(2, issue=each)
    refer(citing, issue)
    refer(citing, other, day=datetime.date(2004, 5, 24), ordinal=1)
    expected = (
        '(see <a href="/harbour-letter/v9/i5/" class="xref">HL, May 23</a>, '
        '<a href="/harbour-letter/v9/i6/" class="xref">24</a>)'
    )
    assert expected in page_of(client, citing)


def test_two_days_of_one_issue_are_one_link(client, citing, issue):
    ArticleFactory.create_batch(2, issue=issue)
    refer(citing, issue)
    refer(citing, issue, day=datetime.date(2004, 5, 24), ordinal=1)
    assert f'<a href="/harbour-letter/v9/i5/" class="xref">{LINK}</a>' in page_of(client, citing)


def test_a_reference_that_is_not_where_it_was_is_left_unmarked(client, citing, issue, caplog):
    ArticleFactory(issue=issue)
    refer(citing, issue, start=0, end=8)
    assert 'class="xref' not in page_of(client, citing)
    assert len([record for record in caplog.records if record.name == "archive.pages.rendering.citation_offsets"]) == 1


def test_an_issue_says_who_refers_to_it(read, citing, issue):
    ArticleFactory.create_batch(2, issue=issue)
    refer(citing, issue)
    assert "Referred to by The Late Tide" in read(issue.get_absolute_url())


def test_an_article_that_refers_twice_is_named_once(citing, issue):
    refer(citing, issue)
    refer(citing, issue, ordinal=1)
    assert referring_to_issue(issue).articles == [citing]


def test_drafts_refer_to_nothing(letter, issue):
    refer(ArticleFactory(issue__publication=letter, status=Status.DRAFT), issue)
    assert referring_to_issue(issue).articles == []


def test_there_may_be_more_than_are_shown(monkeypatch, citing, issue):
    monkeypatch.setattr("archive.pages.rendering.cross_references.MAX_REFERRING", 1)
    refer(citing, issue)
    refer(ArticleFactory(), issue)
    found = referring_to_issue(issue)
    assert (len(found.articles), found.more) == (1, True)


def test_the_only_article_of_an_issue_says_who_refers_to_it(read, citing, issue):
    only = ArticleFactory(issue=issue)
    refer(citing, issue)
    assert "Referred to by The Late Tide" in read(only.get_absolute_url())


def test_one_of_several_says_so_only_where_its_title_is_printed(citing, issue):
    named, other = (ArticleFactory(issue=issue, title=title) for title in ("The Dues Are Paid", "Another Piece"))
    refer(citing, issue, raw=f"(see “The Dues Are Paid,” {LINK})")
    assert referring_to_article(named, is_alone=False).articles == [citing]
    assert referring_to_article(other, is_alone=False).articles == []


def test_the_number_of_queries_does_not_grow(queries_of, letter, issue, citing):
    ArticleFactory.create_batch(2, issue=issue)

    def refer_many(number: int) -> tuple[int, int]:
        for _ in range(number):
            other = ArticleFactory(issue__publication=letter, authors=["Ana Brod"])
            refer(citing, other.issue)
            refer(other, issue)
        return queries_of(citing.get_absolute_url()), queries_of(issue.get_absolute_url())

    assert refer_many(3) == refer_many(30)
