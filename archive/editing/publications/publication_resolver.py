"""The publications that an import knows: the rows, the facts of its publications.toml, and the shipped facts.

What a publications.toml says wins over what rows say, key by key, at once; shipped facts make a row when one is needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from archive.editing.references.cross_references import resolve_pending_for
from archive.editing.side_effects import Effect, created, values_of
from archive.models import ImportSideEffect, Publication
from archive.text.headers.publication_facts import (
    PublicationFacts,
    PublicationNames,
    publication_key,
    shipped_publications,
)

LIKELY_MISSPELT = 0.86  # "Eurasia Dailly Monitor" has 0.98 of Eurasia Daily Monitor, "Monitor" 0.5
COLUMNS = (
    "title", "abbreviation", "publisher", "issn", "place", "frequency", "language", "genre", "first_year",
    "description",
)  # fmt: skip
FACTS = (*COLUMNS, "other_names", "preceding_id")


class PublicationResolver:
    """Finds, makes and updates publications. In a dry run no row is saved."""

    def __init__(self, *, dry_run: bool = False) -> None:
        self.dry_run = dry_run
        self.made: list[str] = []
        self._effects: list[Effect] = []
        self._rows = {publication_key(row.title): row for row in Publication.objects.select_related("preceding")}
        self._shipped = {publication_key(facts.title): facts for facts in shipped_publications()}
        self._settle()

    def _settle(self) -> None:
        """Work out again which name leads to which title, after a row was made or changed."""
        rows = [(row.title, row.names()) for row in self._rows.values()]
        spare = [(facts.title, facts.names) for key, facts in self._shipped.items() if key not in self._rows]
        self.names = PublicationNames([*rows, *spare])

    def take_facts(self, facts: Iterable[PublicationFacts]) -> None:
        """Create or update the publications that a publications.toml names: the keys that it gives, and no others."""
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

    def taken_effects(self) -> list[Effect]:
        """What was made and changed since this was last asked."""
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
        """The publication with that title or other name; None for an unknown name.

        One of which only the shipped facts are known has no row until `keep` saves it.
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
        """A publication of which only the title is known; it has no row until `keep` saves it."""
        row = self._rows[publication_key(title)] = Publication(title=title)
        self._settle()
        return row

    def keep(self, row: Publication) -> bool:
        """Save a publication that has no row yet (unless this is a dry run); returns whether it was new."""
        if row.pk or row.title in self.made:
            return False
        self.made.append(row.title)
        if not self.dry_run:
            row.save()
            resolve_pending_for(row)
            self._effects.append(created(ImportSideEffect.Kind.PUBLICATION, row.pk))
        return True

    def rows(self) -> dict[str, Publication]:
        """Every publication that has a row, by title."""
        return {row.title: row for row in self._rows.values() if row.pk}

    def likely_meant(self, name: str) -> str | None:
        """The known title that an unknown name is probably a misspelling of."""
        keys = {publication_key(title): title for title in self.names}
        close = get_close_matches(publication_key(name), keys, n=1, cutoff=LIKELY_MISSPELT)
        return keys[close[0]] if close else None

    def house(self) -> list[tuple[str, str]]:
        """(name, present title) of every publication that texts may refer to as the house's own.

        The shipped ones count as soon as the archive holds one of them: elsewhere "the Monitor" is another house's.
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
    """Give an unsaved row the facts that are given; returns whether that changed it."""
    values: dict[str, object] = {name: getattr(facts, name) for name in COLUMNS if name in facts.given}
    if "other_names" in facts.given:
        values["other_names"] = list(facts.other_names)
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)
