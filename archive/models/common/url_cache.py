"""Addresses of rows, by the map of the site; each is worked out once, since a page names the same ones many times."""

from __future__ import annotations

from functools import lru_cache

from django.urls import get_script_prefix, reverse

MAX_CACHED = 8192


def cached_reverse(name: str, *parts: str | int) -> str:
    """The address of a route, its parts in order: ("source", "interfax") → "/sources/interfax/".

    Raises `django.urls.NoReverseMatch` for a part that cannot stand in it.
    """
    return _address(get_script_prefix(), name, *parts)


@lru_cache(maxsize=MAX_CACHED)
def _address(prefix: str, name: str, *parts: str | int) -> str:
    return reverse(name, args=parts)


def cached_reverse_below(page: str, slug: str) -> str:
    """The address of a page that stands below another: ("/edm/v1/i115/", "ferries") → "/edm/v1/i115/ferries/".

    As the map has it: an archive has more articles than addresses can be kept, and to ask the map for one takes 17 µs.
    """
    return f"{page}{slug}/"


def data_address(page: str, suffix: str) -> str:
    """The address of a page's data: ("/edm/v1/i115/", "xml") → "/edm/v1/i115.xml"."""
    return f"{page.removesuffix('/')}.{suffix}"
