"""The command's contract: what it prints, its exit status, the index after it, and an import that is killed."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from archive.models import Article, ArticleOrigin, Authorship, Citation, Issue, OutboxEntry, Source
from tests.databases import query

ONE = """Idle Ferries

Publication: Harbour Letter Volume: 1 Issue: 7
By: Ana Brod
Date: March 5, 2004

The ferries of Port Varda stood idle for a third day (Interfax, March 3; see Harbour Letter, March 1).
"""
TWO = ONE.replace("Idle Ferries", "The Ferries Sail").replace("idle", "ready")
KEYS = {
    "file", "action", "publication", "volume", "number", "title", "date", "paragraphs", "encoding", "problems",
    "citations", "cross_references",
}  # fmt: skip


def run(*arguments, **options) -> tuple[str, str]:
    """Run the command; what it wrote on standard output and standard error."""
    out, err = io.StringIO(), io.StringIO()
    call_command("import_articles", *map(str, arguments), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def texts(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "1.txt").write_text(ONE)
    (folder / "2.txt").write_text(TWO)
    return folder


@pytest.fixture(autouse=True)
def source(db):
    """One source is known, so that the import does not load the shipped ones, which takes its time."""
    return Source.objects.create(name="Interfax")


def test_a_summary_ends_the_import(texts):
    out, _ = run(texts)
    assert out.splitlines()[0] == "2 files: 2 created, 1 warning."


def test_json_is_one_object_a_file_and_nothing_else_on_standard_output(texts):
    (texts / "cover.jpg").write_bytes(b"x")
    out, err = run(texts, json=True)
    objects = [json.loads(line) for line in out.splitlines()]
    assert [(one["file"], one["action"]) for one in objects] == [
        ("1.txt", "create"),
        ("2.txt", "create"),
        ("cover.jpg", "skip"),
    ]
    assert all(set(one) == KEYS for one in objects)
    assert "3 files" in err


def test_json_says_what_was_read(texts):
    one = json.loads(run(texts / "1.txt", json=True, dry_run=True)[0])
    assert {name: one[name] for name in KEYS - {"file", "problems"}} == {
        "action": "create",
        "publication": "Harbour Letter",
        "volume": 1,
        "number": "7",
        "title": "Idle Ferries",
        "date": "2004-03-05",
        "paragraphs": 1,
        "encoding": {"name": "utf-8", "how": "valid", "sureness": 1.0},
        "citations": [
            {
                "raw": "(Interfax, March 3; see Harbour Letter, March 1)",
                "sources": [
                    {"name": "Interfax", "date_text": "March 3", "date": "2004-03-03", "date_end": None},
                ],
            }
        ],
        "cross_references": [
            {
                "raw": "(Interfax, March 3; see Harbour Letter, March 1)",
                "publication": "Harbour Letter",
                "dates": ["2004-03-01"],
            }
        ],
    }


@pytest.mark.parametrize("again", [False, True])
def test_a_file_reads_alike_in_a_dry_run_an_import_and_the_next_one(texts, again):
    dry = [json.loads(line) for line in run(texts, json=True, dry_run=True)[0].splitlines()]
    if again:
        run(texts)
    wet = [json.loads(line) for line in run(texts, json=True)[0].splitlines()]
    parts = ("file", "publication", "volume", "number", "title", "date", "paragraphs", "citations", "cross_references")
    assert [[one[name] for name in parts] for one in dry] == [[one[name] for name in parts] for one in wet]


def test_a_refused_file_is_read_and_printed_all_the_same(texts):
    (texts / "1.txt").write_text(ONE.replace("Publication: Harbour Letter Volume: 1 Issue: 7", "Volume 1, Issue 7"))
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError):
        call_command("import_articles", str(texts / "1.txt"), json=True, dry_run=True, stdout=out, stderr=err)
    one = json.loads(out.getvalue())
    assert (one["action"], one["publication"], one["title"], one["number"]) == ("refuse", None, "Idle Ferries", "7")
    assert one["citations"][0]["sources"][0]["name"] == "Interfax"
    problem = next(problem for problem in one["problems"] if problem["severity"] == "error")
    assert problem["reason"]
    assert problem["remedy"]


def test_a_refused_file_fails_the_command_and_is_told_with_file_line_reason_and_remedy(texts):
    (texts / "3.txt").write_bytes(b"Publication: Harbour Letter Volume: 1 Issue: 7\n\nText \x00\x00\x00\x00\n")
    err = io.StringIO()
    with pytest.raises(CommandError, match="1 of them failed") as failure:
        call_command("import_articles", str(texts), stdout=io.StringIO(), stderr=err)
    assert failure.value.returncode == 1
    assert "3.txt: line 3: The file holds NUL bytes" in err.getvalue()
    assert "damaged or no text file" in err.getvalue()
    assert Article.objects.count() == 2


def test_a_dry_run_says_what_would_happen_and_writes_nothing(texts):
    out, _ = run(texts, dry_run=True)
    assert "2 to be created" in out
    assert not Article.objects.exists()


def test_a_draft_is_a_draft(texts):
    run(texts, draft=True)
    assert not Article.objects.published().exists()


def test_the_next_import_is_quiet(texts):
    run(texts)
    assert run(texts) == ("2 files: 2 unchanged.\n", "")


@pytest.mark.django_db(transaction=True)
def test_the_index_is_up_to_date_when_the_command_ends(texts):
    run(texts)
    assert Article.objects.count() == 2
    assert not OutboxEntry.objects.exists()


@pytest.mark.slow
def test_an_import_killed_half_way_is_completed_by_the_next_and_nothing_is_there_twice(migrated, tmp_path):
    texts = tmp_path / "many"
    texts.mkdir()
    for number in range(150):
        (texts / f"{number}.txt").write_text(ONE.replace("Idle Ferries", f"Idle Ferry Number {number}"))

    def importing() -> subprocess.Popen:
        command = [sys.executable, settings.BASE_DIR / "manage.py", "import_articles", texts, "--json"]
        return subprocess.Popen(command, env=migrated, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    with importing() as killed:
        for _ in range(40):  # some tens of files were written when it is killed
            killed.stdout.readline()
        killed.send_signal(signal.SIGKILL)
    with importing() as finished:
        reports = [json.loads(line) for line in finished.communicate(timeout=120)[0].splitlines()]
    assert finished.returncode == 0
    actions = [report["action"] for report in reports]
    assert set(actions) == {"create", "unchanged"}
    assert actions == sorted(actions, reverse=True)  # what was there, then what was missing
    tables = [model._meta.db_table for model in (Article, ArticleOrigin, Authorship, Citation, Issue)]
    counted = [query(migrated["DATABASE_URL"], f"SELECT count(*) FROM {table}")[0][0] for table in tables]  # noqa: S608
    assert counted == [150, 150, 150, 150, 1]


def test_columns_of_a_table_are_told_by_a_file(tmp_path):
    (tmp_path / "index.csv").write_text('Nr;Words\n1;"' + ONE + '"\n')
    columns = tmp_path / "mine.toml"
    columns.write_text('[columns]\n"Words" = "body"\n"Nr" = "id"\n')
    out, err = run(tmp_path / "index.csv", columns=columns)
    assert out.splitlines()[0] == "1 file: 1 created, 2 warnings."
    assert "index.csv: line 1: Columns that are read: “Nr” as id, “Words” as body." in err


@pytest.mark.parametrize("content", ["[columns", '[columns]\n"Words" = "headline"', None])
def test_columns_that_cannot_be_used_stop_the_import(texts, tmp_path, content):
    columns = tmp_path / "mine.toml"
    if content is not None:
        columns.write_text(content)
    with pytest.raises(CommandError, match=r"mine\.toml"):
        run(texts, columns=columns)
    assert not Article.objects.exists()
