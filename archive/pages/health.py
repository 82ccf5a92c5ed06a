"""Health checks for operators: whether the process is up, and whether it can do its work."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from archive.search.engine import IndexUnusable, usable
from archive.search.indexing.index_updates import lag

logger = logging.getLogger(__name__)


class NotReady(Exception):
    """Raised where a part of the site cannot do its work; the message gives reason and remedy."""


def database() -> None:
    """Raise NotReady unless the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        raise NotReady("the database does not answer") from error


def index() -> None:
    """Raise NotReady unless the search index can be read, and is what was written."""
    try:
        usable(seconds=VERIFY_SECONDS)
    except IndexUnusable as error:
        raise NotReady(str(error)) from error


def restore() -> None:
    """Raise NotReady while a restore is under way, or was cut short and not ended yet."""
    if Path(settings.RESTORE_JOURNAL).exists():
        raise NotReady("a restore is under way or was cut short; starting any command ends one that was")


def outbox() -> str | None:
    """Raise NotReady where the index lags behind; return a remark on dead letters, which block nothing."""
    try:
        state = lag()
    except DatabaseError as error:
        raise NotReady("the database does not answer") from error
    if state.oldest_seconds > MAX_LAG_SECONDS:
        raise NotReady(
            f"{state.waiting} changes wait for the index, the oldest for {state.oldest_seconds:.0f} seconds: "
            "python manage.py update_index"
        )
    if state.dead_letters:
        return f"{state.dead_letters} changes could not be indexed; see Search index queue in the admin"
    return None


MAX_LAG_SECONDS = 300
# Files of the index that changed, or that this process has not read yet, are read for so long; what is left is read at
# the next request. Of one that was read it is asked only whether it changed.
VERIFY_SECONDS = 0.5

# Checks by name. Each raises NotReady, or returns a remark; a part of the site that others depend
# on adds its own.
CHECKS: dict[str, Callable[[], str | None]] = {
    "database": database,
    "index": index,
    "restore": restore,
    "outbox": outbox,
}


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Return 200 while the process answers at all."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Return 200 when every check passes, else 503, with the outcome of each check by name."""
    outcomes = {name: _outcome(name, check) for name, check in CHECKS.items()}
    ready = all(passed for passed, _ in outcomes.values())
    checks = {name: text for name, (_, text) in outcomes.items()}
    return JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else 503)


def _outcome(name: str, check: Callable[[], str | None]) -> tuple[bool, str]:
    """Return whether a check passed, and its message."""
    try:
        remark = check()
    except NotReady as reason:
        logger.error("not ready: %s: %s", name, reason)
        return False, str(reason)
    return True, f"ok, but {remark}" if remark else "ok"
