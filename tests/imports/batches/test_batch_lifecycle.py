"""The course of a batch on the desk: previewed without a trace, taken as chosen, stopped, killed, gone on with."""

from __future__ import annotations

import datetime
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from archive.imports.batches import batch_lifecycle
from archive.imports.batches.batch_lifecycle import (
    Progress,
    StopRequested,
    is_allowed,
    reap_dead,
    request_stop,
    request_task,
)
from archive.imports.batches.batch_run import run_import
from archive.imports.batches.batch_storage import (
    ImportLocked,
    UnusableUpload,
    check_uploads,
    delete_old_files,
    folder_of,
    is_running,
    running,
    store_uploads_of,
    was_killed,
)
from archive.models import Article, Author, ImportBatch, ImportRecord, ImportState, ImportTask, Source, Status, Topic
from tests.imports.batching import do, everything, import_path, previewed, undone, uploaded
from tests.imports.conftest import BODY, text_of

pytestmark = pytest.mark.django_db

FILES = {
    "1.txt": text_of(title="Ferries Idle", by="Ana Brod", date="March 5, 2004"),
    "2.txt": text_of("The pilots sailed (BNS, March 2).", title="Pilots Sail"),
    "3.txt": "No header at all.\n",
    "4.png": b"\x89PNG",
}


@pytest.fixture(autouse=True)
def sources(db, settings, tmp_path):
    """Two sources are known, so that the import does not load the shipped ones, which takes its time."""
    settings.BATCHES_ROOT = tmp_path / "batches"
    Source.objects.create(name="Interfax")
    Source.objects.create(name="BNS")


def rows(batch: ImportBatch) -> dict[str, str]:
    return dict(batch.records.values_list("file", "action"))


def test_a_preview_writes_nothing_and_keeps_every_record():
    before = everything()
    batch = previewed(FILES)
    assert everything() == before
    assert rows(batch) == {"1.txt": "create", "2.txt": "create", "3.txt": "refuse", "4.png": "skip"}
    assert (batch.state, batch.refused, batch.skipped) == (ImportState.PREVIEWED, 1, 1)
    refused = batch.records.get(file="3.txt")
    assert refused.line == 1
    assert all(problem["remedy"] for problem in refused.problems)


def test_a_preview_tells_what_a_new_article_says():
    record = previewed(FILES).records.get(file="1.txt")
    assert record.facts["authors"] == ["Ana Brod"]
    assert record.facts["date"] == "2004-03-05"
    assert record.facts["opening"].startswith("The ferries of Port Varda")
    assert (record.title, record.issue_shown) == ("Ferries Idle", "Harbour Letter, 1/7")


def test_a_preview_tells_every_change_of_an_update_in_words():
    do(previewed({"1.txt": FILES["1.txt"]}), ImportTask.IMPORT)
    batch = previewed(
        {"1.txt": text_of("New words.", title="Ferries Gone", by="Ana Brod and Ivo Marsh", topics="Ports")}
    )
    record = batch.records.get()
    assert record.action == "update"
    assert record.changes["title"] == ["Ferries Idle", "Ferries Gone"]
    assert record.changes["authors"] == [["Ana Brod"], ["Ana Brod", "Ivo Marsh"]]
    assert record.changes["topics"] == [[], ["Ports"]]
    assert record.changes["body"] == [f"<p>{BODY}</p>", "<p>New words.</p>"]
    assert not Author.objects.filter(name="Ivo Marsh").exists()
    assert not Topic.objects.exists()


def test_only_what_is_chosen_is_taken():
    batch = previewed(FILES)
    batch.records.filter(file="2.txt").update(chosen=False)
    do(batch, ImportTask.IMPORT)
    assert list(Article.objects.values_list("title", flat=True)) == ["Ferries Idle"]
    assert (batch.state, batch.created, batch.refused) == (ImportState.DONE, 1, 1)
    assert batch.records.get(file="1.txt").article.title == "Ferries Idle"


def test_new_articles_have_the_status_of_the_batch_and_belong_to_its_account(django_user_model):
    ana = django_user_model.objects.create_user("ana")
    do(previewed({"1.txt": FILES["1.txt"]}, status=Status.IN_REVIEW, by=ana), ImportTask.IMPORT)
    article = Article.objects.get()
    assert (article.status, article.created_by) == (Status.IN_REVIEW, ana)


def test_a_batch_of_the_desk_is_undone():
    before = everything()
    batch = previewed(FILES)
    do(batch, ImportTask.IMPORT)
    assert undone(batch) == {"1.txt": "withdrawn", "2.txt": "withdrawn"}
    assert everything() == before


