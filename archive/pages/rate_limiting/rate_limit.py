"""Rate limit of the pages that cost most: searches, as pages, feeds and data, and suggestions.

Each client has a token bucket: a network of IPv6 (/64, what one household or host has), or an address of IPv4. All
processes of a host count together; several hosts each by themselves, so that their sum is the limit times the hosts.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Callable
from functools import cache, wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from archive.pages.rate_limiting.token_table import TokenTable
from archive.text.ip_addresses import parse_ip_address

View = Callable[..., HttpResponse]

CLIENT_BITS_OF_IPV6 = 64
clock = time.time


def rate_limited(cost: float = 1) -> Callable[[View], View]:
    """Make a decorator that answers 429 with Retry-After where a client has asked for too much.

    `cost` is what the page takes of the client's tokens: 1 for a page of hits. RATE_LIMIT of them come each minute (0
    switches it off), and so many may be saved up as RATE_LIMIT_BURST says.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, **parts) -> HttpResponse:
            wait = seconds_to_wait(request.META.get("REMOTE_ADDR", ""), cost)
            return too_many(request, wait) if wait else view(request, **parts)

        return answer

    return decorate


def seconds_to_wait(address: str, cost: float) -> float:
    """Take the cost of a request from its client's tokens; return 0, or the seconds until it has enough.

    Nobody is limited who comes from this machine or from a Unix socket: there are the operator's own scripts, and a
    front server that was not stated, behind which all readers would look like one.
    """
    if not settings.RATE_LIMIT or (client := client_of(address)) is None:
        return 0.0
    return _table().take(
        client,
        cost=cost,
        per_second=settings.RATE_LIMIT / 60,
        burst=max(settings.RATE_LIMIT_BURST, cost),
        now=clock(),
    )


def client_of(address: str) -> str | None:
    """Return what counts as one client: "203.0.113.9", "2001:db8:0:7::/64" of IPv6; None for one that is not counted.

    The address is that of the proxy's header where a proxy is trusted (`archive.proxy_headers`).
    """
    ip = parse_ip_address(address)
    if ip is None or ip.is_loopback:
        return None
    if ip.version == 4:
        return str(ip)
    return str(ipaddress.ip_network((int(ip), CLIENT_BITS_OF_IPV6), strict=False))


@cache
def _table() -> TokenTable:
    return TokenTable(settings.DATA_DIR / "rate_limit", settings.SECRET_KEY.encode())


def too_many(request: HttpRequest, wait: float) -> HttpResponse:
    """Return the answer to a client that asked for too much: a page, or a sentence for other software."""
    seconds = math.ceil(wait)
    if request.path == reverse("search"):
        context = {"seconds": seconds, "query": request.META.get("QUERY_STRING", "")}
        response = render(request, "search/too_many.html", context, status=429)
    else:
        sentence = (
            f"Too many searches from your network: please wait {seconds} s, and ask for at most "
            f"{settings.RATE_LIMIT} a minute.\n"
        )
        response = HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=429)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response
