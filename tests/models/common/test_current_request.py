"""The address of whoever asks: the connection's own, and what a front server says only where there is one."""

import pytest
from django.test import RequestFactory

from archive.models.common.current_request import client_address, current_request, throttled_address


@pytest.fixture
def asked():
    def made(remote="10.0.0.2", forwarded=None):
        headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
        return RequestFactory().get("/", REMOTE_ADDR=remote, **headers)

    return made


@pytest.mark.parametrize(
    ("behind", "count", "remote", "forwarded", "address"),
    [
        (False, 1, "203.0.113.9", None, "203.0.113.9"),
        (False, 1, "203.0.113.9", "1.1.1.1", "203.0.113.9"),
        (True, 1, "10.0.0.2", "203.0.113.9", "203.0.113.9"),
        (True, 1, "10.0.0.2", "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        (True, 2, "10.0.0.2", "1.1.1.1, 203.0.113.9, 10.0.0.3", "203.0.113.9"),
        (True, 2, "10.0.0.2", "10.0.0.3", "10.0.0.2"),
        (True, 1, "10.0.0.2", None, "10.0.0.2"),
        (True, 1, "10.0.0.2", "<script>", "10.0.0.2"),
        (True, 1, "10.0.0.2", "203.0.113.9:4711", "203.0.113.9"),
        (True, 1, "10.0.0.2", "[2001:db8::7]:4711", "2001:db8::7"),
        (False, 1, "2001:DB8::7", None, "2001:db8::7"),
        (False, 1, "::ffff:203.0.113.9", None, "203.0.113.9"),
        (False, 1, "fe80::1%eth0", None, "fe80::1"),
        (False, 1, "", None, None),
        (True, 0, "10.0.0.2", "1.1.1.1", "10.0.0.2"),
    ],
)
def test_address(asked, settings, behind, count, remote, forwarded, address):
    settings.BEHIND_PROXY, settings.PROXY_COUNT = behind, count
    assert client_address(asked(remote, forwarded)) == address


@pytest.mark.parametrize(
    ("remote", "counted_by"),
    [("203.0.113.9", "203.0.113.9"), ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"), ("", None)],
)
def test_attempts_are_counted_by_household(asked, remote, counted_by):
    assert throttled_address(asked(remote)) == counted_by


def test_no_request_is_answered_outside_of_one():
    assert current_request() is None
