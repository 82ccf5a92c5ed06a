"""Decisions on many rows: what was asked for is shown with its number, started by a second word, and undone as a whole.

What is small enough is done at once; the rest by a process of its own, which outlives the tab and the server's worker.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from archive.admin.indexing import index_follows
from archive.ingest.bulk import (
    MOST_ROWS,
    CannotStart,
    CannotUndo,
    propose,
    propose_undo,
    refresh,
    refusal_to_undo,
    run_at_once,
)
from archive.ingest.bulk_actions import ACTIONS, CHUNK, FEW, Action, articles_of, samples
from archive.ingest.bulk_outcome import counted
from archive.ingest.launching import start_task
from archive.models import BulkState, BulkTask
from archive.models.rights import EDIT_EVERY
from archive.models.workflow import Move

SHOWN = 10
# The page to go back to after the decision, among the task's parameters.
THEN = "then"


def launch(task: BulkTask) -> None:
    """Start the task's process."""
    start_task("run_task", str(task.pk))


def action_of(task: BulkTask) -> Action:
    """What was decided; of an undoing, what it undoes."""
    return ACTIONS[task.undoes.action if task.undoes else task.action]


def most_at_once(task: BulkTask) -> int:
    """How many rows are done while the person waits."""
    most = action_of(task).max_at_once
    return CHUNK if most == FEW else most


def ask(
    request: HttpRequest, action: str, ids: Sequence, parameters: dict | None = None, *, then: str = ""
) -> HttpResponse:
    """Ask whether a decision is meant, naming its number; `then` is where to go when it is made."""
    if len(ids) > MOST_ROWS:
        text = f"More than {MOST_ROWS:,} are too many for one decision. Narrow the list, by publication or year say."
        messages.error(request, text)
        return HttpResponseRedirect(then or request.get_full_path())
    parameters = (parameters or {}) | ({THEN: then} if then else {})
    return HttpResponseRedirect(address_of(propose(action, ids, by=request.user, parameters=parameters)))


def decide(request: HttpRequest, action: str, ids: Sequence, parameters: dict | None = None) -> BulkTask:
    """Make a decision that needs no question (it is on one record, or was asked already), and say how to undo it."""
    task = propose(action, ids, by=request.user, parameters=parameters)
    carry_out(request, task)
    return task


def carry_out(request: HttpRequest, task: BulkTask) -> None:
    """Do it at once where it is little, else by a process of its own, and say what became of it."""
    if task.left <= most_at_once(task):
        try:
            with index_follows(articles_of(task.undoes or task)):
                run_at_once(task)
        except CannotStart as busy:
            messages.warning(request, str(busy))
        else:
            say_outcome(request, task)
        return
    # Said to run before it does, so that a second click starts no second one.
    BulkTask.objects.filter(pk=task.pk).update(state=BulkState.RUNNING, heard_of=None, created=timezone.now())
    launch(task)


def say_outcome(request: HttpRequest, task: BulkTask) -> None:
    """Say what a decision did, with the way to undo it as a whole."""
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
    """The address of a decision's page."""
    return reverse(f"admin:archive_bulktask_{page}", args=[task.pk])


class BulkArticles(admin.ModelAdmin):
    """A ModelAdmin of articles whose actions take any number of rows."""

    def get_actions(self, request):
        """Without Django's deletion, which lists everything that hangs on every row, and deletes it in one go."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    @admin.action(description="Delete the selected articles", permissions=["delete"])
    def delete_many(self, request, articles):
        return self.ask(request, articles, "delete")

    @admin.action(description="Read the citations of the selected articles again", permissions=["change"])
    def read_again(self, request, articles):
        return self.ask(request, articles, "read-again")

    def _move_selected(self, request, articles, move: Move):
        """Move one article at once; ask about more."""
        if move.name in ACTIONS and len(articles.order_by().values("pk")[:2]) > 1:
            return self.ask(request, articles, move.name)
        return super()._move_selected(request, articles, move)

    def ask(self, request, articles, action: str, parameters: dict | None = None) -> HttpResponse:
        """Make the task, and show what it would do."""
        ids = list(articles.order_by().values_list("pk", flat=True)[: MOST_ROWS + 1])
        return ask(request, action, ids, parameters)


class UndoableDeletions(admin.ModelAdmin):
    """A ModelAdmin whose deletions, asked about by Django's page, are undone as a whole."""

    def delete_model(self, request, obj) -> None:
        self._delete(request, [obj])

    def delete_queryset(self, request, queryset) -> None:
        self._delete(request, list(queryset))

    def _delete(self, request, rows: list) -> None:
        names = ", ".join(str(row) for row in rows[:3]) + ("…" if len(rows) > 3 else "")
        decide(request, f"delete-{self.opts.model_name}", [row.pk for row in rows], {"names": names})


