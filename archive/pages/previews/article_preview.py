"""Preview of an article from its form: nothing is saved or cached."""

from __future__ import annotations

import re

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from archive.editing.derived.derivation_preview import preview_derivation
from archive.models import Article, Author, Issue
from archive.pages.browse.articles import Around, article_in_issue, neighbours
from archive.pages.rendering.citation_notes import Citing, citing_from
from archive.pages.rendering.citation_offsets import SpanLocator
from archive.pages.rendering.cross_references import contents_of, marks_of

MAX_AUTHORS = 100
UNTITLED = "Untitled"
_AUTHOR = re.compile(r"authorships-(\d{1,4})-author")


@require_POST
def _preview(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    desk = admin.site.get_model_admin(Article)
    saved = desk.get_object(request, str(pk)) if pk else None
    if pk and saved is None:
        raise Http404(f"no article {pk}")
    if not (desk.has_change_permission(request, saved) if pk else desk.has_add_permission(request)):
        raise PermissionDenied
    form = desk.get_form(request, saved, change=bool(pk))(request.POST, instance=saved or Article())
    form.is_valid()  # invalid fields keep their saved values, and are listed
    response = render(request, *_page_of(request, form))
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


# Requires a staff account, and forbids caching.
preview = admin.site.admin_view(_preview)


def _page_of(request: HttpRequest, form) -> tuple[str, dict[str, object]]:
    """Return the template and context: the article's page, or a note where no issue is chosen."""
    article = form.instance
    form_context = {
        "errors": [(form.fields[name].label if name in form.fields else "", errors)
                   for name, errors in form.errors.items()],
        "removed": form.fields["body"].removed if "body" in form.fields else (),
    }  # fmt: skip
    issue = Issue.objects.select_related("publication").filter(pk=article.issue_id).first()
    if issue is None:
        return "article_preview_no_issue.html", form_context
    article.issue = issue
    article.title = article.title or UNTITLED
    article.pk = article.pk or 0  # no row has it, so that queries for related rows find none
    article.derive_columns()
    topics = form.cleaned_data.get("topics")
    around = Around(_authors(request), list(topics) if topics is not None else [], _citing(article))
    context = article_in_issue(request, article, *neighbours(article), around)
    return "article_form_preview.html", context | form_context


def _citing(article: Article) -> Citing:
    citations, references = preview_derivation(article)
    places = SpanLocator.in_blocks(article.blocks())
    return citing_from(article, places, citations, marks_of(article, places, references, contents_of(references)))


def _authors(request: HttpRequest) -> list[Author]:
    """Return the authors that the form names, in its order."""
    signed: list[tuple[int, int, int]] = []
    for name, value in request.POST.items():
        row = _AUTHOR.fullmatch(name)
        if (
            row
            and isinstance(value, str)
            and value.isdecimal()
            and len(value) < 19
            and f"authorships-{row[1]}-DELETE" not in request.POST
        ):
            position = str(request.POST.get(f"authorships-{row[1]}-position", ""))
            signed.append((int(position) if position.isdecimal() else 0, int(row[1]), int(value)))
    found = Author.objects.in_bulk([pk for _, _, pk in sorted(signed)[:MAX_AUTHORS]])
    return [found[pk] for _, _, pk in sorted(signed)[:MAX_AUTHORS] if pk in found]
