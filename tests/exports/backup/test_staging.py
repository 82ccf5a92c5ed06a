"""The database of a backup is the one that its manifest tells of, whole, and that of an archive."""

import hashlib
import sqlite3
import zipfile
from contextlib import closing

import pytest
from django.core.management import call_command
from django.db import connection

from archive.exports.backup import UnusableBackup, check_backup, restore_backup, staging
from archive.exports.backup.rows import write_rows
from archive.exports.backup.sqlite_file import applied_migrations, opened_by_django
from archive.models import Article
from tests.exports.backup.conftest import as_format_1, everything, rewritten

pytestmark = [
    pytest.mark.slow,
    pytest.mark.sqlite(reason="the database's file in a backup is changed behind its back"),
    pytest.mark.django_db(transaction=True),
]


def with_database(backup, change, tmp_path, *, manifest=None):
    """The backup with its database changed by SQL, or by a function of the file's path."""
    file = tmp_path / "database.sqlite3"
    with zipfile.ZipFile(backup) as bundle:
        file.write_bytes(bundle.read("database.sqlite3"))
    if callable(change):
        change(file)
    else:
        with closing(sqlite3.connect(file)) as database:
            database.executescript(change)
    return rewritten(backup, files={"database.sqlite3": file.read_bytes()}, manifest=manifest)


def cut(file):
    file.write_bytes(file.read_bytes()[:40_000])


def overwrite(file):
    content = bytearray(file.read_bytes())
    content[8192:16384] = bytes(8192)
    file.write_bytes(content)


def foreign(file):
    file.unlink()
    with closing(sqlite3.connect(file)) as database:
        database.executescript("CREATE TABLE songs (id INTEGER PRIMARY KEY); INSERT INTO songs VALUES (1)")


@pytest.mark.parametrize("is_old", [False, True], ids=["format 2", "format 1"])
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda file: file.write_bytes(b""), "is empty"),
        (lambda file: file.write_bytes(b"SQLite format 3"), "is no SQLite database"),
        (cut, "is damaged"),
        (overwrite, "is damaged"),
        (foreign, "is not that of an archive"),
        ("DELETE FROM archive_article", "archive_article"),
        ("DELETE FROM django_migrations WHERE app = 'archive'", "was applied by one alone"),
        (
            "CREATE TRIGGER t AFTER INSERT ON auth_user BEGIN DELETE FROM auth_user; END",
            "a trigger that no archive has",
        ),
        ("CREATE VIEW v AS SELECT 1", "a view that no archive has"),
        ("UPDATE archive_article SET issue_id = 4711", "belongs to a row"),
        ("ALTER TABLE archive_article RENAME COLUMN body TO text", "lacks the column body"),
    ],
    ids=[
        "empty",
        "no database",
        "cut",
        "zeroed",
        "foreign",
        "rows",
        "migrations",
        "trigger",
        "view",
        "orphan",
        "column",
    ],
)
def test_database_that_is_not_the_backups_is_refused_and_nothing_changed(backup, tmp_path, change, said, is_old):
    before = everything()
    path = with_database(backup, change, tmp_path, manifest=as_format_1 if is_old else None)
    for work in (check_backup, restore_backup):
        with pytest.raises(UnusableBackup, match=said):
            work(path)
    assert everything() == before


def test_table_that_the_manifest_does_not_name_is_refused(backup, tmp_path):
    with pytest.raises(UnusableBackup, match="Only the database of the backup has a table songs"):
        check_backup(with_database(backup, "CREATE TABLE songs (id INTEGER)", tmp_path))


def test_counts_of_an_older_backup_may_be_ignored_when_asked(backup):
    def miscounted(facts):
        as_format_1(facts)
        facts["counts"]["articles"] = 2

    path = rewritten(backup, manifest=miscounted)
    with pytest.raises(UnusableBackup, match="--ignore-counts"):
        check_backup(path)
    assert check_backup(path, ignore_counts=True).counts["articles"] == 2


def test_migration_still_to_come_is_refused(backup):
    path = rewritten(backup, manifest=lambda facts: facts["migrations"].append("archive.9999_to_come"))
    with pytest.raises(UnusableBackup, match="another version"):
        check_backup(path)


def test_older_database_is_brought_to_this_version_before_it_is_put_in_place(backup, tmp_path):
    """One of a much older version is in tests/upgrade."""

    def go_back(file):
        with opened_by_django(file) as using:
            call_command("migrate", "archive", "0024", database=using, verbosity=0)

    def is_older(facts):
        as_format_1(facts)
        facts["migrations"] = [name for name in facts["migrations"] if not "archive.0025" <= name < "archive.1"]

    path = with_database(backup, go_back, tmp_path, manifest=is_older)
    Article.objects.update(title="Changed since")
    restore_backup(path)
    assert Article.objects.get().title == "Ferries stand idle"
    assert "archive.0025_encoding_of_imports" in applied_migrations(connection.settings_dict["NAME"])


@pytest.fixture
def tables_at_hand(monkeypatch, django_db_setup):
    """Let the tables for rows begin as those of the tests' own database: to make them by migrations takes seconds."""
    load = staging._load

    def begun(rows, staged, manifest):
        django_db_setup.copy(staged.parent)
        (staged.parent / "archive.sqlite3").rename(staged)
        load(rows, staged, manifest)

    if connection.vendor == "sqlite":  # a copy on a server is no file
        monkeypatch.setattr(staging, "_load", begun)


@pytest.mark.parametrize("is_old", [False, True], ids=["format 2", "format 1"])
def test_rows_of_another_database_are_restored(backup, tmp_path, request, is_old):
    if is_old:
        request.getfixturevalue("tables_at_hand")
    before = everything()
    rows = tmp_path / "rows.jsonl"
    counts = write_rows(rows)

    def of_rows(facts):
        facts |= {"database": "postgresql", "tables": counts}
        if is_old:
            as_format_1(facts)

    path = rewritten(backup, files={"database.sqlite3": None, "database.jsonl": rows.read_bytes()}, manifest=of_rows)
    Article.objects.update(title="Changed since")
    restore_backup(path)
    after = everything()
    # Those that a restore writes itself, and those whose numbers are each installation's own.
    written = ("archive_event", "archive_siterevision", "archive_outboxentry")
    for table in (*written, "django_content_type", "auth_permission", "auth_group_permissions"):
        del before[0][table], after[0][table]
    assert after == before


@pytest.mark.usefixtures("tables_at_hand")
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"archive.article"', '"archive.novel"', "there is no table"),
        ('"issue": ', '"issue": 4711', "do not fit together"),
    ],
)
def test_rows_that_no_table_takes_are_refused_and_nothing_changed(backup, tmp_path, old, new, said):
    before = everything()
    rows = tmp_path / "rows.jsonl"
    counts = write_rows(rows)
    text = rows.read_text().replace(old, new).encode()
    path = rewritten(
        backup,
        files={"database.sqlite3": None, "database.jsonl": text},
        manifest=lambda facts: facts.update(tables=counts),
    )
    assert hashlib.sha256(text).digest() != hashlib.sha256(rows.read_bytes()).digest()
    with pytest.raises(UnusableBackup, match=said):
        restore_backup(path)
    assert everything() == before