class BulkTaskAdmin(admin.ModelAdmin):
    """What was decided on many rows: to be started, under way, done, or undone."""

    list_display = ["label", "state", "done", "total", "by", "created", "is_undone"]
    list_filter = ["state"]
    list_select_related = ["by"]
    ordering = ["-created", "-pk"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def get_queryset(self, request):
        """All tasks for editors, their own for others; without the ids, which may be many."""
        tasks = super().get_queryset(request).defer("ids", "failures", "parameters")
        return tasks if request.user.has_perm(EDIT_EVERY) else tasks.filter(by=request.user)

    def get_urls(self):
        def protected(view):
            return self.admin_site.admin_view(view)

        return [
            path("<int:pk>/start/", protected(require_POST(self.start_view)), name="archive_bulktask_start"),
            path("<int:pk>/stop/", protected(require_POST(self.stop_view)), name="archive_bulktask_stop"),
            path("<int:pk>/undo/", protected(self.undo_view), name="archive_bulktask_undo"),
            path("<int:pk>/progress.json", protected(self.progress_view), name="archive_bulktask_progress"),
            *super().get_urls(),
        ]

    @admin.display(description="undone", boolean=True, ordering="undone")
    def is_undone(self, task: BulkTask) -> bool:
        return task.undone is not None

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """What the task would do, how far it is, or what became of it."""
        task = self._task(request, object_id)
        is_waiting = task.state == BulkState.WAITING
        action = ACTIONS[task.action]
        context = {
            **self._about(request, task),
            "what": action.effect,
            "samples": samples(task, SHOWN) if is_waiting and not task.undoes else [],
            "more": max(0, task.total - SHOWN),
            "may_start": task.by_id == request.user.pk and self._may_be_started(task),
            "may_undo": not refusal_to_undo(task) and self._may_decide(request, task),
            "undoings": task.undoings.select_related("by"),
        }
        return TemplateResponse(request, "admin/archive/bulktask/change.html", context)

    def _about(self, request, task: BulkTask) -> dict[str, object]:
        return {
            **self.admin_site.each_context(request),
            "title": task.label,
            "opts": self.opts,
            "task": task,
            "noun": f"{ACTIONS[task.action].noun}s",
            "then": task.parameters.get(THEN) or reverse("admin:archive_article_changelist"),
            "has_then": THEN in task.parameters,
        }

    @staticmethod
    def _may_be_started(task: BulkTask) -> bool:
        return not task.undone and (
            task.state in (BulkState.WAITING, BulkState.STOPPED, BulkState.FAILED) or task.is_silent
        )

    @staticmethod
    def _may_decide(request, task: BulkTask) -> bool:
        """Whether the person has the right that the decision asks for; whoever may decide so may undo it."""
        return request.user.has_perm(action_of(task).right)

    def start_view(self, request, pk: int):
        """Start it, or go on with it, unless its rows are others by now than the person was asked about."""
        task = self._task(request, str(pk))
        if task.by_id != request.user.pk or not self._may_decide(request, task):
            raise PermissionDenied
        if not self._may_be_started(task):
            self.message_user(request, "It is under way, or done already.", messages.INFO)
        elif self._is_changed(request, task):
            return self._ask_again(request, task)
        else:
            carry_out(request, task)
            task.refresh_from_db()
            if THEN in task.parameters and task.state == BulkState.FINISHED:
                return HttpResponseRedirect(task.parameters[THEN])
        return HttpResponseRedirect(address_of(task))

    @staticmethod
    def _is_changed(request, task: BulkTask) -> bool:
        seen = request.POST.get("seen", task.parameters.get("seen"))
        return refresh(task) or seen != task.parameters.get("seen")

    def _ask_again(self, request, task: BulkTask) -> HttpResponseRedirect:
        if task.total:
            text = "Nothing was done: the records changed since you were asked. Look at the number again."
            self.message_user(request, text, messages.WARNING)
            return HttpResponseRedirect(address_of(task))
        BulkTask.objects.filter(pk=task.pk).update(state=BulkState.STOPPED, finished=timezone.now())
        self.message_user(request, "Nothing was done: somebody decided on all of them meanwhile.", messages.WARNING)
        return HttpResponseRedirect(task.parameters.get(THEN) or address_of(task))

    def undo_view(self, request, pk: int):
        """Ask whether a decision is to be undone as a whole, naming the number; then undo it."""
        task = self._task(request, str(pk))
        if not self._may_decide(request, task):
            raise PermissionDenied
        if reason := refusal_to_undo(task):
            self.message_user(request, f"Nothing was undone. {reason}", messages.WARNING)
            return HttpResponseRedirect(address_of(task))
        if request.method == "POST":
            return self._undo(request, task)
        number = task.records.count()
        context = self._about(request, task) | {"title": f"Undo: {task.label}", "number": number}
        return TemplateResponse(request, "admin/archive/bulktask/undo.html", context)

    def _undo(self, request, task: BulkTask) -> HttpResponseRedirect:
        try:
            undoing = propose_undo(task, by=request.user)
        except CannotUndo as reason:
            self.message_user(request, f"Nothing was undone. {reason}", messages.WARNING)
            return HttpResponseRedirect(address_of(task))
        carry_out(request, undoing)
        undoing.refresh_from_db()
        if undoing.state == BulkState.FINISHED and THEN in task.parameters:
            return HttpResponseRedirect(task.parameters[THEN])
        return HttpResponseRedirect(address_of(undoing))

    def stop_view(self, request, pk: int):
        """Stop it after the chunk that it is at; what is done stays done."""
        task = self._task(request, str(pk))
        if task.by_id != request.user.pk and not request.user.has_perm(EDIT_EVERY):
            raise PermissionDenied
        if task.state == BulkState.WAITING:
            task.state, task.finished = BulkState.STOPPED, timezone.now()
            task.save(update_fields=["state", "finished"])
            self.message_user(request, "Nothing was done.")
            return HttpResponseRedirect(task.parameters.get(THEN) or reverse("admin:archive_article_changelist"))
        BulkTask.objects.filter(pk=task.pk).update(stop_asked=True)
        return HttpResponseRedirect(address_of(task))

    def progress_view(self, request, pk: int) -> JsonResponse:
        """How far it is, for the page that shows it."""
        task = self._task(request, str(pk))
        silent = task.is_silent
        return JsonResponse({"state": task.state, "done": task.done, "total": task.total, "silent": silent})

    def _task(self, request, pk: str) -> BulkTask:
        task = self.get_object(request, pk)
        if task is None:
            raise Http404("no such task")
        if not self.has_view_permission(request, task):
            raise PermissionDenied
        return task
