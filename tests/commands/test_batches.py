"""Commands around imports: the number that an import prints, undoing by it, and processes that are killed half-way."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction

from archive.models import Article, Event, ImportBatch, ImportState, ImportTask, Source
from archive.search.engine import engine
from tests.databases import environment
from tests.imports.batching import previewed
from tests.imports.conftest import text_of


@pytest.fixture(autouse=True)
def source(db, settings, tmp_path):
    """One source is known, so that the import does not load the shipped ones, which takes its time."""
    settings.BATCHES_ROOT = tmp_path / "batches"
    engine().store.rebuild([], lambda pks: [])
    return Source.objects.create(name="Interfax")


@pytest.fixture
def texts(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(text_of(f"Words of part {number}.", title=f"Story {number}"))
    (folder / "bad.txt").write_text("No header.\n")
    return folder


def run(command: str, *arguments, **options) -> tuple[str, str]:
    """Run a command; what it wrote on standard output and standard error."""
    out, err = io.StringIO(), io.StringIO()
    call_command(command, *map(str, arguments), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def imported(texts) -> ImportBatch:
    with pytest.raises(CommandError, match="1 of them failed"):
        run("import_articles", texts)
    return ImportBatch.objects.first()


def test_an_import_says_its_number_and_how_to_undo_it(texts):
    (texts / "bad.txt").unlink()
    out, _ = run("import_articles", texts)
    batch = ImportBatch.objects.get()
    assert f"This is import {batch.pk}. To undo it: python manage.py undo_batch {batch.pk}" in out
    assert (batch.state, batch.origin, batch.created) == (ImportState.DONE, "command line", 3)


def test_an_import_of_nothing_new_says_no_number(texts):
    imported(texts)
    (texts / "bad.txt").unlink()
    out, _ = run("import_articles", texts)
    assert "undo" not in out


def test_a_dry_run_makes_no_batch(texts):
    (texts / "bad.txt").unlink()
    run("import_articles", texts, "--dry-run")
    assert not ImportBatch.objects.exists()


def test_undoing_tells_what_became_of_it_and_is_recorded(texts):
    batch = imported(texts)
    article = Article.objects.get(title="Story 1")
    article.title = "Corrected"
    article.save()
    out, err = run("undo_batch", batch.pk)
    assert "0 put back, 2 withdrawn, 0 gone before, 1 left" in out
    assert "1.txt: left as it is. It was edited after the import." in err
    assert [event.kind for event in Event.objects.filter(object_kind="importbatch").order_by("pk")] == [
        "import",
        "undo-import",
    ]


def test_undoing_prints_a_line_of_json_a_record(texts):
    out, _ = run("undo_batch", imported(texts).pk, "--json")
    assert {json.loads(line)["undoing"] for line in out.splitlines()} == {"withdrawn"}


@pytest.mark.parametrize(("number", "told"), [(999, "There is no import 999"), (None, "nothing to be undone")])
def test_what_cannot_be_undone_is_said(number, told):
    batch = ImportBatch.objects.create(name="empty", state=ImportState.DONE, task=ImportTask.IMPORT)
    with pytest.raises(CommandError, match=told):
        run("undo_batch", number or batch.pk)


def test_there_is_nothing_to_run_for_a_batch_that_is_done(texts):
    batch = imported(texts)
    with pytest.raises(CommandError, match="nothing is left to be done"):
        run("run_task", "import", batch.pk)


def test_a_batch_that_fails_says_so_and_can_be_continued(monkeypatch):
    batch = previewed({"1.txt": text_of(title="One")})
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.RUNNING, task=ImportTask.IMPORT)

    def broken(*args):
        raise RuntimeError("no more memory")

    monkeypatch.setattr("archive.management.commands.run_task.run_import", broken)
    with pytest.raises(RuntimeError):
        run("run_task", "import", batch.pk)
    batch.refresh_from_db()
    assert batch.state == ImportState.FAILED
    assert "no more memory" in batch.message
    monkeypatch.undo()
    run("run_task", "import", batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.created) == (ImportState.DONE, 1)


# --- Processes --------------------------------------------------------------------------------------------------------


def manage(*arguments, **options) -> subprocess.Popen:
    """A command in a process of its own, on the tests' database."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *map(str, arguments)]
    own = environment(settings.BATCHES_ROOT.parent)
    return subprocess.Popen(command, env=own, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **options)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("task", [ImportTask.IMPORT, ImportTask.UNDO])
def test_a_process_killed_half_way_is_gone_on_with_and_nothing_is_there_twice(task, settings):
    settings.TASK_START_SECONDS = -1
    files = {f"{n}.txt": text_of(f"Words of part {n}.", title=f"Story {n}") for n in range(120)}
    batch = previewed(files)
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.RUNNING, task=ImportTask.IMPORT)
    if task == ImportTask.UNDO:
        call_command("run_task", "import", batch.pk, stdout=io.StringIO())
        ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.RUNNING, task=ImportTask.UNDO)
    before = Article.objects.count()
    process = manage("run_task", "import", batch.pk)
    while Article.objects.count() == before and process.poll() is None:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    assert 0 < Article.objects.count() < 120

    call_command("run_task", "import", batch.pk, stdout=io.StringIO())
    batch.refresh_from_db()
    assert Article.objects.count() == (120 if task == ImportTask.IMPORT else 0)
    assert batch.records.filter(applied=True).count() == 120
    assert (batch.created, batch.withdrawn) == (120, 0 if task == ImportTask.IMPORT else 120)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_locked_for_a_while_is_waited_for(tmp_path):
    batch = previewed({"1.txt": text_of(title="One")})
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.RUNNING, task=ImportTask.IMPORT)
    process = manage("run_task", "import", batch.pk)
    with transaction.atomic():  # which has the lock of writers
        time.sleep(3)
    assert process.communicate(timeout=60)[1] == b""
    assert Article.objects.count() == 1
