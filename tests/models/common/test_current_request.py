"""The address of whoever asks: the connection's own, or what `archive.proxy_headers` put in its place."""

import pytest
from django.test import RequestFactory

from archive.models.common.current_request import client_address, current_request, throttled_address


@pytest.fixture
def asked():
    def made(remote, **headers):
        return RequestFactory().get("/", REMOTE_ADDR=remote, **headers)

    return made


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:DB8::7", "2001:db8::7"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("fe80::1%eth0", "fe80::1"),
        ("", None),
    ],
)
def test_address(asked, remote, address):
    assert client_address(asked(remote)) == address


@pytest.mark.parametrize("name", ["HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_CLIENT_IP"])
def test_no_header_tells_an_address(asked, name):
    assert client_address(asked("203.0.113.9", **{name: "1.1.1.1"})) == "203.0.113.9"


@pytest.mark.parametrize(
    ("remote", "counted_by"),
    [("203.0.113.9", "203.0.113.9"), ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"), ("", None)],
)
def test_attempts_are_counted_by_household(asked, remote, counted_by):
    assert throttled_address(asked(remote)) == counted_by


def test_no_request_is_answered_outside_of_one():
    assert current_request() is None
