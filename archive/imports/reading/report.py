"""Import reports: for each file the action, the fields read and the problems; and the totals."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from archive.text.charset import Charset
from archive.text.citations import Reading, Setting, as_json
from archive.text.date_words import iso_date
from archive.text.dates import PartialDate
from archive.text.problems import Problem


class Action(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    REFUSE = "refuse"  # the file failed: it was read as far as possible, and nothing was written
    SKIP = "skip"  # not a text, as a picture beside the texts; or not public at its origin
    READ = "read"  # an export or a table; its records have their own reports


def error(reason: str, remedy: str = "", line: int | None = None) -> Problem:
    """Return a problem that keeps a file out of the archive; the reason becomes a sentence."""
    return Problem(line, f"{reason[:1].upper()}{reason[1:].rstrip('.')}.", remedy, "error")


def problem_as_json(problem: Problem) -> dict[str, object]:
    return {
        "line": problem.line,
        "reason": problem.reason,
        "remedy": problem.remedy,
        "severity": problem.severity,
    }


@dataclass(slots=True)
class FileReport:
    """Report on one file: the planned or completed action, and the fields read (None if missing)."""

    file: str
    action: Action = Action.REFUSE
    publication: str | None = None
    volume: int | None = None
    number: str | None = None
    issue: str = ""  # its issue in words, as far as it is known
    title: str | None = None
    date: PartialDate | None = None
    paragraphs: int = 0
    pictures: int = 0  # embedded in the file
    problems: list[Problem] = field(default_factory=list)
    charset: Charset | None = None  # of texts, pages and tables; other formats say it themselves
    reading: Reading | None = None
    texts: list[str] = field(default_factory=list)  # the paragraphs that were read, and what with; for a dry run
    setting: Setting | None = None
    is_unpublished: bool = False  # left out, as it is not public at its origin

    @property
    def failed(self) -> bool:
        return self.action is Action.REFUSE

    def refuse(self, problem: Problem) -> FileReport:
        self.action = Action.REFUSE
        self.problems.append(problem)
        return self

    def leave_out(self, problem: Problem) -> FileReport:
        """Report a file or record that is not public at its origin (a draft, say), and why."""
        self.action, self.is_unpublished = Action.SKIP, True
        self.problems = [problem]
        return self

    def as_json(self) -> dict[str, object]:
        """Return the object that `import_articles --json` prints: a contract, see docs/importing.md."""
        read = as_json(self.reading) if self.reading else {"citations": [], "cross_references": []}
        return {
            "file": self.file,
            "action": self.action.value,
            "publication": self.publication,
            "volume": self.volume,
            "number": self.number,
            "title": self.title,
            "date": printed_date(self.date),
            "paragraphs": self.paragraphs,
            "encoding": charset_as_json(self.charset),
            "problems": [problem_as_json(problem) for problem in self.problems],
            **read,
        }


def charset_as_json(charset: Charset | None) -> dict[str, object] | None:
    """Return {"name": "windows-1250", "how": "detected", "sureness": 0.99}; None where no encoding had to be found."""
    return {"name": charset.name, "how": charset.how.value, "sureness": charset.sureness} if charset else None


def printed_date(date: PartialDate | None) -> str | None:
    """Return a date with its precision in the forms of ISO 8601: "2004-10-23", "2004-10", "2004"."""
    return iso_date(date) if date else None


@dataclass(slots=True)
class Summary:
    """Totals of an import."""

    actions: Counter[Action] = field(default_factory=Counter)
    warnings: int = 0
    pictures: int = 0  # embedded in created or updated files
    unpublished: int = 0  # of the skipped ones

    def add(self, report: FileReport) -> None:
        if report.action is not Action.READ:
            self.actions[report.action] += 1
        self.unpublished += report.is_unpublished
        if report.action in (Action.CREATE, Action.UPDATE):
            self.pictures += report.pictures
        if report.action is not Action.UNCHANGED and not report.is_unpublished:  # reported when the file was imported
            self.warnings += sum(problem.severity == "warning" for problem in report.problems)

    @property
    def failed(self) -> int:
        return self.actions[Action.REFUSE]

    def sentence(self, *, dry_run: bool) -> str:
        """Return a sentence: "4 files: 1 created, 2 unchanged, 1 left out (not published)."

        In a dry run: "4 files: 1 to be created, …".
        """
        words = {
            Action.CREATE: "to be created" if dry_run else "created",
            Action.UPDATE: "to be updated" if dry_run else "updated",
            Action.UNCHANGED: "unchanged",
            Action.REFUSE: "refused",
            Action.SKIP: "skipped (no text)",
        }
        counts = self.actions - Counter({Action.SKIP: self.unpublished})
        parts = [f"{count:,} {words[action]}" for action in Action if (count := counts[action])]
        parts += [f"{self.unpublished:,} left out (not published)"] if self.unpublished else []
        total = self.actions.total()
        inside = f", {self.pictures:,} picture{'s' * (self.pictures > 1)} in them" if self.pictures else ""
        warned = f", {self.warnings:,} warning{'s' * (self.warnings > 1)}" if self.warnings else ""
        return f"{total:,} {'file' if total == 1 else 'files'}: {', '.join(parts) or 'nothing to do'}{inside}{warned}."
