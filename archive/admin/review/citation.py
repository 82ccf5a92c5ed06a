"""Admin of citations: on the article's form, as a list, and the review queue."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode

from archive.admin.accounts.permission_denied import Denied
from archive.admin.bulk.bulk_actions import UndoableDeletions, address_of, ask, carry_out, decide
from archive.admin.common.admin_search import WordSearch, in_citation
from archive.admin.common.autocompletes import PreloadedChoices
from archive.admin.common.pagination import LargeTableAdmin
from archive.editing.bulk import unknown_sources
from archive.editing.bulk.bulk_citations import ATTACH, MAKE_SOURCE
from archive.editing.bulk.bulk_operations import MAX_ROWS
from archive.editing.publishing.workflow import visible_to
from archive.models import Citation, CitationStatus, Source, SourceKind
from archive.models.catalogue.citation import DECIDED
from archive.models.common.permissions import EDIT_ANY, EDITORS
from archive.text.dates import Precision
from archive.text.names.source_names import spelling_group

GROUPS_PER_PAGE = 25


def citations_visible_to(user) -> models.Q:
    """Return the citations that a user may see: those of visible articles. Rejected ones, which outlive their text,
    need the right to see the article's drafts.
    """
    if user.has_perm(EDIT_ANY):
        return models.Q()
    rejected = Citation.objects.filter(status=CitationStatus.REJECTED).exclude(article__created_by=user.pk).order_by()
    return visible_to(user, "article__") & ~models.Q(pk__in=rejected.values("pk"))


class CitationForm(forms.ModelForm):
    """One citation on the article's form. A corrected citation becomes confirmed; a new one is marked as added."""

    class Meta:
        model = Citation
        fields = ["name", "source", "date_text", "first_day", "last_day", "paragraph", "status"]
        widgets = {
            "name": forms.TextInput(attrs={"size": 24}),
            "date_text": forms.TextInput(attrs={"size": 14}),
            "paragraph": forms.NumberInput(attrs={"size": 4, "min": 1}),
        }

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if last and not first:
            self.add_error("first_day", "Give the first day too.")
        elif first and last and last < first:
            self.add_error("last_day", "The last day lies before the first.")
        elif first and not last:
            cleaned["last_day"] = first
        return cleaned

    def save(self, commit: bool = True) -> Citation:
        citation = self.instance
        if citation._state.adding:
            citation.status = CitationStatus.ADDED
            printed = ", ".join(filter(None, (citation.name, citation.date_text)))
            citation.raw = f"({printed})"
        elif citation.status not in DECIDED and self.changed_data != ["status"]:
            citation.status = CitationStatus.CONFIRMED
        citation.name_key = spelling_group(citation.name)
        if citation.first_day and not citation.precision:
            citation.precision = Precision.DAY.value
        return super().save(commit)


class CitationInline(PreloadedChoices):
    model = Citation
    form = CitationForm
    autocomplete_fields = ["source"]
    ordering = ["paragraph", "ordinal", "pk"]
    extra = 0
    verbose_name_plural = "Citations (read from the body; what you change is kept)"
    classes = ["collapse"]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(citations_visible_to(request.user)).select_related("source")


