"""The site as `serve` starts it answers its readers while more clients are slow than it has threads."""

import os
import subprocess
import sys
import time

import pytest

from tests.server.conftest import ROOT, SECONDS, free_port, running

pytestmark = pytest.mark.slow

HEAD = b"POST %b HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10000000\r\n\r\n"
SLOW = [b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: b", HEAD % b"/search/", HEAD % b"/admin/login/", b""]
OF_EACH = 8  # twice as many as two workers of two threads have


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    data = tmp_path_factory.mktemp("served")
    environment = {
        "BACKFILE_DATA": str(data),
        "DATABASE_URL": f"sqlite:///{data}/archive.sqlite3",
        "DJANGO_SETTINGS_MODULE": "archive.settings",
        "PYTHONWARNINGS": "ignore",
    }
    port = free_port()
    # An archive that has tables gets no sample imported.
    manage = [sys.executable, "manage.py"]
    subprocess.run(
        [*manage, "migrate", "-v0"], cwd=ROOT, env={**os.environ, **environment}, check=True, timeout=4 * SECONDS
    )
    with running([*manage, "serve", "--port", str(port)], port, environment) as server:
        yield server


@pytest.mark.parametrize("path", ["/healthz", "/", "/search/?q=tide"])
def test_site_answers_beside_slow_clients(site, path):
    for sent in SLOW * OF_EACH:
        site.connect(sent)
    time.sleep(0.5)  # until all were accepted
    assert site.get(path).startswith(b"HTTP/1.1 200 OK")


def test_refused_upload_gets_its_page(site):
    length = 300_000_000
    sock = site.connect(b"POST /search/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n" % length)
    block = b"a" * 1_000_000
    for _ in range(length // len(block)):
        sock.sendall(block)
    answer = sock.recv(65536)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"100 MB are the most" in answer
