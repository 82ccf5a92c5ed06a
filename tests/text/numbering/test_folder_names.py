"""Volumes, numbers and dates in names of folders and files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.dates import Precision
from archive.text.numbering.folder_names import date_in_name, facts_of_folders
from archive.text.numbering.habits import Numbering

FOLDERS = [
    # habit, folders from the outermost → volume, number, date
    ("volume-number", "v12/i3", 12, "3", None),
    ("volume-number", "v01/i0115", 1, "115", None),
    ("volume-number", "Volume 12 Issue 3", 12, "3", None),
    ("volume-number", "Vol. 12, No. 3", 12, "3", None),
    ("volume-number", "vol12_no03", 12, "3", None),
    ("volume-number", "V12N3", 12, "3", None),
    ("volume-number", "Volume XII/Issue 3-4", 12, "3-4", None),
    ("volume-number", "12(3)", 12, "3", None),
    ("volume-number", "Volume 12 (2004)/Issue 3", 12, "3", "2004"),
    ("volume-number", "2004 Volume 12/no. 3a", 12, "3a", "2004"),
    ("volume-number", "Band 12/Heft 3", 12, "3", None),
    ("volume-number", "Том 12/Выпуск 3", 12, "3", None),
    ("volume-number", "v12/i3/pages", 12, "3", None),
    ("volume-number", "v12/i3/v13", 13, "3", None),
    ("volume-number", "12/3", 12, "3", None),
    ("volume-number", "2004/10", 2004, "10", "2004"),
    ("volume-number", "2004/Issue 3", None, "3", "2004"),
    ("volume-number", "letters/2004", None, "", "2004"),
    ("volume-number", "7", None, "", None),
    ("number", "45", None, "45", None),
    ("number", "2013/45", None, "45", "2013"),
    ("number", "No. 45", None, "45", None),
    ("number", "2013", None, "", "2013"),
    ("year", "2013/4", 2013, "4", "2013"),
    ("year", "2013/Issue 4", 2013, "4", "2013"),
    ("volume", "2", 2, "", None),
    ("volume", "volume 2", 2, "", None),
    ("volume", "2020", None, "", "2020"),
    ("date", "2013/06/07", None, "", "2013-06-07"),
    ("date", "posts/2013/6/7", None, "", "2013-06-07"),
    ("date", "2013-06-07-ferries-stand-idle", None, "", "2013-06-07"),
    ("month", "2013/06", None, "", "2013-06"),
    ("month", "June 2013", None, "", "2013-06"),
    ("month", "October_2004", None, "", "2004-10"),
    ("date", "2013/13/45", None, "", "2013"),
    ("volume-number", "versions", None, "", None),
    ("volume-number", "issues", None, "", None),
    ("volume-number", "notes/in-brief", None, "", None),
    ("volume-number", "", None, "", None),
]


def shown(date) -> str | None:
    if date is None:
        return None
    return date.first.isoformat()[: {Precision.YEAR: 4, Precision.MONTH: 7}.get(date.precision, 10)]


@pytest.mark.parametrize(("numbering", "folders", "volume", "number", "date"), FOLDERS)
def test_folders_say_the_issue(numbering, folders, volume, number, date):
    found = facts_of_folders(folders.split("/"), Numbering(numbering))
    assert (found.volume, found.number, shown(found.date)) == (volume, number, date)


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("2013-06-07-ferries-stand-idle", "2013-06-07"),
        ("2013-06-07", "2013-06-07"),
        ("2013_06_07 Ferries", "2013-06-07"),
        ("20130607-ferries", "2013-06-07"),
        ("2013.06.07", "2013-06-07"),
        ("2013-06-letter", "2013-06"),
        ("2013-06", "2013-06"),
        ("2013-02-30-no-day", None),
        ("2013-06-99", None),
        ("2013", None),
        ("20130607123456", None),
        ("ferries-2013-06-07", None),
        ("1984-the-book", None),
    ],
)
def test_a_name_begins_with_its_date(name, date):
    assert shown(date_in_name(name)) == date


@given(st.lists(st.text(max_size=150), max_size=6), st.sampled_from(list(Numbering)))
def test_any_names_are_read(names, numbering):
    facts_of_folders(names, numbering)
