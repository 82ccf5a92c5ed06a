"""The migration that gives issues their address as a column: they keep the one that they had."""

import datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from archive.models import Issue
from tests.factories import IssueFactory

pytestmark = pytest.mark.django_db

migration = import_module("archive.migrations.0024_numbering")


@pytest.mark.parametrize(
    ("volume", "number", "path"), [(1, "115", "v1/i115"), (0, "3–4", "v0/i3-4"), (12, "Supplement", "v12/isupplement")]
)
def test_an_issue_keeps_its_address(volume, number, path):
    issue = IssueFactory(volume=volume, number=number)
    Issue._base_manager.update(path="?", volume_key=77)
    migration.fill_addresses(apps, connection.schema_editor())
    issue.refresh_from_db()
    assert (issue.path, issue.volume_key) == (path, volume)


def test_an_undated_issue_of_a_year_as_volume_gets_that_year():
    issue = IssueFactory(volume=2013, number="4", date=None, date_precision="")
    Issue._base_manager.update(year=None, sort_date=datetime.date.min)
    migration.fill_addresses(apps, connection.schema_editor())
    issue.refresh_from_db()
    assert (issue.year, issue.sort_date) == (2013, datetime.date(2013, 1, 1))
