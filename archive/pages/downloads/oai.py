"""OAI-PMH 2.0 at `/oai`, by GET and POST."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from archive.exports.oai.responses import Repository, answer
from archive.pages.caching.cached_page import NO_STORE


# A request changes nothing: it needs no token of a form.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """Return the answer to a harvester. What a list holds changes with the time: it is not cached."""
    host = request.get_host().partition(":")[0]
    repository = Repository(
        name=settings.SITE_NAME,
        base_url=request.build_absolute_uri(reverse("oai")),
        host=host,
        email=settings.CONTACT_EMAIL or f"webmaster@{host}",
        absolute=request.build_absolute_uri,
    )
    asked = request.POST if request.method == "POST" else request.GET
    response = HttpResponse(answer(dict(asked.lists()), repository), content_type="text/xml; charset=utf-8")
    response["Cache-Control"] = NO_STORE
    return response
