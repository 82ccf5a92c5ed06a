"""The request that is being answered, and the address that it came from as far as that can be trusted."""

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

    Behind a front server it is what that server says; `archive.proxy_headers` has put it into REMOTE_ADDR.
    """
    address = parse_ip_address(request.META.get("REMOTE_ADDR", "")) if request is not None else None
    return str(address) if address else None


def throttled_address(request: HttpRequest) -> str | None:
    """The address by which attempts are counted: a whole /64 of IPv6, since one household or one server has that many.

    2001:db8:1:2:aaaa::1 → 2001:db8:1:2::
    """
    address = client_address(request)
    if address is None or ":" not in address:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)
