"""Command: find how a publication's texts cite, show it, and read its articles so."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from archive.editing.derived.citation_style import find_style, survey_style
from archive.management.named_publication import named_publication
from archive.models import Publication
from archive.search.indexing import index_updates
from archive.text.citations.style_survey import StyleSurvey


class Command(BaseCommand):
    help = (
        "Find the forms in which the texts of publications cite, besides the house style, and derive their citations "
        "again where that is news. A style that an editor or a publications.toml chose stays."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--publication", default="", metavar="P", help="only this publication")
        parser.add_argument("--dry-run", action="store_true", help="show what is found, and change nothing")

    def handle(self, *, publication: str, dry_run: bool, **options) -> None:
        for row in self.publications(publication):
            survey = survey_style(row)
            self.show(row, survey)
            if dry_run:
                continue
            with index_updates.suspend_indexing():
                changed = find_style(row, survey)
            if changed:
                self.stdout.write("  Its articles were read again.")
        index_updates.drain()

    def publications(self, name: str) -> list[Publication]:
        """Return the publication of that name, or all of them."""
        return [named_publication(name)] if name else list(Publication.objects.order_by("title"))

    def show(self, publication: Publication, survey: StyleSurvey) -> None:
        """Write what the texts show, a line a form, with an example."""
        found = survey.style()
        chosen = " (a person chose its style, which stays)" if publication.style().is_chosen else ""
        self.stdout.write(f"{publication}: {survey.articles:,} articles read{chosen}")
        for form, evidence in sorted(survey.forms.items(), key=lambda pair: -pair[1].articles):
            used = "used" if form in found.forms else "too seldom"
            example = evidence.examples[0] if evidence.examples else ""
            self.stdout.write(f"  {form.value}: in {evidence.articles:,} articles, {used}: {example}")
        for key, name in found.keys.items():
            self.stdout.write(f"  {key} = {name}")
