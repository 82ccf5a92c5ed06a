"""The manifest names everything that a restore compares; one that says anything else is refused."""

import hashlib
import json
import zipfile

import pytest

from archive.exports.backup import UnusableBackup, read_manifest, write_backup
from archive.exports.backup.manifest import parse_manifest
from archive.models import Article

SOUND = {
    "format": 2,
    "version": "0.1.0",
    "made": "2026-01-01T00:00:00+00:00",
    "counts": {"publications": 0, "issues": 0, "articles": 0},
    "migrations": ["archive.0001_initial"],
    "database": "sqlite",
    "tables": {"archive_article": 0},
    "files": {"database.sqlite3": {"size": 1, "sha256": "0" * 64}},
}


def test_sound_manifest_is_read():
    assert parse_manifest(json.dumps(SOUND).encode()).tables == {"archive_article": 0}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("counts", []), ("counts", {}), ("counts", {**SOUND["counts"], "articles": "5"}), ("tables", {"a": -1}),
        ("tables", {"a": True}), ("migrations", "archive.0001_initial"), ("migrations", [1]), ("files", {"a": {}}),
        ("files", {"a": {"size": 1, "sha256": "x"}}), ("files", {"a": {"size": 1.5, "sha256": "0" * 64}}),
        ("version", 5), ("database", None),
    ],
)  # fmt: skip
def test_manifest_with_other_values_is_refused(name, value):
    with pytest.raises(UnusableBackup, match=r"manifest\.json does not say"):
        parse_manifest(json.dumps({**SOUND, name: value}).encode())


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b"null", b"\xff", b"[" * 100_000, b'{"format": 2}'])
def test_text_that_is_no_manifest_is_refused(text):
    with pytest.raises(UnusableBackup, match=r"manifest\.json does not say"):
        parse_manifest(text)


def test_format_to_come_is_refused():
    with pytest.raises(UnusableBackup, match="another version"):
        parse_manifest(json.dumps({**SOUND, "format": 3}).encode())


@pytest.mark.sqlite(reason="its backups hold the database's file")
@pytest.mark.django_db(transaction=True)
def test_manifest_names_versions_tables_and_files(backup):
    manifest = read_manifest(backup)
    with zipfile.ZipFile(backup) as bundle:
        content = bundle.read("media/maps/strait.txt")
    assert (manifest.format, manifest.database, manifest.tables["archive_article"]) == (2, "sqlite", 1)
    assert "archive.0001_initial" in manifest.migrations
    assert manifest.files.keys() == {"database.sqlite3", "media/maps/strait.txt"}
    assert manifest.files["media/maps/strait.txt"].sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.django_db(transaction=True)
def test_uploaded_file_whose_name_could_not_be_restored_is_told_when_the_backup_is_made(media, tmp_path):
    (media / "Maps").mkdir()
    (media / "Maps" / "strait.txt").write_text("another map")
    with pytest.raises(UnusableBackup, match="case or accents"):
        write_backup(tmp_path / "backup.zip")
    assert not list(tmp_path.glob("*.zip*"))
    assert Article.objects.count() == 0
