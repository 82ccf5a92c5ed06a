"""Command: restore the archive from a backup."""

from __future__ import annotations

from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from archive.exports.backup import UnusableBackup, has_content, restore_backup
from archive.models import EventKind
from archive.models.records.audit_event import record


class Command(BaseCommand):
    help = "Restore the archive to the state of a backup. Stop the site before, start it after."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="replace an archive that holds something")

    def handle(self, *, file: Path, replace: bool, **options) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        if has_content() and not replace:
            raise CommandError(
                "This archive holds publications already, and a restore would replace them. Name an empty directory in "
                "BACKFILE_DATA, or take a backup of what is here and call restore with --replace."
            )
        try:
            call_command("migrate", interactive=False, verbosity=0)
            manifest = restore_backup(file)
        except UnusableBackup as error:
            raise CommandError(str(error)) from error
        # A backup of an older version lacks the newest columns.
        call_command("migrate", interactive=False, verbosity=0)
        # Earlier events came with the backup; this one marks where those of this installation begin.
        record(EventKind.RESTORE, of="backup", detail={"file": file.name, "made": manifest.made})
        call_command("rebuild_index", verbosity=0)
        self.stdout.write(f"Restored {manifest.counts['articles']} articles, as of {manifest.made}.")
