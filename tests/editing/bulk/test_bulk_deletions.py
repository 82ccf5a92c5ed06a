"""Deleted authors, topics, sources, issues, publications, findings and citations come back with what hung on them."""

import datetime

import pytest
from django.contrib.auth.models import User

from archive.editing.bulk.bulk_actions import DELETE_ISSUES
from archive.editing.bulk.bulk_operations import members_of, propose, propose_undo, run_at_once
from archive.models import (
    Article,
    Author,
    BulkTask,
    Citation,
    DismissedWarning,
    Issue,
    Publication,
    Source,
    SourceName,
    Status,
    Topic,
)
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    CitationFactory,
    IssueFactory,
    PublicationFactory,
    SourceFactory,
    SourceNameFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(db):
    return User.objects.create_superuser("boss")


def delete(*rows, by=None) -> BulkTask:
    action = f"delete-{rows[0]._meta.model_name}"
    return run_at_once(propose(action, [row.pk for row in rows], by=by, parameters={"names": str(rows[0])}))


def undo(task: BulkTask, by=None) -> BulkTask:
    return run_at_once(propose_undo(task, by=by))


def columns(model) -> list[dict]:
    """All rows of a model but for the moment of their last change."""
    rows = model.objects.order_by("pk").values()
    return [{name: value for name, value in row.items() if name != "changed"} for row in rows]


def test_authors_are_what_they_were():
    authors = [AuthorFactory(other_names=["A. Brod"]), AuthorFactory()]
    before = columns(Author)
    task = delete(*authors)
    assert task.changed == 2
    assert undo(task).changed == 2
    assert columns(Author) == before


def test_author_who_signs_stays():
    author = AuthorFactory()
    ArticleFactory(authors=[author])
    assert delete(author).failures[0][1].startswith("It signs articles.")


def test_topics_hold_their_articles_again():
    topics = [TopicFactory(), TopicFactory()]
    article, gone = ArticleFactory(topics=topics), ArticleFactory(topics=topics)
    before = columns(Topic)
    task = delete(*topics)
    gone.delete()
    undo(task)
    assert columns(Topic) == before
    assert set(article.topics.all()) == set(topics)


def test_sources_have_their_names_and_citations_again():
    source = SourceFactory()
    SourceNameFactory(source=source, name="The Herald of Varda")
    citations = [CitationFactory(source=source) for _ in range(3)]
    other = SourceFactory()
    before = columns(Source)
    task = delete(source)
    Citation.objects.filter(pk=citations[0].pk).update(source=other)  # somebody gave it to another one since
    undo(task)
    assert columns(Source) == before
    assert SourceName.objects.get().source == source
    assert sorted(Citation.objects.values_list("source", flat=True)) == sorted([other.pk, source.pk, source.pk])


def test_name_that_another_has_by_now_keeps_the_row_away():
    source = SourceFactory(name="Varda Courier")
    task = delete(source)
    SourceFactory(name="Varda Courier")
    undone = undo(task)
    assert (undone.changed, undone.failures) == (
        0, [["Varda Courier", "Another row has its name, number or place by now."]],
    )  # fmt: skip


def test_issues_come_back_with_all_that_is_in_them(boss):
    issues = [IssueFactory(), IssueFactory(title="The ferries")]
    for issue in issues:
        ArticleFactory(issue=issue, status=Status.PUBLISHED)
        ArticleFactory(issue=issue, status=Status.DRAFT)
    before, articles = columns(Issue), sorted(Article.objects.values_list("pk", "issue", "slug", "status"))
    parameters = {"issues": [issue.pk for issue in issues], "names": "two"}
    task = propose(DELETE_ISSUES, members_of(DELETE_ISSUES, parameters), by=boss, parameters=parameters)
    assert task.label == "Delete 2 issues with 4 articles: two"
    run_at_once(task)
    assert (Issue.objects.count(), Article.objects.count()) == (0, 0)
    undo(task, boss)
    assert columns(Issue) == before
    assert sorted(Article.objects.values_list("pk", "issue", "slug", "status")) == articles


def test_publication_with_issues_stays(boss):
    task = delete(IssueFactory().publication)
    assert (task.changed, task.failures[0][1]) == (0, "It has issues. Delete or move them first.")


def test_publication_precedes_again():
    first = PublicationFactory()
    PublicationFactory(preceding=first)
    before = columns(Publication)
    undo(delete(first))
    assert columns(Publication) == before


def test_finding_put_back_on_the_desk_is_set_aside_again():
    row = DismissedWarning.objects.create(kind="missing", row_id=1, key="v1:2-2", text="No. 2 is missing")
    before = columns(DismissedWarning)
    undo(delete(row))
    assert columns(DismissedWarning) == before


def test_deleted_citation_dates_its_issue_no_more_until_it_is_back():
    issue = IssueFactory(date=None, date_precision="")
    citation = CitationFactory(article__issue=issue)
    day = datetime.date(2004, 10, 23)
    issue.date, issue.date_precision = day, "inferred"
    issue.save()
    task = delete(citation)
    assert Issue.objects.get().date is None
    undo(task)
    assert Issue.objects.get().date == day


def test_citation_that_was_read_again_since_is_not_doubled():
    citation = CitationFactory()
    task = delete(citation)
    citation.save(force_insert=True)
    Citation.objects.filter(pk=citation.pk).update(id=citation.pk + 100)
    assert undo(task).failures[0][1] == "It was read from the text again since."
