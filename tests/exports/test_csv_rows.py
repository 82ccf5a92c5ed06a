"""Tables: RFC 4180, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io

import pytest

from archive.exports.csv_rows import csv_lines, safe_cell


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("ferry", "ferry"),
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1+1", "'  =1+1"),
        ("\t=1", "'\t=1"),
        ("＝1", "'＝1"),
        ("a=b", "a=b"),
        (-1, "-1"),
        (None, ""),
        ("a\x00b", "ab"),
    ],
)
def test_cells(value, cell):
    assert safe_cell(value) == cell


def test_what_is_written_is_read_back():
    rows = [["a", 'with "quotes"'], ["two\nlines", "comma, comma"]]
    text = "".join(csv_lines(["one", "two"], rows))
    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))) == [["one", "two"], *rows]
