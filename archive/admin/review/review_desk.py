"""The review desk: all open work on one page, and the list of anomalies in sequences of issues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode

from archive.admin.review.dashboard import current_anomalies, piles
from archive.editing.review.issue_gaps import KINDS, Anomaly, NumberedIssue
from archive.models import DismissedWarning, Issue, Publication, WarningKind
from archive.models.common.permissions import EDIT_ANY
from archive.text.numbering.habits import volume_in_words

ODDITIES_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class AnomalyRow:
    """An anomaly for display: its text, the issues concerned, and the address where an issue is added."""

    oddity: Anomaly
    publication: Publication
    text: str
    issues: list[tuple[str, str]]
    add_url: str


def review_desk(request):
    """Show all open work, with counts and links."""
    if not request.user.has_perm(EDIT_ANY):
        raise PermissionDenied
    context = {**admin.site.each_context(request), "title": "Review desk", "piles": piles()}
    return TemplateResponse(request, "admin/archive/review_desk.html", context)


def review_run(request):
    """List anomalies in sequences of issues: missing numbers, duplicate numbers, dates out of order. Each can be
    dismissed.
    """
    if not request.user.has_perm(EDIT_ANY):
        raise PermissionDenied
    if request.method == "POST":
        return _is_so(request)
    kind, publication = _kind(request), request.GET.get("publication", "")
    found = [oddity for oddity in current_anomalies() if oddity.kind == kind]
    publications = Publication.objects.in_bulk({oddity.publication_id for oddity in found})
    if publication.isdecimal():
        found = [oddity for oddity in found if oddity.publication_id == int(publication)]
    page = Paginator(found, ODDITIES_A_PAGE).get_page(request.GET.get("p"))
    context = {
        **admin.site.each_context(request),
        "title": WarningKind(kind).label,
        "kind": kind,
        "kinds": [(one, one.label) for one in KINDS],
        "page": page,
        "shown": anomaly_rows(page.object_list, publications),
        "publications": sorted(publications.values(), key=lambda one: one.title),
        "publication": publication,
        "may_dismiss": request.user.has_perm("archive.add_dismissedwarning"),
    }
    return TemplateResponse(request, "admin/archive/review_run.html", context)


def _kind(request) -> str:
    requested = request.GET.get("kind", "")
    return requested if requested in KINDS else WarningKind.MISSING.value


def _is_so(request) -> HttpResponseRedirect:
    """Dismiss an anomaly, and return to its place in the list."""
    if not request.user.has_perm("archive.add_dismissedwarning"):
        raise PermissionDenied
    key, kind = request.POST.get("key", ""), _kind(request)
    found = next((one for one in current_anomalies() if one.kind == kind and _name(one) == key), None)
    if found is None:
        messages.info(request, "It was dismissed already.")
    else:
        publication = Publication.objects.get(pk=found.publication_id)
        text = f"{', '.join(filter(None, (str(publication), volume_in_words(found.volume))))}: {in_words(found)}"
        DismissedWarning.objects.get_or_create(
            kind=found.kind,
            row_id=found.publication_id,
            key=found.key,
            defaults={"text": text[:300], "by": request.user},
        )
        messages.success(request, f"Dismissed: {text} It is listed under Dismissed warnings.")
    query = {name: request.GET[name] for name in ("kind", "publication", "p") if request.GET.get(name)}
    place = request.POST.get("place", "")
    fragment = f"#g{place}" if place.isdecimal() else ""
    return HttpResponseRedirect(f"{reverse('review-run')}?{urlencode(query)}{fragment}")


def _name(oddity: Anomaly) -> str:
    """Return the key of an anomaly in a form."""
    return f"{oddity.publication_id}/{oddity.key}"


def anomaly_rows(found: Sequence[Anomaly], publications: dict[int, Publication]) -> list[AnomalyRow]:
    """Return anomalies for display; one query for all their issues."""
    issues = Issue.objects.in_bulk({issue.pk for oddity in found for issue in oddity.issues})
    return [
        AnomalyRow(
            oddity,
            publications[oddity.publication_id],
            in_words(oddity),
            [
                (issues[one.pk].designation, reverse("admin:archive_issue_change", args=[one.pk]))
                for one in oddity.issues
                if one.pk in issues
            ],
            _add_url(oddity) if oddity.kind == WarningKind.MISSING else "",
        )
        for oddity in found
        if oddity.publication_id in publications
    ]


def _add_url(oddity: Anomaly) -> str:
    in_volume = {} if oddity.volume is None else {"volume": oddity.volume}
    query = {"publication": oddity.publication_id, **in_volume, "number": oddity.first}
    return f"{reverse('admin:archive_issue_add')}?{urlencode(query)}"


def in_words(oddity: Anomaly) -> str:
    """Return an anomaly as a sentence: "Nos. 5–7 are missing between No. 4 (5 October 2004) and No. 8."."""
    if oddity.kind == WarningKind.MISSING:
        what = (
            f"No. {oddity.first} is missing" if oddity.number == 1 else f"Nos. {oddity.first}–{oddity.last} are missing"
        )
        beside = [_dated(issue) for issue in oddity.issues]
        return f"{what} between {beside[0]} and {beside[1]}." if len(beside) == 2 else f"{what} before {beside[0]}."
    if oddity.kind == WarningKind.DOUBLE:
        first, second = oddity.issues
        return f"{_dated(first)} and {_dated(second)} have the same number."
    issue, *beside = oddity.issues
    return f"{_dated(issue)} does not fit between its neighbours: {' and '.join(_dated(one) for one in beside)}."


def _dated(issue: NumberedIssue) -> str:
    day = f" ({date_format(issue.date, 'j F Y')})" if issue.date else ""
    return f"No. {issue.number}{day}"
