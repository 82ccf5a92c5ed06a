"""Decisions on citations are recorded with what was before, and undone as a whole."""

import datetime

import pytest

from archive.editing.bulk import unknown_sources
from archive.editing.bulk.bulk_operations import CannotUndo, propose, propose_undo, refresh, run_at_once
from archive.models import (
    Article,
    BulkTask,
    Citation,
    CitationStatus,
    Event,
    Issue,
    OutboxEntry,
    SiteRevision,
    Source,
    SourceName,
)
from tests import unknown_source_decisions
from tests.derivation import derive
from tests.factories import ArticleFactory, IssueFactory, SourceFactory

pytestmark = pytest.mark.django_db


def article_citing(*paragraphs: str, **values) -> Article:
    article = ArticleFactory(paragraphs=paragraphs, **values)
    derive(article)
    return article


@pytest.fixture
def articles():
    """Three articles that cite an outlet which no source is, one of them twice."""
    SourceFactory(name="Some Other Outlet")
    return [
        article_citing("So it was (Varda Kurier, October 3).", "And so it stayed (Varda Kuryer, October 4)."),
        article_citing("Nobody knew (Varda Kurier, October 5)."),
        article_citing("The ferries sailed (Varda Kurier, October 6)."),
    ]


def key() -> str:
    return Citation.objects.filter(name="Varda Kurier").first().name_key


def states() -> list[tuple]:
    return sorted(Citation.objects.values_list("raw", "name", "status", "source"))


def last() -> BulkTask:
    return BulkTask.objects.latest("pk")


def undo(task: BulkTask) -> BulkTask:
    return run_at_once(propose_undo(task, by=None))


def test_group_is_rejected_and_everything_put_back(articles):
    before = states()
    assert unknown_source_decisions.reject(key()) == 4
    assert undo(last()).changed == 4
    assert states() == before


@pytest.mark.parametrize(
    "decide", [unknown_source_decisions.reject, lambda key: unknown_source_decisions.make_source(key, "Varda Courier")]
)
def test_decision_is_one_event_and_its_undoing_another(articles, decide):
    decide(key())
    task = last()
    undo(task)
    events = Event.objects.order_by("pk").values_list("kind", "object_kind", "object_id")
    assert list(events) == [(kind, "bulktask", str(task.pk)) for kind in ("decide", "undo-decision")]
    assert Event.objects.get(kind="decide").detail["citations"] == 4
    assert "4 citations of “Varda Kurier”" in Event.objects.get(kind="decide").object_text


def test_attaching_to_the_wrong_source_is_undone_with_the_names_it_taught(articles):
    before, source = states(), SourceFactory(name="Harbour Wire")
    assert unknown_source_decisions.assign_source(key(), source) == 4
    assert SourceName.objects.count() == 2
    undo(last())
    assert states() == before
    assert not SourceName.objects.exists()


def test_source_that_was_made_goes_when_it_is_undone(articles):
    before = states()
    unknown_source_decisions.make_source(key(), "Varda Courier")
    undo(last())
    assert states() == before
    assert not Source.objects.filter(name="Varda Courier").exists()


def test_source_that_was_there_stays_when_it_is_undone(articles):
    SourceFactory(name="Varda Courier")
    unknown_source_decisions.make_source(key(), "Varda Courier")
    undo(last())
    assert Source.objects.filter(name="Varda Courier").exists()


def test_source_that_is_used_by_now_stays(articles):
    source, _ = unknown_source_decisions.make_source(key(), "Varda Courier")
    article_citing("Quiet at last (Varda Courier, October 9).")
    Citation.objects.filter(name="Varda Courier").update(status=CitationStatus.CONFIRMED)
    undone = undo(last())
    assert Source.objects.filter(pk=source.pk).exists()
    assert ["Varda Courier", "The source is used by now, and stays."] in undone.failures


def test_text_read_since_with_a_taught_name_is_read_again(articles):
    unknown_source_decisions.assign_source(key(), SourceFactory(name="Harbour Wire"))
    task = last()
    later = article_citing("Quiet at last (Varda Kurier, October 9).")
    assert later.citations.get().source is not None
    undo(task)
    assert later.citations.get().source is None


def test_suggestions_are_suggestions_again():
    SourceFactory(name="Some Other Outlet")
    for day in (3, 4):
        article_citing(f"Talks failed, Zvolna state television reported October {day}.")
    before = states()
    assert {status for _, _, status, _ in before} == {CitationStatus.SUGGESTED}
    group = Citation.objects.first().name_key
    assert unknown_source_decisions.assign_source(group, SourceFactory(name="Harbour Wire"), suggestions=True) == 2
    assert set(Citation.objects.values_list("status", flat=True)) == {CitationStatus.CONFIRMED}
    undo(last())
    assert states() == before


