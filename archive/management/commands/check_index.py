"""Command: compare the search index with the database, in both directions."""

from __future__ import annotations

import sys

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from archive.models import Article
from archive.search.engine import IndexUnusable, engine
from archive.search.indexing import index_updates
from archive.search.indexing.consistency import Drift, compare, repair
from archive.search.indexing.rebuild import damage, rebuild

SHOWN = 10


class Command(BaseCommand):
    help = (
        "Compare every byte of the index with what was written, and its entries with the database, both ways. Exit "
        "status 1 where they differ (and were not repaired)."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--repair", action="store_true", help="index the differing articles again, and "
                            "rebuild a damaged index")  # fmt: skip

    def handle(self, *, verbosity: int, **options) -> None:
        total = Article.objects.published().count()
        try:
            if options["repair"] and (reason := damage()):
                self.stdout.write(reason)
                rebuild()
            engine().verify()
            with tqdm(total=total, unit="article", disable=None if verbosity else True) as bar:
                drift = compare(bar.update)
            self.report(drift)
            if drift and options["repair"]:
                repair(drift)
                drift = compare()
                self.stdout.write("Repaired." if not drift else "Some articles could not be repaired; see the log.")
        except IndexUnusable as error:
            raise CommandError(str(error)) from error
        if drift:
            sys.exit(1)

    def report(self, drift: Drift) -> None:
        """Report differences, and pending changes."""
        waiting = index_updates.lag()
        if not drift:
            self.stdout.write("The index and the database agree.")
        for name, meaning in (
            ("missing", "published, but not in the index"),
            ("stale", "in the index in an older form"),
            ("surplus", "in the index, but not published"),
            ("double", "in the index more than once"),
        ):
            if pks := getattr(drift, name):
                more = f" and {len(pks) - SHOWN} more" if len(pks) > SHOWN else ""
                self.stdout.write(f"{len(pks)} {meaning}: articles {', '.join(map(str, pks[:SHOWN]))}{more}")
        if waiting.waiting or waiting.dead_letters:
            self.stdout.write(f"In the outbox: {waiting.waiting} waiting, {waiting.dead_letters} dead letters.")
