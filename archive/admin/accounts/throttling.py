"""Throttling of sign-ins: limits of failures, and the page shown when locked out."""

from __future__ import annotations

from axes.handlers.database import AxesDatabaseHandler
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class SignInThrottle(AxesDatabaseHandler):
    """Lockout by three counts, each with its own limit: a name from an address, an address, a name.

    The first is for the person who mistypes; the second for one machine that tries many names; the third for many
    machines that try one name (OWASP ASVS 4.0.3, 2.2.1: at most a hundred failures an hour on one account).
    """

    def get_failures(self, request: HttpRequest, credentials: dict | None = None) -> int:
        """Return the failures of the count that is nearest to its limit, scaled to the first one's limit."""
        limits = (settings.AXES_FAILURE_LIMIT, settings.AXES_FAILURES_OF_ADDRESS, settings.AXES_FAILURES_OF_NAME)
        counts = (
            sum(attempts.values_list("failures_since_start", flat=True))
            for attempts in self.get_user_attempts(request, credentials)
        )
        return max(count * settings.AXES_FAILURE_LIMIT // limit for count, limit in zip(counts, limits, strict=True))

    def reset_user_attempts(self, request: HttpRequest, credentials: dict | None = None) -> int:
        """Delete the failures of this name from this address after a sign-in, and no others.

        Otherwise one account would be enough to try all others from one machine without end.
        """
        of_name_and_address = self.filter_user_attempts(request, credentials)[0]
        return of_name_and_address.delete()[0]


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict | None) -> HttpResponse:
    """Show a 429 page with the duration and what to do. It does not reveal whether there is an account of that name."""
    context = {**admin.site.each_context(request), "hours": settings.AXES_COOLOFF_TIME, "title": "Too many attempts"}
    answer = render(request, "admin/locked_out.html", context, status=settings.AXES_HTTP_RESPONSE_CODE)
    answer.headers["Retry-After"] = str(settings.AXES_COOLOFF_TIME * 3600)
    answer.headers["Cache-Control"] = "no-store"
    return answer
