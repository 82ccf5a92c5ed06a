"""Citations beside the text that is written: those that stand, those of a changed paragraph, and decisions on them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from archive.admin.articles.paste_cleaning import may_write
from archive.admin.common.async_indexing import index_follows
from archive.admin.review.citation import CitationForm, citations_visible_to
from archive.editing.bulk.bulk_operations import propose, run_at_once
from archive.editing.change_set import change_set
from archive.editing.derived.derivation import rows_of, setting_of
from archive.editing.derived.known_names import load_known_names
from archive.editing.publishing.workflow import reason_edit_denied, visible_to
from archive.models import Article, Citation, Issue, Source
from archive.text.citations import read_citations
from archive.text.markup.html_tokens import MarkupTooDeep, MarkupTooLarge
from archive.text.markup.paragraphs import Block, blocks
from archive.text.markup.sanitiser import sanitise

PER_PAGE = 100
MAX_PARAGRAPHS, MAX_CHARACTERS = 40, 60_000  # read at once
DECISIONS = {"confirm": "confirm-citations", "reject": "reject-citations"}
_ANCHOR = re.compile(r"p[1-9][0-9]{0,5}")


def shown(citation: Citation) -> dict[str, object]:
    """Return a citation as the editor's script takes it; without "id" where no row has it yet."""
    source = citation.source if citation.source_id else None
    return {
        "id": citation.pk,
        "anchor": citation.anchor,
        "start": citation.start,
        "end": citation.end,
        "raw": citation.raw,
        "name": citation.name,
        "source": {"id": source.pk, "name": source.name} if source else None,
        "date_text": citation.date_text,
        "first_day": citation.first_day,
        "last_day": citation.last_day,
        "paragraph": citation.paragraph,
        "status": citation.status,
        "kind": citation.kind,
    }


@require_safe
def list_view(request: HttpRequest, pk: int) -> JsonResponse:
    """Return a page (`p`) of an article's citations in the order of the text: {"citations": […], "more": …}."""
    article = _article_seen(request, pk)
    if not request.user.has_perm("archive.view_citation"):
        raise PermissionDenied
    number = request.GET.get("p", "1")
    first = (int(number) - 1) * PER_PAGE if re.fullmatch(r"[1-9][0-9]{0,4}", number) else 0
    rows = article.citations.filter(citations_visible_to(request.user)).select_related("source").in_text_order()
    page = list(rows[first : first + PER_PAGE + 1])
    return JsonResponse({"citations": [shown(row) for row in page[:PER_PAGE]], "more": len(page) > PER_PAGE})


@require_POST
def read_view(request: HttpRequest) -> JsonResponse:
    """Read the citations of changed paragraphs, each by itself; nothing is stored.

    Takes `issue` (its id) and `paragraphs`, a JSON list of markup. Answers {"citations": a list for each paragraph},
    with the publication's citation style. More than the bounds, or markup beyond the sanitiser's, is {"error": …} with
    status 400.
    """
    if not may_write(request):
        raise PermissionDenied
    number = request.POST.get("issue", "")
    issue = Issue.objects.select_related("publication").filter(pk=int(number[:18]) if number.isdecimal() else 0).first()
    try:
        read = _paragraphs_of(request.POST.get("paragraphs", ""))
    except (ValueError, MarkupTooLarge, MarkupTooDeep) as error:
        return JsonResponse({"error": str(error)}, status=400)
    if issue is None:
        return JsonResponse({"citations": [[] for _ in read]})
    found: list[list[dict[str, object]]] = [[] for _ in read]
    for citation in _citations_in(Article(issue=issue), read):
        found[citation.paragraph - 1].append(shown(citation))
    return JsonResponse({"citations": found})


