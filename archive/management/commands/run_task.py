"""Command: run a bulk task with thousands of articles, or the rest of one. The admin starts it."""

from __future__ import annotations

import os

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from archive.editing.bulk.bulk_operations import CannotStart, run
from archive.models import BulkTask
from archive.search.engine import IndexUnusable
from archive.search.indexing import index_updates
from archive.search.indexing.rebuild import bring_up_to_date


class Command(BaseCommand):
    help = "Run a task of the desk, or continue it after an interruption."

    def add_arguments(self, parser) -> None:
        parser.add_argument("task", type=int, metavar="N", help="the number of the task")

    def handle(self, *, task: int, **options) -> None:
        found = BulkTask.objects.select_related("by").filter(pk=task).first()
        if found is None:
            raise CommandError(f"There is no task {task}.")
        # A site with readers has priority over a task without one.
        os.nice(5)
        bar = tqdm(
            desc=found.label,
            total=found.left,
            unit=" articles",
            disable=options["verbosity"] == 0 or not self.stderr.isatty(),
            file=self.stderr,
            leave=False,
        )
        try:
            with bar, index_updates.suspend_indexing():
                for number in run(found):
                    bar.update(number)
        except CannotStart as busy:
            raise CommandError(str(busy)) from busy
        self.stdout.write(f"{found.label}: {found.done:,} of {found.total:,}, {found.changed:,} changed.")
        try:
            bring_up_to_date()
        except IndexUnusable as error:
            self.stderr.write(f"Search does not know of it yet: {error}")
