"""The admin's 403 page: what was refused, why, and whom to ask for it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from archive.editing.publishing.workflow import MAX_NAMES_REPORTED, contacts_for
from archive.models.common.permissions import EDIT_ANY, EDITORS, PUBLISH, PUBLISHERS

NO_RIGHT = "Your account has no right to this page."
Forbidden = Callable[[HttpRequest, Exception], HttpResponse]


class Denied(PermissionDenied):
    """A refusal with its reason, in a sentence, and the group that has the right."""

    def __init__(self, reason: str, group: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.group = group


def on_the_desk(otherwise: Forbidden) -> Forbidden:
    """Return a 403 handler: the admin's page for people who are signed in there, `otherwise` for everybody else."""

    def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
        user = getattr(request, "user", None)
        if user is None or not user.is_staff or not request.path.startswith(reverse("admin:index")):
            return otherwise(request, exception)
        reason, group = (exception.reason, exception.group) if isinstance(exception, Denied) else (NO_RIGHT, "")
        context = {
            **admin.site.each_context(request),
            "title": "You may not do this",
            "reason": reason,
            "people": _people(user, group),
            "groups": sorted(group.name for group in user.groups.all()),
        }
        response = render(request, "admin/archive/denied.html", context, status=403)
        response["Cache-Control"] = "no-store"
        return response

    return forbidden


def _people(user, group: str) -> list[str]:
    """Return whom to ask: members of the group with the right, else of the one above the user's own, else
    administrators.
    """
    group = group or (EDITORS if not user.has_perm(EDIT_ANY) else PUBLISHERS if not user.has_perm(PUBLISH) else "")
    if group and (found := contacts_for(group)):
        return found
    administrators = (
        get_user_model().objects.filter(is_superuser=True, is_active=True).order_by("pk")[:MAX_NAMES_REPORTED]
    )
    return [each.get_full_name() or each.get_username() for each in administrators]
