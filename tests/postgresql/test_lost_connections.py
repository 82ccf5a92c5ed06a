"""A server that was restarted while the site runs: the next pages are served on new connections."""

from __future__ import annotations

import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from django.conf import settings

from benchmarks.served import free_port, served
from tests.databases import environment, query

pytestmark = [
    pytest.mark.postgresql(reason="SQLite has no server"),
    pytest.mark.django_db,
]
END_ALL = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture
def site(django_db_setup, tmp_path):
    """(environment, port) of a site with two workers and no article."""
    own = environment(tmp_path, django_db_setup.copy(tmp_path)) | {"PAGE_CACHE_MB": "0"}
    subprocess.run([sys.executable, "manage.py", "rebuild_index", "-v0"], env=own, cwd=settings.BASE_DIR, check=True)
    port = free_port()
    with served([sys.executable, "manage.py", "serve", "--port", str(port)], port, own, settings.BASE_DIR):
        yield own, port


def status(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_pages_are_served_after_all_connections_were_ended(site):
    own, port = site
    for _ in range(3):
        assert [status(port, path) for path in ("/topics/", "/readyz", "/authors/", "/search/?q=fog")] == [200] * 4
        assert query(own["DATABASE_URL"], END_ALL)[0][0] > 0
    assert [status(port, "/topics/") for _ in range(8)] == [200] * 8
