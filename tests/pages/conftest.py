"""Helpers for tests of pages: how many queries a page takes, and text as a reader sees it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.pages.cached_files import clear_page_caches


@pytest.fixture
def queries_of(client):
    """`queries_of("/authors/")` → how many queries the page takes to be made; it must answer 200."""

    def count(address: str) -> int:
        clear_page_caches()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(address)
        assert response.status_code == 200
        return len(queries)

    return count


@pytest.fixture
def read(client):
    """`read("/authors/")` → the page's text without tags, blanks single."""

    def text_of(address: str) -> str:
        markup = client.get(address).content.decode()
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", markup)).split())

    return text_of
