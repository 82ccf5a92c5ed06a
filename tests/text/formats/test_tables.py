"""Tables as CSV, and JSON Lines: the same rows in two forms."""

import base64
import json
import tracemalloc
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.text.formats.records import MAX_RECORD_CHARACTERS, Guide, Record
from archive.text.formats.registry import read_records, read_stored
from archive.text.formats.tables.columns import BadColumns, Columns, read_columns_toml
from archive.text.formats.value_parsing import date_only
from tests.text.formats.reading import FIXTURES, HEADER, MORE, NAMES, PROSE, read, reasons

HEAD = "id,publication,volume,issue,title,text\n"
ROW = f'7,NW,5,22,Toll Doubled,"{PROSE}"\n'


def lines(*rows):
    return "\n".join(json.dumps(row) for row in rows)


OBJECT = {"id": 7, "publication": "NW", "volume": 5, "issue": 22, "title": "Toll Doubled", "text": PROSE}


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("a.csv", HEAD + ROW),
        ("a.csv", HEAD.replace(",", ";") + ROW.replace(",", ";", 5)),
        ("a.tsv", HEAD.replace(",", "\t") + ROW.replace(",", "\t", 5)),
        ("a.csv", "\ufeff" + HEAD + ROW.replace("\n", "\r\n")),
        ("a.csv", HEAD + "\n,,,,,\n" + ROW),
        ("a.csv", HEAD + ROW.replace("\n", ",,\n")),
        ("a.jsonl", lines(OBJECT)),
        ("a.ndjson", "\n" + lines(OBJECT) + "\n\n"),
    ],
)
def test_a_row_is_an_article(path, content):
    (record,), problems = read(path, content)
    article = record.article
    assert (record.id, article.publication, article.volume, article.number) == ("7", "Narrows Weekly", 5, "22")
    assert (article.title, article.body_paragraphs) == ("Toll Doubled", [PROSE])
    assert article.problems == []
    assert reasons(problems, "error") == ""
    assert "“issue” as number" in reasons(problems)


CELLS = [
    # column, cell, field, value
    ("Author", "Vale, Anna; Marsh, Ivo", "authors", ["Anna Vale", "Ivo Marsh"]),
    ("Author 1", "Anna Vale", "authors", ["Anna Vale"]),
    ("Keywords", "ferries; tolls", "topics", ["ferries", "tolls"]),
    ("Date", "2003-05-30T08:00:00Z", "date", "2003-05-30"),
    ("Pub Date", "Fri, 30 May 2003 08:00:00 +0000", "date", "2003-05-30"),
    ("Link", "https://lantern.example/a", "url", "https://lantern.example/a"),
    ("Excerpt", "Twice in a year.", "standfirst", "Twice in a year."),
    ("lang", "en", "language", "en"),
]


@pytest.mark.parametrize(("column", "cell", "field", "value"), CELLS)
def test_columns_are_known_by_their_names(column, cell, field, value):
    (record,), _ = read("a.csv", HEAD.strip() + f",{column}\n" + ROW.strip() + f',"{cell}"\n')
    found = getattr(record.article, field)
    assert (found.first.isoformat() if field == "date" else found) == value


def test_columns_that_are_not_used_are_named():
    _, problems = read("a.csv", HEAD.strip() + ",Shelf mark\n" + ROW.strip() + ",C 114\n")
    assert "Not used: “Shelf mark”." in reasons(problems)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({**OBJECT}, "7"),
        ({**OBJECT, "id": "", "url": "https://lantern.example/a b".replace(" ", "-")}, "https://lantern.example/a-b"),
        ({**OBJECT, "id": None}, "v5-i22-toll-doubled"),
        ({**OBJECT, "id": None, "title": None}, "line-1"),
        ({**OBJECT, "id": "a b\tc"}, "a-b-c"),
    ],
)
def test_what_a_row_is_known_by(row, expected):
    assert read("a.jsonl", lines(row))[0][0].id == expected


