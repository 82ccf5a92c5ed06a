"""Importing pages, documents, tables and exports: what becomes of each record, and of the file as a whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive.imports.reading.files import opened_root
from archive.models import Article
from archive.text.formats.tables.columns import read_columns_toml
from tests.imports.conftest import BODY, HEADER, actions, run

pytestmark = pytest.mark.django_db

FORMATS = Path(__file__).parents[3] / "fixtures" / "formats"
TABLE = "id,publication,volume,issue,title,text\n"


def row(number, title="Ferries Idle", body=BODY):
    return f'{number},Harbour Letter,1,7,{title},"{body}"\n'


def said(report):
    return " ".join(problem.reason for problem in report.problems)


def test_the_examples_are_imported_and_are_unchanged_the_second_time():
    reports = run(FORMATS)
    assert [report.file for report in reports if report.failed] == []
    assert Article.objects.count() == 14
    again = [report for report in run(FORMATS) if report.action not in ("skip", "read")]
    assert set(actions(again).values()) == {"unchanged"}
    assert len(again) == 14


def test_a_record_is_known_by_its_file_and_its_id(folder):
    run(folder({"a.csv": TABLE + row(1) + row(2, "Toll Doubled")}))
    assert sorted(Article.objects.values_list("origin__path", "title")) == [
        ("a.csv#1", "Ferries Idle"),
        ("a.csv#2", "Toll Doubled"),
    ]


def test_records_stay_themselves_where_others_are_put_above_them(folder):
    run(folder({"a.csv": TABLE + row(1) + row(2, "Toll Doubled")}))
    reports = run(folder({"a.csv": TABLE + row(3, "A Pier") + row(2, "Toll Doubled") + row(1)}))
    assert actions(reports) == {
        "a.csv#3": "create",
        "a.csv#2": "unchanged",
        "a.csv#1": "unchanged",
        "a.csv": "read",
    }


def test_only_what_a_record_changes_is_written_and_editors_come_first(folder):
    run(folder({"a.csv": TABLE + row(1)}))
    article = Article.objects.get()
    article.title = "Ferries Wait"
    article.save()
    reports = run(folder({"a.csv": TABLE + row(1, body="The ferries sailed (Interfax, March 4).")}))
    assert actions(reports)["a.csv#1"] == "update"
    article.refresh_from_db()
    assert article.title == "Ferries Wait"
    assert "sailed" in article.body


def test_a_file_that_was_renamed_changes_nothing(folder):
    top = folder({"a.csv": TABLE + row(1)})
    run(top)
    (top / "a.csv").rename(top / "b.csv")
    assert actions(run(top)) == {"b.csv#1": "unchanged"}


def test_a_copy_of_a_file_is_refused(folder):
    reports = run(folder({"a.csv": TABLE + row(1), "b.csv": TABLE + row(1)}))
    assert actions(reports)["b.csv#1"] == "refuse"
    assert Article.objects.count() == 1


def test_a_bad_record_stops_no_other(folder):
    reports = run(folder({"a.csv": TABLE + row(1) + "2,Harbour Letter,1\n" + row(3, "Toll Doubled")}))
    assert actions(reports) == {"a.csv#1": "create", "a.csv#line-3": "refuse", "a.csv#3": "create", "a.csv": "read"}


def test_a_file_that_breaks_off_is_refused_as_a_whole_and_what_is_above_stays(folder):
    reports = run(folder({"a.csv": TABLE + row(1) + '2,"Harbour'}))
    assert actions(reports) == {"a.csv#1": "create", "a.csv": "refuse"}
    assert reports[-1].problems[-1].line == 3


def test_columns_are_read_beside_the_file_else_at_the_top(folder):
    table = "Nr;Words;V;I\n1;{};1;7\n"
    columns = '[columns]\n"Words" = "body"\n"V" = "volume"\n"I" = "issue"\n[values]\npublication = "Harbour Letter"\n'
    columns = columns.replace('"issue"', '"number"')
    files = {
        "columns.toml": columns,
        "a.csv": table.format(BODY),
        "below/columns.toml": columns.replace("Words", "Other"),
        "below/b.csv": table.replace("Words", "Other").format("Other words by far."),
    }
    reports = run(folder(files))
    assert [report.action.value for report in reports if "#" in report.file] == ["create", "create"]


def test_columns_of_the_command_go_before_those_beside_the_file(folder):
    top = folder({"columns.toml": '[columns]\n"Words" = ""\n', "a.csv": f'id,Words\n1,"{HEADER}\n\n{BODY}"\n'})
    columns = read_columns_toml('[columns]\n"Words" = "body"\n')
    assert actions(run(top, columns=columns))["a.csv#1"] == "create"


def test_bad_columns_keep_the_table_out_and_nothing_else(folder):
    reports = run(folder({"columns.toml": "[columns", "a.csv": TABLE + row(1), "b.txt": f"{HEADER}\n\n{BODY}"}))
    assert actions(reports) == {"a.csv": "refuse", "b.txt": "create"}
    assert "columns.toml is not TOML" in said(reports[0])


def test_a_dry_run_reports_the_same_and_writes_nothing(folder):
    top = folder({"a.csv": TABLE + row(1) + row(2, "Toll Doubled")})
    dry = actions(run(top, dry_run=True))
    assert Article.objects.count() == 0
    assert dry == actions(run(top))


def test_a_zip_gives_the_same_records_as_its_folder(folder, zipped):
    files = {"a.csv": TABLE + row(1), "b.jsonl": json.dumps({"text": f"{HEADER}\n\nOther words by far.", "id": "x"})}
    run(folder(files))
    assert actions(run(zipped(files))) == {"a.csv#1": "unchanged", "b.jsonl#x": "unchanged"}


def test_a_damaged_entry_of_a_zip_is_refused(zipped):
    path = zipped({"a.csv": TABLE + "".join(row(n, f"Title {n}", f"{BODY} {n}") for n in range(50))})
    content = bytearray(path.read_bytes())
    content[200:230] = bytes(30)
    path.write_bytes(bytes(content))
    reports = run(path)
    assert reports[-1].failed
    assert "cannot be read on" in said(reports[-1])


def test_a_file_beyond_its_bound_is_refused_before_it_is_read(folder):
    top = folder({"a.html": f"<p>{HEADER}</p><p>{'x' * (6 << 20)}</p>"})
    (report,) = run(top)
    assert said(report) == "Is larger than 5 MB."


def test_streams_are_opened_anew_from_the_beginning(folder, zipped):
    files = {"a.csv": TABLE + row(1)}
    for path in (folder(files), zipped(files)):
        with opened_root(path) as root:
            (file,) = root.files()
            assert file.open().read(5) == file.open().read(5) == b"id,pu"


def test_what_was_kept_of_a_document_is_no_text():
    run(FORMATS / "the-mast-on-the-hill.docx")
    origin = Article.objects.get().origin
    assert origin.encoding == "binary"
    assert bytes(origin.received) == (FORMATS / "the-mast-on-the-hill.docx").read_bytes()


def test_where_the_kept_cannot_be_read_any_more_the_file_wins_only_when_told_to(folder):
    top = folder({"a.xml": (FORMATS / "narrows-weekly-wordpress.xml").read_bytes()})
    run(top)
    origin = Article.objects.get(origin__path="a.xml#post-311").origin
    origin.received, origin.sha256 = b"<rss>", "0"
    origin.save()
    assert actions(run(top))["a.xml#post-311"] == "refuse"
    assert actions(run(top, overwrite=True))["a.xml#post-311"] == "update"


SUBSTACK = "post_id,post_date,is_published,audience,title\n"
POST = f"<p>Publication: Harbour Letter Volume: 1 Issue: 7</p>{BODY}"


def test_a_draft_in_a_table_does_not_come_in_by_its_file(folder):
    rows = "1.toll,2003-05-03,true,everyone,Toll\n2.ice,2003-05-03,false,everyone,Ice\n"
    rows += "3.oak,2003-05-03,true,only_paid,Oak\n"
    pages = {
        f"posts/{name}.html": POST.replace("</p>", f" {name}</p>") for name in ("1.toll", "2.ice", "3.oak", "4.lost")
    }
    reports = run(folder({"posts.csv": SUBSTACK + rows, "email_list.nw.csv": "email\n", **pages}))
    assert {report.file: report.action.value for report in reports if report.action != "read"} == {
        "email_list.nw.csv": "skip",
        "posts/4.lost.html": "skip",
        "posts.csv#1.toll": "create",
        "posts.csv#2.ice": "skip",
        "posts.csv#3.oak": "skip",
    }


def test_a_file_that_a_row_names_is_read_with_it_alone(folder):
    table = "file,title,publication,volume,issue\na.txt,Toll,Harbour Letter,1,7\n"
    reports = run(folder({"a.txt": "The toll was doubled.", "list.csv": table}))
    assert actions(reports) == {"list.csv#v1-i7-toll": "create", "list.csv": "read"}


@pytest.mark.parametrize(
    ("files", "report"),
    [
        ({"a.pdf": "%PDF-1.4"}, ("refuse", "This is a PDF, which is not read.")),
        ({"a.pdf": "%PDF-1.4", "a.txt": f"{HEADER}\n\n{BODY}"}, ("skip", "This is a PDF, and no text.")),
        ({"a.odt": "{\\rtf1"}, ("refuse", "This is a rich text document (.rtf), which is not read.")),
        ({"a.bin": "\x00"}, ("skip", "It is no text")),
    ],
)
def test_files_that_are_not_read_are_told_by_their_content(folder, files, report):
    first = run(folder(files))[0]
    assert (first.action.value, said(first)[: len(report[1])]) == report
