"""Admin page that creates the next issue, with proposed number, volume and date."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse

from archive.admin.issues.issue_form import MastheadForm, save_issue
from archive.editing.change_set import change_set
from archive.editing.issues.next_issue import proposed_after
from archive.models import Issue


class NextIssuePages(admin.ModelAdmin):
    """Mixin of IssueAdmin that creates the issue after an issue."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.following_view)
        return [path("<int:pk>/next/", view, name="archive_issue_next"), *super().get_urls()]

    def following_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Propose the next issue, and create it as submitted, unless it exists."""
        issue = get_object_or_404(Issue.objects.select_related("publication"), pk=pk)
        if not self.has_add_permission(request):
            raise PermissionDenied
        proposed = proposed_after(issue)
        made = Issue(publication=issue.publication)
        initial = {
            "volume": proposed.volume,
            "number": proposed.number,
            "date": proposed.date,
            "date_precision": proposed.precision.value if proposed.precision else "",
        }
        form = MastheadForm(request.POST or None, instance=made, initial=initial)
        if request.method == "POST" and form.is_valid():
            with change_set(f"Started after {issue}", by=request.user):
                save_issue(made, form.changed_data)
            self.message_user(request, f"{made} is started. Put it together here.", messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:archive_issue_contents", args=[made.pk]))
        context = self._about(request, issue, "New issue after this one") | {
            "form": form,
            "proposed": proposed,
            "existing": _existing(made, form),
        }
        return TemplateResponse(request, "admin/archive/issue/next.html", context)


def _existing(made: Issue, form: MastheadForm) -> Issue | None:
    """Return the existing issue at the address of the one that the form describes."""
    field = form.fields
    try:
        facts = {name: field[name].clean(form[name].value()) for name in ("volume", "number", "date", "date_precision")}
    except ValidationError:
        return None
    described = Issue(publication=made.publication, **facts)
    described.ensure_slug()
    return Issue.objects.of(made.publication).filter(path=described.path).exclude(path="").first()
