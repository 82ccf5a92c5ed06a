"""Rows are taken out of tables, and put into them."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection

from archive.exports.backup.rows import empty_tables


@pytest.mark.postgresql(reason="SQLite empties one table after another")
@pytest.mark.django_db
def test_a_table_of_an_older_schema_that_refers_to_ours_is_emptied_too():
    User.objects.create_user("ana")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE older (account integer REFERENCES auth_user (id))")
        connection.check_constraints()
        cursor.execute("INSERT INTO older SELECT id FROM auth_user")
        empty_tables("default")
        cursor.execute("SELECT count(*) FROM older")
        assert (cursor.fetchone()[0], User.objects.count()) == (0, 0)
