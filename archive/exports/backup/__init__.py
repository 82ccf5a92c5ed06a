"""Backups: one zip file with everything needed to stand the archive up elsewhere.

    manifest.json       versions, migrations, rows by table, size and SHA-256 of each file
    database.sqlite3    a consistent copy of an SQLite database; or, of another database,
    database.jsonl      its rows, which any database takes
    media/…             uploaded files

The index is not in it, being built from the rows; nor are the secret key, which each installation makes for itself, and
the files of imports, which are kept for some days only.
"""

from archive.exports.backup.manifest import Manifest, UnusableBackup
from archive.exports.backup.restoring import check_backup, holds_anything, read_manifest, restore_backup
from archive.exports.backup.writing import write_backup

__all__ = [
    "Manifest",
    "UnusableBackup",
    "check_backup",
    "holds_anything",
    "read_manifest",
    "restore_backup",
    "write_backup",
]