def test_an_article_edited_after_the_preview_is_not_changed():
    do(previewed({"1.txt": FILES["1.txt"]}), ImportTask.IMPORT)
    batch = previewed({"1.txt": text_of("New words.", title="Ferries Idle")})
    article = Article.objects.get()
    article.standfirst = "By an editor"
    article.save()
    do(batch, ImportTask.IMPORT)
    assert (batch.updated, batch.refused) == (0, 1)
    assert "changed since the preview" in batch.records.get().problems[-1]["reason"]


def test_what_another_import_brought_meanwhile_is_not_there_twice():
    one, other = previewed(FILES), previewed(FILES)
    do(one, ImportTask.IMPORT)
    do(other, ImportTask.IMPORT)
    assert Article.objects.count() == 2
    assert rows(other)["1.txt"] == "unchanged"
    assert other.created == 0


def test_a_zip_file_and_single_files_are_one_batch():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("texts/1.txt", text_of(title="In a Zip"))
    batch = previewed({"letters.zip": packed.getvalue(), "1.txt": text_of("Other words.", title="Alone")})
    assert sorted(batch.records.values_list("upload", "file")) == [("", "1.txt"), ("letters.zip", "1.txt")]
    do(batch, ImportTask.IMPORT)
    # Both have the path 1.txt in one issue, so that the second is an update of the first that nobody saw.
    assert batch.created == 1


def test_a_process_that_was_stopped_goes_on_without_doing_anything_twice(monkeypatch):
    monkeypatch.setattr(batch_lifecycle, "WRITTEN_EVERY", 0.0)
    batch = previewed({f"{n}.txt": text_of(f"{BODY} Part {n}.", title=f"Story {n}") for n in range(5)})
    assert request_task(batch, ImportTask.IMPORT)
    ImportBatch.objects.filter(pk=batch.pk).update(stop_requested=True)
    progress = Progress(batch)
    with pytest.raises(StopRequested):
        run_import(batch, progress)
    progress.end(ImportState.STOPPED)
    assert Article.objects.count() == 1
    do(batch, ImportTask.IMPORT)
    assert Article.objects.count() == 5
    assert batch.created == 5


def test_a_batch_whose_process_was_killed_is_noticed_and_may_go_on():
    batch = previewed(FILES)
    assert request_task(batch, ImportTask.IMPORT)
    batch.refresh_from_db()
    assert not was_killed(batch)  # its process may be about to start
    batch.heartbeat_at = timezone.now() - datetime.timedelta(minutes=1)
    batch.save()
    assert was_killed(batch)
    reap_dead(batch)
    assert (batch.state, is_allowed(batch, ImportTask.IMPORT), is_allowed(batch, ImportTask.PREVIEW)) == (
        ImportState.STOPPED,
        True,
        False,
    )
    do(batch, ImportTask.IMPORT)
    assert batch.created == 2


def test_a_batch_at_work_was_not_killed():
    batch = uploaded(FILES)
    ImportBatch.objects.filter(pk=batch.pk).update(
        state=ImportState.RUNNING, heartbeat_at=timezone.now() - datetime.timedelta(days=1)
    )
    batch.refresh_from_db()
    with running(batch.pk):
        assert is_running(batch.pk)
        assert not was_killed(batch)
        with pytest.raises(ImportLocked), running(batch.pk):
            pass
    assert was_killed(batch)


def test_of_two_who_ask_at_once_one_is_refused():
    batch = previewed(FILES)
    same = ImportBatch.objects.get(pk=batch.pk)
    assert request_task(batch, ImportTask.IMPORT)
    assert not request_task(same, ImportTask.IMPORT)


def test_stopping_a_batch_asks_its_process():
    batch = uploaded(FILES)
    request_task(batch, ImportTask.PREVIEW)
    request_stop(ImportBatch.objects.get(pk=batch.pk))
    assert ImportBatch.objects.get(pk=batch.pk).stop_requested


@pytest.mark.parametrize(
    ("state", "task", "asked", "allowed"),
    [
        ("uploaded", "preview", "preview", True),
        ("uploaded", "preview", "import", False),
        ("previewed", "preview", "preview", True),
        ("previewed", "preview", "import", True),
        ("previewed", "preview", "undo", False),
        ("done", "import", "import", False),
        ("done", "import", "preview", False),
        ("done", "import", "undo", True),
        ("stopped", "import", "import", True),
        ("stopped", "import", "undo", True),
        ("stopped", "undo", "undo", True),
        ("stopped", "undo", "import", False),
        ("failed", "preview", "preview", True),
        ("undone", "undo", "undo", True),
        ("undone", "undo", "import", False),
        ("running", "import", "import", False),
    ],
)
def test_what_may_be_asked(state, task, asked, allowed):
    batch = ImportBatch.objects.create(name="x", state=state, task=task, created=1, heartbeat_at=timezone.now())
    if state in ("previewed", "uploaded"):
        batch.created = 0
    assert is_allowed(batch, ImportTask(asked)) is allowed


