"""Context processor: the site's name and the canonical address of the page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest | None = None) -> dict[str, object]:
    """Return `site_name`, and `canonical`: the absolute address of the page without its query string.

    Without a request (on the page for malformed requests) only the name.
    """
    names: dict[str, object] = {"site_name": settings.SITE_NAME}
    if request is not None:
        names["canonical"] = request.build_absolute_uri(request.path)
    return names
