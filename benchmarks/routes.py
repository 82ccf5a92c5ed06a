"""Routes of the site: all that the URL map has, for comparing with those that a benchmark asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve


def all_routes() -> list[str]:
    """Return every route in the order of the URL map, such as "sources/<slug:slug>/"."""
    return list(dict.fromkeys(_routes(get_resolver(), "")))


def _routes(resolver: URLResolver, before: str) -> Iterator[str]:
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield route
        else:
            yield from _routes(each, route)


def routes_of(addresses: Iterable[str]) -> set[str]:
    """Return the routes that addresses lead to."""
    found = set()
    for address in addresses:
        try:
            found.add(resolve(address.partition("?")[0]).route)
        except Resolver404:
            continue
    return found
