"""Admin pages on which a whole issue is published, scheduled, unscheduled or withdrawn."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from archive.admin.bulk.bulk_actions import address_of
from archive.admin.issues.issue_article_rows import Row, moment_in_words, row_of
from archive.editing.bulk.bulk_operations import recorded_as_task
from archive.editing.publishing.issue_publishing import (
    SCHEDULED,
    PublishPlan,
    article_plans,
    publish_issue,
    publish_plan,
    unschedule,
    withdraw,
)
from archive.models import BulkTask, Issue, Status
from archive.models.common.date_fields import check_year_of_moment
from archive.models.common.permissions import EDIT_ANY, PUBLISH
from archive.models.records.audit_event import record

LOCAL = "%Y-%m-%dT%H:%M"


class ReleaseForm(forms.Form):
    """Form of the moment at which an issue appears, in the site's time zone; empty for now."""

    when = forms.DateTimeField(
        required=False,
        validators=[check_year_of_moment],
        input_formats=[LOCAL, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
        label="Appears at",
        error_messages={"invalid": "Write the moment as 2026-12-03 09:00, or leave it empty to publish now."},
    )
    with_withdrawn = forms.BooleanField(required=False)


class PublishingPages(admin.ModelAdmin):
    """Mixin of IssueAdmin that publishes and withdraws the whole issue."""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/publish/", wrap(self.publish_view), name="archive_issue_publish"),
            path("<int:pk>/withdraw/", wrap(self.withdraw_view), name="archive_issue_withdraw"),
            *super().get_urls(),
        ]

    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Preview publishing or scheduling, and do it once confirmed.

        A POST without `agreed` shows the page that says exactly what will happen; its button sends the plan's
        fingerprint and verb. Where the plan changed meanwhile, it is shown again.
        """
        form = ReleaseForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            with transaction.atomic():
                return self._publish_confirmed(request, self._issue_to_publish(request, pk, lock=True), form)
        issue = self._issue_to_publish(request, pk)
        return self._publish_page(request, issue, form, publish_plan(issue, None))

    def _publish_confirmed(self, request: HttpRequest, issue: Issue, form: ReleaseForm) -> HttpResponse:
        """Carry out the confirmed plan, or show it."""
        moment = form.cleaned_data["when"]
        release = publish_plan(issue, moment, with_withdrawn=form.cleaned_data["with_withdrawn"])
        agreed, plan = request.POST.get("agreed"), request.POST.get("plan")
        if release.appearing and agreed == release.verb and plan == release.fingerprint:
            return self._carry_out(request, issue, release)
        return self._publish_page(
            request, issue, form, release,
            is_asked=True, is_changed=bool(agreed), is_past=bool(moment and not release.moment),
        )  # fmt: skip

    def _publish_page(
        self, request: HttpRequest, issue: Issue, form: ReleaseForm, release: PublishPlan, **said: bool
    ) -> HttpResponse:
        context = self._about(request, issue, "Publish or schedule the issue") | _plan(release) | said
        context |= {
            "form": form,
            "zone": timezone.get_current_timezone_name(),
            "clock": timezone.localtime(),
        }
        return TemplateResponse(request, "admin/archive/issue/publish.html", context)

    def _carry_out(self, request: HttpRequest, issue: Issue, release: PublishPlan) -> HttpResponse:
        articles = [each.article.pk for each in release.appearing]
        action = "schedule" if release.moment else "publish-at-once"
        with recorded_as_task(action, articles, by=request.user, of=str(issue)) as task:
            changed = publish_issue(release, by=request.user)
        detail = {"articles": articles, "changed": changed, "task": task.pk}
        if release.moment:
            detail["moment"] = release.moment.isoformat()
        record(release.verb, request=request, of=issue, detail=detail)
        how = f"scheduled for {moment_in_words(release.moment)}" if release.moment else "published"
        self._say(request, f"{issue}: {_articles(changed)} {how}.", task)
        return HttpResponseRedirect(_contents(issue))

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Unschedule the issue, or withdraw it, once confirmed."""
        publish_issue = {"unschedule": self._unscheduled, "withdraw": self._withdrawn}.get(request.POST.get("do", ""))
        is_changed = False
        if publish_issue:
            with transaction.atomic():
                issue = self._issue_to_publish(request, pk, lock=True)
                seen = request.POST.get("plan", "")
                is_changed = bool(seen) and seen != publish_plan(issue, None).fingerprint
                if not is_changed:
                    return publish_issue(request, issue)
        issue = self._issue_to_publish(request, pk)
        rows = [row_of(each) for each in article_plans(issue)]
        context = self._about(request, issue, "Withdraw the issue") | {
            "is_changed": is_changed,
            "plan": publish_plan(issue, None).fingerprint,
            "published": [row for row in rows if row.state == "published"],
            "scheduled": [row for row in rows if row.state == SCHEDULED],
        }
        return TemplateResponse(request, "admin/archive/issue/withdraw.html", context)

    def _unscheduled(self, request: HttpRequest, issue: Issue) -> HttpResponse:
        articles = [each.article.pk for each in article_plans(issue) if each.state == SCHEDULED]
        with recorded_as_task("unschedule", articles, by=request.user, of=str(issue)) as task:
            unscheduled = unschedule(issue, by=request.user)
        detail = {"taken off the schedule": unscheduled, "task": task.pk}
        record("withdraw", request=request, of=issue, detail=detail)
        self._say(request, f"{issue}: {_articles(unscheduled)} taken off the schedule, in review again.", task)
        return HttpResponseRedirect(_contents(issue))

    def _withdrawn(self, request: HttpRequest, issue: Issue) -> HttpResponse:
        articles = [each.article.pk for each in article_plans(issue) if each.state in (SCHEDULED, Status.PUBLISHED)]
        with recorded_as_task("withdraw", articles, by=request.user, of=str(issue)) as task:
            withdrawn, unscheduled = withdraw(issue, by=request.user)
        record(
            "withdraw",
            request=request,
            of=issue,
            detail={"withdrawn": withdrawn, "taken off the schedule": unscheduled, "task": task.pk},
        )
        also = f", {_articles(unscheduled)} taken off the schedule" if unscheduled else ""
        self._say(request, f"{issue}: {_articles(withdrawn)} withdrawn{also}.", task)
        return HttpResponseRedirect(_contents(issue))

    def _say(self, request: HttpRequest, text: str, task: BulkTask) -> None:
        """Report what was done, with a link to undo it as a whole."""
        undo = format_html(' <a href="{}">Undo…</a>', address_of(task, "undo"))
        self.message_user(request, format_html("{}{}", text, undo), messages.SUCCESS)

    def _issue_to_publish(self, request: HttpRequest, pk: int, *, lock: bool = False) -> Issue:
        """Return the issue, for a user who may publish and sees all its articles, its row locked on demand.

        Raises PermissionDenied, Http404.
        """
        if not (request.user.has_perm(PUBLISH) and request.user.has_perm(EDIT_ANY)):
            raise PermissionDenied
        issues = Issue.objects.select_related("publication")
        return get_object_or_404(issues.select_for_update(of=("self",)) if lock else issues, pk=pk)


def _plan(release: PublishPlan) -> dict[str, object]:
    """Return the plan in words and rows, for the template."""
    appearing = [row_of(each) for each in release.appearing]
    return {
        "release": release,
        "moment": moment_in_words(release.moment) if release.moment else "",
        "appearing": appearing,
        "published": len(release.published),
        "withdrawn": len(release.withdrawn),
        "rescheduled": sum(each.state == SCHEDULED for each in release.appearing),
        "from_withdrawn": sum(row.state == "withdrawn" for row in appearing),
        "lacking": _lacking(appearing),
    }


def _lacking(rows: list[Row]) -> list[tuple[Row, str]]:
    """Return the articles that would appear with missing fields, and these."""
    return [(row, ", ".join(field.words for field in row.missing)) for row in rows if row.missing]


def _articles(number: int) -> str:
    return f"{number:,} {'article' if number == 1 else 'articles'}"


def _contents(issue: Issue) -> str:
    return reverse("admin:archive_issue_contents", args=[issue.pk])
