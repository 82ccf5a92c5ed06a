"""Addresses and networks, as headers and settings write them."""

import pytest

from archive.text.ip_addresses import parse_ip_address, parse_ip_networks


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        (" 203.0.113.9 ", "203.0.113.9"),
        ("203.0.113.9:4711", "203.0.113.9"),
        ("[2001:db8::7]:4711", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("2001:DB8::7", "2001:db8::7"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("fe80::1%eth0", "fe80::1"),
    ],
)
def test_address_is_read(text, address):
    assert str(parse_ip_address(text)) == address


@pytest.mark.parametrize("text", ["", "unknown", "<script>", "203.0.113", "203.0.113.9.4", "_hidden", "１.1.1.1", "["])
def test_what_is_no_address_is_none(text):
    assert parse_ip_address(text) is None


def test_an_address_is_a_network_of_one():
    assert [str(network) for network in parse_ip_networks(["10.1.2.3/8", " 2001:db8::7"])] == [
        "10.0.0.0/8",
        "2001:db8::7/128",
    ]


@pytest.mark.parametrize("text", ["", "10.0.0.300", "10.0.0.0/33", "proxy.example", "*"])
def test_what_is_no_network_is_refused(text):
    with pytest.raises(ValueError, match="network"):
        parse_ip_networks([text])
