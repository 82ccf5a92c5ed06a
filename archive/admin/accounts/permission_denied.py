"""The desk's answer to who tries what is not theirs: what was refused, why, and whom to ask for it."""

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
    """A refusal that says why, in a sentence, and which group may do it."""

    def __init__(self, reason: str, group: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.group = group


def on_the_desk(otherwise: Forbidden) -> Forbidden:
    """A 403 handler: the desk's own page for people who are signed in there, `otherwise` for everybody else."""

    def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
        user = getattr(request, "user", None)
        if user is None or not user.is_staff or not request.path.startswith(reverse("admin:index")):
            return otherwise(request, exception)
        reason, group = (exception.reason, exception.group) if isinstance(exception, Denied) else (NO_RIGHT, "")
        context = {
            **admin.site.each_context(request),
            "title": "This is not yours to do",
            "reason": reason,
            "people": _people(user, group),
            "groups": sorted(group.name for group in user.groups.all()),
        }
        response = render(request, "admin/archive/denied.html", context, status=403)
        response["Cache-Control"] = "no-store"
        return response

    return forbidden


def _people(user, group: str) -> list[str]:
    """Whom to ask: the group that may, else the one above the person's own, else the administrators."""
    group = group or (EDITORS if not user.has_perm(EDIT_ANY) else PUBLISHERS if not user.has_perm(PUBLISH) else "")
    if group and (found := contacts_for(group)):
        return found
    administrators = (
        get_user_model().objects.filter(is_superuser=True, is_active=True).order_by("pk")[:MAX_NAMES_REPORTED]
    )
    return [each.get_full_name() or each.get_username() for each in administrators]
