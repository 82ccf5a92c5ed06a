"""Workbooks of Excel: sheets as tables, with the values that people see in them."""

import datetime
import io
import zipfile
from functools import partial

import pytest
from openpyxl import Workbook

from archive.text.charset import UnreadableText
from archive.text.formats.records import Guide
from archive.text.formats.tables.table_preview import peek_columns
from archive.text.formats.tables.workbook import read_workbook, text_of_value
from tests.text.formats.reading import NAMES, PROSE, read, reasons

NAMED = ["Publication", "Volume", "Issue", "Date", "Title", "Author", "Text"]


moment = datetime.datetime.fromisoformat


def saved(book):
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def workbook(*rows, names=NAMED, above=()):
    book = Workbook()
    for row in (*above, names, *rows):
        book.active.append(row)
    return book


def row(title="Ferry late", date="1998-03-04", volume=5, **other):
    return ["Narrows Weekly", volume, other.get("issue", 22), date, title, "Anna Vale", other.get("text", PROSE)]


def test_a_row_is_an_article_with_the_values_that_are_shown():
    day = moment("1998-03-04")
    (record,), problems = read("pieces.xlsx", saved(workbook(row(date=day, volume=5.0))))
    article = record.article
    assert (article.volume, article.number, article.date.first) == (5, "22", day.date())
    assert (article.title, article.authors, article.body_paragraphs) == ("Ferry late", ["Anna Vale"], [PROSE])
    assert "“Text” as body" in reasons(problems)


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (moment("2020-12-31"), "d-mmm-yy", "2020-12-31"),
        (moment("2020-12-01"), "mmm-yy", "2020-12"),
        (moment("2020-12-01"), 'mmmm yyyy "draft"', "2020-12"),
        (moment("2020-01-01"), "yyyy", "2020"),
        (moment("2020-12-31 09:30"), "m/d/yy h:mm", "2020-12-31 09:30:00"),
        (5.0, "", "5"),
        (5.5, "", "5.5"),
        (True, "", "true"),
        (None, "", ""),
        ("one_x000D_\ntwo", "", "one\r\ntwo"),
    ],
)
def test_a_cell_says_what_is_shown(value, form, text):
    assert text_of_value(value, form) == text


def test_a_month_is_no_day():
    book = workbook(row(date=moment("1998-03-01")))
    book.active["D2"].number_format = "mmm-yy"
    (record,), _ = read("pieces.xlsx", saved(book))
    assert record.article.date.precision == "month"


def test_a_heading_above_the_names_of_the_columns_is_told():
    (record,), problems = read("pieces.xlsx", saved(workbook(row(), above=(["All pieces of 1998"], []))))
    assert record.article.title == "Ferry late"
    assert record.line == 4
    assert "“All pieces of 1998”" in reasons(problems)


def test_every_visible_sheet_with_a_text_is_read():
    book = workbook(row())
    more = book.create_sheet("Spring")
    more.append(NAMED)
    more.append(row("Buoy lost"))
    book.create_sheet("Remarks").append(["Typed by", "Ivo"])
    drafts = book.create_sheet("Not yet")
    drafts.append(NAMED)
    drafts.append(row("A secret"))
    drafts.sheet_state = "hidden"
    records, problems = read("pieces.xlsx", saved(book))
    assert [record.article.title for record in records] == ["Ferry late", "Buoy lost"]
    assert records[1].id.startswith("Spring:")
    assert "hidden sheets (“Not yet”)" in reasons(problems)


def test_continuation_rows_add_authors():
    further = [None, None, None, None, None, "Ivo Marsh", None]
    (record,), _ = read("pieces.xlsx", saved(workbook(row(), further)))
    assert record.article.authors == ["Anna Vale", "Ivo Marsh"]


def test_a_formula_without_its_value_and_an_error_are_told():
    _, problems = read("pieces.xlsx", saved(workbook(row(title='="Ferry "&"late"', issue="#REF!"))))
    assert "1 cells in the sheet “Sheet” hold a formula without its value (E2)" in reasons(problems)
    assert "hold an error (C2: #REF!)" in reasons(problems)


@pytest.mark.slow
def test_a_row_far_below_costs_nothing():
    book = workbook(row())
    book.active.cell(row=1_000_000, column=16_000, value="stray")
    records, _ = read("pieces.xlsx", saved(book))
    assert len(records) == 1


def test_columns_for_a_person_to_map():
    content = saved(workbook(["Late", "It was late."], names=["Heading", "Piece"]))
    peeked = peek_columns(partial(io.BytesIO, content), "pieces.xlsx")
    assert (peeked.names, peeked.samples["Piece"]) == (["Heading", "Piece"], ["It was late."])
    _, problems = read("pieces.xlsx", content)
    assert "No column of the table is known to hold the text" in reasons(problems, "error")


def package(**parts):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"title,text\n", "no workbook"),
        (b"\xd0\xcf\x11\xe0 old", "old workbook"),
        (package(**{"[Content_Types].xml": "<Types/>"}), "no workbook"),
        (package(**{"[Content_Types].xml": "", "xl/sharedStrings.xml": b" " * (101 << 20)}), "bomb"),
        (saved(workbook(row()))[:-400], "no workbook"),
    ],
    ids=["text", "xls", "empty package", "bomb", "cut off"],
)
def test_what_is_no_workbook_is_refused(content, reason):
    with pytest.raises(UnreadableText, match=reason):
        list(read_workbook(partial(io.BytesIO, content), Guide(NAMES)))


def test_entities_are_refused():
    content = saved(workbook(row()))
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><worksheet>&b;</worksheet>'
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            new.writestr(name, bomb if name.startswith("xl/worksheets/") else old.read(name))
    with pytest.raises(UnreadableText):
        list(read_workbook(partial(io.BytesIO, packed.getvalue()), Guide(NAMES)))
