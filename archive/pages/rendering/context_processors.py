"""Context processor: the site's name and the canonical address of the page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from archive.exports.crawling_rules import AiUse, is_reserved


def site(request: HttpRequest | None = None) -> dict[str, object]:
    """Return `site_name`, `mining_is_reserved`, and `canonical`: the page's absolute address without its query string.

    Without a request (on the page for malformed requests) no address.
    """
    reserved = is_reserved(AiUse(settings.AI_USE))
    names: dict[str, object] = {"site_name": settings.SITE_NAME, "mining_is_reserved": reserved}
    if request is not None:
        names["canonical"] = request.build_absolute_uri(request.path)
    return names
