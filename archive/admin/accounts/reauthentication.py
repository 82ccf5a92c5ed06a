"""Reauthentication: pages that give rights ask for the password again, unless it was given a short time ago.

So an unattended browser, or a stolen session, cannot do more than its owner's daily work.
"""

from __future__ import annotations

import time
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters

from archive.admin.accounts.middleware import CONFIRMED


class PasswordForm(forms.Form):
    """Form for the signed-in user's password; a wrong one counts as a failed sign-in."""

    password = forms.CharField(
        strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True})
    )

    def __init__(self, request: HttpRequest, data=None) -> None:
        super().__init__(data)
        self.request = request

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        found = authenticate(self.request, username=self.request.user.get_username(), password=password)
        if found is None or found.pk != self.request.user.pk:
            raise forms.ValidationError("This is not your password.")
        return password


class ReauthenticatedAdmin(admin.ModelAdmin):
    """A ModelAdmin for superusers, whose forms require a recent password."""

    def has_module_permission(self, request) -> bool:
        return is_administrator(request)

    def has_view_permission(self, request, obj=None) -> bool:
        return is_administrator(request)

    def has_add_permission(self, request) -> bool:
        return is_administrator(request)

    def has_change_permission(self, request, obj=None) -> bool:
        return is_administrator(request)

    def has_delete_permission(self, request, obj=None) -> bool:
        return is_administrator(request)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        return requires_password(request) or super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(self, request, object_id, extra_context=None):
        return requires_password(request) or super().delete_view(request, object_id, extra_context)

    def changelist_view(self, request, extra_context=None):
        asked = requires_password(request) if request.method == "POST" else None
        return asked or super().changelist_view(request, extra_context)


def is_administrator(request: HttpRequest) -> bool:
    """Return whether this user manages accounts: superusers only, whatever rights others were given."""
    return request.user.is_active and request.user.is_superuser


def requires_password(request: HttpRequest) -> HttpResponse | None:
    """Return a redirect to the password page; None where the password was given a short time ago.

    A POST has twice the time of a GET, so that no form that was opened in time is lost.
    """
    allowed = settings.CONFIRMED_FOR_SECONDS * (2 if request.method == "POST" else 1)
    if not is_administrator(request) or time.time() - request.session.get(CONFIRMED, 0) < allowed:
        return None
    if request.method == "POST":
        messages.warning(request, "Nothing was changed yet: the form had been open for too long.")
    return HttpResponseRedirect(f"{reverse('admin:auth_user_confirm')}?{urlencode({'next': request.get_full_path()})}")


@method_decorator(sensitive_post_parameters("password"), name="__call__")
class ConfirmView:
    """View that asks for the password and continues to `next`, a page of this site."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        onward = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure()):
            onward = reverse("admin:index")
        form = PasswordForm(request, request.POST or None)
        if request.method == "POST" and form.is_valid():
            request.session.cycle_key()
            request.session[CONFIRMED] = int(time.time())
            return HttpResponseRedirect(onward)
        context = {**admin.site.each_context(request), "title": "Your password, once more", "form": form}
        context |= {"minutes": settings.CONFIRMED_FOR_SECONDS // 60}
        return TemplateResponse(request, "admin/auth/confirm.html", context)
