"""Command: rebuild the search index from the database, while the site is up."""

from __future__ import annotations

import os

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from archive.models import Article
from archive.search.engine import BUILD_MEMORY_MB, IndexUnusable
from archive.search.indexing.rebuild import damage, rebuild


class Command(BaseCommand):
    help = "Rebuild the search index beside the old one, and swap it in. Searches and edits continue meanwhile."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--noinput", action="store_true", help="accepted as by Haystack; nothing is asked anyway")
        parser.add_argument("--processes", type=int, metavar="N", help="that analyse (default: by size and machine)")
        parser.add_argument(
            "--if-damaged", action="store_true", help="only where it is missing or not what was written"
        )
        parser.add_argument("--memory", type=int, default=BUILD_MEMORY_MB, metavar="MB", help="(default %(default)s)")

    def handle(
        self, *, verbosity: int, processes: int | None, memory: int, if_damaged: bool = False, **options
    ) -> None:
        if memory < 16 or (processes is not None and not 1 <= processes <= 64):
            raise CommandError("Give it 16 MB or more, and from 1 to 64 processes.")
        if if_damaged:
            # A site with readers has priority over the index that it builds beside.
            os.nice(5)
            if not (reason := damage()):
                return
            self.stdout.write(reason)
        total = Article.objects.published().count()
        with tqdm(total=total, unit="article", disable=None if verbosity else True) as bar:
            try:
                held = rebuild(bar.update, processes=processes, memory_mb=memory)
            except IndexUnusable as error:
                raise CommandError(str(error)) from error
        if verbosity:
            self.stdout.write(f"The index holds {held} articles.")
