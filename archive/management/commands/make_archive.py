"""Command: make a synthetic archive of any size, for benchmarks and load tests; deterministic by seed."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from archive.models import Issue
from archive.search.indexing import index_updates
from archive.synthetic.articles import SERIALS, InventedArticle, invented_articles, publications_toml
from archive.synthetic.rows import write
from archive.text.names.source_names import load_authority


class Command(BaseCommand):
    help = "Make a synthetic archive, in the database or (--format files) as texts that import_articles reads."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--articles", type=int, required=True, metavar="N")
        parser.add_argument("--seed", type=int, required=True, metavar="S")
        parser.add_argument("--format", choices=["rows", "files"], default="rows")
        parser.add_argument(
            "--output", type=Path, metavar="FOLDER", help="where files go; a folder that is not there yet"
        )

    def handle(self, *, articles: int, seed: int, format: str, output: Path | None, **options) -> None:  # noqa: A002
        if articles < 1:
            raise CommandError("--articles must be 1 or more.")
        outlets = [outlet.name for outlet in load_authority()]
        invented = tqdm(
            invented_articles(articles, seed, outlets),
            total=articles,
            desc="Inventing",
            unit=" articles",
            disable=options["verbosity"] == 0 or not self.stderr.isatty(),
            file=self.stderr,
            leave=False,
        )
        if format == "files":
            self.write_files(invented, output)
        else:
            self.write_rows(invented)

    def write_rows(self, invented) -> None:
        taken = {serial.title for serial in SERIALS}
        if Issue.objects.filter(publication__title__in=taken).exists():
            raise CommandError(
                "This archive holds synthetic articles already. Name an empty one with BACKFILE_DATA, and migrate it."
            )
        with index_updates.suspend_indexing():
            written = sum(write(invented))
        self.stdout.write(f"{written:,} articles made. Their index: manage.py update_index")

    def write_files(self, invented, output: Path | None) -> None:
        if output is None:
            raise CommandError("--format files needs --output FOLDER.")
        if output.exists():
            raise CommandError(f"{output} is there already. Name a folder that is not.")
        output.mkdir(parents=True)
        (output / "publications.toml").write_text(publications_toml(), encoding="utf-8")
        for article in invented:
            write_file(output / article.path, article)


def write_file(path: Path, article: InventedArticle) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(article.as_text(), encoding="utf-8")