def test_what_was_changed_since_stays_and_is_named(articles):
    unknown_source_decisions.reject(key())
    task, changed = last(), Citation.objects.first()
    Citation.objects.filter(pk=changed.pk).update(status=CitationStatus.CONFIRMED)
    undone = undo(task)
    assert (undone.changed, undone.total) == (3, 4)
    assert undone.failures == [[changed.raw, "It was changed since, and stays as it is."]]
    changed.refresh_from_db()
    assert changed.status == CitationStatus.CONFIRMED


def test_each_citation_gets_its_own_state_back(articles):
    ids = list(Citation.objects.order_by("pk").values_list("pk", flat=True))
    source = SourceFactory()
    Citation.objects.filter(pk=ids[0]).update(status=CitationStatus.ADDED, source=source)
    before = states()
    task = run_at_once(propose("reject-citations", ids, by=None))
    assert set(Citation.objects.values_list("status", flat=True)) == {CitationStatus.REJECTED}
    undo(task)
    assert states() == before


def test_source_that_was_deleted_since_is_not_given_back(articles):
    source = SourceFactory()
    Citation.objects.update(source=source, status=CitationStatus.CONFIRMED)
    task = run_at_once(propose("reject-citations", list(Citation.objects.values_list("pk", flat=True)), by=None))
    source.delete()
    assert undo(task).changed == 0
    assert set(Citation.objects.values_list("status", flat=True)) == {CitationStatus.REJECTED}


def test_second_undo_is_refused(articles):
    unknown_source_decisions.reject(key())
    undo(last())
    with pytest.raises(CannotUndo, match="undone already"):
        propose_undo(BulkTask.objects.get(undoes=None), by=None)


def test_group_that_grew_is_asked_about_again(articles):
    task = unknown_sources.propose_for_group("reject-group", key())
    article_citing("One more (Varda Kurier, October 8).")
    assert refresh(task) is True
    assert task.label == "Reject 5 citations of “Varda Kurier”"
    assert refresh(task) is False


def test_group_that_somebody_decided_is_left(articles):
    task = unknown_sources.propose_for_group("reject-group", key())
    unknown_source_decisions.assign_source(key(), SourceFactory(name="Harbour Wire"))
    assert refresh(task) is True
    assert task.total == 0


def test_what_was_decided_while_it_is_under_way_is_left(articles):
    task = unknown_sources.propose_for_group("reject-group", key())
    Citation.objects.filter(pk=task.ids[0]).update(status=CitationStatus.REJECTED)
    run_at_once(task)
    assert (task.changed, [why for _, why in task.failures]) == (3, ["Somebody decided on it meanwhile."])


@pytest.fixture
def undated():
    """An issue that is dated by the latest day that its articles cite."""
    issue = IssueFactory(date=None, date_precision="")
    article_citing("So it was (Varda Press, March 4).", issue=issue)
    article_citing("So it was (Harbour Wire, June 9).", issue=issue)
    issue.refresh_from_db()
    assert issue.date == datetime.date(2004, 6, 9)
    return issue


def date_of(issue: Issue) -> datetime.date:
    issue.refresh_from_db()
    return issue.date


def test_inferred_date_follows_a_rejection_and_its_undoing(undated):
    unknown_source_decisions.reject(Citation.objects.get(name="Harbour Wire").name_key)
    assert date_of(undated) == datetime.date(2004, 3, 4)
    undo(last())
    assert date_of(undated) == datetime.date(2004, 6, 9)


def test_index_and_pages_follow_a_decision_and_its_undoing(articles):
    for step in (lambda: unknown_source_decisions.reject(key()), lambda: undo(last())):
        stamp = SiteRevision.current().stamp
        OutboxEntry.objects.all().delete()
        step()
        changed = set(OutboxEntry.objects.values_list("article_id", flat=True))
        assert changed == {article.pk for article in articles}
        assert SiteRevision.current().stamp != stamp


@pytest.mark.slow
def test_850_are_a_bounded_number_of_queries(django_assert_max_num_queries):
    article_citing(*(f"So it was (Kerpress, May {1 + n % 28})." for n in range(850)))
    ids = list(Citation.objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(140):
        task = run_at_once(propose("reject-citations", ids, by=None))
    assert task.changed == 850
    with django_assert_max_num_queries(400):
        assert undo(task).changed == 850
    assert set(Citation.objects.values_list("status", flat=True)) == {CitationStatus.FOUND}
