"""Stock Haystack 3.4 on stock Whoosh, set up as its tutorial says, asked at its backend's own `search()`."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from itertools import islice
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from benchmarks.contender import Contender
from benchmarks.corpus import SyntheticArticle
from benchmarks.kinds import PAGE, Answer, Ask, Kind


class StockHaystack(Contender):
    """Stock Haystack. It stems and counts differently (a facet of texts counts stems), so its answers are
    not compared.
    """

    name = "Haystack 3.4"
    same_answers = False

    def version(self) -> str:
        return f"{version('django-haystack')}-whoosh-{version('whoosh')}"

    def build(self, folder: Path, articles: Iterable[SyntheticArticle]) -> None:
        """Index as its users do: the rows are in a database, and Haystack's own `rebuild_index` reads them.

        It writes in batches of 1,000 and merges after each, hence an hour for 20,000. Writing the rows, a second or
        two, is included.
        """
        self._take(folder)
        from benchmarks.stock_haystack.models import Article

        with connection.schema_editor() as editor:
            editor.create_model(Article)
        rows = (
            Article(pk=a.pk, title=a.title, body=a.body, publication=a.publication, year=a.year, date=a.date)
            for a in articles
        )
        while batch := list(islice(rows, 1000)):
            Article.objects.bulk_create(batch)
        call_command("rebuild_index", interactive=False, verbosity=0)
        with connection.schema_editor() as editor:
            editor.delete_model(Article)

    def open(self, folder: Path) -> None:
        """Set up the backend alone: it opens its index again for every search."""
        self._take(folder)

    def _take(self, folder: Path) -> None:
        """Point Haystack's one connection to that folder."""
        if not settings.configured:
            configure(folder)
        from haystack import connections

        self.backend = connections["default"].get_backend()
        self.backend.path = str(folder)
        self.backend.setup()

    def prepare(self, kind: Kind) -> Ask:
        query = query_string(kind)
        narrow = {f'publication:"{kind.publication}"'} if kind.publication else set()
        narrow |= {f"year:[{kind.years[0]} TO {kind.years[1]}]"} if kind.years else set()
        sort = ["-date"] if kind.newest_first else None

        def ask() -> Answer:
            found = self.backend.search(
                query,
                end_offset=PAGE,
                facets=["publication_exact", "year_exact"],
                narrow_queries=set(narrow),
                sort_by=sort,
            )
            counts = found["facets"]["fields"]
            first = [int(hit.pk) for hit in found["results"]]
            return Answer(first, found["hits"], dict(counts["publication_exact"]), dict(counts["year_exact"]))

        return ask


def configure(folder: Path) -> None:
    """Apply the settings of the tutorial, and nothing else of a site."""
    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "haystack", "benchmarks.stock_haystack"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        HAYSTACK_CONNECTIONS={
            "default": {
                "ENGINE": "haystack.backends.whoosh_backend.WhooshEngine",
                "PATH": str(folder),
                # A document dropped silently would be measured as speed.
                "SILENTLY_FAIL": False,
            }
        },
    )
    django.setup()


def query_string(kind: Kind) -> str:
    """Return a kind as Haystack passes queries to Whoosh's parser: "orrin AND NOT vessimay"."""
    if kind.phrase:
        return '"' + " ".join(kind.phrase) + '"'
    if kind.prefix:
        return f"{kind.prefix}*"
    if kind.any_of:
        return " OR ".join(kind.any_of)
    return " AND ".join([*kind.all_of, *(f"NOT {word}" for word in kind.none_of)])
