"""Publications known to an import: rows, facts of its publications.toml, and the shipped facts.

A publications.toml overrides rows, key by key, at once; shipped facts create a row when one is needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from archive.editing.side_effects import Effect, created, values_of
from archive.models import ImportSideEffect, Publication
from archive.text.citations.style import style_as_json
from archive.text.headers.publication_facts import (
    PublicationFacts,
    PublicationNames,
    publication_key,
    shipped_publications,
)
from archive.text.numbering.habits import Numbering

LIKELY_MISSPELT = 0.86  # "Eurasia Dailly Monitor" has 0.98 of Eurasia Daily Monitor, "Monitor" 0.5
COLUMNS = (
    "title", "abbreviation", "publisher", "issn", "place", "frequency", "language", "genre", "first_year",
    "numbering", "description",
)  # fmt: skip
FACTS = (*COLUMNS, "other_names", "citation_style", "preceding_id")


class PublicationResolver:
    """Finds, creates and updates publications. In a dry run no row is saved."""

    def __init__(self, *, dry_run: bool = False) -> None:
        self.dry_run = dry_run
        self.made: list[str] = []
        self._effects: list[Effect] = []
        self._rows = {publication_key(row.title): row for row in Publication.objects.select_related("preceding")}
        self._shipped = {publication_key(facts.title): facts for facts in shipped_publications()}
        self._settle()

    def _settle(self) -> None:
        """Rebuild the table of names and titles, after a row was created or changed."""
        rows = [(row.title, row.names()) for row in self._rows.values()]
        spare = [(facts.title, facts.names) for key, facts in self._shipped.items() if key not in self._rows]
        languages = {row.title: row.language for row in self._rows.values()}
        self.names = PublicationNames([*rows, *spare], languages)

    def apply_facts(self, facts: Iterable[PublicationFacts]) -> None:
        """Create or update the publications that a publications.toml names, by the keys that it has."""
        facts = list(facts)
        for each in facts:
            row = self._rows.get(publication_key(each.title)) or Publication()
            before = values_of(row, FACTS)
            changed = fill(row, each)
            self._rows[publication_key(each.title)] = row
            if changed and row.pk and not self.dry_run:
                row.save()
                self._note_change(row, before)
        self._settle()
        for each in facts:
            row = self._rows[publication_key(each.title)]
            self.keep(row)
            if each.preceding:
                self._set_preceding(row, each.preceding)

    def _note_change(self, row: Publication, before: dict[str, object]) -> None:
        left = {name: value for name, value in values_of(row, FACTS).items() if value != before[name]}
        replaced = {name: before[name] for name in left}
        self._effects.append(Effect(ImportSideEffect.Kind.PUBLICATION.value, row.pk, replaced, left))

    def pop_effects(self) -> list[Effect]:
        """Return the side effects since the last call."""
        effects, self._effects = self._effects, []
        return effects

    def _set_preceding(self, row: Publication, name: str) -> None:
        preceding = self.find(name)
        if preceding is None or preceding is row or row.preceding == preceding:
            return
        self.keep(preceding)
        before = values_of(row, FACTS)
        row.preceding = preceding
        if not self.dry_run:
            row.save(update_fields=["preceding", "changed"])
            self._note_change(row, before)

    def find(self, name: str) -> Publication | None:
        """Return the publication with that title or other name; None for an unknown name.

        One that is known from the shipped facts only has no row until `keep` saves it.
        """
        title = self.names.title_of(name)
        if title is None:
            return None
        key = publication_key(title)
        if key not in self._rows:
            self._rows[key] = Publication()
            fill(self._rows[key], self._shipped[key])
        return self._rows[key]

    def make(self, title: str) -> Publication:
        """Return a new publication of which only the title is known, without a row until `keep` saves it."""
        row = self._rows[publication_key(title)] = Publication(title=title)
        self._settle()
        return row

    def set_numbering(self, row: Publication, numbering: Numbering) -> None:
        """Set a publication's numbering habit; saved at once if it has a row."""
        before = values_of(row, FACTS)
        row.numbering = numbering.value
        if row.pk and not self.dry_run and row.numbering != before["numbering"]:
            row.save(update_fields=["numbering", "changed"])
            self._note_change(row, before)

    def keep(self, row: Publication) -> bool:
        """Save a publication that has no row yet (unless this is a dry run); return whether it was new."""
        if row.pk or row.title in self.made:
            return False
        self.made.append(row.title)
        if not self.dry_run:
            row.save()
            self._effects.append(created(ImportSideEffect.Kind.PUBLICATION, row.pk))
        return True

    def rows(self) -> dict[str, Publication]:
        """Return every publication that has a row, by title."""
        return {row.title: row for row in self._rows.values() if row.pk}

    def likely_publication(self, name: str) -> str | None:
        """Return the known title of which an unknown name is probably a misspelling."""
        keys = {publication_key(title): title for title in self.names}
        close = get_close_matches(publication_key(name), keys, n=1, cutoff=LIKELY_MISSPELT)
        return keys[close[0]] if close else None

    def own_titles(self) -> list[tuple[str, str]]:
        """Return (name, present title) of every publication that texts may mean as their own.

        The shipped ones count once the archive holds one of them: elsewhere "the Monitor" is another publisher’s.
        """
        pairs = [(name, row.title) for row in self._rows.values() for name in row.names()]
        if any(key in self._shipped for key in self._rows):
            rows = {publication_key(name) for name, _ in pairs}
            pairs += [
                (name, facts.title)
                for facts in self._shipped.values()
                for name in facts.names
                if publication_key(name) not in rows
            ]
        return pairs


def fill(row: Publication, facts: PublicationFacts) -> bool:
    """Set the given facts on an unsaved row; return whether that changed it."""
    values: dict[str, object] = {name: getattr(facts, name) for name in COLUMNS if name in facts.given}
    if "other_names" in facts.given:
        values["other_names"] = list(facts.other_names)
    if facts.citation_style is not None:
        values["citation_style"] = style_as_json(facts.citation_style)
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)
