"""What the tests of all formats share: invented publications, and readers of bytes in memory."""

import io
from functools import partial
from pathlib import Path

from archive.text.formats.records import Guide, Record
from archive.text.formats.registry import read_records
from archive.text.formats.tables.columns import NO_COLUMNS
from archive.text.headers.publication_facts import PublicationNames

NAMES = PublicationNames(
    [("Narrows Weekly", ["NW"]), ("Veddan Daily Brief", ["VDB"]), ("Seven Shores Monthly", ["SSM"])]
)
FIXTURES = Path(__file__).parents[3] / "fixtures" / "formats"
HEADER = "Publication: Narrows Weekly Volume: 5 Issue: 22"
PROSE = "For nine days the ferry has left Hask four minutes late, because the bar opens by another clock than its own."
MORE = "The clock in question was a gift, and it has never been right (Övermar Gazette, May 28)."


def read(path, content, columns=NO_COLUMNS, beside=lambda address: None):
    """The records and the problems of the whole file, apart."""
    content = content.encode() if isinstance(content, str) else content
    guide = Guide(NAMES, columns, beside=lambda address, limit: beside(address))
    items = list(read_records(path, partial(io.BytesIO, content), guide))
    records = [item for item in items if isinstance(item, Record)]
    return records, [item for item in items if not isinstance(item, Record)]


def read_one(path, content, columns=NO_COLUMNS):
    """The article of a file that holds one."""
    records, problems = read(path, content, columns)
    assert [problem for problem in problems if problem.severity == "error"] == []
    (record,) = records
    return record.article


def reasons(problems, severity=None):
    return " ".join(problem.reason for problem in problems if severity in (None, problem.severity))
