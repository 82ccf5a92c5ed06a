"""Command: bring the search index up to date with the database."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from archive.models import Article
from archive.search.engine import IndexUnusable, engine
from archive.search.indexing.consistency import compare, repair
from archive.search.indexing.rebuild import bring_up_to_date


class Command(BaseCommand):
    help = (
        "Index the changes in the outbox, repair differences, and merge small segments. A missing, damaged or "
        "outdated index is rebuilt."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--if-needed", action="store_true", help="index the outbox, without comparing every article"
        )

    def handle(self, *, if_needed: bool, verbosity: int, **options) -> None:
        total = Article.objects.published().count()
        try:
            with tqdm(total=total, unit="article", disable=None if verbosity else True) as bar:
                done = bring_up_to_date(bar.update, verify=True)
                engine().tidy()
                repaired = 0
                if not if_needed and not isinstance(done, int):
                    drift = compare(bar.update)
                    repaired = repair(drift).written if drift else 0
                    engine().compact()
        except IndexUnusable as error:
            raise CommandError(str(error)) from error
        if verbosity:
            built = f"rebuilt with {done} articles" if isinstance(done, int) else f"{done.written + repaired} written"
            self.stdout.write(f"The index is up to date: {built}.")
