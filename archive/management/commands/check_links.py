"""Command: check every link of articles to this archive's own pages, for the review page of broken links."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from tqdm import tqdm

from archive.editing.derived.internal_links import check_all
from archive.models import InternalLink


class Command(BaseCommand):
    help = "Follow the links of articles to the archive's own pages, and say how many lead readers to nothing."

    def handle(self, **options) -> None:
        bar = tqdm(
            desc="Following links",
            unit=" articles",
            disable=options["verbosity"] == 0 or not self.stderr.isatty(),
            file=self.stderr,
            leave=False,
        )
        with bar:
            for number in check_all():
                bar.update(number)
        broken = InternalLink.objects.broken().count()
        self.stdout.write(f"{InternalLink.objects.count():,} links within the archive, {broken:,} of them broken.")
