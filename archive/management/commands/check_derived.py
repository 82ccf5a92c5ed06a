"""Command: compute again all that is derived from texts and facts, and compare it with the rows."""

from __future__ import annotations

import sys
from itertools import islice

from django.core.management.base import BaseCommand
from tqdm import tqdm

from archive.editing.derived.derived_check import Difference, find_differences, number_of_rows, repair
from archive.models import OutboxEntry
from archive.search.indexing import index_updates

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Compute again what is derived from texts and facts (years, inferred dates, citations, cross-references, "
        "links) and compare it with the rows. Exit status 1 where they differ (and were not repaired)."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--repair", action="store_true", help="write what should stand, and index it again")

    def handle(self, *, verbosity: int, **options) -> None:
        with tqdm(total=number_of_rows(), unit="row", disable=None if verbosity else True) as bar:
            differences = list(find_differences(bar.update))
        self.report(differences)
        if differences and options["repair"]:
            with index_updates.suspend_indexing():
                differences = repair(differences)
            index_updates.drain()
            self.stdout.write("Some rows could not be repaired:" if differences else "Repaired.")
            self.report(differences)
        if differences:
            sys.exit(1)

    def report(self, differences: list[Difference]) -> None:
        """Report the differences, the first ones by name, and what waits to be derived."""
        if not differences:
            self.stdout.write("All that is derived agrees with texts and facts.")
        for difference in islice(differences, SHOWN):
            self.stdout.write(str(difference))
        if len(differences) > SHOWN:
            self.stdout.write(f"and {len(differences) - SHOWN:,} more")
        if waiting := OutboxEntry.objects.to_derive().count():
            self.stdout.write(f"{waiting:,} articles wait to be derived again; update_index does it.")
