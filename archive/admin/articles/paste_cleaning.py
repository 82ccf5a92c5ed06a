"""Cleaning of pasted text by the sanitiser, before it is inserted."""

from __future__ import annotations

import re

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from archive.text.markup.html_tokens import MarkupTooDeep, MarkupTooLarge
from archive.text.pasting.paste_cleaning import clean_pasted

WRITE = ("archive.add_article", "archive.change_article")
_ONE_PARAGRAPH = re.compile(r"<p>((?:(?!</?p>).)*)</p>", re.S)


def may_write(request: HttpRequest) -> bool:
    """Return whether this user may write articles at all."""
    return any(map(request.user.has_perm, WRITE))


@require_POST
def clean_view(request: HttpRequest) -> JsonResponse:
    """Clean the pasted `text`; nothing is stored.

    Answers {"html": …, "inline": …, "removed": ["3 scripts", …]}; `inline` is the content of a paste that is one
    paragraph, and "" for any other. Text beyond the limits is {"error": …} with status 400.
    """
    if not may_write(request):
        raise PermissionDenied
    try:
        cleaned = clean_pasted(request.POST.get("text", ""))
    except (MarkupTooLarge, MarkupTooDeep) as error:
        return JsonResponse({"error": str(error)}, status=400)
    alone = _ONE_PARAGRAPH.fullmatch(cleaned.html)
    return JsonResponse(
        {"html": cleaned.html, "inline": alone[1] if alone else "", "removed": [*cleaned.removed, *cleaned.wrong]}
    )
