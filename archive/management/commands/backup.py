"""Command: write a backup of the archive to one file."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from archive.exports.backup import UnusableBackup, write_backup
from archive.failures import sentence_for
from archive.models import EventKind
from archive.models.records.audit_event import record


class Command(BaseCommand):
    help = "Write everything needed to set the archive up elsewhere to one file. The site may run meanwhile."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--verify", action="store_true", help="read it back from the disk, and check it as before "
                            "a restore; a faulty one takes no older file's place")  # fmt: skip

    def handle(self, *, file: Path, verify: bool, **options) -> None:
        if file.is_dir():
            raise CommandError(f"{file} is a folder. Name the file to write: backup {file / 'archive-backup.zip'}")
        if not file.absolute().parent.is_dir():
            raise CommandError(f"There is no folder {file.absolute().parent}. Make it, or name a file in another.")
        try:
            manifest = write_backup(file, verify=verify)
        except OSError as error:
            reason = sentence_for(error) or f"{error}."
            raise CommandError(f"The backup could not be written. {reason} Nothing was left behind.") from error
        except UnusableBackup as error:
            raise CommandError(f"The backup was not kept. {error} Nothing was left behind.") from error
        record(EventKind.EXPORT, of="backup", detail={"file": file.name, **manifest.counts})
        size = file.stat().st_size / 1e6
        self.stdout.write(
            f"{file}: {manifest.counts['articles']} articles, {size:.1f} MB{', verified' if verify else ''}."
        )
