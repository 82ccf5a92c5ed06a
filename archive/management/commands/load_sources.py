"""Command: add outlets to the sources; existing rows are not changed."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from archive.imports.authority import BadSourceFacts, load_outlets, load_shipped_sources, read_sources_toml
from archive.imports.reading.files import UnreadableFile, read_file
from archive.text.charset import UnreadableText, decode


class Command(BaseCommand):
    help = (
        "Add the outlets of a sources.toml (or those that come with Backfile) to the sources. Nothing is overwritten."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a sources.toml; else the shipped one")

    def handle(self, *, file: Path | None, **options) -> None:
        try:
            loaded = load_outlets(read_sources_toml(decode(read_file(file)).text)) if file else load_shipped_sources()
        except (BadSourceFacts, UnreadableFile, UnreadableText) as wrong:
            raise CommandError(f"{file}: {wrong} {wrong.remedy}") from wrong
        self.stdout.write(f"{loaded.sources:,} sources and {loaded.names:,} other names added.")
