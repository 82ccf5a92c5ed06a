"""Middleware of the admin: current user, session lifetime, security headers."""

from __future__ import annotations

import time
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout, user_logged_in
from django.http import HttpRequest, HttpResponse

from archive.models import EventKind
from archive.models.common.current_request import bind_request
from archive.models.common.url_cache import cached_reverse
from archive.models.records.audit_event import record

SINCE, SEEN, CONFIRMED = "signed_in_at", "seen_at", "password_given_at"
# The minimal interval between writes of a session.
RENEWED_AFTER = 60  # seconds
# Browser features that no page uses.
UNUSED_FEATURES = (
    "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "microphone", "midi", "payment", "usb",
)  # fmt: skip
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES)


def guard_the_desk(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """End sessions that are too old or idle for too long, and bind the request for the recording of events."""

    def answer(request: HttpRequest) -> HttpResponse:
        with bind_request(request):
            end_stale_session(request)
            response = get_response(request)
            if response.status_code == HTTPStatus.FORBIDDEN and SESSION_KEY in request.session:
                record(EventKind.DENIED, request=request, detail={"method": request.method, "path": request.path[:300]})
        if request.path.startswith(cached_reverse("admin:index")):
            response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
            response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        return response

    return answer


def end_stale_session(request: HttpRequest) -> None:
    """Sign out users after SESSION_HOURS, or SESSION_IDLE_MINUTES without a request; else note the time.

    Readers have no session, and cost nothing.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or SESSION_KEY not in request.session:
        return
    session, now = request.session, int(time.time())
    since, seen = session.setdefault(SINCE, now), session.get(SEEN, now)
    if now - since >= settings.SESSION_COOKIE_AGE or now - seen >= settings.SESSION_IDLE_SECONDS:
        logout(request)
    elif SEEN not in session or now - seen >= RENEWED_AFTER:
        session[SEEN] = now


def begin_session(sender, request, user, **kwargs) -> None:
    """Give the session a new key, and store the time of signing in.

    Django gives none to who signs in once more under the same name: a key that was stolen before would stay good.
    """
    request.session.cycle_key()
    request.session[SINCE] = request.session[SEEN] = request.session[CONFIRMED] = int(time.time())


user_logged_in.connect(begin_session, dispatch_uid="session-began")
