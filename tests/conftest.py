"""The database of the tests: migrated once a process, and put back as it was after each test that commits."""

from __future__ import annotations

import sqlite3

import pytest
from django.db import connection
from django.test import TransactionTestCase


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """As pytest-django sets it up; what tests commit is undone by copying the file's pages back, in milliseconds.

    Django would empty every table, and make permissions, content types and groups anew, with other ids than before: a
    second of work, after which the database is not as the migrations left it.
    """
    pristine = sqlite3.connect(":memory:")

    def put_back(test_case: TransactionTestCase) -> None:
        connection.close()  # whatever the test left open in it ends here
        connection.ensure_connection()
        pristine.backup(connection.connection)

    with django_db_blocker.unblock():
        connection.ensure_connection()
        connection.connection.backup(pristine)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", put_back)
        yield
    pristine.close()