def _paragraphs_of(text: str) -> list[Block]:
    """Return the block of each paragraph, an empty one for markup without any. Raises ValueError beyond the bounds."""
    if len(text) > 2 * MAX_CHARACTERS:
        raise ValueError(f"More than {MAX_CHARACTERS:,} characters are too many to read at once.")
    given = json.loads(text or "[]")
    if not isinstance(given, list) or len(given) > MAX_PARAGRAPHS or not all(isinstance(one, str) for one in given):
        raise ValueError(f"Send at most {MAX_PARAGRAPHS} paragraphs at once, each as text.")
    read = (blocks(sanitise(markup)) for markup in given)
    return [found[0] if found else Block("", "p", "", "") for found in read]


def _citations_in(article: Article, read: list[Block]) -> Iterable[Citation]:
    names = load_known_names()
    reading = read_citations([block.text for block in read], setting_of(article, names))
    citations, _ = rows_of(article, reading, read, names)
    sources = Source.objects.in_bulk({each.source_id for each in citations if each.source_id})
    for citation in citations:
        citation.source = sources.get(citation.source_id)
    return citations


@require_POST
def change_view(request: HttpRequest, pk: int) -> JsonResponse:
    """Decide on a citation (`decision`: confirm or reject), or correct it by the fields of `CitationForm`.

    Answers {"citation": …}; {"error": …} with status 400 for fields that are wrong, and 403 where the article may not
    be changed.
    """
    rows = Citation.objects.filter(citations_visible_to(request.user)).select_related("article")
    citation = get_object_or_404(rows, pk=pk)
    if refusal := _refusal(request, citation.article, "archive.change_citation"):
        return refusal
    if action := DECISIONS.get(request.POST.get("decision", "")):
        with index_follows(1):
            run_at_once(propose(action, [citation.pk], by=request.user))
        return _answer(citation)
    return _saved(request, CitationForm(request.POST, instance=citation))


@require_POST
def add_view(request: HttpRequest, pk: int) -> JsonResponse:
    """Add a citation that was not found, by the fields of `CitationForm` and `anchor`; answers like `change_view`."""
    article = _article_seen(request, pk)
    if refusal := _refusal(request, article, "archive.add_citation"):
        return refusal
    anchor = request.POST.get("anchor", "")
    new = Citation(article=article, anchor=anchor if _ANCHOR.fullmatch(anchor) else "")
    return _saved(request, CitationForm(request.POST, instance=new))


def _saved(request: HttpRequest, form: CitationForm) -> JsonResponse:
    if not form.is_valid():
        said = " ".join(each for errors in form.errors.values() for each in errors)
        return JsonResponse({"error": said}, status=400)
    with index_follows(1), change_set("Citation corrected beside the text", by=request.user):
        citation = form.save()
    return _answer(citation)


def _answer(citation: Citation) -> JsonResponse:
    return JsonResponse({"citation": shown(Citation.objects.select_related("source").get(pk=citation.pk))})


def _article_seen(request: HttpRequest, pk: int) -> Article:
    article = Article.objects.filter(visible_to(request.user), pk=pk).first()
    if article is None or not (may_write(request) or request.user.has_perm("archive.view_article")):
        raise Http404(f"no article {pk}")
    return article


def _refusal(request: HttpRequest, article: Article, right: str) -> JsonResponse | None:
    reason = reason_edit_denied(request.user, article)
    if not reason and request.user.has_perm(right):
        return None
    return JsonResponse({"error": reason or "You may read citations here, not change them."}, status=403)


def addresses(article: Article | None) -> dict[str, Any]:
    """Return the addresses for the editor's script: those of an article's citations once it is saved."""
    found = {
        "read_url": reverse("admin:archive_article_read_citations"),
        "autocomplete_url": reverse("admin:autocomplete"),
    }
    if article is not None and article.pk:
        found["citations_url"] = reverse("admin:archive_article_citations", args=[article.pk])
        found["citation_url"] = reverse("admin:archive_article_citation", args=[0])
        found["add_url"] = reverse("admin:archive_article_add_citation", args=[article.pk])
    return found
