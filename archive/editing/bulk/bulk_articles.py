"""Decisions on articles: transitions, deletion, deriving again; and their undo."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F
from django.db.models.deletion import Collector
from django.db.models.functions import Now

from archive.editing.bulk.bulk_outcome import CHANGED_SINCE, GONE_SINCE, BulkOutcome, by_state
from archive.editing.change_set import change_set
from archive.editing.derived.rederive import derive_all
from archive.editing.publishing.transitions import Transition, validation_error
from archive.editing.publishing.workflow import (
    apply_transition,
    made_by,
    reason_delete_denied,
    reason_edit_denied,
    title_for,
)
from archive.editing.versions.restore import CannotRestore, restore_deleted
from archive.models import Article, BulkRecord, BulkTask, Status, Tombstone, version_model
from archive.models.common.accounts import Account
from archive.models.common.outbox import batch_enqueue
from archive.models.common.permissions import EDIT_ANY, PUBLISH
from archive.models.common.tombstone import Reason
from archive.models.records.audit_event import EventKind, record
from archive.models.records.versions import DELETED

ARTICLE, DELETED_ARTICLE = "article", "deleted article"
# Columns that a transition writes; the first two show whether somebody moved the article since.
MOVED_COLUMNS = ("status", "publish_at", "status_by_id", "status_since", "note")
COMPARED = ("status", "publish_at")


def states_of(ids: Sequence[int]) -> dict[int, dict[str, object]]:
    """Return the status of articles as JSON, by id: {12: {"status": "draft", "publish_at": None, …}}."""
    rows = Article.objects.filter(pk__in=ids).order_by().values("pk", *MOVED_COLUMNS)
    return {row.pop("pk"): {name: _as_json(value) for name, value in row.items()} for row in rows}


def _as_json(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime.datetime) else value


def note_moved(done: BulkOutcome, before: dict[int, dict[str, object]]) -> None:
    """Record the articles' states before (`states_of`) and after a transition, where they differ."""
    after = states_of(list(before))
    for pk, state in before.items():
        if pk in after and after[pk] != state:
            done.note(ARTICLE, pk, state, {name: after[pk][name] for name in COMPARED})


def move(move: Transition) -> Callable[[BulkTask, Sequence[int]], BulkOutcome]:
    """Return a step that makes a transition with articles, as far as the person may."""

    def step(task: BulkTask, ids: Sequence[int]) -> BulkOutcome:
        parameters = task.parameters
        versions = {int(pk): version for pk, version in parameters.get("versions", {}).items()} or None
        moment = datetime.datetime.fromisoformat(parameters["moment"]) if parameters.get("moment") else None
        if reason := validation_error(move, parameters.get("note", ""), moment):  # it passed meanwhile
            return BulkOutcome(left=[(task.label, reason)])
        before = states_of(ids)
        outcome = apply_transition(
            move, Article.objects.filter(pk__in=ids), by=task.by, note=parameters.get("note", ""), moment=moment,
            versions=versions, detail={"task": task.pk},
        )  # fmt: skip
        left = [(title, reason) for reason, titles in outcome.refused.items() for title in titles]
        done = BulkOutcome(len(outcome.moved), left)
        note_moved(done, {pk: before[pk] for pk in outcome.moved if pk in before})
        return done

    return step


def undo_moves(task: BulkTask, records: Sequence[BulkRecord]) -> BulkOutcome:
    """Restore the former status of articles that nobody moved since; those that readers saw leave a tombstone."""
    done = BulkOutcome()
    rows = Article.objects.filter(pk__in=[one.row_id for one in records]).order_by().select_for_update(of=("self",))
    articles = {one.pk: one for one in rows.only("title", "created_by", *COMPARED)}
    back = []
    for one in records:
        if reason := _refusal_to_put_back(task, one, articles.get(one.row_id)):
            title = articles[one.row_id].title if one.row_id in articles else f"Article {one.row_id}"
            done.left.append((title, reason))
        else:
            back.append(one)
    with change_set(f"Undone: {task.undoes}", by=task.by):
        for before, _, these in by_state(back):
            _put_back(before, [one.row_id for one in these])
    done.changed = len(back)
    return done


