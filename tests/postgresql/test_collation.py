"""Texts have one order on every database, and case is ignored in every alphabet."""

from __future__ import annotations

import pytest
from django.db import connection

from archive.models import Topic
from archive.postgresql.collation import check_encoding, order_by_characters

# In a dictionary: signs do not count, "a" comes before "B", and "Ä" before "B".
NAMES = ["10a", "10-b", "9", "B", "a", "a b", "a-c", "ab", "Z", "_", "Ä", "Ё", "Е", "Я", "а", "ё"]


@pytest.mark.django_db
def test_texts_are_ordered_by_their_characters():
    Topic.objects.bulk_create(Topic(name=name, slug=f"topic-{n}") for n, name in enumerate(NAMES))
    assert list(Topic.objects.order_by("name").values_list("name", flat=True)) == sorted(NAMES)


@pytest.mark.postgresql(reason="SQLite ignores the case of ASCII alone")
@pytest.mark.django_db
@pytest.mark.parametrize("lookup", ["name__iexact", "name__icontains", "name__istartswith", "name__iendswith"])
def test_case_is_ignored_in_every_alphabet(lookup):
    Topic.objects.create(name="Экономика", slug="economy")
    assert Topic.objects.filter(**{lookup: "ЭКОНОМИКА"}).exists()


@pytest.mark.postgresql(reason="SQLite has no collations of languages")
@pytest.mark.django_db
def test_a_column_that_was_changed_since_is_ordered_so_again():
    with connection.cursor() as cursor:
        cursor.execute('ALTER TABLE archive_topic ALTER COLUMN name TYPE varchar(300) COLLATE "en-x-icu"')
        Topic.objects.create(name="Tides", slug="tides")
        order_by_characters()
        cursor.execute("SELECT collation_name, character_maximum_length FROM information_schema.columns "
                       "WHERE table_name = 'archive_topic' AND column_name = 'name'")  # fmt: skip
        assert cursor.fetchone() == ("C", 300)


@pytest.mark.django_db
def test_a_database_of_every_script_is_usable():
    assert check_encoding(databases=["default"]) == []


@pytest.mark.django_db
def test_one_of_ascii_is_refused_with_what_to_do(monkeypatch):
    monkeypatch.setattr("archive.postgresql.collation._encoding", lambda connection: "SQL_ASCII")
    [refused] = check_encoding(databases=["default"])
    assert ("SQL_ASCII" in refused.msg, "createdb --encoding=UTF8" in refused.hint) == (True, True)
