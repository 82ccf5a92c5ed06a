"""The request that is being answered, and the address that it came from as far as that can be trusted."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest

_bound_request: ContextVar[HttpRequest | None] = ContextVar("request_being_answered", default=None)


@contextmanager
def bind_request(request: HttpRequest) -> Iterator[None]:
    """Within the block, `current_request()` is this one: what rows are changed by, though no row is told."""
    token = _bound_request.set(request)
    try:
        yield
    finally:
        _bound_request.reset(token)


def current_request() -> HttpRequest | None:
    """The request that is being answered; None in a command, and in a thread of its own."""
    return _bound_request.get()


def client_address(request: HttpRequest | None) -> str | None:
    """The address of whoever asks, "203.0.113.9" or "2001:db8::7"; None where none is known.

    What a client says of itself in `X-Forwarded-For` is believed only behind a front server (`BEHIND_PROXY=1`), and
    then only the entry that this server added: the last one, or as many from the end as `PROXY_COUNT` says there are
    front servers. Where that entry is missing or no address, the connection's own is taken.

        REMOTE_ADDR 10.0.0.2, X-Forwarded-For "1.1.1.1, 203.0.113.9" → 10.0.0.2, behind a front server 203.0.113.9
    """
    if request is None:
        return None
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if settings.BEHIND_PROXY else []
    told = forwarded[-settings.PROXY_COUNT] if len(forwarded) >= settings.PROXY_COUNT > 0 else ""
    return _address(told) or _address(request.META.get("REMOTE_ADDR", ""))


def throttled_address(request: HttpRequest) -> str | None:
    """The address by which attempts are counted: a whole /64 of IPv6, since one household or one server has that many.

    2001:db8:1:2:aaaa::1 → 2001:db8:1:2::
    """
    address = client_address(request)
    if address is None or ":" not in address:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)


def _address(text: str) -> str | None:
    """The address in a text, without a port, a zone or the IPv6 form of an IPv4 address; None where there is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return str(getattr(address, "ipv4_mapped", None) or address)