def _refusal_to_put_back(task: BulkTask, one: BulkRecord, article: Article | None) -> str:
    """Return why an article's status cannot be restored; "" where it can."""
    if article is None:
        return GONE_SINCE
    if {name: _as_json(getattr(article, name)) for name in COMPARED} != one.after:
        return CHANGED_SINCE
    if Status.PUBLISHED in (one.before["status"], one.after["status"]) and not _who(task).has_perm(PUBLISH):
        return "Articles are published and withdrawn by the publishers only."
    if not _who(task).has_perm(EDIT_ANY) and not made_by(_who(task), article):
        return "Others wrote it."
    return ""


def _who(task: BulkTask) -> Account:
    """Return the account of a task; a deleted account has no rights."""
    return task.by or AnonymousUser()


def _put_back(before: dict[str, object], ids: list[int]) -> None:
    articles = Article.objects.filter(pk__in=ids)
    if before["status"] != Status.PUBLISHED:
        shown = articles.published().select_related("issue__publication").order_by()
        Tombstone.create_for(shown.only("title", "slug", "issue"), Reason.WITHDRAWN)
    articles.update(**_from_json(before), changed=Now(), version=F("version") + 1)


def _from_json(state: dict[str, object]) -> dict[str, object]:
    fields: dict[str, Any] = {name: Article._meta.get_field(name.removesuffix("_id")) for name in MOVED_COLUMNS}
    return {name: fields[name].to_python(state[name]) if state[name] else state[name] for name in MOVED_COLUMNS}


def delete(task: BulkTask, ids: Sequence[int]) -> BulkOutcome:
    """Delete articles, each with its tombstone."""
    articles, done = [], BulkOutcome()
    for article in Article.objects.filter(pk__in=ids).select_related("issue__publication").order_by("pk"):
        if reason := reason_delete_denied(_who(task), article):
            done.left.append((title_for(_who(task), article), reason))
        else:
            articles.append(article)
    if not articles:
        return done
    deleted = [article.pk for article in articles]
    before = states_of(deleted)
    withdrawn = set(Tombstone.objects.filter(article_id__in=deleted).values_list("article_id", flat=True))
    with change_set("Deleted with others", by=task.by), batch_enqueue():
        # Deletes the loaded rows, not a new query for them: tombstones need the issues that they hold.
        collector = Collector(using="default", origin=articles)  # type: ignore[arg-type]  # Django takes any
        collector.collect(articles)
        collector.delete()
    detail = {"articles": deleted, "task": task.pk}
    record(EventKind.DELETE, actor=task.by, of=f"{len(deleted):,} articles", detail=detail)
    for pk, article in zip(deleted, articles, strict=True):  # a deleted row has no number any more
        state = before[pk] | {"title": article.title[:200], "had_tombstone": pk in withdrawn}
        done.note(DELETED_ARTICLE, pk, state)
    done.changed = len(deleted)
    return done


def undo_deletions(task: BulkTask, records: Sequence[BulkRecord]) -> BulkOutcome:
    """Restore deleted articles from their last versions, each with its former status."""
    done = BulkOutcome()
    for one in records:
        before = dict(one.before)
        title, had_tombstone = before.pop("title"), before.pop("had_tombstone")
        if before["status"] in (Status.PUBLISHED, Status.WITHDRAWN) and not _who(task).has_perm(PUBLISH):
            done.left.append((title, "What was published is brought back by the publishers only."))
            continue
        gone = version_model(Article).objects.filter(id=one.row_id, history_type=DELETED)
        version = gone.order_by("-history_id").first()
        try:
            if version is None:
                raise CannotRestore("Its last version was not kept.")
            restore_deleted(version, by=task.by, status=Status(before["status"]), leaves_event=False)
        except CannotRestore as reason:
            done.left.append((title, str(reason)))
            continue
        Article.objects.filter(pk=one.row_id).update(**_from_json(before))
        if not had_tombstone:
            Tombstone.objects.filter(article_id=one.row_id).delete()
        done.changed += 1
    return done


def read_again(task: BulkTask, ids: Sequence[int]) -> BulkOutcome:
    """Derive citations, references and links of the articles again."""
    done, allowed = BulkOutcome(), []
    for article in Article.objects.filter(pk__in=ids).defer("body"):
        if reason := reason_edit_denied(_who(task), article):
            done.left.append((title_for(_who(task), article), reason))
        else:
            allowed.append(article.pk)
    done.changed = sum(batch.changed for batch in derive_all(Article.objects.filter(pk__in=allowed)))
    return done
