"""Admin of a publication's citation style: the forms found in its texts, with examples, and the editor's choice."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from archive.admin.common.async_indexing import index_follows
from archive.admin.common.fields import LinesField
from archive.editing.derived.citation_style import choose_style, find_style, survey_style
from archive.editing.derived.recompute import MAX_AT_ONCE
from archive.models import Article, Publication
from archive.text.citations.style import EXAMPLES, CitationStyle, Form
from archive.text.citations.style_survey import StyleSurvey

_ORDERS = {"": None, "day": True, "month": False}
_ORDER_LABELS = [("", "as its language and place have it"), ("day", "the day: 5 June"), ("month", "the month: May 6")]


class CitationStyleForm(forms.Form):
    """Forms of citation, keys with their names, and the order of numeric dates."""

    keys = LinesField(label="Keys", help_text="One a line: DSG = Daily Star Gazette")
    order = forms.ChoiceField(label="First in 5/6/2004", choices=_ORDER_LABELS, required=False)
    forms = forms.MultipleChoiceField(
        choices=[(form.value, form.value) for form in Form], required=False, widget=forms.CheckboxSelectMultiple
    )

    def clean_keys(self) -> dict[str, str]:
        keys = {}
        for line in self.cleaned_data["keys"]:
            key, _, name = (part.strip() for part in line.partition("="))
            if not key or not name:
                raise forms.ValidationError(f"“{line}” is no key with a name. Write DSG = Daily Star Gazette.")
            keys[key] = name
        return keys

    def style(self) -> CitationStyle:
        chosen = frozenset(Form(name) for name in self.cleaned_data["forms"])
        return CitationStyle(chosen, self.cleaned_data["keys"], _ORDERS[self.cleaned_data["order"]])


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form of citation as the page shows it: example, description, what the texts show, whether it is used."""

    form: Form
    example: str
    description: str
    articles: int
    found: list[str]
    is_used: bool


class CitationStyleAdmin:
    """Part of the publications' admin: the page of a publication's citation style."""

    change_form_template = "admin/archive/publication/change_form.html"

    def get_urls(self):
        view = self.admin_site.admin_view(self.citation_style_view)
        return [
            path("<int:pk>/citation-style/", view, name="archive_publication_citation_style"),
            *super().get_urls(),
        ]

    def citation_style_view(self, request, pk: int):
        """Show a publication's citation style with examples; on POST, set the editor's choice, or find it again."""
        publication = Publication.objects.filter(pk=pk).first()
        if publication is None:
            raise Http404
        if not self.has_change_permission(request, publication):
            raise PermissionDenied
        survey = survey_style(publication)
        form = CitationStyleForm(request.POST or None, initial=_initial(publication))
        if request.method == "POST" and "find" in request.POST:
            with index_follows(Article.objects.of(publication).count()):
                changed = find_style(publication, survey, replace_chosen=True, by=request.user)
            return self._done(request, publication, changed)
        if request.method == "POST" and form.is_valid():
            with index_follows(Article.objects.of(publication).count()):
                changed = choose_style(publication, form.style(), by=request.user)
            return self._done(request, publication, changed)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Citation style of {publication}",
            "opts": self.opts,
            "publication": publication,
            "is_chosen": publication.style().is_chosen,
            "survey": survey,
            "rows": _rows(survey, _checked(form, publication)),
            "form": form,
        }
        return TemplateResponse(request, "admin/archive/publication/citation_style.html", context)

    def _done(self, request, publication: Publication, changed: bool):
        if not changed:
            message = "Nothing changed: that was its style already."
        elif Article.objects.of(publication).count() > MAX_AT_ONCE:
            message = "The style is kept. The articles are being read again; with many of them this takes some minutes."
        else:
            message = "The style is kept, and the articles were read again."
        messages.success(request, message)
        return HttpResponseRedirect(reverse("admin:archive_publication_citation_style", args=[publication.pk]))


def _initial(publication: Publication) -> dict[str, object]:
    stored = publication.citation_style
    order = {value: name for name, value in _ORDERS.items()}[stored.get("day_first")]
    keys = [f"{key} = {name}" for key, name in stored.get("keys", {}).items()]
    return {"forms": stored.get("forms", []), "keys": keys, "order": order}


def _checked(form: CitationStyleForm, publication: Publication) -> frozenset[str]:
    return frozenset(form.data.getlist("forms")) if form.is_bound else frozenset(publication.style().forms)


def _rows(survey: StyleSurvey, checked: frozenset[str]) -> list[FormRow]:
    rows = []
    for form in Form:
        example, description = EXAMPLES[form]
        evidence = survey.forms.get(form)
        articles, found = (evidence.articles, evidence.examples) if evidence else (0, [])
        rows.append(FormRow(form, example, description, articles, found, form.value in checked))
    return sorted(rows, key=lambda row: (-row.articles, row.form.value))
