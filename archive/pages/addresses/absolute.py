"""URLs with host for the addresses of rows, thousands in an answer."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest


def absolute_addresses(request: HttpRequest) -> Callable[[str], str]:
    """Return a function from a path that was reversed, with or without a query, to its URL with host.

    `HttpRequest.build_absolute_uri` checks the host and quotes the path each time, which takes longer than to read a
    row. Reversed paths are quoted: "/edm/v1/i115/?q=a%20b" → "https://archive.example/edm/v1/i115/?q=a%20b".
    """
    root = request.build_absolute_uri("/").removesuffix("/")
    return lambda path: root + path
