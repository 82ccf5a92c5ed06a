"""IP addresses and networks as headers and settings write them."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network


def parse_ip_address(text: str) -> IPAddress | None:
    """The address in a text, without a port, a zone or the IPv6 form of an IPv4 address; None where there is none.

    "203.0.113.9:4711" → 203.0.113.9, "[2001:db8::7]:4711" → 2001:db8::7, "::ffff:203.0.113.9" → 203.0.113.9
    """
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def parse_ip_networks(texts: Iterable[str]) -> tuple[IPNetwork, ...]:
    """Networks from texts, an address being a network of one: "10.0.0.0/8", "2001:db8::7". Raises ValueError."""
    return tuple(ipaddress.ip_network(text.strip(), strict=False) for text in texts)
