"""Progress of a task, as the script on its page polls it."""

from __future__ import annotations

from django.http import JsonResponse

from archive.models.records.task import Task


def progress_of(task: Task) -> JsonResponse:
    """Return a task's state and its counts: {"state": "running", "done": 480, "total": 5000}; `total` may be null."""
    progress = {"state": task.state, "done": task.done, "total": task.total}
    return JsonResponse(progress, headers={"Cache-Control": "no-store"})
