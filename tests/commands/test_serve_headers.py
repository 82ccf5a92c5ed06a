"""The server process believes no client: headers that name a path, a scheme or an address, over a socket."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from benchmarks.served import free_port, served
from tests.databases import environment

# The tests' database, of which the server gets a copy, is made for tests that ask for it.
pytestmark = [pytest.mark.slow, pytest.mark.django_db]

FILL = """
import django, datetime; django.setup()
from django.core.management import call_command
from django.utils import timezone
from archive.models import SiteRevision
from tests.factories import ArticleFactory, PublicationFactory
call_command("rebuild_index", verbosity=0)
publication = PublicationFactory(title="Tide Tables", slug="tide-tables")
ArticleFactory(issue__publication=publication, issue__number="7", title="Fog on the Quay")
SiteRevision.objects.update(changed=timezone.now() - datetime.timedelta(hours=1))
"""
PUBLICATION, ARTICLE = "/tide-tables/", "/tide-tables/v1/i7/fog-on-the-quay/"


@pytest.fixture(scope="module")
def data(django_db_setup, tmp_path_factory):
    """The environment of an archive of one article that did not change just now."""
    folder = tmp_path_factory.mktemp("data")
    own = environment(folder, django_db_setup.copy(folder))
    subprocess.run([sys.executable, "-c", FILL], env=own, cwd=settings.BASE_DIR, check=True)
    return own


@pytest.fixture(scope="module", params=["0", "1"], ids=["no proxy", "behind a proxy"])
def site(request, data):
    """(port, whether this machine is a stated proxy) of a server with one worker and an empty page cache."""
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", "1"]
    with served(command, port, {**data, "BEHIND_PROXY": request.param}, settings.BASE_DIR):
        yield port, request.param == "1"


def ask(port: int, path: str, *headers: str) -> str:
    """The whole answer to a GET with these header lines, byte for byte as they stand."""
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Connection: close", *headers, "", ""]
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall("\r\n".join(lines).encode("latin-1"))
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode()


def title(answer: str) -> str:
    return re.search("<title>([^<]*)", answer)[1]


@pytest.mark.parametrize(("path", "expected"), [(PUBLICATION, "Tide Tables"), (ARTICLE, "Fog on the Quay")])
@pytest.mark.parametrize("name", ["SCRIPT_NAME", "Script-Name", "X-Script-Name", "X-Forwarded-Prefix"])
def test_no_header_moves_the_site(site, path, expected, name):
    port, _ = site
    assert title(ask(port, path, f"{name}: {path.removesuffix('/')}")).startswith(expected)
    assert title(ask(port, path)).startswith(expected)


@pytest.mark.parametrize("name", ["PATH_INFO", "Path-Info", "X-Original-URL", "X-Rewrite-URL"])
def test_no_header_names_another_page(site, name):
    port, _ = site
    assert title(ask(port, "/authors/", f"{name}: /topics/")).startswith("Authors")
    assert title(ask(port, "/authors/")).startswith("Authors")


def test_no_header_decodes_the_query_otherwise(site):
    port, _ = site
    for headers in (["Content-Type: text/html; charset=latin-1"], []):
        assert title(ask(port, "/search/?q=caf%C3%A9", *headers)).startswith("café")


@pytest.mark.parametrize(
    "header", ["X-Forwarded-Protocol: ssl", "X-Forwarded-Ssl: on", "Forwarded: proto=https", "X-Url-Scheme: https"]
)
def test_nobody_tells_the_scheme_by_another_name(site, header):
    port, _ = site
    assert f'"http://127.0.0.1:{port}{PUBLICATION}"' in ask(port, PUBLICATION, header)


def test_only_a_stated_proxy_tells_the_scheme(site):
    port, is_proxy = site
    scheme = "https" if is_proxy else "http"
    assert f'"{scheme}://127.0.0.1:{port}{PUBLICATION}"' in ask(port, PUBLICATION, "X-Forwarded-Proto: https")
    assert f'"http://127.0.0.1:{port}{PUBLICATION}"' in ask(port, PUBLICATION)


def test_pages_are_cached(site, data):
    port, _ = site
    ask(port, "/topics/")
    assert list((Path(data["BACKFILE_DATA"]) / "page_cache" / "pages").glob("*/*"))
