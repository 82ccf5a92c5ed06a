"""What a client may say of a request, what only a proxy may, and that nothing else reaches the application."""

from __future__ import annotations

import logging

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from archive.proxy_headers import PASSED_HEADERS, ProxyHeaders, TrustedProxies

CLIENT, PROXY = "203.0.113.9", "10.0.0.2"
# Headers that some server, proxy or framework believes, and one that nobody does.
UNREAD_HEADERS = """
    ACCEPT_LANGUAGE AUTHORIZATION CF_CONNECTING_IP CLIENT_IP CONTENT_LENGTH CONTENT_TYPE FORWARDED FORWARDED_FOR
    FRONT_END_HTTPS PATH_INFO PROXY REMOTE_ADDR REMOTE_USER SCRIPT_NAME SCRIPT_URL TRUE_CLIENT_IP URL_SCHEME VIA
    X_CLUSTER_CLIENT_IP X_FORWARDED X_FORWARDED_FOR X_FORWARDED_HOST X_FORWARDED_PORT X_FORWARDED_PREFIX
    X_FORWARDED_PROTO X_FORWARDED_PROTOCOL X_FORWARDED_SCHEME X_FORWARDED_SERVER X_FORWARDED_SSL X_HTTP_METHOD
    X_HTTP_METHOD_OVERRIDE X_METHOD_OVERRIDE X_ORIGINAL_HOST X_ORIGINAL_URL X_REAL_IP X_REQUESTED_WITH X_REWRITE_URL
    X_SCRIPT_NAME X_URL_SCHEME X_WSGI_SCHEME X_NEVER_HEARD_OF
"""


@pytest.fixture
def seen(settings):
    """`seen(HTTP_COOKIE="a=b", proxies=["10.0.0.2"])`: the environ that the application gets of such a request."""

    def of(*, proxies=(), count=1, **environ) -> dict:
        settings.TRUSTED_PROXIES, settings.PROXY_COUNT = list(proxies), count
        got = {}
        middleware = ProxyHeaders(lambda environ, start_response: got.update(environ) or [])
        asked = {"REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": "/a/", "REMOTE_ADDR": CLIENT}
        middleware({**asked, "wsgi.url_scheme": "http", **environ}, lambda *_: None)
        return got

    return of


# --- Any client -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(PASSED_HEADERS))
def test_header_that_is_read_is_passed(seen, name):
    assert seen(**{name: "value"})[name] == "value"


@pytest.mark.parametrize("proxies", [[], [CLIENT]])
@pytest.mark.parametrize(
    "name",
    UNREAD_HEADERS.split(),
)
def test_header_that_is_not_read_is_dropped_whoever_sends_it(seen, name, proxies):
    assert f"HTTP_{name}" not in seen(**{f"HTTP_{name}": "/evil"}, proxies=proxies)


def test_client_tells_neither_its_address_nor_the_scheme(seen):
    got = seen(HTTP_X_FORWARDED_FOR="1.1.1.1", HTTP_X_FORWARDED_PROTO="https")
    assert (got["REMOTE_ADDR"], got["wsgi.url_scheme"]) == (CLIENT, "http")


def test_scheme_that_a_server_took_from_a_header_is_not_believed(seen):
    assert seen(**{"wsgi.url_scheme": "https"}, HTTP_X_FORWARDED_PROTO="https")["wsgi.url_scheme"] == "http"


@pytest.mark.parametrize(
    ("script_name", "path_info"), [("", "/a/b/"), ("/a", "/b/"), ("/a/b", "/"), ("/a/b/", ""), ("/", "a/b/")]
)
def test_path_is_the_one_that_was_asked_for(seen, script_name, path_info):
    got = seen(SCRIPT_NAME=script_name, PATH_INFO=path_info)
    assert (got["SCRIPT_NAME"], got["PATH_INFO"]) == ("", "/a/b/")


@pytest.mark.parametrize("method", ["GET", "HEAD", "get", "OPTIONS", "DELETE"])
def test_request_without_content_has_no_type(seen, method):
    assert "CONTENT_TYPE" not in seen(REQUEST_METHOD=method, CONTENT_TYPE="text/html; charset=utf-16")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_content_keeps_its_type(seen, method):
    assert seen(REQUEST_METHOD=method, CONTENT_TYPE="text/csv")["CONTENT_TYPE"] == "text/csv"


