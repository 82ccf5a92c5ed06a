"""Nothing that one request says changes what the next is answered: cached answers are compared with fresh ones.

Requests go through the WSGI application with a page cache on disk, and say whatever a server can be made to pass on.
"""

from __future__ import annotations

import datetime
import io
import re

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.utils import timezone

from archive.models import Article, OutboxEntry, SiteRevision
from archive.proxy_headers import PASSED_HEADERS
from archive.search.engine import engine
from archive.wsgi import application
from tests.factories import ArticleFactory, PublicationFactory
from tests.pages.cached_files import ALIASES, cached_files, clear_page_caches

pytestmark = pytest.mark.django_db

AN_HOUR = datetime.timedelta(hours=1)
PUBLICATION, ISSUE = "/tide-tables/", "/tide-tables/v1/i7/"
SEARCH = "/search/?q=caf%C3%A9"
ADDRESSES = [
    "/",
    PUBLICATION,
    ISSUE,
    f"{ISSUE}fog-on-the-quay/",
    "/tide-tables/feed.atom",
    "/tide-tables/v1/i7.xml",
    SEARCH,
]


@pytest.fixture(scope="module")
def rows(django_db_setup, django_db_blocker):
    """An archive that did not change just now, and an index of nothing; taken back after the last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        publication = PublicationFactory(title="Tide Tables", slug="tide-tables")
        ArticleFactory(issue__publication=publication, issue__number="7", title="Fog on the Quay", authors=["Ana Brod"])
        SiteRevision.objects.update(changed=timezone.now() - AN_HOUR)
        OutboxEntry.objects.all().delete()
        engine().store.rebuild([], lambda pks: [])
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def archive(rows, db):
    """The archive, and nothing in the page caches."""
    clear_page_caches()


@pytest.fixture(autouse=True)
def _one_connection():
    """The end of a request must not close the connection that holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def forget() -> None:
    clear_page_caches()


def is_cached() -> bool:
    return any(cached_files(alias) for alias in ALIASES)


def ask(address: str, **said) -> tuple[str, dict[str, str], bytes]:
    """Status, headers and body of the answer to a GET of an address, which `said` may make another request.

    What differs each time, whatever was cached, is left out: tokens, in cookies and in forms.
    """
    path, _, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "testserver",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        **said,
    }
    started = []
    answer = application(environ, lambda status, headers, exc_info=None: started.append((status, dict(headers))))
    try:
        body = b"".join(answer)
    finally:
        answer.close()
    status, headers = started[0]
    if "Set-Cookie" in headers:
        headers["Set-Cookie"] = headers["Set-Cookie"].partition("=")[0]
    return status, headers, re.sub(rb'csrfmiddlewaretoken" value="[^"]*"', b"", body)


def fresh(address: str, **said) -> tuple:
    forget()
    return ask(address, **said)


def assert_apart(address: str, *others: tuple[str, dict]) -> None:
    """No other request, an address and what is said with it, gets what was made for this address, nor the reverse."""
    plain = fresh(address)
    for other, said in others:
        varied = fresh(other, **said)
        assert ask(address) == plain, f"after {other[:80]} {said}"
        assert ask(other, **said) == varied, f"{other[:80]} {said} afterwards"


