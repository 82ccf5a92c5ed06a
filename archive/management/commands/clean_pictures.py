"""Command: remove unused pictures, and files without a picture."""

from __future__ import annotations

import datetime
import shutil

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from archive.editing.pictures.picture_garbage import digests_in_use, unused_folders, unused_pictures
from archive.models import Picture

DAYS = 30


class Command(BaseCommand):
    help = (
        "Remove pictures that no article, version or unsaved draft shows, if they were uploaded more than "
        f"{DAYS} days ago (see --days), and files without a picture. Run it weekly, from cron for example."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--days", type=int, default=DAYS, help="spare what was uploaded in the last so many days")
        parser.add_argument("--dry-run", action="store_true", help="say what would go, and remove nothing")

    def handle(self, *, days: int, dry_run: bool, verbosity: int, **options) -> None:
        if days < 0:
            raise CommandError(f"--days {days} is no time. Give a number of days, or 0 to spare nothing.")
        now, in_use = timezone.now(), digests_in_use()
        pictures = unused_pictures(now - datetime.timedelta(days=days), in_use)
        if not dry_run:
            Picture.objects.filter(pk__in=[picture.pk for picture in pictures]).delete()
        folders = list(unused_folders(now, in_use))
        if not dry_run:
            for folder in folders:
                shutil.rmtree(folder)
        for picture in pictures if verbosity > 1 else ():
            self.stdout.write(f"{picture.name} ({picture.address}): {picture.alternative_text}")
        if verbosity:
            said = "would be removed" if dry_run else "removed"
            self.stdout.write(f"Pictures {said}: {len(pictures)}. Folders of files {said}: {len(folders)}.")
