"""What every template may ask for: the archive's name and the page's own address."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest | None = None) -> dict[str, object]:
    """`site_name`, and `canonical`: the absolute address of the page without its query string.

    Without a request (a page about a request that could not be read) there is only the name.
    """
    names: dict[str, object] = {"site_name": settings.SITE_NAME}
    if request is not None:
        names["canonical"] = request.build_absolute_uri(request.path)
    return names
