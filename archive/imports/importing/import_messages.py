"""Messages of an import: descriptions of files, skipped files, contradictory dates."""

from __future__ import annotations

from collections import Counter

from archive.imports.reading.files import TEXT_SUFFIXES, FoundFile
from archive.imports.reading.incoming_article import IncomingArticle
from archive.imports.reading.report import Action, FileReport
from archive.models import Issue
from archive.text.formats.registry import FORMATS
from archive.text.problems import Note, Problem

_NOTES_REMEDY = "Nothing is to be done unless they hold something that readers should see; that, add by hand."


def skipped(file: FoundFile) -> FileReport:
    """Return the report on a file in an unknown format."""
    kinds = ", ".join(sorted(TEXT_SUFFIXES | FORMATS.keys()))
    report = FileReport(file.path, Action.SKIP)
    report.problems.append(
        Problem(None, f"It is no text: the files that are read end in {kinds}.", "Save its text as one of these.")
    )
    return report


def describe(report: FileReport, incoming: IncomingArticle) -> None:
    """Fill a report with the fields read from a file."""
    read = incoming.article
    report.publication = read.publication or None
    report.volume, report.number = read.volume, read.number
    report.title, report.date = read.title, read.date
    report.charset = incoming.charset
    report.paragraphs, report.pictures = len(read.body_paragraphs), len(read.pictures)
    report.problems += [problem for problem in read.problems if problem.severity == "warning"]


def told_once(notes: Counter[Note], files: int) -> list[Problem]:
    """Return a warning for each kind of notes on the files of an import: what was left out of many of them alike."""
    kinds: dict[str, list[str]] = {}
    for note, count in notes.most_common():
        kinds.setdefault(note.kind, []).append(f"{note.what} ({count:,})" if files > 1 else note.what)
    return [
        Problem(None, f"Left out: {kind}: {', '.join(found[:30])}{', …' if len(found) > 30 else ''}.", _NOTES_REMEDY)
        for kind, found in kinds.items()
    ]


def other_date(issue: Issue, incoming: IncomingArticle) -> Problem:
    """Return the warning that a file prints another date than its issue has."""
    printed = incoming.article.date.text
    return Problem(
        None,
        f"Its date, {printed}, is not its issue's ({issue.date_text or issue.date}), which was kept.",
        "Correct the date of the issue in the admin, or the one in the file.",
    )
