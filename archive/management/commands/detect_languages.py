"""Command: find articles whose texts are in another language than they say, list them, and set their language."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.management.base import BaseCommand

from archive.editing.change_set import change_set
from archive.management.named_publication import named_publication
from archive.models import Article
from archive.models.common.language_names import language_name
from archive.search.indexing import index_updates
from archive.text.language_detection import detected_language
from archive.text.markup.sanitiser import plain_text

ROWS = 500


class Command(BaseCommand):
    help = (
        "List the articles whose texts read as another language than they say, or than their publication's where they "
        "say none. Short, mixed and doubtful texts are left out. With --apply each gets the language that it reads as."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--publication", default="", metavar="P", help="only this publication")
        parser.add_argument("--apply", action="store_true", help="set the languages, which the history shows")

    def handle(self, *, publication: str, apply: bool, **options) -> None:
        found = dict(self.found(publication))
        for article, language in found.items():
            said = language_name(article.language or article.issue.publication.language)
            self.stdout.write(f"{article.get_permanent_url()} “{article.title}”: {language_name(language)}, not {said}")
        if apply:
            with index_updates.suspend_indexing():
                self.apply(found)
            index_updates.drain()
        done = "changed" if apply else "would change; set them with --apply"
        self.stdout.write(f"Languages that {done}: {len(found):,}.")

    def found(self, publication: str) -> Iterator[tuple[Article, str]]:
        """Yield the articles with the languages that they read as."""
        rows = Article.objects.select_related("issue__publication").order_by("pk")
        if publication:
            rows = rows.filter(issue__publication=named_publication(publication))
        for article in rows.iterator(ROWS):
            language = article.language or article.issue.publication.language
            if detected := detected_language(plain_text(article.body), language):
                article.body = ""  # thousands of them are held
                yield article, detected

    def apply(self, found: dict[Article, str]) -> None:
        """Set the languages, in one change set for so many articles at a time."""
        pks = [article.pk for article in found]
        languages = {article.pk: language for article, language in found.items()}
        for start in range(0, len(pks), ROWS):
            with change_set("Language as the text reads"):
                for article in Article.objects.filter(pk__in=pks[start : start + ROWS]):
                    article.language = languages[article.pk]
                    article.save()
