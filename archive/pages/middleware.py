"""Middleware for every response."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from csp.constants import HEADER as CONTENT_SECURITY_POLICY
from csp.utils import build_policy
from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse

from archive.failures import sentence_for
from archive.pages import errors

logger = logging.getLogger(__name__)


def without_body_for_head(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer HEAD with the headers of GET and no body: Django leaves that to the server, and gunicorn complains."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "HEAD" and not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response

    return answer


def without_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Take NUL out of the query string: nobody types it, no text holds it, and PostgreSQL refuses to look for it."""

    def answer(request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\0" in query:
            request.META["QUERY_STRING"] = query.replace("%00", "").replace("\0", "")
        return get_response(request)

    return answer


class RefusedByDatabase:
    """Answers 400 where a value that was sent is none that the database can hold or compare.

    PostgreSQL is stricter than SQLite: no text has a NUL, no number more digits than its column.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DataError):
            return None
        logger.warning("A value sent to %s was refused by the database: %s", request.path, exception)
        return errors.bad_request(request, exception)


def with_content_policy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Add the content security policy of the settings to every response without one of its own.

    The header is built once: no page has nonces or exceptions. django-csp's own middleware, which allows for both,
    builds it for each response, which took a sixth of the time of a cached page.
    """
    policy = build_policy()

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # Django's debug pages have inline styles.
        if not (settings.DEBUG and response.status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.INTERNAL_SERVER_ERROR)):
            response.headers.setdefault(CONTENT_SECURITY_POLICY, policy)
        return response

    return answer


class FailureReports:
    """Answers 503 where disk or database fail, with a line in the log that says what to do instead of a traceback."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the answer to a failure that is known; others are Django's to report."""
        if not (sentence := sentence_for(exception)):
            return None
        logger.error("%s could not be answered: %s", request.path, sentence)
        return errors.unavailable(request)
