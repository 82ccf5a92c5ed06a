"""Answers for operators."""

import pytest
from django.db import DatabaseError

from archive.pages import health


def test_healthz_needs_no_database(client):
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_readyz_names_its_checks(client):
    assert client.get("/readyz").json()["checks"]["database"] == "ok"


def test_readyz_without_a_database_is_503(client, monkeypatch):
    def no_cursor():
        raise DatabaseError("gone")

    monkeypatch.setattr(health.connection, "cursor", no_cursor)
    monkeypatch.setattr(health, "CHECKS", {"database": health.database})
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"ready": False, "checks": {"database": "the database does not answer"}}


def test_readyz_runs_every_check(client, monkeypatch):
    def index():
        raise health.NotReady("no index: run rebuild_index")

    monkeypatch.setattr(health, "CHECKS", {"clock": lambda: None, "search": index})
    assert client.get("/readyz").json()["checks"] == {"clock": "ok", "search": "no index: run rebuild_index"}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.django_db
def test_neither_is_cached(client, path):
    assert "no-store" in client.get(path)["Cache-Control"]