# What each says is as hostile as its place allows: where it were believed, the answer would be another.
HEADERS = {
    "ACCEPT": ["application/json", "*/*;q=0"],
    "ACCEPT_CHARSET": ["utf-16"],
    "ACCEPT_ENCODING": ["gzip", "br", "gzip;q=0", "identity;q=0", "*"],
    "ACCEPT_LANGUAGE": ["de", "ar, he;q=0.9"],
    "AUTHORIZATION": ["Basic ZWRpdG9yOmVkaXRvcg=="],
    "CACHE_CONTROL": ["no-store", "only-if-cached"],
    "CLIENT_IP": ["1.1.1.1"],
    "CONTENT_LENGTH": ["7"],
    "CONTENT_TYPE": ["text/html; charset=utf-16"],
    "COOKIE": [
        "session=forged",
        "csrftoken=short",
        f"csrftoken={'x' * 32}",
        "messages=forged",
        "django_language=de",
        "a",
    ],
    "EXPECT": ["100-continue"],
    "FORWARDED": ["for=1.1.1.1;host=evil.example;proto=https"],
    "FRONT_END_HTTPS": ["on"],
    "HOST": [
        "localhost",
        "127.0.0.1",
        "testserver:80",
        "testserver:8000",
        "TESTSERVER",
        "testserver.",
        "evil.example",
        "",
    ],
    "IF_MATCH": ['"another"', "*"],
    "IF_MODIFIED_SINCE": ["Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT", "yesterday"],
    "IF_NONE_MATCH": ['"another"', "*"],
    "IF_RANGE": ['"another"'],
    "IF_UNMODIFIED_SINCE": ["Thu, 01 Jan 1970 00:00:00 GMT"],
    "ORIGIN": ["https://evil.example", "null"],
    "PATH_INFO": ["/authors/"],
    "RANGE": ["bytes=0-9", "bytes=-1"],
    "REFERER": ["https://evil.example/"],
    "REMOTE_USER": ["editor"],
    "SCRIPT_NAME": ["/tide-tables", "/evil"],
    "SAVE_DATA": ["on"],
    "USER_AGENT": ["", "Googlebot", "<script>"],
    "X_CSRFTOKEN": ["x" * 32],
    "X_FORWARDED_FOR": ["1.1.1.1"],
    "X_FORWARDED_HOST": ["localhost", "evil.example"],
    "X_FORWARDED_PORT": ["444"],
    "X_FORWARDED_PREFIX": ["/evil"],
    "X_FORWARDED_PROTO": ["https"],
    "X_FORWARDED_PROTOCOL": ["ssl"],
    "X_FORWARDED_SSL": ["on"],
    "X_HTTP_METHOD_OVERRIDE": ["POST"],
    "X_ORIGINAL_URL": ["/authors/"],
    "X_REAL_IP": ["1.1.1.1"],
    "X_REQUESTED_WITH": ["XMLHttpRequest"],
    "X_REWRITE_URL": ["/authors/"],
    "X_SCRIPT_NAME": ["/evil"],
    "X_URL_SCHEME": ["https"],
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_page_is_cached(address):
    assert fresh(address)[0] == "200 OK"
    assert is_cached()


def test_every_header_that_is_passed_is_varied():
    assert {name.removeprefix("HTTP_") for name in PASSED_HEADERS} <= HEADERS.keys()


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("address", [PUBLICATION, pytest.param(SEARCH, marks=pytest.mark.slow)])
def test_header(name, address):
    assert_apart(address, *((address, {f"HTTP_{name}": value}) for value in HEADERS[name]))


REQUESTS = [
    {"HTTP_HOST": "localhost", "HTTP_ACCEPT_ENCODING": "gzip"},
    {"REQUEST_METHOD": "HEAD"},
    {"REQUEST_METHOD": "HEAD", "HTTP_ACCEPT_ENCODING": "gzip"},
    {"REQUEST_METHOD": "POST"},
    {"REQUEST_METHOD": "OPTIONS"},
    {"REQUEST_METHOD": "get"},
    {"wsgi.url_scheme": "https"},
    {"CONTENT_TYPE": "text/html; charset=latin-1"},
    {"CONTENT_TYPE": "text/html; charset=rot13"},
    {"CONTENT_LENGTH": "7", "CONTENT_TYPE": "application/x-www-form-urlencoded", "wsgi.input": io.BytesIO(b"q=sirens")},
    {"SCRIPT_URL": "/evil/", "REDIRECT_URL": "/evil/"},
    {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_HOST": "localhost", "HTTP_X_FORWARDED_FOR": "1.1.1.1"},
    {"SERVER_NAME": "evil.example", "SERVER_PORT": "443"},
]


@pytest.mark.slow
@pytest.mark.parametrize("address", ADDRESSES)
def test_request(address):
    assert_apart(address, *((address, said) for said in REQUESTS))


def test_query_is_decoded_as_the_address_says():
    assert "café · Search" in ask(SEARCH, CONTENT_TYPE="text/html; charset=latin-1")[2].decode()


@pytest.mark.parametrize("address", [address for address in ADDRESSES if address != "/"])
def test_script_name_is_part_of_the_path(address):
    """A server that took it from a header, and the path's beginning away: the page is the one that was asked for."""
    path = address.partition("?")[0]
    expected = fresh(address)
    for said in (
        {"SCRIPT_NAME": path.removesuffix("/"), "PATH_INFO": "/" if path.endswith("/") else ""},
        {"SCRIPT_NAME": path, "PATH_INFO": ""},
        {"SCRIPT_NAME": path[:3], "PATH_INFO": path[3:]},
    ):
        assert fresh(address, **said) == expected
        assert ask(address) == expected


PATHS = [
    "//tide-tables/",
    "/tide-tables//",
    "/tide-tables",
    "/Tide-Tables/",
    "/./tide-tables/",
    "/tide-tables/../",
    "/tide-tables/;a=b",
    "/tide-tables/%2e/",
    "/tide%2Dtables/",
    "/tide-tables/?",
    "/tide-tables/\x00",
    "/tide-tables/\xff",
    "tide-tables/",
    "*",
    "",
    "http://testserver/tide-tables/",
    "/" + "x" * 9000,
]


@pytest.mark.slow
@pytest.mark.parametrize("script_name", ["", "/tide-tables", "/evil"])
def test_path(script_name):
    assert_apart(PUBLICATION, *((PUBLICATION, {"PATH_INFO": path, "SCRIPT_NAME": script_name}) for path in PATHS))


QUERIES = [
    "q=fog&q=quay",
    "q=fog;q=quay",
    "Q=fog",
    "q=FOG",
    "q=fog&page=1",
    "q=fog&page=01",
    "q=fog&page=2",
    "q=fog&page=%31",
    "q=fog&",
    "&q=fog",
    "q=f%6Fg",
    "q=fog+",
    "q=caf\xe9",
    "q=caf%E9",
    "q=%00",
    "q=",
    "",
    "q=fog&x=" + "y" * 9000,
    "&".join(f"x{number}=" for number in range(6000)),
]


@pytest.mark.slow
@pytest.mark.parametrize("address", ["/search/?q=fog", "/authors/", "/search.json?q=fog"])
def test_query(address):
    path = address.partition("?")[0]
    assert_apart(address, *((f"{path}?{query}", {}) for query in QUERIES))


@pytest.mark.parametrize("address", ADDRESSES)
def test_links_are_of_the_host_that_was_asked(address):
    for host in ("testserver", "localhost", "127.0.0.1:8000", "testserver"):
        body = ask(address, HTTP_HOST=host)[2].decode()
        assert set(re.findall(r"http://(testserver|localhost|127\.0\.0\.1:8000)\b", body)) <= {host}


def test_redirects_are_of_the_request_alone():
    permanent = Article.objects.get().get_permanent_url()
    assert_apart(permanent, (permanent, {"SCRIPT_NAME": "/evil"}), (permanent, {"HTTP_HOST": "localhost"}))
    assert ask(permanent)[1]["Location"] == f"{ISSUE}fog-on-the-quay/"


# --- Who asks ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def signed_in(admin_client):
    """The cookie of somebody who is signed in, has a message to read, and a form's token."""
    key = admin_client.cookies[settings.SESSION_COOKIE_NAME].value
    session = SessionStore(key)
    session["_messages"] = '[["__json_message",0,25,"For your eyes only"]]'
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={key}; {settings.CSRF_COOKIE_NAME}={'x' * 32}"


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_is_signed_in_neither_fills_the_cache_nor_reads_another_page(address, signed_in):
    expected = fresh(address)
    forget()
    status, _, body = ask(address, HTTP_COOKIE=signed_in)
    assert not is_cached()
    assert (status, body) == (expected[0], expected[2])
    assert ask(address) == expected
    headers = ask(address, HTTP_COOKIE=signed_in)[1]
    assert "Cookie" in headers["Vary"]
    assert ask(address) == expected


def test_no_cached_page_sets_a_cookie():
    for cookie in ("csrftoken=short", "session=forged", "messages=forged"):
        forget()
        ask(PUBLICATION, HTTP_COOKIE=cookie)
        assert "Set-Cookie" not in ask(PUBLICATION)[1]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_conditional_and_partial_requests_leave_whole_pages(method):
    expected = fresh(PUBLICATION)
    etag, modified = expected[1]["ETag"], expected[1]["Last-Modified"]
    for said in (
        {"HTTP_IF_NONE_MATCH": etag},
        {"HTTP_IF_MODIFIED_SINCE": modified},
        {"HTTP_IF_MATCH": '"another"'},
        {"HTTP_IF_UNMODIFIED_SINCE": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"HTTP_RANGE": "bytes=0-9"},
        {"HTTP_RANGE": "bytes=0-9", "HTTP_IF_RANGE": etag},
    ):
        forget()
        ask(PUBLICATION, REQUEST_METHOD=method, **said)
        assert ask(PUBLICATION) == expected
