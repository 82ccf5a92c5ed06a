"""Issue placement: the issue that a text belongs to, by its own words, its folders and its publication's habit.

An issue that stands already at what the text says is meant, whatever the habit is now: a publication may have changed
from volume and number to date alone, and its old texts still lead to their old issues.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from archive.imports.reading.incoming_article import ImportRejected
from archive.imports.reading.report import error
from archive.models import Issue, Publication
from archive.models.common.language_names import language_name
from archive.text.headers.article_reader import NO_PUBLICATION, OF_PLACE, ReadArticle
from archive.text.headers.import_facts import ImportFacts
from archive.text.language_detection import detected_language
from archive.text.numbering.habits import (
    NoPlace,
    Numbering,
    Place,
    Stated,
    candidate_places,
    options_for,
    place_of,
)
from archive.text.problems import Handling, Note, Problem

LANGUAGES = "languages of texts that say none, other than their publication's"


def fill(read: ReadArticle, facts: ImportFacts, publication: Publication) -> None:
    """Fill the fields that a text does not say from the facts of its folders and of the import, in place.

    A language that neither says is detected, where the text is not in its publication's.
    """
    if facts.volume is not None and read.volume is None:
        read.volume = facts.volume
    read.number = read.number or facts.issue or None
    read.date = read.date or facts.date
    read.authors = read.authors or list(facts.authors)
    read.topics = read.topics or list(facts.topics)
    if not read.language and facts.language != publication.language:
        read.language = facts.language
    if not read.language and not facts.language:
        read.language = detected_language("\n".join(read.body_paragraphs), publication.language)
        if read.language:
            read.notes.append(Note(LANGUAGES, language_name(read.language), Handling.RECOGNISED))


@dataclass(slots=True)
class IssuePlacer:
    """Places the texts of one import.

    `wished` are the habits that the import gives to publications without issues, by title, for the next write to save.
    """

    wished: dict[str, Numbering] = field(default_factory=dict)
    _with_issues: dict[str, bool] = field(default_factory=dict)
    _mixed: dict[tuple[str, Numbering], bool] = field(default_factory=dict)
    _noted: set[tuple[str, str]] = field(default_factory=set)

    def place(self, read: ReadArticle, publication: Publication, numbering: Numbering, report: list[Problem]) -> Place:
        """Return the issue of a text, and add to its `report` what was left out. Raises `ImportRejected`.

        The reader's errors about a missing volume or issue are settled by it, and removed.
        """
        stated = stated_by(read)
        try:
            place = place_of(stated, numbering)
        except NoPlace as missing:
            existing = self._existing(stated, publication, numbering)
            if existing is None:
                raise ImportRejected(_refusal(read, numbering, missing)) from missing
            place = existing
        else:
            if place.left_out:
                place = self._existing(stated, publication, numbering) or place
        read.problems = [problem for problem in read.problems if problem.reason not in OF_PLACE]
        if place.left_out and self._is_news(publication, "left out"):
            report.append(_left_out(place, publication, numbering))
        return place

    def habit(self, publication: Publication, said: Numbering | None, report: list[Problem]) -> Numbering:
        """Return the habit by which to place texts: the one said for this import, else the publication's own."""
        own = Numbering(publication.numbering)
        if said is None or said is own or publication.pk is None:
            return said or own
        if publication.title not in self._with_issues:
            self._with_issues[publication.title] = publication.issues.exists()
        if self._with_issues[publication.title]:
            if self._is_news(publication, "habit"):
                report.append(_other_habit(publication, said))
        else:
            self.wished[publication.title] = said
        return said

    def _existing(self, stated: Stated, publication: Publication, numbering: Numbering) -> Place | None:
        """Return the place of an issue by another habit that exists already; None without one."""
        if not self._is_mixed(publication, numbering):
            return None
        places = {place.path: place for place in reversed(candidate_places(stated)) if place.path}
        found = set(Issue.objects.of(publication).filter(path__in=places).values_list("path", flat=True))
        return next((place for path, place in reversed(places.items()) if path in found), None)

    def _is_mixed(self, publication: Publication, numbering: Numbering) -> bool:
        """Return whether a publication has issues by another habit."""
        if publication.pk is None:
            return False
        key = (publication.title, numbering)
        if key not in self._mixed:
            self._mixed[key] = Issue.objects.of(publication).not_by_habit(numbering).exists()
        return self._mixed[key]

    def _is_news(self, publication: Publication, what: str) -> bool:
        """Return whether something about a publication was not noted yet: once an import is enough."""
        is_news = (publication.title, what) not in self._noted
        self._noted.add((publication.title, what))
        return is_news


def _refusal(read: ReadArticle, numbering: Numbering, missing: NoPlace) -> Problem:
    """Return the error for a text without a place: the reader's own, with its line and its format's remedy, if it has
    the usual habit.
    """
    own = [problem for problem in read.errors if problem.reason in OF_PLACE]
    if numbering is not Numbering.VOLUME_AND_NUMBER:
        return error(missing.reason, missing.remedy)
    same = [problem for problem in own if problem.reason == missing.reason]
    if own and read.volume is None and read.number is None:
        same = own
    return with_options(same[0] if same else error(missing.reason, missing.remedy), read)


def with_options(problem: Problem, read: ReadArticle) -> Problem:
    """Return the error of a text without a place, with the options of an import that take such texts."""
    named = "" if read.publication else "--publication “Its title” "
    needed = options_for(stated_by(read)) if problem.reason != NO_PUBLICATION else ""
    options = f"{named}{needed}".strip()
    return replace(
        problem, remedy=f"{problem.remedy} Or say it for all such texts in the options of the import: {options}."
    )


def stated_by(read: ReadArticle) -> Stated:
    """Return what a text says of its issue."""
    return Stated(read.volume, read.number or "", read.date, read.is_continuous)


def _left_out(place: Place, publication: Publication, numbering: Numbering) -> Problem:
    return Problem(
        None,
        f"It names {place.left_out}, which is left out, here and in other texts: the issues of "
        f"“{publication.title}” are distinguished by {numbering.label}.",
        "If that is wrong, correct the publication’s numbering, or the option --numbering.",
    )


def _other_habit(publication: Publication, said: Numbering) -> Problem:
    own = Numbering(publication.numbering)
    return Problem(
        None,
        f"“{publication.title}” has issues by {own.label}; those of this import are made by {said.label}.",
        "Change the numbering of the publication, on the desk or in a publications.toml, if it is meant for good.",
    )
