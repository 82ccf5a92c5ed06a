"""IP addresses and networks in the forms of headers and settings."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network


def parse_ip_address(text: str) -> IPAddress | None:
    """Parse an address, without its port, zone or the IPv6 form of an IPv4 address; None for any other text.

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
    """Parse networks, with an address as a network of one: "10.0.0.0/8", "2001:db8::7". Raises ValueError."""
    return tuple(ipaddress.ip_network(text.strip(), strict=False) for text in texts)
