"""Search for an article of the archive to link to, while a text is written."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from archive.admin.articles.paste_cleaning import may_write
from archive.admin.issues.article_search import articles_by_words
from archive.editing.publishing.workflow import visible_to

MAX_FOUND = 12


@require_safe
def link_search_view(request: HttpRequest) -> JsonResponse:
    """Find articles with all words of `q` in title, by-line or issue, newest first; a number finds that article.

    Answers {"articles": [{"title": …, "where": "EDM 1/115, October 2004", "address": "/a/4711/"}]}.
    """
    if not may_write(request):
        raise PermissionDenied
    seen = articles_by_words(request.GET.get("q", "")[:200], visible_to(request.user))
    rows = seen.select_related("issue__publication").defer("body")[:MAX_FOUND]
    found = [{"title": row.title, "where": str(row.issue), "address": row.get_permanent_url()} for row in rows]
    return JsonResponse({"articles": found})
