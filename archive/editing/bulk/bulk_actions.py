"""Table of decisions on many rows: the label of each, its effect, who may make it, and its step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import models

from archive.editing.bulk import bulk_articles, bulk_citations, bulk_deletions, bulk_warnings
from archive.editing.bulk.bulk_outcome import BulkOutcome, counted
from archive.editing.merges.merging import chunks
from archive.editing.publishing.transitions import TRANSITIONS
from archive.editing.publishing.workflow import CHANGE, DELETE, visible_to
from archive.editing.review.pending_citations import pending_in_group
from archive.models import (
    Article,
    Author,
    BulkRecord,
    BulkTask,
    Citation,
    CitationStatus,
    DismissedWarning,
    Issue,
    Publication,
    Source,
    Topic,
)
from archive.models.common.accounts import Account
from archive.models.common.permissions import PUBLISH

# Rows per transaction, during which nobody else can write to SQLite. Slower steps take fewer, so that each transaction
# lasts half a second on a quiet machine.
CHUNK = 200
SMALL_CHUNK = 50
# Rows processed while the editor waits: a status is written fast, deriving a text takes some milliseconds.
FEW, MANY = 200, 5_000
UNDO, DELETE_ISSUES, DISMISS_ACTION = "undo", "delete-issues", "dismiss"

Step = Callable[[BulkTask, Sequence[Any]], BulkOutcome]
Parameters = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Action:
    """One decision: `title` with the number as {n} and the task's parameters by name, the effect in a sentence.

    `right`       who has it may decide so, and undo it
    `step`        does some rows of the task, in the transaction that is open
    `rows`        what kind of rows the ids are of
    `members`     the ids that the parameters mean now, where a decision is on a group and not on a choice
    `max_at_once` more rows are done by a process of their own
    `has_event`   whether the step itself records an event, as the moves of articles do
    """

    title: str
    effect: str
    right: str
    step: Step
    rows: type[models.Model] = Article
    members: Callable[[Parameters], list[Any]] | None = None
    noun: str = "article"
    chunk: int = CHUNK
    max_at_once: int = FEW
    has_event: bool = False


def _group(parameters: Parameters) -> list[int]:
    return pending_in_group(str(parameters["key"]), suggestions=bool(parameters.get("suggestions")))


def _with_their_articles(parameters: Parameters) -> list[list[Any]]:
    """Return the articles of some issues, then the issues: [["article", 3], ["issue", 1]]."""
    issues = Issue.objects.filter(pk__in=parameters["issues"]).order_by("pk").values_list("pk", flat=True)
    articles = Article.objects.filter(issue__in=parameters["issues"]).order_by("issue_id", "pk")
    pairs = [["article", pk] for pk in articles.values_list("pk", flat=True)]
    return [*pairs, *(["issue", pk] for pk in issues)]


def by_kind(steps: dict[str, Step]) -> Step:
    """Return a step for ids that are pairs (kind, id): each run of one kind is processed by the kind's step."""

    def step(task: BulkTask, pairs: Sequence[Any]) -> BulkOutcome:
        done = BulkOutcome()
        for kind, run in groupby(pairs, key=itemgetter(0)):
            done.add(steps[kind](task, [pk for _, pk in run]))
        return done

    return step


def _of_records(undo: Callable[[BulkTask, Sequence[BulkRecord]], BulkOutcome]) -> Step:
    """Return a step that undoes, by the ids of the records of the task to undo."""

    def step(task: BulkTask, ids: Sequence[int]) -> BulkOutcome:
        records = BulkRecord.objects.in_bulk(list(ids))
        return undo(task, [records[pk] for pk in ids if pk in records])

    return step


def _moving(name: str, title: str, effect: str) -> Action:
    move = TRANSITIONS[name]
    is_publishing = name in ("publish", "publish-at-once", "schedule", "unschedule", "withdraw")
    has_event = name in ("publish", "publish-at-once", "schedule", "withdraw")
    return Action(
        title, effect, PUBLISH if is_publishing else CHANGE, bulk_articles.move(move), has_event=has_event
    )  # fmt: skip