def test_long_ids_are_cut_and_stay_apart():
    records, _ = read("a.jsonl", lines({**OBJECT, "id": "x" * 500 + "1"}, {**OBJECT, "id": "x" * 500 + "2"}))
    assert len({record.id for record in records}) == 2
    assert all(len(record.id) <= 200 for record in records)


def test_a_body_in_markup_is_sanitised_and_what_is_cut_is_said():
    row = {**OBJECT, "text": "<p onclick=x()>The bar is <em>shut</em>.</p><script>x()</script>"}
    article = read("a.jsonl", lines(row))[0][0].article
    assert article.body_html == "<p>The bar is <em>shut</em>.</p>"
    assert "onclick on <p>" in reasons(article.problems)


def test_a_header_in_the_text_says_the_issue_where_no_column_does():
    row = {"text": f"TOLL DOUBLED\n\nPublication: NW Volume: 5 Issue: 22\nBy: Anna Vale\n\n{PROSE}\n{MORE}"}
    article = read("a.jsonl", lines(row))[0][0].article
    assert (article.title, article.volume, article.number, article.authors) == ("Toll Doubled", 5, "22", ["Anna Vale"])
    assert article.body_paragraphs == [PROSE, MORE]
    assert article.problems == []


def test_columns_toml_goes_before_the_names():
    columns = read_columns_toml(
        '[columns]\n"Heading" = "title"\n"text" = ""\n"Words" = "body"\n[values]\npublication = "NW"\n'
    )
    table = f"Heading,text,Words,Vol,No\nToll Doubled,x,{PROSE.replace(',', ';')},5,22\n"
    (record,), _ = read("a.csv", table, columns)
    article = record.article
    assert (article.title, article.publication, article.volume, article.number) == (
        "Toll Doubled",
        "Narrows Weekly",
        5,
        "22",
    )
    assert article.errors == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[columns\n", "not TOML"),
        ('[columns]\n"a" = "headline"', "names a field “headline”"),
        ('[values]\n"shelf" = "C"', "names a field “shelf”"),
        ('[columns]\n"a" = 1', "something other than texts"),
        ("columns = 1", "something other than texts"),
        ('[colums]\n"a" = "title"', "“colums”, which is not known"),
        ("#" * 200_000, "too long"),
    ],
)
def test_bad_columns_toml(text, reason):
    with pytest.raises(BadColumns, match=reason) as raised:
        read_columns_toml(text)
    assert raised.value.remedy


