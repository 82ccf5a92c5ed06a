"""Limits of uploads, checked before anything is stored: an error page instead of a broken connection."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.urls import reverse

BLOCK = 1 << 20
# Browsers show a response only after sending everything: bytes that are read and discarded for that, and seconds.
MAX_DISCARDED = 1 << 30
SECONDS_FOR_IT = 10.0


def bounded_uploads(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse bodies above `settings.IMPORT_UPLOAD_BYTES`, and imports whose upload arrives damaged."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return get_response(request)
        if sent_bytes(request) > settings.IMPORT_UPLOAD_BYTES:
            discard(request)
            bound = settings.IMPORT_UPLOAD_BYTES >> 20
            return refusal(
                request,
                413,
                f"What was sent has {sent_bytes(request) >> 20:,} MB; {bound:,} MB are the most that this page takes.",
                "Nothing was stored. Send fewer files at a time, pack texts into a zip file, or ask the operator to "
                "import them with import_articles, which takes files of any size.",
            )
        if request.path == reverse("admin:archive_importbatch_add") and (problem := damage(request)):
            return refusal(request, 400, *problem)
        return get_response(request)

    return answer


def sent_bytes(request: HttpRequest) -> int:
    """Return the declared length of the body; 0 where it is missing, and then no more is read."""
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdigit() else 0


def damage(request: HttpRequest) -> tuple[str, str] | None:
    """Return what is wrong with the received form and what to do; None where it can be read."""
    try:
        request.POST  # noqa: B018 (reads the body)
    except TooManyFilesSent:
        return (
            f"There are more than {settings.DATA_UPLOAD_MAX_NUMBER_FILES:,} files.",
            "Nothing was stored. Put them into a zip file, and choose that.",
        )
    except TooManyFieldsSent:
        return "The form has too many fields.", "Open the page again, and choose the files there."
    except (MultiPartParserError, UnreadablePostError):
        return (
            "The upload was interrupted or damaged.",
            "Nothing was stored. Choose the files again; if it fails again, send fewer at a time.",
        )
    return None


def discard(request: HttpRequest) -> None:
    """Read and discard the rest of a request, within limits of size and time."""
    left = min(sent_bytes(request), MAX_DISCARDED)
    deadline = time.monotonic() + SECONDS_FOR_IT
    while left > 0 and time.monotonic() < deadline:
        try:
            block = request.read(min(BLOCK, left))
        except (UnreadablePostError, OSError):
            return
        if not block:
            return
        left -= len(block)


def refusal(request: HttpRequest, status: int, reason: str, remedy: str) -> HttpResponse:
    """Return the page that gives the reason. The connection is closed, since part of the request may be unread."""
    response = render(
        request,
        "admin/archive/importbatch/refusal.html",
        {"reason": reason, "remedy": remedy, "title": "The upload was rejected"},
        status=status,
    )
    response.headers["Connection"] = "close"
    return response
