"""Current request: the one that is being answered, and its client address as far as that can be trusted."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest

from archive.text.ip_addresses import parse_ip_address

_bound_request: ContextVar[HttpRequest | None] = ContextVar("request_being_answered", default=None)


@contextmanager
def bind_request(request: HttpRequest) -> Iterator[None]:
    """Make `current_request()` return this request within the block, for code without a request argument."""
    token = _bound_request.set(request)
    try:
        yield
    finally:
        _bound_request.reset(token)


def current_request() -> HttpRequest | None:
    """Return the request that is being answered; None in a command, and in a thread of its own."""
    return _bound_request.get()


def client_address(request: HttpRequest | None) -> str | None:
    """Return the client's address, "203.0.113.9" or "2001:db8::7"; None if it is unknown.

    Behind a front server it is the address that this reports; `archive.proxy_headers` has set REMOTE_ADDR to it.
    """
    address = parse_ip_address(request.META.get("REMOTE_ADDR", "")) if request is not None else None
    return str(address) if address else None


def throttled_address(request: HttpRequest) -> str | None:
    """Return the address for counting attempts: the /64 of IPv6, as one household or server has that many.

    2001:db8:1:2:aaaa::1 → 2001:db8:1:2::
    """
    address = client_address(request)
    if address is None or ":" not in address:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)