BAD_FILES = {
    "empty": ("a.csv", b"", "The table is empty."),
    "no text column": ("a.csv", b"title,volume\nToll,5\n", "No column of the table is known to hold the text"),
    "one name twice": ("a.csv", b"text,title,title\na,b,c\n", "Two columns have the name “title”."),
    "too many columns": ("a.csv", b"text," + b",".join(b"c%d" % n for n in range(600)), "The table has 601 columns."),
    "workbook": ("a.csv", b"PK\x03\x04", "This is a workbook"),
    "pdf": ("a.jsonl", b"%PDF-1.4", "This is a PDF"),
    "NUL": ("a.csv", b"t\x00e\x00x\x00t", "NUL bytes"),
    "half a first line": ("a.csv", b"t\x00e\x00x\x00t\x00" * 80_000 + b"t", "damaged or cut off in its encoding"),
    "quote never closed": ("a.csv", (HEAD + ROW + '8,NW,5,22,Next,"' + PROSE).encode(), "ends inside quotation marks"),
    "endless cell": ("a.csv", (HEAD + '8,NW,5,22,Next,"').encode() + b"x\n" * 2_500_001, "a cell has more than"),
    "endless line": ("a.csv", b"text\n" + b"x" * 6_000_000, "a cell has more than"),
    "quote in a cell": ("a.csv", (HEAD + ROW + '8,NW,5,22,"Next" one,x\n').encode(), "cannot be read"),
    "half a character": ("a.csv", HEAD.encode("utf-16") + b"\x00", "damaged or cut off in its encoding"),
    "list": ("a.jsonl", b"[{}]", "one JSON list, not JSON Lines"),
    "no records": ("a.jsonl", b"", "holds no records"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_files(name):
    path, content, reason = BAD_FILES[name]
    _, problems = read(path, content)
    assert reason in reasons(problems, "error")
    assert all(problem.remedy for problem in problems)


def test_rows_above_the_broken_one_are_read():
    records, problems = read("a.csv", HEAD + ROW + '8,NW,5,22,"Next')
    assert [record.id for record in records] == ["7"]
    assert [problem.line for problem in problems if problem.severity == "error"] == [3]


BAD_ROWS = {
    "too few cells": ("a.csv", b"8,NW,5\n", "The row has 3 cells, and the table 6 columns."),
    "too many cells": ("a.csv", b"8,NW,5,22,Next,x,y\n", "The row has 7 cells"),
    "another encoding": ("a.csv", "8,NW,5,22,Övermar,x\n".encode("cp1252"), "in another encoding"),
    "no volume": ("a.csv", b"8,NW,,22,Next,x\n", "The header names no volume."),
    "no issue": ("a.csv", b"8,NW,,,Next,x\n", "No header line says of which issue"),
    "no text": ("a.csv", b"8,NW,5,22,Next,\n", "There is no text below the header."),
    "the same id": ("a.csv", f'7,NW,5,23,Next,"{MORE}"\n'.encode(), "A record in line 2 above has the same id, “7”"),
    "no JSON": ("a.jsonl", b'{"id": 8\n', "no JSON, or is cut off"),
    "no object": ("a.jsonl", b"[1]\n", "no JSON object"),
    "a key twice": ("a.jsonl", b'{"text": "a", "text": "b"}\n', "“text” stands twice"),
    "a table": ("a.jsonl", b'{"text": {"a": "b"}}\n', "The value of “text” is a table."),
    "deep": ("a.jsonl", b'{"text": ' + b"[" * 100_000 + b"\n", "nests too many"),
    "endless": ("a.jsonl", b'{"text": "' + b"x" * MAX_RECORD_CHARACTERS + b'"}\n', "The line has more than 5,000,000"),
    "an endless number": ("a.jsonl", b'{"text": ' + b"9" * 5000 + b"}\n", "no JSON"),
    "latin": ("a.jsonl", '{"text": "Övermar"}\n'.encode("cp1252"), "in another encoding"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_ROWS)
def test_bad_rows_are_refused_alone(name):
    path, row, reason = BAD_ROWS[name]
    good = [(HEAD + ROW).encode(), f'9,NW,5,22,Behind it,"Žďár: {MORE}"\n'.encode()]
    if path == "a.jsonl":
        good = [
            lines(OBJECT).encode() + b"\n",
            json.dumps({**OBJECT, "id": 9, "title": "Žďár"}, ensure_ascii=False).encode(),
        ]
    records, _ = read(path, good[0] + row + good[1])
    first, refused, last = records
    assert (first.id, last.id) == ("7", "9")
    assert first.article.errors == last.article.errors == []
    assert reason in reasons(refused.article.errors)
    assert all(problem.remedy and problem.line for problem in refused.article.errors if reason in problem.reason)


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("path", ["a.csv", "a.jsonl"])
def test_encodings(path, encoding):
    row = json.dumps({**OBJECT, "title": "Övermar"}, ensure_ascii=False)
    content = HEAD + ROW.replace("Toll Doubled", "Övermar") if path == "a.csv" else row
    (record,), _ = read(path, content.encode(encoding))
    assert record.article.title == "Övermar"


def test_a_table_is_never_in_memory_as_a_whole(tmp_path):
    path = tmp_path / "long.csv"
    remarks = "Nothing to remark. " * 4_000
    path.write_text("text,remarks\n" + "".join(f'"{HEADER}\n\n{MORE}",{remarks}\n' for _ in range(80)))
    tracemalloc.start()
    items = read_records("a.csv", partial(open, path, "rb"), Guide(NAMES))
    assert sum(isinstance(item, Record) for item in items) == 80
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < path.stat().st_size / 3


@given(st.binary(max_size=200), st.sampled_from(["a.csv", "a.jsonl", "a.tsv"]))
@settings(deadline=None)
def test_any_bytes_are_read_without_an_exception(content, path):
    read(path, content)
    read(path, b"text,title\n" + content)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2004-10-01T02:00:00Z", "2004-10-01"),
        ("2004-10-01 02:00:00", "2004-10-01"),
        ("2004/10/01", "2004-10-01"),
        ("20041001", "2004-10-01"),
        ("2004-10", "2004-10"),
        ("Fri, 01 Oct 2004 02:00:00 +0000", "01 Oct 2004"),
        ("October 1, 2004", "October 1, 2004"),
    ],
)
def test_dates_lose_their_time(text, date):
    assert date_only(text) == date


def test_a_second_column_for_a_field_is_not_used():
    assert Columns().mapping(["text", "Body"]) == {"text": "body", "Body": None}


@pytest.mark.parametrize("name", ["narrows-weekly.csv", "with-columns/card-index.csv", "seven-shores-monthly.jsonl"])
def test_the_examples(name):
    path = FIXTURES / name
    beside = path.parent / "columns.toml"
    columns = read_columns_toml(beside.read_text(encoding="utf-8")) if beside.exists() else Columns()
    items = list(read_records(name, partial(open, path, "rb"), Guide(NAMES, columns)))
    records = [item for item in items if isinstance(item, Record)]
    assert len(records) == 2
    assert [record.article.errors for record in records] == [[], []]


JANEWAY = "Article title,Volume number,Issue number,Journal title,text,Author given name,Author surname,Author email\n"


def test_rows_that_only_add_authors_continue_the_article_above():
    rows = (
        f'Toll,5,22,NW,"{PROSE}",Anna,Vale,a@nw.example\n,,,,,Ivo,Marsh,i@nw.example\nIce,5,22,NW,"{MORE}",Lea,Oak,\n'
    )
    records, _ = read("a.csv", JANEWAY + rows)
    assert [record.article.authors for record in records] == [["Anna Vale", "Ivo Marsh"], ["Lea Oak"]]


def test_rows_with_the_id_of_the_article_above_add_authors():
    head = "id,title,volume,issue,publication,text,author\n"
    records, _ = read("a.csv", f'{head}1,Toll,5,22,NW,"{PROSE}",Anna Vale\n1,Toll,,,,,Ivo Marsh\n')
    assert [record.article.authors for record in records] == [["Anna Vale", "Ivo Marsh"]]


def test_a_row_continued_and_cut_off_is_read():
    records, problems = read("a.csv", JANEWAY + f'Toll,5,22,NW,"{PROSE}",Anna,Vale,\n,,,,,Ivo,"Mar')
    assert [record.article.authors for record in records] == [["Anna Vale"]]
    assert "ends inside quotation marks" in reasons(problems)


def test_several_values_in_a_cell_of_dspace():
    head = "dc.title[en],dc.contributor.author[],dc.subject[],volume,issue,publication,text\n"
    (record,), _ = read("a.csv", f'{head}Toll||Zoll,"Vale, Anna||Marsh, Ivo",tolls||ice,5,22,NW,"{PROSE}"\n')
    assert record.article.title == "Toll"
    assert (record.article.authors, record.article.topics) == (["Anna Vale", "Ivo Marsh"], ["tolls", "ice"])


FILES = {
    "texts/1.txt": f"Toll Trebled\n{HEADER}\nBy Lea Oak\n\n{PROSE}".encode(),
    "texts/2.html": f"<!doctype html><html><body><h1>Toll</h1><p>{HEADER}</p><p>{PROSE}</p></body></html>".encode(),
    "texts/3.html": f"<p>{PROSE}</p><p>{MORE}</p>".encode(),
    "draft.md": f"---\nstatus: draft\n---\n\n{PROSE}".encode(),
}
FILED = "file,title,volume,issue,publication\n"


@pytest.mark.parametrize("name", ["texts/1.txt", "texts/2.html", "texts/3.html"])
def test_a_row_without_text_reads_the_file_that_it_names(name):
    (record,), _ = read("a.csv", f"{FILED}{name},Toll Doubled,5,22,NW\n", beside=FILES.get)
    assert record.article.errors == []
    assert (record.article.title, record.article.volume) == ("Toll Doubled", 5)
    assert PROSE in record.article.body_html
    again = read_stored(f"a.csv#{record.id}", record.stored, NAMES)
    assert (again.title, again.body_html) == (record.article.title, record.article.body_html)


def test_a_files_own_fields_fill_what_the_row_leaves_open():
    (record,), _ = read("a.csv", "file,topics\ntexts/1.txt,tolls\n", beside=FILES.get)
    assert (record.article.title, record.article.authors) == ("Toll Trebled", ["Lea Oak"])
    assert (record.article.volume, record.article.topics) == (5, ["tolls"])


def test_a_file_that_says_that_it_is_a_draft_is_left_out():
    (record,), _ = read("a.csv", f"{FILED}draft.md,Toll Doubled,5,22,NW\n", beside=FILES.get)
    assert record.article.unpublished is not None


@pytest.mark.parametrize(("name", "reason"), [("none.txt", "does not lie beside"), ("draft.pdf", "in no format")])
def test_a_file_that_cannot_be_read_is_an_error(name, reason):
    files = FILES | {"draft.pdf": b"%PDF"}
    (record,), _ = read("a.csv", f"{FILED}{name},Toll Doubled,5,22,NW\n", beside=files.get)
    assert reason in reasons(record.article.errors)


SUBSTACK = "post_id,post_date,is_published,email_sent_at,type,audience,title,subtitle\n"


def test_an_export_of_substack():
    rows = (
        "11.toll,2003-05-03T08:00:00.000Z,true,,newsletter,everyone,Toll,Twice\n"
        "12.ice,2003-05-03T08:00:00.000Z,false,,newsletter,everyone,Ice,\n"
        "13.oak,2003-05-03T08:00:00.000Z,true,,newsletter,only_paid,Oak,\n"
        "14.about,2003-05-03T08:00:00.000Z,true,,page,everyone,About,\n"
    )
    page = f'<p>{HEADER}</p><p>{PROSE}</p><div class="subscription-widget-wrap"><form>Subscribe</form></div>'.encode()
    beside = {f"posts/{name}.html": page for name in ("11.toll", "12.ice", "13.oak", "14.about")}
    records, _ = read("posts.csv", SUBSTACK + rows, beside=beside.get)
    assert [record.article.unpublished is None for record in records] == [True, False, False, False]
    assert (records[0].article.title, records[0].article.standfirst) == ("Toll", "Twice")
    assert records[0].article.body_html == f"<p>{PROSE}</p>"


PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "text/late.html",
            f"<html><body><h1>Late</h1><p>{PROSE}</p>"
            f'<p><img src="late_files/1.png" alt="A ferry"></p><p>{MORE}</p></body></html>',
        ),
        ("text/late.md", f"{PROSE}\n\n![A ferry](late_files/1.png)\n"),
    ],
)
def test_pictures_beside_the_file_of_a_row_are_taken_in(name, content):
    beside = {name: content.encode(), "text/late_files/1.png": PIXEL}
    table = f"publication,volume,issue,title,file\nNarrows Weekly,5,22,Late,{name}\n"
    (record,), _ = read("pieces.csv", table, beside=beside.get)
    assert [picture.content for picture in record.article.pictures] == [PIXEL]
    again = read_stored(f"pieces.csv#{record.id}", record.stored, NAMES, lambda address, limit: beside.get(address))
    assert again.body_html == record.article.body_html


def test_what_a_row_lacks_of_its_issue_is_said_as_a_column():
    records, _ = read("a.csv", b"id,title,volume,text\n1,Toll Doubled,5,The toll was doubled on Friday.\n")
    remedies = " ".join(problem.remedy for problem in records[0].article.errors)
    assert "Fill the column “issue”" in remedies
    assert "Fill the column “publication”" in remedies
