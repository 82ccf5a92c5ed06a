"""Answers for operators: is the process up, and can it do its work."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)


class NotReady(Exception):
    """A part of the site cannot do its work; the message says why and what to do."""


def database() -> None:
    """Raise NotReady unless the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        raise NotReady("the database does not answer") from error


# Each has a name and raises NotReady; a part of the site that others depend on adds its own.
CHECKS: dict[str, Callable[[], None]] = {"database": database}


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when every check passes, 503 otherwise, with each check's outcome by name."""
    outcomes = {name: _outcome(name, check) for name, check in CHECKS.items()}
    ready = all(outcome == "ok" for outcome in outcomes.values())
    return JsonResponse({"ready": ready, "checks": outcomes}, status=200 if ready else 503)


def _outcome(name: str, check: Callable[[], None]) -> str:
    try:
        check()
    except NotReady as reason:
        logger.error("not ready: %s: %s", name, reason)
        return str(reason)
    return "ok"
