"""Messages of an import: descriptions of files, files that are not read, contradictory dates."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePosixPath

from archive.imports.reading.files import TEXT_SUFFIXES, FoundFile, Root, UnreadableFile
from archive.imports.reading.format_records import STREAM_ERRORS
from archive.imports.reading.incoming_article import IncomingArticle
from archive.imports.reading.report import Action, FileReport, error
from archive.models import Issue
from archive.text.file_types import HEAD_BYTES, notation_of, recognise
from archive.text.formats.registry import FORMATS
from archive.text.problems import Handling, Note, Problem

_SIDECARS = ("publications.toml", "sources.toml")
_NOTES_REMEDIES = {
    Handling.LEFT_OUT: "Nothing is to be done unless they hold something that readers should see; that, add by hand.",
    Handling.RECOGNISED: "Where one is wrong, say the right one in the files, in an import.toml, or on the desk.",
}


def not_read(file: FoundFile, root: Root) -> FileReport:
    """Return the report on a file in a format that is not read: what it is, by its content, and what to do.

    A document that may hold articles is refused, unless one that is read lies beside it under the same name.
    """
    report = FileReport(file.path, Action.SKIP)
    try:
        with file.open() as stream:
            found = recognise(stream.read(HEAD_BYTES)) or notation_of(PurePosixPath(file.path).suffix)
    except (UnreadableFile, *STREAM_ERRORS) as failure:
        return report.refuse(error(f"The file cannot be read: {failure}", "Copy it again."))
    if found is None and PurePosixPath(file.path).name in _SIDECARS:
        what = "It is read at the top of a folder or zip file only, and so was not."
        report.problems.append(Problem(None, what, "Move it there, or import its folder by itself."))
    elif found is None:
        kinds = ", ".join(sorted(TEXT_SUFFIXES | FORMATS.keys()))
        what = f"It is no text: the files that are read end in {kinds}."
        report.problems.append(Problem(None, what, "Save its text as one of these."))
    elif found.holds_text and not _has_readable_twin(file.path, root):
        report.refuse(error(f"This is {found.what}, which is not read", found.remedy))
    else:
        report.problems.append(Problem(None, f"This is {found.what}, and no text.", found.remedy))
    return report


def _has_readable_twin(path: str, root: Root) -> bool:
    stem = PurePosixPath(path).with_suffix("")
    return any(root.has(f"{stem}{suffix}") for suffix in (*TEXT_SUFFIXES, *FORMATS))


def describe(report: FileReport, incoming: IncomingArticle) -> None:
    """Fill a report with the fields read from a file."""
    read = incoming.article
    report.publication = read.publication or None
    report.volume, report.number = read.volume, read.number
    if read.volume is not None and read.number:
        report.issue = Issue(volume=read.volume, number=read.number).designation
    report.title, report.date = read.title, read.date
    report.charset = incoming.charset
    report.paragraphs, report.pictures = len(read.body_paragraphs), len(read.pictures)
    report.problems += [problem for problem in read.problems if problem.severity == "warning"]


def report_once(notes: Counter[Note], files: int) -> list[Problem]:
    """Return a warning for each kind of notes on the files of an import: what many of them have alike."""
    kinds: dict[tuple[Handling, str], list[str]] = {}
    for note, count in notes.most_common():
        kinds.setdefault((note.handling, note.kind), []).append(f"{note.what} ({count:,})" if files > 1 else note.what)
    return [
        Problem(
            None,
            f"{told}: {kind}: {', '.join(found[:30])}{', …' if len(found) > 30 else ''}.",
            _NOTES_REMEDIES[told],
        )
        for (told, kind), found in kinds.items()
    ]


def other_date(issue: Issue, incoming: IncomingArticle) -> Problem:
    """Return the warning that a file prints another date than its issue has."""
    printed = incoming.article.date.text
    return Problem(
        None,
        f"Its date, {printed}, is not its issue's ({issue.date_text or issue.date}), which was kept.",
        "Correct the date of the issue in the admin, or the one in the file.",
    )
