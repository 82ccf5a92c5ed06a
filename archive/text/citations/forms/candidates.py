"""Candidates: citations in a form that not every publication uses, and the evidence by which they count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from archive.text.citations.names.outlet_names import reads_like_outlet
from archive.text.citations.names.unknown_names import is_place, may_be_name
from archive.text.citations.names.word_classes import OFFICES
from archive.text.citations.reading_context import CitedSource, Lookup
from archive.text.citations.style import CitationStyle, Form
from archive.text.names.normalisation import fold
from archive.text.names.source_names import is_collective

# Points of evidence from different citations of one article that show that it uses a form; and more of them, for weak
# candidates of a form that glosses share: "(Petrov)" after a headline may be who said it.
ENOUGH, MUCH = 2, 6
_LIKE_GLOSSES = frozenset({Form.NAMES_ALONE})


class Strength(IntEnum):
    """How sure a candidate is by itself; the value is its weight as evidence.

    SURE ones count everywhere, CLEAR ones where the form is used, as they show themselves, and WEAK ones only where
    others show it. An ECHO counts only beside another candidate of the form with the same names.
    """

    ECHO = -1
    WEAK = 0
    CLEAR = 1
    SURE = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """Citation in `text[start:end]` of a paragraph, if its form is used."""

    form: Form
    start: int
    end: int
    cited: list[CitedSource]
    strength: Strength

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.cited)


def points(candidates: Iterable[Candidate]) -> dict[Form, int]:
    """Return the evidence for each form.

    Pages of one book, "(Vale, p. 5)" and "(Vale, p. 9)", count once.
    """
    found: dict[Form, int] = {}
    seen: set[tuple[str, ...]] = set()
    for one in candidates:
        if one.form is Form.PAGES and one.strength is Strength.CLEAR:
            if one.names in seen:
                continue
            seen.add(one.names)
        found[one.form] = found.get(one.form, 0) + max(one.strength, 0)
    return found


def used_forms(candidates: Sequence[Candidate], style: CitationStyle) -> frozenset[Form]:
    """Return the forms in which an article cites: those of its publication, and those with enough evidence in it."""
    evidence = points(candidates)
    shown = {form for form, found in evidence.items() if found >= ENOUGH}
    if Form.PAGES in shown and evidence.get(Form.AUTHOR_YEAR):  # "(Zarya 12 May 1999, 3)" and "(Vale 1999, 12)"
        shown.add(Form.AUTHOR_YEAR)
    if Form.SLASHES in shown and Form.NAMES_ALONE in evidence:  # "(Kerpress/LNB)" and "(LNB)"
        shown.add(Form.NAMES_ALONE)
    return style.forms | frozenset(filter(style.may_use, shown))


@dataclass(frozen=True, slots=True)
class Usage:
    """Forms that an article may use, does use, and uses much, and the names cited for certain."""

    allowed: frozenset[Form]
    forms: frozenset[Form]
    much: frozenset[Form]
    names: frozenset[str]

    @classmethod
    def of_article(cls, candidates: Sequence[Candidate], style: CitationStyle, cited: Iterable[str] = ()) -> Usage:
        """Return the usage that an article's candidates show, in a publication of this style.

        `cited` are the names that it cites in the house style.
        """
        evidence = points(candidates)
        much = style.forms | {form for form, found in evidence.items() if found >= MUCH}
        names = {name for one in candidates if one.strength >= Strength.CLEAR for name in one.names}
        allowed = frozenset(form for form in Form if style.may_use(form))
        return cls(allowed, used_forms(candidates, style), frozenset(much), frozenset(names.union(cited)))

    def accepts(self, one: Candidate) -> bool:
        """Return whether a candidate counts."""
        if one.strength is Strength.SURE and one.form in self.allowed:
            return True
        if one.form not in self.forms:
            return False
        if one.strength is Strength.ECHO:
            return self.names.issuperset(one.names)
        if one.strength is Strength.CLEAR or one.form not in _LIKE_GLOSSES or one.form in self.much:
            return True
        if len(one.names) > 1:
            return True
        return not self.names.isdisjoint(one.names)  # "(Kerpress, Glas)" beside "(Kerpress/LNB)"


def with_references(candidate: Candidate, listed: frozenset[str]) -> Candidate:
    """Return a candidate of authors and years as sure if the references begin with all its authors (folded words)."""
    if candidate.form is not Form.AUTHOR_YEAR:
        return candidate
    authors = [fold(name.split()[0].strip(",.")) for name in candidate.names]
    return replace(candidate, strength=Strength.SURE) if listed.issuperset(authors) else candidate


def name_strength(name: str, lookup: Lookup) -> Strength | None:
    """Return how sure a text is a source's name: known, or an outlet's by its words; None for a gloss."""
    if lookup.known.recognises(name) or name in lookup.keys:
        return Strength.SURE
    if lookup.own_titles.titles_of(name) or not may_be_name(name) or is_place(name):
        return None
    if fold(name.rpartition(" ")[2]) in OFFICES:  # "Executive Director"
        return None
    return Strength.SURE if reads_like_outlet(name) else Strength.CLEAR


def confidence_of(name: str, strength: Strength, lookup: Lookup) -> float:
    """Return the confidence in a mention: known names are surer than a form is."""
    if lookup.known.recognises(name) or name in lookup.keys:
        return 0.9
    return 0.7 if strength is Strength.SURE or is_collective(name) else 0.6
