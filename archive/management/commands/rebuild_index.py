"""Builds the search index anew from the database, while the site is up."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from archive.models import Article
from archive.search.engine import IndexUnusable
from archive.search.rebuilding import rebuild


class Command(BaseCommand):
    help = "Build the search index anew beside the old one, and swap it in. Searches and edits go on meanwhile."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--noinput", action="store_true", help="accepted as by Haystack; nothing is asked anyway")

    def handle(self, *, verbosity: int, **options) -> None:
        total = Article.objects.published().count()
        with tqdm(total=total, unit="article", disable=None if verbosity else True) as bar:
            try:
                held = rebuild(bar.update)
            except IndexUnusable as error:
                raise CommandError(str(error)) from error
        if verbosity:
            self.stdout.write(f"The index holds {held} articles.")
