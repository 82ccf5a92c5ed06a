"""Command: derive the citations of all articles again, after rules or known sources changed; resumable."""

from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from archive.editing.derived.rederive import Progress, derive_all
from archive.editing.publications.publication_resolver import PublicationResolver
from archive.models import Article
from archive.search.indexing import index_updates

PROGRESS_FILE = settings.DERIVING_PROGRESS


class Command(BaseCommand):
    help = (
        "Derive citations and cross-references from the articles' bodies again. Those that editors confirmed, rejected "
        "or added are retained. Stop it with Ctrl-C; run it again to continue."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--publication", default="", metavar="P", help="only articles of this publication")
        parser.add_argument("--restart", action="store_true", help="begin with the first article again")

    def handle(self, *, publication: str, restart: bool, verbosity: int, **options) -> None:
        articles = Article.objects.all()
        if publication:
            row = PublicationResolver(dry_run=True).find(publication)
            if row is None or row.pk is None:
                raise CommandError(f"The archive has no publication “{publication}”.")
            publication, articles = row.title, articles.of(row)
        path = settings.DATA_DIR / PROGRESS_FILE
        progress = Progress(publication, 0) if restart else Progress.read(path, publication)
        total = articles.filter(pk__gt=progress.last).count()
        if progress.last and verbosity:
            self.stdout.write(f"Going on where it stopped: {total:,} articles are left.")
        done = changed = 0
        bar = tqdm(total=total, desc="Deriving", unit=" articles", file=self.stderr, leave=False,
                   disable=verbosity == 0 or not self.stderr.isatty())  # fmt: skip
        try:
            with bar, index_updates.suspend_indexing():
                for batch in derive_all(articles, after=progress.last):
                    Progress(publication, batch.last).note(path)
                    done, changed = done + batch.articles, changed + batch.changed
                    bar.update(batch.articles)
        except KeyboardInterrupt:
            raise CommandError(f"Stopped after {done:,} articles. Run it again to go on.", returncode=130) from None
        path.unlink(missing_ok=True)
        index_updates.drain()
        if verbosity:
            self.stdout.write(f"{done:,} articles read, {changed:,} of them changed.")
