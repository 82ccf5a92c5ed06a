"""Restores the archive from a backup, or checks one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from archive.exports.backup import Manifest, UnusableBackup, check_backup, holds_anything, restore_backup
from archive.exports.backup.journal import RestoreInterrupted
from archive.failures import sentence_for
from archive.lock import ArchiveBusy, exclusive

UNCHANGED = "Nothing was changed."


class Command(BaseCommand):
    help = (
        "Make the archive what it was when the backup was made, whole or not at all. Stop the site before, start it "
        "after. With --check, look whether a backup can be restored here, and change nothing."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="check the backup and change nothing; exit status 1 "
                            "where it cannot be restored")  # fmt: skip
        parser.add_argument("--replace", action="store_true", help="replace an archive that holds something")
        parser.add_argument(
            "--ignore-counts", action="store_true",
            help="take a backup of version 0.1 whose counts differ from its rows, having been made during an import",
        )  # fmt: skip

    def handle(self, *, file: Path, check: bool, replace: bool, ignore_counts: bool, **options) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        if check:
            with reported_failures(file):
                manifest = check_backup(file, ignore_counts=ignore_counts)
            self.report(file, manifest)
        else:
            self.restore(file, replace=replace, ignore_counts=ignore_counts)

    def report(self, file: Path, manifest: Manifest) -> None:
        """Say what a sound backup holds."""
        checked = "digests, tables and rows were checked" if manifest.has_digests else "an older one, without digests"
        self.stdout.write(
            f"{file} can be restored: {manifest.counts['articles']} articles, as of {manifest.made}, made by version "
            f"{manifest.version} ({checked})."
        )

    def restore(self, file: Path, *, replace: bool, ignore_counts: bool) -> None:
        """Restore, and build the index, before anybody else may use the archive."""
        with reported_failures(file), exclusive():
            if holds_anything() and not replace:
                raise CommandError(
                    "This archive holds publications already, and a restore would replace them. Name an empty "
                    "directory in BACKFILE_DATA, or take a backup of what is here and call restore with --replace."
                )
            manifest = restore_backup(file, ignore_counts=ignore_counts)
            with reported_index_failures():
                call_command("rebuild_index", verbosity=0)
        self.stdout.write(f"Restored {manifest.counts['articles']} articles, as of {manifest.made}.")


@contextmanager
def reported_failures(file: Path) -> Iterator[None]:
    """Raise CommandError for what keeps a backup from being restored."""
    try:
        yield
    except UnusableBackup as error:
        raise CommandError(f"{file} cannot be restored. {error} {UNCHANGED}") from error
    except ArchiveBusy as error:
        raise CommandError(f"{error} {UNCHANGED}") from error
    except RestoreInterrupted as error:
        raise CommandError(str(error)) from error
    except DatabaseError as error:
        raise CommandError(
            f"The archive's own database cannot be used: {str(error).strip()}. {UNCHANGED} Where its file is damaged, "
            "move it aside with those beside it that end in -wal and -shm, then restore."
        ) from error
    except OSError as error:
        reason = sentence_for(error) or f"{str(error).strip()}."
        raise CommandError(f"{file} could not be read or restored. {reason} {UNCHANGED}") from error


@contextmanager
def reported_index_failures() -> Iterator[None]:
    """Raise CommandError, which says that the rest was done, where the index cannot be built."""
    try:
        yield
    except (OSError, DatabaseError, CommandError) as error:
        raise CommandError(
            f"The archive is restored, but its search index could not be built: {str(error).strip()} Mend that, then "
            "call: python manage.py rebuild_index"
        ) from error
