"""Actions on thousands of articles: what was asked for is shown, started by a second word, and watched as it goes on.

What is small enough is done at once; the rest by a process of its own, which outlives the tab and the server's worker.
"""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from archive.editing.bulk_operations import CHUNK, MAX_ROWS, CannotStart, run
from archive.editing.publishing.workflow import Transition, visible_to
from archive.imports.batches.subprocesses import start_task
from archive.models import Article, BulkState, BulkTask
from archive.models.common.permissions import EDIT_ANY

SHOWN = 10
# What will happen, as the page says it before it is started; what a task is called, with the number of articles.
WORDS = {
    "send": ("Send {} to review", "They are put before the editors. Readers do not see them."),
    "publish": ("Publish {}", "Readers see them, each at its own moment where that is to come."),
    "withdraw": ("Withdraw {}", "Readers see them no more: their pages say that they were withdrawn."),
    "delete": (
        "Delete {}",
        "They are taken out of the archive, with their citations. Each leaves a tombstone: its address says that it "
        "was deleted. Those with a history can be brought back under Deleted articles.",
    ),
    "read-again": (
        "Read the citations of {} again",
        "Citations, references and links are read from the texts as they stand. What editors decided stays.",
    ),
}


def launch(task: BulkTask) -> None:
    """Start the task's process."""
    start_task("run_task", str(task.pk))


def counted(number: int) -> str:
    return "1 article" if number == 1 else f"{number:,} articles"


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

    def _move_selected(self, request, articles, move: Transition):
        """Move some articles at once, many by a task."""
        if move.name in WORDS and len(articles.order_by().values("pk")[: CHUNK + 1]) > CHUNK:
            return self.ask(request, articles, move.name)
        return super()._move_selected(request, articles, move)

    def ask(self, request, articles, action: str) -> HttpResponseRedirect:
        """Make the task, and show what it would do."""
        ids = list(articles.order_by().values_list("pk", flat=True)[: MAX_ROWS + 1])
        if len(ids) > MAX_ROWS:
            text = f"More than {MAX_ROWS:,} articles are too many for one task. Choose a publication or a year."
            self.message_user(request, text, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        label = WORDS[action][0].format(counted(len(ids)))
        task = BulkTask.objects.create(action=action, label=label, ids=ids, total=len(ids), by=request.user)
        return HttpResponseRedirect(reverse("admin:archive_bulktask_change", args=[task.pk]))


class BulkTaskAdmin(admin.ModelAdmin):
    """What was asked for with many articles: to be started, under way, or done."""

    list_display = ["label", "state", "done", "total", "by", "created"]
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
        tasks = super().get_queryset(request).defer("ids", "failures")
        return tasks if request.user.has_perm(EDIT_ANY) else tasks.filter(by=request.user)

    def get_urls(self):
        def protected(view):
            return self.admin_site.admin_view(view)

        return [
            path("<int:pk>/start/", protected(require_POST(self.start_view)), name="archive_bulktask_start"),
            path("<int:pk>/stop/", protected(require_POST(self.stop_view)), name="archive_bulktask_stop"),
            path("<int:pk>/progress.json", protected(self.progress_view), name="archive_bulktask_progress"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """What the task would do, how far it is, or what became of it."""
        task = self._task(request, object_id)
        seen = Article.objects.filter(visible_to(request.user), pk__in=task.ids[:SHOWN])
        titles = seen.values_list("title", flat=True)
        context = {
            **self.admin_site.each_context(request),
            "title": task.label,
            "opts": self.opts,
            "task": task,
            "what": WORDS[task.action][1],
            "titles": titles if task.state == BulkState.WAITING else [],
            "more": max(0, task.total - SHOWN),
            "may_start": task.by_id == request.user.pk and self._may_be_started(task),
            "articles_url": reverse("admin:archive_article_changelist"),
        }
        return TemplateResponse(request, "admin/archive/bulktask/change.html", context)

    @staticmethod
    def _may_be_started(task: BulkTask) -> bool:
        return task.state in (BulkState.WAITING, BulkState.STOPPED, BulkState.FAILED) or task.is_silent

    def start_view(self, request, pk: int):
        """Start it, or go on with it: at once where it is little, else by a process of its own."""
        task = self._task(request, str(pk))
        if task.by_id != request.user.pk:
            raise PermissionDenied
        address = reverse("admin:archive_bulktask_change", args=[task.pk])
        if not self._may_be_started(task):
            self.message_user(request, "It is under way, or done already.", messages.INFO)
        elif task.left <= CHUNK:
            self._do(request, task)
        else:
            # Said to run before it does, so that a second click starts no second one.
            BulkTask.objects.filter(pk=task.pk).update(state=BulkState.RUNNING, heard_of=None, created=timezone.now())
            launch(task)
        return HttpResponseRedirect(address)

    def _do(self, request, task: BulkTask) -> None:
        try:
            for _ in run(task):
                pass
        except CannotStart as busy:
            self.message_user(request, str(busy), messages.WARNING)

    def stop_view(self, request, pk: int):
        """Stop it after the chunk that it is at; what is done stays done."""
        task = self._task(request, str(pk))
        if task.by_id != request.user.pk and not request.user.has_perm(EDIT_ANY):
            raise PermissionDenied
        if task.state == BulkState.WAITING:
            task.state, task.finished = BulkState.STOPPED, timezone.now()
            task.save(update_fields=["state", "finished"])
            self.message_user(request, "Nothing was done.")
            return HttpResponseRedirect(reverse("admin:archive_article_changelist"))
        BulkTask.objects.filter(pk=task.pk).update(stop_asked=True)
        return HttpResponseRedirect(reverse("admin:archive_bulktask_change", args=[task.pk]))

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
