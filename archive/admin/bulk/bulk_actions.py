"""Decisions on many rows: shown with their number, confirmed, and undone as a whole.

Small ones are done at once, the others by a process of their own, which outlives the request and the worker.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from archive.admin.common.async_indexing import index_follows
from archive.admin.common.bounded_deletions import BoundedDeletions
from archive.editing.bulk.bulk_actions import ACTIONS, CHUNK, FEW, Action, articles_of
from archive.editing.bulk.bulk_operations import (
    MAX_ROWS,
    CannotStart,
    propose,
    refusal_to_undo,
    run_at_once,
)
from archive.editing.bulk.bulk_outcome import counted
from archive.editing.publishing.transitions import Transition
from archive.editing.tasks.subprocesses import launch
from archive.editing.tasks.task_lock import TaskLocked
from archive.editing.tasks.task_requests import mark_running
from archive.models import BulkTask

# Key of the task's parameters: the page to return to after the decision.
THEN = "then"


def action_of(task: BulkTask) -> Action:
    """Return the action of a task; of an undoing, the action that it undoes."""
    return ACTIONS[task.undoes.action if task.undoes else task.action]


def most_at_once(task: BulkTask) -> int:
    """Return how many rows are processed within the request."""
    most = action_of(task).max_at_once
    return CHUNK if most == FEW else most


def ask(
    request: HttpRequest, action: str, ids: Sequence, parameters: dict | None = None, *, then: str = ""
) -> HttpResponse:
    """Show the confirmation page of a decision, with its number; `then` is the page to return to."""
    if len(ids) > MAX_ROWS:
        text = f"More than {MAX_ROWS:,} are too many for one decision. Narrow the list, by publication or year say."
        messages.error(request, text)
        return HttpResponseRedirect(then or request.get_full_path())
    parameters = (parameters or {}) | ({THEN: then} if then else {})
    return HttpResponseRedirect(address_of(propose(action, ids, by=request.user, parameters=parameters)))


def decide(request: HttpRequest, action: str, ids: Sequence, parameters: dict | None = None) -> BulkTask:
    """Make a decision that needs no confirmation (on one record, or confirmed already), and offer to undo it."""
    task = propose(action, ids, by=request.user, parameters=parameters)
    carry_out(request, task)
    return task


def carry_out(request: HttpRequest, task: BulkTask) -> None:
    """Run a small task at once, else in a process of its own, and report the outcome."""
    if task.left <= most_at_once(task):
        try:
            with index_follows(articles_of(task.undoes or task)):
                run_at_once(task)
        except CannotStart as busy:
            messages.warning(request, str(busy))
        else:
            say_outcome(request, task)
        return
    # Marked as running before it starts, so that a second click starts no second process.
    mark_running(BulkTask.objects.filter(pk=task.pk))
    try:
        launch(task)
    except TaskLocked as busy:
        messages.warning(request, str(busy))


def say_outcome(request: HttpRequest, task: BulkTask) -> None:
    """Report the outcome of a decision, with a link to undo it as a whole."""
    number = f"{task.changed:,} of {counted(task.total, ACTIONS[task.action].noun)}"
    if refusal_to_undo(task):
        messages.success(request, format_html("{}: {}.", task.label, number))
    else:
        text = '{}: {}. <a href="{}">Undo…</a>'
        messages.success(request, format_html(text, task.label, number, address_of(task, "undo")))
    if task.failures:
        title, why = task.failures[0]
        rest = f", and {len(task.failures) - 1:,} more" if len(task.failures) > 1 else ""
        text = 'Left as it was: “{}”{}. {} <a href="{}">See all</a>'
        messages.warning(request, format_html(text, title, rest, why, address_of(task)))


def address_of(task: BulkTask, page: str = "change") -> str:
    """Return the address of a decision's page."""
    return reverse(f"admin:archive_bulktask_{page}", args=[task.pk])


class BulkArticles(admin.ModelAdmin):
    """A ModelAdmin of articles whose actions take any number of rows."""

    def get_actions(self, request):
        """Return the actions without Django's deletion, which lists all related rows and deletes them in one
        transaction.
        """
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    @admin.action(description="Delete the selected articles", permissions=["delete"])
    def delete_many(self, request, articles):
        return self.ask(request, articles, "delete")

    @admin.action(description="Read the citations of the selected articles again", permissions=["change"])
    def read_again(self, request, articles):
        return self.ask(request, articles, "read-again")

    def _move_selected(self, request, articles, move: Transition):
        """Move one article at once; ask for confirmation for more."""
        if move.name in ACTIONS and len(articles.order_by().values("pk")[:2]) > 1:
            return self.ask(request, articles, move.name)
        return super()._move_selected(request, articles, move)

    def ask(self, request, articles, action: str, parameters: dict | None = None) -> HttpResponse:
        """Create the task, and show what it would do."""
        ids = list(articles.order_by().values_list("pk", flat=True)[: MAX_ROWS + 1])
        return ask(request, action, ids, parameters)


class UndoableDeletions(BoundedDeletions):
    """A ModelAdmin whose deletions, confirmed on Django's page, can be undone as a whole."""

    def delete_model(self, request, obj) -> None:
        self._delete(request, [obj])

    def delete_queryset(self, request, queryset) -> None:
        self._delete(request, list(queryset))

    def _delete(self, request, rows: list) -> None:
        names = ", ".join(str(row) for row in rows[:3]) + ("…" if len(rows) > 3 else "")
        decide(request, f"delete-{self.opts.model_name}", [row.pk for row in rows], {"names": names})