def _deleting(model: type[models.Model], effect: str) -> Action:
    name = model._meta.model_name
    return Action(
        "Delete {n}: {names}", effect, f"archive.delete_{name}", bulk_deletions.delete_rows(model), rows=model,
        noun=str(model._meta.verbose_name), chunk=SMALL_CHUNK,
    )  # fmt: skip


_CITATIONS: dict[str, Any] = {"right": "archive.change_citation", "rows": Citation, "noun": "citation"}
_GROUP = _CITATIONS | {"members": _group}
_READ: dict[str, Any] = {"chunk": SMALL_CHUNK}
UNDOING: dict[str, Step] = {
    bulk_articles.ARTICLE: _of_records(bulk_articles.undo_moves),
    bulk_articles.DELETED_ARTICLE: _of_records(bulk_articles.undo_deletions),
    bulk_citations.CITATION: _of_records(bulk_citations.undo_citations),
    bulk_citations.SOURCE_NAME: _of_records(bulk_citations.undo_source_names),
    bulk_citations.SOURCE: _of_records(bulk_citations.undo_sources),
    bulk_warnings.DISMISSED: _of_records(bulk_warnings.undo_dismissal),
    **dict.fromkeys(bulk_deletions.KINDS, _of_records(bulk_deletions.undo_row_deletions)),
}
ACTIONS: dict[str, Action] = {
    "send": _moving("send", "Send {n} to review", "They are put before the editors. Readers do not see them."),
    "take-back": _moving("take-back", "Take {n} back", "They are drafts again, and the editors do not see them."),
    "return": _moving("return", "Return {n} to the author", "They are drafts again, with your note."),
    "publish": _moving("publish", "Publish {n}", "Readers see them, each at its own moment where that is to come."),
    "publish-at-once": _moving("publish-at-once", "Publish {n} now", "Readers see them at once."),
    "schedule": _moving("schedule", "Schedule {n}", "Readers see them from the moment on that you gave."),
    "unschedule": _moving("unschedule", "Take {n} off the schedule", "They are in review again, and do not appear."),
    "withdraw": _moving(
        "withdraw", "Withdraw {n}", "Readers see them no more: their pages say that they were withdrawn."
    ),
    "delete": Action(
        "Delete {n}",
        "They are taken out of the archive, with their citations. Each leaves a tombstone: its address says that it "
        "was deleted.",
        DELETE, bulk_articles.delete, chunk=SMALL_CHUNK, has_event=True,
    ),
    "read-again": Action(
        "Read the citations of {n} again",
        "Citations, references and links are read from the texts as they stand. What editors decided stays. There is "
        "nothing to undo: the texts say it.",
        CHANGE, bulk_articles.read_again, chunk=SMALL_CHUNK,
    ),
    "confirm-citations": Action(
        "Confirm {n}", "They stand as a person’s word, and no reading of the text changes them.",
        step=bulk_citations.set_status(CitationStatus.CONFIRMED), max_at_once=MANY, **_CITATIONS,
    ),
    "reject-citations": Action(
        "Reject {n}", "Readers do not see them, and they count for no source. The dates of issues that were inferred "
        "from them are inferred again.",
        step=bulk_citations.set_status(CitationStatus.REJECTED), max_at_once=MANY, **_CITATIONS,
    ),
    "reject-group": Action(
        "Reject {n} of “{group}”", "Their texts cite no source by this name: they leave the queue, and readers do not "
        "see them. The dates of issues that were inferred from them are inferred again.",
        step=bulk_citations.set_status(CitationStatus.REJECTED, of_group=True), max_at_once=MANY, **_GROUP,
    ),
    bulk_citations.ATTACH: Action(
        "Attach {n} of “{group}” to {source_name}", "The spellings become other names of the source, now and in texts "
        "to come, and the articles are read again with them.",
        step=bulk_citations.attach, **_GROUP, **_READ,
    ),
    bulk_citations.MAKE_SOURCE: Action(
        "Make the source {source_name} of {n} of “{group}”", "The source is made, or the one of that name is taken. "
        "The spellings become its other names, and the articles are read again with them.",
        step=bulk_citations.make_source, **_GROUP, **_READ,
    ),
    DISMISS_ACTION: Action(
        "Dismiss {n} of “{title}”", "They leave the review desk, and are listed under Dismissed warnings.",
        "archive.add_dismissedwarning", bulk_warnings.dismiss_warnings, noun="warning", members=bulk_warnings.keys_of,
    ),
    DELETE_ISSUES: Action(
        "Delete {issues_counted} with {articles_counted}: {names}",
        "They are taken out of the archive, with all that is in them. Each article leaves a tombstone: its address "
        "says that it was deleted.",
        "archive.delete_issue",
        by_kind({"article": bulk_articles.delete, "issue": bulk_deletions.delete_rows(Issue)}),
        rows=Issue, members=_with_their_articles, noun="record", chunk=SMALL_CHUNK,
    ),
    "delete-author": _deleting(Author, "Only authors who sign nothing can go."),
    "delete-topic": _deleting(Topic, "Articles stay, and are filed under them no more."),
    "delete-source": _deleting(Source, "Citations stay, without a source: they wait in the review queue again."),
    "delete-publication": _deleting(Publication, "Only publications without issues can go."),
    "delete-citation": _deleting(Citation, "Only those that editors decided on can go. Reject what is no citation."),
    "delete-dismissedwarning": Action(
        "Restore {n}", "They are shown on the review desk again.", "archive.delete_dismissedwarning",
        bulk_deletions.delete_rows(DismissedWarning), rows=DismissedWarning, noun="warning",
    ),
    UNDO: Action("Undo: {label}", "", "", by_kind(UNDOING), noun="record", chunk=SMALL_CHUNK),
}  # fmt: skip


