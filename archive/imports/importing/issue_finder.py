"""Finds the publication and the issue of a file, by what its text, its folders and the options say."""

from __future__ import annotations

from archive.imports.importing.lookup_tables import LookupTables
from archive.imports.matching.issue_cache import IssueContents
from archive.imports.matching.issue_placement import fill, with_options
from archive.imports.reading.folder_facts import FolderFacts
from archive.imports.reading.incoming_article import ImportRejected, IncomingArticle
from archive.imports.reading.report import FileReport, error
from archive.models import Publication
from archive.text.headers.article_reader import NO_PUBLICATION, ReadArticle
from archive.text.headers.import_facts import ImportFacts
from archive.text.language_detection import detected_language
from archive.text.numbering.habits import Numbering
from archive.text.problems import Problem


def find_issue(
    incoming: IncomingArticle, folders: FolderFacts, tables: LookupTables, report: FileReport
) -> IssueContents:
    """Return the issue of a file with its contents, and fill in what its folders say. Raises `ImportRejected`."""
    stated = folders.stated(incoming.path)
    publication = _publication_of(incoming, stated, tables, report)
    numbering = tables.placer.habit(publication, stated.numbering, report.problems)
    incoming.facts = folders.of(incoming.path, numbering)
    fill(incoming.article, incoming.facts, publication)
    place = tables.placer.place(incoming.article, publication, numbering, report.problems)
    incoming.issue_date = place.date
    report.volume, report.number, report.date = place.volume, place.number or None, incoming.article.date
    contents = tables.issue_cache.of(publication, place)
    report.issue = contents.issue.designation
    return contents


def _publication_of(
    incoming: IncomingArticle, facts: ImportFacts, tables: LookupTables, report: FileReport
) -> Publication:
    """Return the publication of a file. Raises `ImportRejected` for none, and a name that is probably misspelt."""
    read = incoming.article
    name = read.publication = read.publication or facts.publication
    if not name:
        *others, last = read.errors or [error(NO_PUBLICATION, "Add it: “Publication: Name”.")]
        report.problems.extend(others)
        raise ImportRejected(with_options(last, read))
    publication = tables.resolver.find(name)
    if publication is None:
        if meant := tables.resolver.likely_publication(name):
            raise ImportRejected(
                error(
                    f"There is no publication “{name}”; “{meant}” is probably meant",
                    "Correct the header, or name the new publication in a publications.toml beside the file.",
                )
            )
        publication = tables.resolver.make(name[:200])
        habit = Numbering.VOLUME if read.is_continuous and read.volume is not None else Numbering.VOLUME_AND_NUMBER
        publication.numbering = (facts.numbering or habit).value
        publication.language = facts.language or _language_of(read) or publication.language
        problem = Problem(
            None,
            f"“{name}” is a new publication, of which nothing else is known.",
            "Give its first year and other facts in a publications.toml, or in the admin.",
        )
        if problem not in report.problems:  # a second try after a conflict
            report.problems.append(problem)
    report.publication = publication.title
    if publication.title not in tables.names.own_titles:
        tables.add_publications()
    return publication


def _language_of(first: ReadArticle) -> str:
    """Return the language of a new publication by its first text: what it says, else how it reads, "" for neither."""
    return first.language or detected_language("\n".join(first.body_paragraphs), Publication().language)