def test_what_the_server_itself_says_is_passed(seen):
    assert (
        seen(QUERY_STRING="a=b", CONTENT_LENGTH="3").items() >= {"QUERY_STRING": "a=b", "CONTENT_LENGTH": "3"}.items()
    )


# --- A proxy ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "forwarded", "address"),
    [
        (1, CLIENT, CLIENT),
        (1, f"1.1.1.1, {CLIENT}", CLIENT),
        (1, f"1.1.1.1,2.2.2.2,{CLIENT}", CLIENT),
        (2, f"1.1.1.1, {CLIENT}, 10.0.0.3", CLIENT),
        (2, f"{CLIENT}, 10.0.0.3", CLIENT),
        (2, "10.0.0.3", PROXY),
        (1, "", PROXY),
        (1, f"{CLIENT}, unknown", PROXY),
        (1, "<script>", PROXY),
        (1, f"{CLIENT}:4711", CLIENT),
        (1, "[2001:db8::7]:4711", "2001:db8::7"),
        (0, "1.1.1.1", PROXY),
    ],
)
def test_proxy_tells_the_address(seen, count, forwarded, address):
    got = seen(REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=forwarded, proxies=[PROXY], count=count)
    assert got["REMOTE_ADDR"] == address


@pytest.mark.parametrize(
    ("proto", "scheme"),
    [("https", "https"), ("HTTPS", "https"), ("http, https", "https"), ("https, http", "http"), ("ftp", "http")],
)
def test_proxy_tells_the_scheme(seen, proto, scheme):
    got = seen(REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_PROTO=proto, proxies=[PROXY])
    assert got["wsgi.url_scheme"] == scheme


def test_proxy_that_says_nothing_of_the_scheme_speaks_http(seen):
    got = seen(REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=CLIENT, proxies=[PROXY], **{"wsgi.url_scheme": "https"})
    assert got["wsgi.url_scheme"] == "http"


@pytest.mark.parametrize(
    ("names", "peer", "is_trusted"),
    [
        ([], "127.0.0.1", False),
        (["127.0.0.0/8", "::1"], "127.0.0.1", True),
        (["127.0.0.0/8", "::1"], "::1", True),
        (["127.0.0.0/8"], "::ffff:127.0.0.1", True),
        (["127.0.0.0/8", "::1"], "10.0.0.2", False),
        (["127.0.0.0/8", "::1"], "", False),
        (["10.0.0.2"], "10.0.0.2", True),
        (["10.0.0.2"], "10.0.0.3", False),
        (["10.0.0.2"], "127.0.0.1", False),
        ([" 10.0.0.0/8 "], "10.255.0.3", True),
        (["2001:db8::/32"], "2001:db8::7", True),
        (["2001:db8::/32"], "10.0.0.2", False),
        (["unix"], "", True),
        (["unix"], "/run/proxy.sock", True),
        (["unix"], "127.0.0.1", False),
    ],
)
def test_trusted_is_who_is_stated(names, peer, is_trusted):
    assert (peer in TrustedProxies(names)) is is_trusted


@pytest.mark.parametrize("name", ["10.0.0.300", "proxy.example", "*", ""])
def test_proxies_that_cannot_be_read_are_told_before_the_start(settings, name):
    settings.TRUSTED_PROXIES = ["10.0.0.2", name]
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES"):
        ProxyHeaders(lambda *_: [])
    with pytest.raises(SystemCheckError, match="TRUSTED_PROXIES"):
        call_command("check")


def test_unstated_proxy_is_told_once(settings, caplog):
    settings.TRUSTED_PROXIES = []
    middleware = ProxyHeaders(lambda environ, start_response: [])
    asked = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "REMOTE_ADDR": PROXY, "HTTP_X_FORWARDED_PROTO": "https"}
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            middleware(asked, lambda *_: None)
    [record] = caplog.records
    assert PROXY in record.getMessage()
    assert "TRUSTED_PROXIES" in record.getMessage()
