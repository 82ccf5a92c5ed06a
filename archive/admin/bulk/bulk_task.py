"""Admin of decisions on many rows: confirmation, progress, outcome, undoing."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from archive.admin.bulk.bulk_actions import THEN, action_of, address_of, carry_out
from archive.admin.common.read_only import ReadOnlyRows
from archive.admin.common.task_progress import progress_of
from archive.editing.bulk.bulk_actions import ACTIONS, samples
from archive.editing.bulk.bulk_operations import CannotUndo, propose_undo, refresh, refusal_to_undo
from archive.editing.tasks.task_requests import reap_dead, request_stop
from archive.models import BulkState, BulkTask
from archive.models.common.permissions import EDIT_ANY

SHOWN = 10


class BulkTaskAdmin(ReadOnlyRows, admin.ModelAdmin):
    """Admin of tasks: waiting, running, finished, or undone."""

    list_display = ["label", "state", "done", "total", "by", "created", "is_undone"]
    list_filter = ["state"]
    list_select_related = ["by"]
    ordering = ["-created", "-pk"]

    def get_queryset(self, request):
        """Return all tasks for editors, their own for others; without the ids, which may be many."""
        tasks = super().get_queryset(request).defer("ids", "failures", "parameters")
        return tasks if request.user.has_perm(EDIT_ANY) else tasks.filter(by=request.user)

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
        """Show what the task would do, its progress, or its outcome."""
        task = self._task(request, object_id)
        is_waiting = task.state == BulkState.WAITING
        action = ACTIONS[task.action]
        context = {
            **self._about(request, task),
            "what": action.effect,
            "samples": samples(task, SHOWN, request.user) if is_waiting and not task.undoes else [],
            "more": max(0, task.total - SHOWN),
            "may_start": task.by_id == request.user.pk and self._may_be_started(task),
            "may_undo": not refusal_to_undo(task) and self._may_decide(request, task),
            "undoings": task.undo_tasks.select_related("by"),
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
        return not task.undone and task.state in (BulkState.WAITING, BulkState.STOPPED, BulkState.FAILED)

    @staticmethod
    def _may_decide(request, task: BulkTask) -> bool:
        """Return whether this user has the right that the decision needs; undoing needs the same."""
        return request.user.has_perm(action_of(task).right)

    def start_view(self, request, pk: int):
        """Start or resume the task, unless its rows changed since they were confirmed."""
        task = self._task(request, str(pk))
        if task.by_id != request.user.pk or not self._may_decide(request, task):
            raise PermissionDenied
        if not self._may_be_started(task):
            self.message_user(request, "It is under way, or done already.", messages.INFO)
        elif self._is_changed(request, task):
            return self._propose_again(request, task)
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

    def _propose_again(self, request, task: BulkTask) -> HttpResponseRedirect:
        if task.total:
            text = "Nothing was done: the records changed since you were asked. Look at the number again."
            self.message_user(request, text, messages.WARNING)
            return HttpResponseRedirect(address_of(task))
        BulkTask.objects.filter(pk=task.pk).update(state=BulkState.STOPPED, finished=timezone.now())
        self.message_user(request, "Nothing was done: somebody decided on all of them meanwhile.", messages.WARNING)
        return HttpResponseRedirect(task.parameters.get(THEN) or address_of(task))

    def undo_view(self, request, pk: int):
        """Ask for confirmation of undoing a decision as a whole, with its number; then undo it."""
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
        """Stop the task after its current chunk; finished chunks stay done."""
        task = self._task(request, str(pk))
        if task.by_id != request.user.pk and not request.user.has_perm(EDIT_ANY):
            raise PermissionDenied
        if task.state == BulkState.WAITING:
            task.state, task.finished = BulkState.STOPPED, timezone.now()
            task.save(update_fields=["state", "finished"])
            self.message_user(request, "Nothing was done.")
            return HttpResponseRedirect(task.parameters.get(THEN) or reverse("admin:archive_article_changelist"))
        request_stop(task)
        return HttpResponseRedirect(address_of(task))

    def progress_view(self, request, pk: int) -> JsonResponse:
        """Return the progress, for the page that shows it."""
        return progress_of(self._task(request, str(pk)))

    def _task(self, request, pk: str) -> BulkTask:
        task = self.get_object(request, pk)
        if task is None:
            raise Http404("no such task")
        if not self.has_view_permission(request, task):
            raise PermissionDenied
        reap_dead(task)
        return task
