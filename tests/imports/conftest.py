"""Folders of texts to import, and the import itself, for the tests of this floor."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from archive.imports.importing.import_options import Options
from archive.imports.importing.importer import Importer

HEADER = "Publication: Harbour Letter Volume: 1 Issue: 7"
BODY = "The ferries of Port Varda stood idle for a third day (Interfax, March 3)."


def text_of(body: str = BODY, *, header: str = HEADER, title: str = "", **labels: str) -> str:
    """The text of a file: title above, header, labelled lines, body."""
    above = f"{title}\n\n" if title else ""
    below = "".join(f"{label.capitalize()}: {value}\n" for label, value in labels.items())
    return f"{above}{header}\n{below}\n{body}\n"


@pytest.fixture
def zipped(tmp_path):
    """Makes a zip file of names and contents."""

    def write(files: dict[str, str | bytes], name: str = "texts.zip") -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry, content in files.items():
                archive.writestr(entry, content)
        return path

    return write


def run(path: Path, **options):
    """Import a path; the reports."""
    return list(Importer(Options(**options)).import_path(path))


def actions(reports) -> dict[str, str]:
    return {report.file: report.action.value for report in reports}


def reasons(report) -> str:
    return " ".join(str(problem) for problem in report.problems)
