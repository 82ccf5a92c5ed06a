"""Command: the former name of `run_task import N`; it goes with the next version."""

from __future__ import annotations

from archive.management.commands import run_task
from archive.models import ImportBatch


class Command(run_task.Command):
    help = "The former name of: run_task import N"

    def add_arguments(self, parser) -> None:
        parser.add_argument("number", type=int, metavar="N", help="the number of the import")

    def handle(self, *, number: int, **options) -> None:
        super().handle(**options | {"kind": ImportBatch.task_kind, "number": number, "lock": None})
