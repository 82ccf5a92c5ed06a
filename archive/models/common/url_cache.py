"""URL cache: addresses of rows, each reversed once, since a page repeats the same ones many times."""

from __future__ import annotations

from functools import lru_cache

from django.urls import get_script_prefix, reverse

MAX_CACHED = 8192


def cached_reverse(name: str, *parts: str | int) -> str:
    """Return the URL of a route with its arguments in order: ("source", "interfax") → "/sources/interfax/".

    Raises `django.urls.NoReverseMatch` for an argument that does not match.
    """
    return _address(get_script_prefix(), name, *parts)


@lru_cache(maxsize=MAX_CACHED)
def _address(prefix: str, name: str, *parts: str | int) -> str:
    return reverse(name, args=parts)


def cached_reverse_below(page: str, slug: str) -> str:
    """Return the URL of a page below another: ("/edm/v1/i115/", "ferries") → "/edm/v1/i115/ferries/".

    Follows the URL map without reversing: an archive has more articles than can be cached, and each takes 17 µs to
    reverse.
    """
    return f"{page}{slug}/"


@lru_cache(maxsize=MAX_CACHED)
def _around_number(prefix: str, name: str) -> tuple[str, str]:
    before, _, behind = reverse(name, args=[0]).rpartition("0")
    return before, behind


def cached_reverse_of_number(name: str, number: int) -> str:
    """Return the URL of a route whose one argument is a whole number: ("permanent", 4711) → "/a/4711/".

    The route is reversed once for all numbers.
    """
    before, behind = _around_number(get_script_prefix(), name)
    return f"{before}{number}{behind}"


def data_address(page: str, suffix: str) -> str:
    """Return the URL of a page's data: ("/edm/v1/i115/", "xml") → "/edm/v1/i115.xml"."""
    return f"{page.removesuffix('/')}.{suffix}"