def test_an_import_of_the_command_line_keeps_what_it_wrote_and_refused(folder):
    batch = import_path(folder(FILES))
    assert rows(batch) == {"1.txt": "create", "2.txt": "create", "3.txt": "refuse"}
    assert (batch.created, batch.refused, batch.skipped, batch.passed) == (2, 1, 1, 4)
    again = import_path(folder({}))
    assert (again.unchanged, again.records.count()) == (2, 1)


def test_records_without_an_article_are_written_in_blocks(folder, django_assert_max_num_queries):
    texts = folder({f"{n}.txt": "No header.\n" for n in range(60)})
    with django_assert_max_num_queries(40):
        batch = import_path(texts)
    assert batch.records.count() == 60


def test_what_was_replaced_is_kept_in_the_transaction_that_replaces_it(folder, monkeypatch):
    texts = folder({"1.txt": FILES["1.txt"]})
    import_path(texts)
    folder({"1.txt": text_of("New words.", title="Ferries Idle")})

    def broken(*args, **kwargs):
        raise RuntimeError("killed here")

    monkeypatch.setattr("archive.imports.batches.import_journal.insert", broken)
    with pytest.raises(RuntimeError):
        import_path(texts)
    assert "New words" not in Article.objects.get().body


# --- Uploads ----------------------------------------------------------------------------------------------------------


def zip_of(**entries: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


def outside() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../etc/1.txt", "x")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        pytest.param([("1.txt", b"a"), ("1.txt", b"b")], "Two files have the name 1.txt", id="same name"),
        pytest.param([("1.txt", b"a"), ("1.TXT", b"b")], "Two files have the name", id="same name but for case"),
        pytest.param([("a" * 240 + ".txt", b"a")], "too long", id="long name"),
        pytest.param([(".hidden.txt", b"a")], "hidden file", id="hidden"),
        pytest.param([("a.zip", b"no zip")], "damaged", id="no zip"),
        pytest.param([("a.zip", zip_of(**{"1.txt": b"x" * 99})[:60])], "damaged", id="truncated zip"),
        pytest.param([("a.zip", zip_of(**{"1.txt": b"0" * (40 << 20)}))], "zip bomb", id="bomb"),
        pytest.param([("a.zip", zip_of(**{"b.zip": b"x"}))], "another zip file", id="zip in zip"),
        pytest.param([("a.zip", outside())], "outside the zip file", id="leads outside"),
    ],
)
def test_an_upload_that_is_not_taken_says_why(files, reason):
    with pytest.raises(UnusableUpload, match=reason) as refusal:
        check_uploads([SimpleUploadedFile(name, content) for name, content in files])
    assert refusal.value.remedy


def test_files_are_removed_some_time_after_the_last_work_on_them(settings):
    old, new = uploaded(FILES), uploaded(FILES)
    long_ago = timezone.now() - datetime.timedelta(days=settings.IMPORT_RETENTION_DAYS + 1)
    ImportBatch.objects.filter(pk=old.pk).update(changed=long_ago)
    assert delete_old_files() == 1
    assert not (folder_of(old.pk) / "files").exists()
    assert (folder_of(new.pk) / "files" / "1.txt").exists()
    assert not ImportBatch.objects.get(pk=old.pk).files_stored
    with pytest.raises(UnusableUpload, match="cannot be had any more"):
        store_uploads_of(ImportBatch.objects.create(name="again"), old)


def test_a_preview_of_the_same_files_again_takes_what_was_refused():
    batch = previewed({"1.txt": FILES["1.txt"]})
    do(batch, ImportTask.IMPORT)
    again = ImportBatch.objects.create(name="again", status=Status.PUBLISHED, files_stored=True)
    store_uploads_of(again, batch)
    do(again, ImportTask.PREVIEW)
    assert rows(again) == {"1.txt": "unchanged"}


def test_records_of_files_that_cannot_be_opened_have_no_path_of_the_server():
    batch = previewed({"letters.zip": zip_of(**{"1.txt": b"x"})})
    (folder_of(batch.pk) / "zips" / "letters.zip").write_bytes(b"damaged since")
    do(batch, ImportTask.PREVIEW)
    assert list(ImportRecord.objects.filter(batch=batch).values_list("file", "action")) == [("letters.zip", "refuse")]