class CitationAdmin(UndoableDeletions, WordSearch, LargeTableAdmin):
    list_display = ["raw", "name", "source", "first_day", "status", "confidence", "article"]
    list_filter = ["status", ("source", admin.EmptyFieldListFilter), "article__issue__publication", "source__kind"]
    list_select_related = ["source", "article"]
    ordering = ["-pk"]
    ordered_by = {"name": "name_key", "article": "article_id"}
    sortable_by = ["name", "first_day", "article"]
    search_fields = ["name"]
    search_help_text = "What the name printed begins with, or words of its source’s names."
    found_in = staticmethod(in_citation)
    autocomplete_fields = ["source"]
    readonly_fields = ["article", "raw", "paragraph", "confidence", "name_key"]
    fields = ["article", "raw", "name", "source", "date_text", ("first_day", "last_day", "precision"), "url", "status",
              "paragraph", "confidence"]  # fmt: skip
    actions = ["confirm", "reject"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    change_list_template = "admin/archive/citation/change_list.html"

    def get_queryset(self, request):
        return super().get_queryset(request).filter(citations_visible_to(request.user))

    def has_add_permission(self, request) -> bool:
        return False  # citations are added on their article's form

    def get_urls(self):
        view = self.admin_site.admin_view(self.review_view)
        return [path("review/", view, name="archive_citation_review"), *super().get_urls()]

    @admin.action(description="Confirm the selected citations", permissions=["change"])
    def confirm(self, request, citations):
        return self._decide_on(request, citations.exclude(status=CitationStatus.CONFIRMED), "confirm-citations")

    @admin.action(description="Reject the selected citations", permissions=["change"])
    def reject(self, request, citations):
        return self._decide_on(request, citations.exclude(status=CitationStatus.REJECTED), "reject-citations")

    def _decide_on(self, request, citations, action: str):
        """Decide on one citation at once; ask for confirmation for more."""
        ids = list(citations.order_by("article_id", "pk").values_list("pk", flat=True)[: MAX_ROWS + 1])
        if len(ids) > 1:
            return ask(request, action, ids, then=request.get_full_path())
        if ids:
            decide(request, action, ids)
        else:
            self.message_user(request, "They have this status already: nothing was changed.", messages.INFO)
        return None

    def review_view(self, request):
        """Show the review queue: unknown names by group, each attached to a source, made a source, or rejected by one
        click or key.
        """
        if not self.has_change_permission(request):
            raise PermissionDenied
        if not request.user.has_perm(EDIT_ANY):
            raise Denied("Citations are reviewed in all articles at once, drafts too. Only editors see these.", EDITORS)
        suggestions = request.GET.get("in") == "prose"
        if request.method == "POST":
            return self._decide(request, suggestions=suggestions)
        keys = unknown_sources.group_keys(suggestions=suggestions)
        page = Paginator(keys, GROUPS_PER_PAGE).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Review citations",
            "opts": self.opts,
            "groups": unknown_sources.groups(page.object_list, suggestions=suggestions),
            "page": page,
            "waiting": sum(number for _, number in keys),
            "suggestions": suggestions,
            "at": request.GET["at"] if request.GET.get("at", "").isdecimal() else "",
            "kinds": SourceKind.choices,
            "sources": Source.objects.order_by("name").values_list("name", flat=True),
        }
        return TemplateResponse(request, "admin/archive/citation/review.html", context)

    def _decide(self, request, *, suggestions: bool):
        """Start the decision of a group's form; on one citation at once, on more with confirmation."""
        query = {"in": "prose"} if suggestions else {}
        if request.GET.get("p", "").isdigit():
            query["p"] = request.GET["p"]
        if (place := request.POST.get("place", "")).isdecimal():
            query["at"] = place
        queue = f"{reverse('admin:archive_citation_review')}?{urlencode(query)}"
        decision, parameters = self._asked_for(request.POST)
        if not decision:
            text = "No source has that name. Choose one from the list, or make a new one."
            self.message_user(request, text, messages.ERROR)
            return HttpResponseRedirect(queue)
        key, parameters["then"] = request.POST.get("key", ""), queue
        task = unknown_sources.propose_for_group(decision, key, suggestions=suggestions, by=request.user, **parameters)
        if task.total > 1:
            return HttpResponseRedirect(address_of(task))
        if task.total:
            carry_out(request, task)
        else:
            task.delete()
            self.message_user(request, "Nothing in this group is pending: it was decided meanwhile.", messages.INFO)
        return HttpResponseRedirect(queue)

    def _asked_for(self, posted) -> tuple[str, dict[str, object]]:
        """Return the decision of a group's form, with its parameters; "" where its source is not known."""
        typed, wanted = posted.get("name", "").strip()[:200], posted.get("decision", "")
        if wanted == "reject":
            return unknown_sources.REJECT, {}
        if wanted == "make" and typed:
            kind = posted.get("kind", "")
            return MAKE_SOURCE, {
                "source_name": typed,
                "kind": kind if kind in SourceKind.values else SourceKind.OTHER.value,
            }
        source = self._source_named(posted.get("source", "").strip())
        if wanted == "attach" and source:
            return ATTACH, {"source": source.pk, "source_name": source.name}
        return "", {}

    @staticmethod
    def _source_named(name: str) -> Source | None:
        return Source.objects.filter(models.Q(name__iexact=name) | models.Q(other_names__name__iexact=name)).first()