def label_of(action: str, ids: Sequence[Any], parameters: Parameters) -> str:
    """Return a decision in words, with its number: "Reject 850 citations of “Kerpress”"."""
    shown = {name: str(value)[:60] for name, value in parameters.items() if isinstance(value, str)}
    if action == DELETE_ISSUES:
        articles = sum(kind == "article" for kind, _ in ids)
        shown |= {
            "issues_counted": counted(len(ids) - articles, "issue"),
            "articles_counted": counted(articles, "article"),
        }
    return ACTIONS[action].title.format(n=counted(len(ids), ACTIONS[action].noun), **shown)[:200]


def samples(task: BulkTask, most: int, user: Account) -> list[str]:
    """Return the first rows of a decision in words, limited to articles that the account may see."""
    rows = ACTIONS[task.action].rows
    if task.action == DISMISS_ACTION:
        return bulk_warnings.texts_of(task.parameters, task.ids[:most])
    ids = task.parameters["issues"] if task.action == DELETE_ISSUES else task.ids
    found: Any = rows._default_manager.filter(pk__in=ids[:most])
    if rows is Article:
        return list(found.filter(visible_to(user)).order_by("pk").values_list("title", flat=True))
    if rows is Citation:
        seen = found.filter(visible_to(user, "article__")).select_related("article").order_by("pk")
        return [f"{one.raw}, in “{one.article.title}”" for one in seen]
    return [str(one) for one in found.order_by("pk")]


def articles_of(task: BulkTask) -> int:
    """Return how many articles a decision changes in the index; for tasks that are done at once."""
    if ACTIONS[task.action].rows is Citation:
        return Citation.objects.filter(pk__in=task.ids).order_by().values("article_id").distinct().count()
    return task.total


def states(action: str, ids: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """Return the present state of the rows that a person decides on; deleted rows are left out."""
    rows = ACTIONS[action].rows
    if ids and not isinstance(ids[0], int):  # warnings, or pairs, of which only the articles matter
        yield from ([(one,) for one in ids] if isinstance(ids[0], str) else map(tuple, ids))
        return
    columns = {Article: ("status", "publish_at", "version"), Citation: ("status", "source_id")}.get(rows, ())
    for some in chunks(ids):
        yield from rows._default_manager.filter(pk__in=some).order_by("pk").values_list("pk", *columns)
